"""Tables of the bundle that hold what was judged: items, systems, criteria, answers."""

from annotations.exports.tables.columns import (
    CATEGORY,
    CONTENT_SHA256,
    CRITERION,
    ITEM,
    LANGUAGE,
    SPECIALTY,
    TASK_TYPE,
    Care,
    Column,
    Table,
    Type,
    flag,
    time,
    whole,
)

SYSTEM = Column("system", "The system's name", "被测模型名称")
SAMPLE = whole(
    "sample", "Which of several answers to the item, from 0", "同一题目的第几个回答，从 0 起"
)
VERSION = whole("version", "1, or more if it was generated anew", "版本；重新生成则递增")

ITEMS = Table(
    "items",
    "The questions and cases",
    "题目",
    (
        ITEM,
        TASK_TYPE,
        LANGUAGE,
        CATEGORY,
        SPECIALTY,
        Column("prompt", "The question of a single-turn item", "单轮题目的问题"),
        Column("case", "The case from which a patient was played", "模拟患者所依据的病例"),
        Column("reference", "A model answer, if there is one", "参考答案（如有）"),
        Column(
            "extra",
            "Whatever else came with the item, as JSON",
            "随题目导入的其他内容，JSON",
            Type.JSON,
        ),
        Column(
            "practice",
            "Of a practice item: its author's opinion, as JSON; else empty",
            "练习题：出题者的意见，JSON；否则为空",
            Type.JSON,
        ),
        CONTENT_SHA256,
    ),
)

BLINDED_ITEMS = Table(
    "items",
    ITEMS.en,
    ITEMS.zh,
    tuple(
        column
        for column in ITEMS.columns
        if column.key
        in ("item", "task_type", "language", "category", "specialty", "content_sha256")
    ),
)

SYSTEMS = Table(
    "systems",
    "The systems and the simulated patient, with their settings",
    "被测模型与模拟患者及其设置",
    (
        whole("position", "Place in the study's order, from 0", "研究中的次序，从 0 起"),
        SYSTEM,
        Column(
            "role",
            "candidate, or patient: the simulated patient",
            "candidate 被测模型；patient 模拟患者",
            values=("candidate", "patient"),
        ),
        Column(
            "aliases",
            "Names that would give it away, as JSON",
            "会暴露其身份的名称，JSON",
            Type.JSON,
        ),
        Column("model_name", "As its endpoint calls it", "服务端的模型名"),
        Column("parameters", "Sent with every request, as JSON", "每次请求的参数，JSON", Type.JSON),
        Column("system_prompt", "Its system prompt", "系统提示词"),
        Column(
            "prompt_template",
            "With {prompt} where the question went",
            "提示词模板，{prompt} 处为问题",
        ),
    ),
)

CRITERIA = Table(
    "criteria",
    "What was judged",
    "评价维度",
    (
        whole("position", "Place on the form, from 0", "表单中的次序，从 0 起"),
        CRITERION,
        flag("is_primary", "true for the primary criterion", "true 表示主要评价维度"),
        Column("name_en", "Its name in English", "英文名称"),
        Column("name_zh", "Its name in Chinese", "中文名称"),
        Column("description_en", "What raters read about it, in English", "英文说明"),
        Column("description_zh", "The same in Chinese", "中文说明"),
    ),
)

_ANSWER = (ITEM, TASK_TYPE, SYSTEM, SAMPLE, VERSION)

RESPONSES = Table(
    "responses",
    "One row per answer that raters were shown, or that was set aside before",
    "每个展示过或事先搁置的回答一行",
    (
        *_ANSWER,
        Column(
            "origin",
            "generated here, or imported",
            "generated 在此生成；imported 导入",
            values=("generated", "imported"),
        ),
        flag("is_current", "false if it was generated anew", "false 表示已重新生成"),
        time("completed_at", "When it was complete, UTC", "完成时间，UTC"),
        Column("reported_model", "What the endpoint said it was", "服务端自报的模型名"),
        whole(
            "characters",
            "Code points of the system's shown texts, the patient's not counted",
            "该模型所示文本的码点数，不含患者",
            "code points",
        ),
        Column(
            "extra",
            "Whatever came along with an imported answer, as JSON",
            "随导入回答附带的其他内容，JSON",
            Type.JSON,
            care=Care.ANSWER,
        ),
        Column(
            "shown_sha256",
            "SHA-256 of the list of its turns' shown texts as canonical JSON",
            "各消息所示文本列表（规范 JSON）的 SHA-256",
        ),
    ),
)

TURNS = Table(
    "turns",
    "Every message of these answers",
    "这些回答的每条消息",
    (
        *_ANSWER,
        whole("turn", "Position in the conversation, from 0", "在对话中的位置，从 0 起"),
        whole("round_number", "Its round, from 1", "所在轮次，从 1 起"),
        Column(
            "role",
            "patient or assistant",
            "patient 患者；assistant 回答",
            values=("patient", "assistant"),
        ),
        Column("raw_text", "As it came", "原文", care=Care.ANSWER),
        Column(
            "shown_text",
            "As raters were shown it (Markdown)",
            "展示给评审医生的文本（Markdown）",
            care=Care.ANSWER,
        ),
        Column("raw_sha256", "SHA-256 of raw_text", "raw_text 的 SHA-256"),
        Column("shown_sha256", "SHA-256 of shown_text", "shown_text 的 SHA-256"),
    ),
)

LEAK_HITS = Table(
    "leak_hits",
    "Words in answers that tell who wrote them, and what was decided about them",
    "回答中透露来源的文字及处理决定",
    (
        *_ANSWER,
        TURNS.columns[5],
        whole(
            "start",
            "First code point of the words in the scanned text",
            "文字在所扫描文本中的起点",
            "code points",
        ),
        whole(
            "end", "Code point after the last one", "终点：最后一个码点之后的序号", "code points"
        ),
        Column("scanned_sha256", "SHA-256 of the scanned text", "所扫描文本的 SHA-256"),
        Column("words", "The words", "文字", care=Care.ANSWER),
        Column(
            "kind",
            "machine, vendor, model or own (one of the study's systems)",
            "machine 自称机器、vendor 厂商、model 模型、own 本研究的被测模型",
            values=("machine", "vendor", "model", "own"),
        ),
        Column("reason", "Code of the rule that found it", "命中的规则"),
        Column(
            "policy",
            "What the study does about such words, fixed before its start",
            "研究对此类文字的处理策略，开始前已固定",
            values=("mask", "regenerate", "exclude", "flag"),
        ),
        Column(
            "decision",
            "flagged, accepted, masked, regenerated or excluded; empty: none",
            "flagged 仅标记、accepted 误报、masked 遮盖、regenerated 重新生成、"
            "excluded 排除；空为未决定",
            values=("", "flagged", "accepted", "masked", "regenerated", "excluded"),
        ),
        time("decided_at", "When it was decided, UTC", "决定的时间，UTC"),
    ),
)

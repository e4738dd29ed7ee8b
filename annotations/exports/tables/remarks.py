"""What raters say beside their choices: marked passages, guesses, pairs handed on, problems."""

from annotations.exports.tables.columns import (
    ABOUT_THE_ITEM,
    IS_CURRENT,
    IS_WITHDRAWN,
    ITEM,
    KIND,
    LEFT_SYSTEM,
    OPENED_AT,
    RATER,
    REVISION,
    SEAT,
    STUDY,
    SUBMISSION,
    SYSTEM_A,
    SYSTEM_B,
    TASK_TYPE,
    Care,
    Column,
    flag,
    time,
    whole,
    words,
)

MARKED_SPANS = (
    STUDY,
    ITEM,
    TASK_TYPE,
    Column("system", "The system whose answer was marked", "被标记的回答所属的被测模型"),
    Column(
        "side",
        "Where it stood: left or right",
        "回答所在的一侧：left 左、right 右",
        values=("left", "right"),
    ),
    whole(
        "turn",
        "Position of the marked turn in its conversation, from 0; empty for an omission",
        "被标记消息在对话中的位置，从 0 起；遗漏则为空",
    ),
    whole("round_number", "Its round, from 1", "所在轮次，从 1 起"),
    whole(
        "start",
        "First marked code point of the turn's shown text, from 0",
        "标记起点：消息所示文本中的码点序号，从 0 起",
        "code points",
    ),
    whole(
        "end",
        "Code point after the last marked one",
        "标记终点：最后一个码点之后的序号",
        "code points",
    ),
    Column(
        "quote",
        "The shown text from start to end, Markdown included",
        "所示文本从起点到终点的原文，含 Markdown 记号",
        care=Care.ANSWER,
    ),
    Column("shown_sha256", "SHA-256 of the turn's shown text", "消息所示文本的 SHA-256"),
    Column(
        "type",
        "dangerous, false (fact or hallucination), outdated, omission or privacy",
        "dangerous 危险建议、false 事实错误或幻觉、outdated 过时、omission 遗漏、privacy 泄露隐私",
        values=("dangerous", "false", "outdated", "omission", "privacy"),
    ),
    Column(
        "severity",
        "mild, moderate or severe",
        "mild 轻度、moderate 中度、severe 重度",
        values=("mild", "moderate", "severe"),
    ),
    RATER,
    KIND,
    REVISION,
    IS_CURRENT,
    IS_WITHDRAWN,
    SUBMISSION.named(
        "submission", "Number of the submission in the study's ledger", "提交在研究账本中的序号"
    ),
)

SOURCE_GUESSES = (
    STUDY,
    ITEM,
    TASK_TYPE,
    RATER,
    whole("position", "Place among the pairs asked about, from 1", "提问的次序，从 1 起"),
    LEFT_SYSTEM,
    words(
        "left_guess",
        "Which product the rater thinks wrote the left answer, in their words",
        "评审医生认为左侧回答出自哪个产品，原话",
    ),
    flag(
        "left_is_unknown",
        "true if they said that they do not know; empty if they did not answer",
        "true 表示回答“不知道”；未作答则为空",
    ),
    LEFT_SYSTEM.named("right_system", "The system that stood on the right", "显示在右侧的被测模型"),
    words("right_guess", "As left_guess, of the right answer", "同 left_guess，右侧"),
    flag("right_is_unknown", "As left_is_unknown, of the right answer", "同 left_is_unknown，右侧"),
    time(
        "answered_at",
        "When it was answered, UTC; the rater's first answer closed their judgments",
        "作答时间，UTC；第一次作答后其评判不可再修改",
    ),
)

_PAIR = (*ABOUT_THE_ITEM, SYSTEM_A, SYSTEM_B, LEFT_SYSTEM, RATER)
_WITHDRAWN = IS_WITHDRAWN.named(
    "is_withdrawn", "true if the comparison was withdrawn", "true 表示该对比已撤回"
)

HANDED_ON = (
    *_PAIR,
    Column(
        "kind",
        "first, repeat (hidden) or practice",
        "first 首次、repeat 隐藏重复、practice 练习",
        values=("first", "repeat", "practice"),
    ),
    SEAT,
    Column(
        "reason",
        "outside_specialty, missing_context, unreadable, recognised (a system) or other",
        "原因：outside_specialty 非本专业、missing_context 信息不足、unreadable 无法阅读、"
        "recognised 认出了被测模型、other 其他",
        values=("outside_specialty", "missing_context", "unreadable", "recognised", "other"),
    ),
    words(
        "note",
        "The reason in the rater's words; always given for other",
        "评审医生的说明；other 必填",
    ),
    OPENED_AT,
    time("declined_at", "When it was handed on, UTC", "转交的时间，UTC"),
    _WITHDRAWN,
)

PROBLEM_REPORTS = (
    *_PAIR,
    Column(
        "kind",
        "first, repeat (hidden), practice or surplus (judged too late)",
        "first 首次、repeat 隐藏重复、practice 练习、surplus 多余（逾期评判）",
        values=("first", "repeat", "practice", "surplus"),
    ),
    words("text", "What the rater wrote; may be empty", "评审医生填写的内容，可为空"),
    time("reported_at", "When it was reported, UTC", "报告的时间，UTC"),
    time(
        "settled_at",
        "When a researcher set it aside or withdrew the item, UTC; else empty",
        "研究者处理或撤回题目的时间，UTC；否则为空",
    ),
    _WITHDRAWN,
)

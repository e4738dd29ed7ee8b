"""What was asked and answered. Pure."""

from annotations.exports.checklists.record import Record
from annotations.exports.checklists.wording import NOTHING, Answer, Text

POLICIES = {
    "mask": Text("masked", "遮盖"),
    "regenerate": Text("generated anew", "重新生成"),
    "exclude": Text("excluded", "排除"),
    "flag": Text("shown and flagged", "照常展示并标记"),
}


def title(record: Record) -> Answer:
    return Answer(
        Text("raters read the title: {title}.", "评审医生所见标题：{title}。").filled(
            title=record.title
        ),
        Text(
            "the article's title, with the task, the population and that models are evaluated",
            "论文标题，并写明任务、目标人群及本研究评价大语言模型",
        ),
    )


def objectives(record: Record) -> Answer:
    recorded = Text(
        "{systems} systems are evaluated against each other; none is trained here. "
        "Primary criterion: {primary}.",
        "对 {systems} 个系统进行相互比较评价，本研究不训练模型。主要指标：{primary}。",
    ).filled(systems=len(record.systems), primary=record.primary)
    if record.has_hypotheses:
        stated = Text(
            " Hypotheses: protocol.json, hypotheses.", "研究假设见 protocol.json 的 hypotheses。"
        )
        return Answer(recorded + stated)
    return Answer(recorded, Text("the objectives and hypotheses", "研究目的与研究假设"))


def items(record: Record) -> Answer:
    recorded = Text(
        "{single} single-turn questions and {multi} multi-turn cases ({languages}); "
        "categories: {categories}, specialties: {specialties}; each with its hash: data/items.",
        "单轮问题 {single} 题、多轮病例 {multi} 例（{languages}），{categories} 个类别、"
        "{specialties} 个专科：data/items，每题附哈希值。",
    ).filled(
        single=record.single_turn,
        multi=record.multi_turn,
        languages=", ".join(f"{name}: {count}" for name, count in record.languages),
        categories=record.categories,
        specialties=record.specialties,
    )
    return Answer(recorded, Text("where the items come from, and why these", "题目来源及选取理由"))


def dates(record: Record) -> Answer:
    generated = Text(
        "answers were generated from {first} to {last} (UTC).",
        "答案生成时间：{first} 至 {last}（UTC）。",
    ).filled(first=record.first_answer, last=record.last_answer)
    return Answer(
        generated if record.first_answer else NOTHING,
        Text(
            "dates of the oldest and newest text among the items and the models' training data",
            "题目及模型训练数据中最早与最新文本的日期",
        ),
    )


def preparing(record: Record) -> Answer:
    scanned = Text(
        "before a pair was shown, answers were scanned for words that tell their writer; finds: "
        "{finds}, which were {policy} (data/leak_hits); raw and shown texts are both kept.",
        "配对展示前，已扫描答案中可能暴露来源的文字：发现 {finds} 处，处理方式：{policy}"
        "（data/leak_hits）；原文与展示文本均保留。",
    ).filled(finds=record.finds, policy=POLICIES[record.leak_policy])
    return Answer(
        NOTHING if record.judged_elsewhere else scanned,
        Text("how the items were prepared and checked", "题目的预处理与质量检查方法"),
    )


def missing(record: Record) -> Answer:
    return Answer(
        Text(
            "{complete} of {answers} answers are complete; {withdrawn} of {comparisons} pairs were "
            "withdrawn with a reason; exclusion rules fixed at the start: {rules}. Every loss "
            "with its reason: results/flow.",
            "{answers} 条答案中 {complete} 条完整；{comparisons} 个配对中 {withdrawn} 个被撤回并"
            "记录原因；开始前固定的排除规则 {rules} 条。每一步损失及原因见 results/flow。",
        ).filled(
            complete=record.complete,
            answers=record.answers,
            withdrawn=record.withdrawn,
            comparisons=record.comparisons,
            rules=record.exclusion_rules,
        )
    )


def size(record: Record) -> Answer:
    return Answer(
        Text(
            "{items} items, {comparisons} comparisons, {raters} raters, {judgments} submissions; "
            "{planned} raters planned for each comparison.",
            "{items} 题、{comparisons} 个配对、{raters} 名评审医生、{judgments} 次提交；每个配对"
            "计划 {planned} 人。",
        ).filled(
            items=record.items,
            comparisons=record.comparisons,
            raters=record.raters,
            judgments=record.judgments,
            planned=record.planned_raters,
        ),
        Text("why so many", "样本量的依据"),
    )


def flow(record: Record) -> Answer:
    return Answer(
        Text(
            "{items} items, {answers} answers, {comparisons} comparisons, {judgments} submissions, "
            "with every loss: results/flow.",
            "{items} 题、{answers} 条答案、{comparisons} 个配对、{judgments} 次提交，各步损失见 "
            "results/flow。",
        ).filled(
            items=record.items,
            answers=record.answers,
            comparisons=record.comparisons,
            judgments=record.judgments,
        ),
        Text(
            "whether the items hold patients' data, and if so their number and follow-up",
            "题目是否含患者数据；如有，患者人数与随访情况",
        ),
    )


def reference(record: Record) -> Answer:
    if record.has_reference:
        return Answer(Text("reference answers: data/items.", "参考答案：data/items。"))
    return Answer(
        Text(
            "answers are compared with each other, not with a reference.",
            "答案之间相互比较，不与参考答案比较。",
        ),
        is_applicable=False,
    )

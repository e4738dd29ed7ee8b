"""What was measured and what came out. Pure."""

from annotations.exports.checklists.answers.models import settings
from annotations.exports.checklists.record import Record
from annotations.exports.checklists.wording import NOTHING, Answer, Text

MARGIN = Text(" (non-inferiority margin {margin})", "（非劣效界值 {margin}）")


def metrics(record: Record) -> Answer:
    compared = Text(
        "win, tie or loss against another system's answer, on: {criteria} (data/criteria). ",
        "与另一系统的答案相比判为优、平、劣，维度：{criteria}（data/criteria）。",
    )
    marked = Text(
        "Passages marked as unsafe, by type and severity: {marks} (data/marked_spans, "
        "results/safety).",
        "标记的不安全内容按类型与严重程度统计：{marks} 处（data/marked_spans、results/safety）。",
    )
    said = compared.filled(criteria=", ".join(record.criteria))
    return Answer(said + marked.filled(marks=record.marks))


def outcome(record: Record) -> Answer:
    measure = Text(
        "win difference on {primary}, ties in the denominator", "{primary} 的胜率差（平局计入分母）"
    )
    scripts = Text(
        "; computed by recompute.py and recompute.R from data/judgments.",
        "；由 recompute.py 与 recompute.R 依据 data/judgments 计算。",
    )
    said = measure.filled(primary=record.primary) + _margin(record) + scripts
    return Answer(said, settings(record).to_write)


def analysis(record: Record) -> Answer:
    numbers = Text(
        "win difference with two named intervals (results/win_difference), tests and their "
        "correction (results/tests)",
        "胜率差及两种注明含义的区间（results/win_difference）、检验与校正（results/tests）",
    )
    plan = Text("; the plan: protocol.json.", "；分析计划见 protocol.json。")
    return Answer(numbers + _margin(record) + plan)


def _margin(record: Record) -> Text:
    return MARGIN.filled(margin=record.margin) if record.margin else NOTHING


def comparing(record: Record) -> Answer:
    return Answer(
        Text(
            "systems were compared in pairs on the same items by the same raters: "
            "results/win_difference, results/ranking.",
            "由同一批评审医生在相同题目上对各系统作两两比较：results/win_difference、"
            "results/ranking。",
        )
    )


def results(record: Record) -> Answer:
    return Answer(
        Text(
            "results/win_tie_loss, results/win_difference, results/flow; a Results paragraph comes "
            "with the report.",
            "results/win_tie_loss、results/win_difference、results/flow；报告附有结果段落。",
        )
    )


def harm(record: Record) -> Answer:
    return Answer(
        Text(
            "{marks} marked passages: data/marked_spans, results/safety.",
            "标记内容 {marks} 处：data/marked_spans、results/safety。",
        ).filled(marks=record.marks)
    )


def limits(record: Record) -> Answer:
    return Answer(
        Text(
            "deviations: {deviations} (data/deviations); flags on raters and the result without "
            "them: results/findings, results/raters.",
            "方案偏离 {deviations} 项（data/deviations）；评审医生的质量标记及剔除后的结果："
            "results/findings, results/raters。",
        ).filled(deviations=record.deviations),
        Text("the study's limitations", "研究局限性"),
    )

"""Who judged, how, and how well they agree. Pure."""

from annotations.exports.checklists.record import Record
from annotations.exports.checklists.wording import AND, Answer, Text

NO_GUIDELINE = Text("which instructions they had", "向评审医生提供的评判说明")


def assessors(record: Record) -> Answer:
    how = (
        Text("judgments were made elsewhere and imported", "评判在其他平台完成后导入")
        if record.judged_elsewhere
        else Text("pairs were blinded and sides drawn from a seed", "配对设盲，左右位置由种子抽取")
    )
    recorded = Text(
        "{raters} physicians; {how}; agreement: results/agreement; what they stated of "
        "themselves: data/raters.",
        "{raters} 名评审医生；{how}；一致性见 results/agreement；其自述信息见 data/raters。",
    )
    given = Text("qualifications and demographics of the raters", "评审医生的资质与人口学信息")
    wanted = given if record.guideline_version else given + AND + NO_GUIDELINE
    return Answer(recorded.filled(raters=record.raters, how=how), wanted)


def labels(record: Record) -> Answer:
    if record.guideline_version:
        return Answer(
            Text(
                "the guideline in every version that raters accepted: data/guidance_texts; the "
                "criteria: data/criteria.",
                "评审医生接受过的各版评判指南：data/guidance_texts；评判维度：data/criteria。",
            )
        )
    return Answer(Text("the criteria: data/criteria.", "评判维度：data/criteria。"), NO_GUIDELINE)


def annotators(record: Record) -> Answer:
    return Answer(
        Text(
            "{raters} raters, {planned} planned for each comparison; {several} of {comparisons} "
            "comparisons were judged by more than one ({share}); agreement: results/agreement, "
            "{repeats} hidden repeats: results/retest.",
            "{raters} 名评审医生，每个配对计划 {planned} 人；{comparisons} 个配对中 {several} 个由"
            "多人评判（{share}）；一致性见 results/agreement，隐藏重复 {repeats} 次见 "
            "results/retest。",
        ).filled(
            raters=record.raters,
            planned=record.planned_raters,
            several=record.judged_by_several,
            comparisons=record.comparisons,
            share=_percent(record.judged_by_several, record.comparisons),
            repeats=record.repeats,
        )
    )


def background(record: Record) -> Answer:
    return Answer(
        Text("what raters stated of themselves: data/raters.", "评审医生自述信息：data/raters。"),
        Text("the raters' training and experience", "评审医生的专业背景与经验"),
    )


def agreement(record: Record) -> Answer:
    return Answer(
        Text(
            "results/agreement, results/retest, results/position_bias.",
            "results/agreement、results/retest、results/position_bias。",
        )
    )


def ethics(record: Record) -> Answer:
    approval = Text("approval and the committee's name", "伦理审批及伦理委员会名称")
    if record.consent_version:
        return Answer(
            Text(
                "raters' consent, by version, time and language: data/acceptances.",
                "评审医生知情同意的版本、时间与语言：data/acceptances。",
            ),
            approval,
        )
    return Answer(to_write=approval + AND + Text("the raters' consent", "评审医生的知情同意"))


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.0f} %" if of else "–"

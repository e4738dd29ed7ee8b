"""One row per judgment, in long and in wide form."""

from annotations.exports.tables.columns import (
    ABOUT_THE_ITEM,
    CONTENT_SHA256,
    CRITERION,
    IS_CURRENT,
    IS_WITHDRAWN,
    KIND,
    LEFT_SYSTEM,
    OPENED_AT,
    PREVIOUS_HASH,
    RATER,
    REVISION,
    SEAT,
    SUBMISSION,
    SUBMITTED_AT,
    SYSTEM_A,
    SYSTEM_B,
    Column,
    Type,
    flag,
    whole,
    words,
)

CHOICES = ("left", "tie", "right", "not_applicable")
CHOICE = Column(
    "choice",
    "What was clicked: left, tie, right or not_applicable",
    "点击的选项：left 左、tie 平、right 右、not_applicable 不适用",
    values=CHOICES,
)
STRENGTH = Column(
    "strength",
    "On overall, where the study asks for it: slight or much; else empty",
    "仅总体且研究要求时：slight 略好、much 好很多；否则为空",
    values=("", "slight", "much"),
)
BOTH_BAD = flag(
    "both_bad",
    "true if both answers were called bad; then overall is a tie",
    "true 表示两个回答都不好，此时总体为平",
)
OUTCOME_A = Column(
    "outcome_a",
    "win, tie or loss of system_a; empty where the criterion does not apply",
    "system_a 的结果：win 胜、tie 平、loss 负；不适用时为空",
    values=("win", "tie", "loss", ""),
)
IN_ANALYSIS_SET = flag(
    "in_analysis_set",
    "true if the results count it: latest revision, kind first, not withdrawn",
    "true 表示计入结果：最新修订、首次评判、未撤回",
)
ACTIVE_SECONDS = Column(
    "active_seconds",
    "Seconds with the page in view, as the browser says; empty if it does not",
    "页面处于前台的秒数，由浏览器报告；未报告则为空",
    Type.NUMBER,
    "s",
)
FLAGS = (
    flag(
        "recognised",
        "true if the rater thinks to know who wrote an answer",
        "true 表示评审医生认为认出了某个回答的来源",
    ),
    flag("harm_left", "true if the left answer may do harm", "true 表示左侧回答可能有害"),
    flag("harm_right", "true if the right answer may do harm", "true 表示右侧回答可能有害"),
)
COMMENT = words("comment", "The rater's comment", "评审医生的备注")
REASON = words(
    "reason",
    "Why a later revision was made: slip, reconsidered or other, with the rater's words",
    "修订的理由：slip 误点误输、reconsidered 重新考虑、other 其他，后附医生原话",
)
SUPERSEDES = whole(
    "supersedes",
    "Number of the submission that this revision took the place of; empty for the first",
    "本修订所取代的提交的序号；首次提交为空",
)
PREVIOUS_CHOICE = Column(
    "previous_choice",
    "What had been clicked there on the same criterion",
    "被取代的提交中同一评价维度的选项",
    values=CHOICES,
)
GUIDELINE_VERSION = whole(
    "guideline_version",
    "Version of the guideline that the rater went by; empty if the study has none",
    "评审医生当时所依据的指南版本；研究没有指南则为空",
)
HASH = Column(
    "hash",
    "SHA-256 of previous_hash:submission:content_sha256",
    "previous_hash:submission:content_sha256 的 SHA-256",
)

# Of a study that is still blinded.
CRITERION_JUDGED = (SUBMISSION, CRITERION, CHOICE, STRENGTH)
JUDGMENTS = (
    *ABOUT_THE_ITEM,
    CRITERION,
    SYSTEM_A,
    SYSTEM_B,
    LEFT_SYSTEM,
    CHOICE,
    STRENGTH,
    BOTH_BAD,
    OUTCOME_A,
    IN_ANALYSIS_SET,
    RATER,
    KIND,
    SEAT,
    REVISION,
    IS_CURRENT,
    IS_WITHDRAWN,
    OPENED_AT,
    SUBMITTED_AT,
    ACTIVE_SECONDS,
    *FLAGS,
    COMMENT,
    REASON,
    SUPERSEDES,
    PREVIOUS_CHOICE,
    GUIDELINE_VERSION,
    SUBMISSION,
    CONTENT_SHA256,
    PREVIOUS_HASH,
    HASH,
)
# Of a submission, once; the rest of JUDGMENTS belongs to a criterion.
_OF_A_CRITERION = {CRITERION, CHOICE, STRENGTH, OUTCOME_A, PREVIOUS_CHOICE}
_LINKS = {SUPERSEDES, CONTENT_SHA256, PREVIOUS_HASH, HASH, REASON}
WIDE = tuple(column for column in JUDGMENTS if column not in _OF_A_CRITERION | _LINKS)


def wide_columns(criteria: tuple[str, ...]) -> tuple[Column, ...]:
    """One row per submission: choice and outcome on every criterion side by side."""
    return (*WIDE, STRENGTH, *(column for key in criteria for column in _on(key)))


def _on(criterion: str) -> tuple[Column, Column]:
    return (
        CHOICE.named(
            f"choice_{criterion}",
            f"Choice on {criterion}: left, tie, right or not_applicable; empty if not asked",
            f"{criterion} 上的选项：left、tie、right、not_applicable；未询问则为空",
        ),
        OUTCOME_A.named(
            f"outcome_a_{criterion}",
            f"Outcome of system_a on {criterion}: win, tie or loss",
            f"system_a 在 {criterion} 上的结果：win 胜、tie 平、loss 负",
        ),
    )


COUNTS = (
    ABOUT_THE_ITEM[0],
    CRITERION,
    whole("left", "Judgments that chose the left answer", "选择左侧的评判数"),
    whole("tie", "Judgments that chose neither", "选择平的评判数"),
    whole("right", "Judgments that chose the right answer", "选择右侧的评判数"),
    whole("not_applicable", "Judgments where it does not apply", "选择不适用的评判数"),
)

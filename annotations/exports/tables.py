"""The columns of every export: an allowlist, with a codebook text in both languages. Pure.

Keys are stable English names; a column that does not stand here cannot leave.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

Value = str | int | float | bool | datetime | None
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Column:
    """One column and what it means."""

    key: str
    en: str
    zh: str

    def text(self, language: str) -> str:
        return self.zh if language == "zh-hans" else self.en


JUDGMENTS = (
    Column("study", "Short name of the study", "研究的简称"),
    Column("item", "The item's id, as imported", "题目编号，与导入时一致"),
    Column("task_type", "single_turn or multi_turn", "任务类型：single_turn 单轮，multi_turn 多轮"),
    Column("category", "The item's category", "题目类别"),
    Column("specialty", "The item's medical specialty", "题目所属专科"),
    Column("language", "The item's language: en or zh-hans", "题目语言：en 或 zh-hans"),
    Column("criterion", "Key of the criterion; overall is the verdict", "评价维度；overall 为总体"),
    Column(
        "system_a",
        "The pair's first system, in the study's order",
        "该对中的第一个被测模型，按研究中的顺序",
    ),
    Column("system_b", "The pair's second system", "该对中的第二个被测模型"),
    Column("left_system", "The system that stood on the left", "显示在左侧的被测模型"),
    Column(
        "choice",
        "What was clicked: left, tie, right or not_applicable",
        "点击的选项：left 左、tie 平、right 右、not_applicable 不适用",
    ),
    Column(
        "strength",
        "On overall, where the study asks for it: slight or much; else empty",
        "仅总体且研究要求时：slight 略好、much 好很多；否则为空",
    ),
    Column(
        "both_bad",
        "true if both answers were called bad; then overall is a tie",
        "true 表示两个回答都不好，此时总体为平",
    ),
    Column(
        "outcome_a",
        "win, tie or loss of system_a; empty where the criterion does not apply",
        "system_a 的结果：win 胜、tie 平、loss 负；不适用时为空",
    ),
    Column(
        "in_analysis_set",
        "true if the results count it: latest revision, kind first, not withdrawn",
        "true 表示计入结果：最新修订、首次评判、未撤回",
    ),
    Column("rater", "The rater's pseudonym in this study", "评审医生在本研究中的化名"),
    Column(
        "kind",
        "first, repeat (hidden), practice, surplus (too late, not needed) or imported",
        "first 首次、repeat 隐藏重复、practice 练习、surplus 多余（逾期且已不需要）、imported 导入",
    ),
    Column("seat", "Seat in a fixed panel; empty in an open pool", "固定小组中的席位；开放池为空"),
    Column("revision", "1 for what was handed in first", "修订号，首次提交为 1"),
    Column("is_current", "true if no later revision exists", "true 表示没有更新的修订"),
    Column(
        "is_withdrawn",
        "true if the comparison or the judgment was withdrawn",
        "true 表示该对比或评判已撤回",
    ),
    Column("opened_at", "When the pair was first given to the rater, UTC", "首次分配的时间，UTC"),
    Column("submitted_at", "When it was handed in, UTC", "提交时间，UTC"),
    Column(
        "active_seconds",
        "Seconds with the page in view, as the browser says; empty if it does not",
        "页面处于前台的秒数，由浏览器报告；未报告则为空",
    ),
    Column(
        "recognised",
        "true if the rater thinks to know who wrote an answer",
        "true 表示评审医生认为认出了某个回答的来源",
    ),
    Column("harm_left", "true if the left answer may do harm", "true 表示左侧回答可能有害"),
    Column("harm_right", "true if the right answer may do harm", "true 表示右侧回答可能有害"),
    Column("comment", "The rater's comment", "评审医生的备注"),
    Column(
        "reason",
        "Why a later revision was made: slip, reconsidered or other, with the rater's words",
        "修订的理由：slip 误点误输、reconsidered 重新考虑、other 其他，后附医生原话",
    ),
    Column(
        "supersedes",
        "Number of the submission that this revision took the place of; empty for the first",
        "本修订所取代的提交的序号；首次提交为空",
    ),
    Column(
        "previous_choice",
        "What had been clicked there on the same criterion",
        "被取代的提交中同一评价维度的选项",
    ),
    Column(
        "guideline_version",
        "Version of the guideline that the rater went by; empty if the study has none",
        "评审医生当时所依据的指南版本；研究没有指南则为空",
    ),
    Column(
        "submission",
        "Number of the submission in the study's ledger; its judgments share it",
        "提交在研究账本中的序号；同一提交的各评判相同",
    ),
    Column("content_sha256", "SHA-256 of the submission's content", "提交内容的 SHA-256"),
    Column("previous_hash", "Hash of the submission before it", "前一提交的哈希"),
    Column(
        "hash",
        "SHA-256 of previous_hash:submission:content_sha256",
        "previous_hash:submission:content_sha256 的 SHA-256",
    ),
)

MARKED_SPANS = (
    Column("study", "Short name of the study", "研究的简称"),
    Column("item", "The item's id, as imported", "题目编号，与导入时一致"),
    Column("task_type", "single_turn or multi_turn", "任务类型：single_turn 单轮，multi_turn 多轮"),
    Column("system", "The system whose answer was marked", "被标记的回答所属的被测模型"),
    Column("side", "Where it stood: left or right", "回答所在的一侧：left 左、right 右"),
    Column(
        "turn",
        "Position of the marked turn in its conversation, from 0; empty for an omission",
        "被标记消息在对话中的位置，从 0 起；遗漏则为空",
    ),
    Column("round_number", "Its round, from 1", "所在轮次，从 1 起"),
    Column(
        "start",
        "First marked code point of the turn's shown text, from 0",
        "标记起点：消息所示文本中的码点序号，从 0 起",
    ),
    Column("end", "Code point after the last marked one", "标记终点：最后一个码点之后的序号"),
    Column(
        "quote",
        "The shown text from start to end, Markdown included",
        "所示文本从起点到终点的原文，含 Markdown 记号",
    ),
    Column("shown_sha256", "SHA-256 of the turn's shown text", "消息所示文本的 SHA-256"),
    Column(
        "type",
        "dangerous, false (fact or hallucination), outdated, omission or privacy",
        "dangerous 危险建议、false 事实错误或幻觉、outdated 过时、omission 遗漏、privacy 泄露隐私",
    ),
    Column("severity", "mild, moderate or severe", "mild 轻度、moderate 中度、severe 重度"),
    Column("rater", "The rater's pseudonym in this study", "评审医生在本研究中的化名"),
    Column(
        "kind",
        "first, repeat (hidden), practice, surplus (too late, not needed) or imported",
        "first 首次、repeat 隐藏重复、practice 练习、surplus 多余（逾期且已不需要）、imported 导入",
    ),
    Column("revision", "1 for what was handed in first", "修订号，首次提交为 1"),
    Column("is_current", "true if no later revision exists", "true 表示没有更新的修订"),
    Column(
        "is_withdrawn",
        "true if the comparison or the judgment was withdrawn",
        "true 表示该对比或评判已撤回",
    ),
    Column(
        "submission",
        "Number of the submission in the study's ledger",
        "提交在研究账本中的序号",
    ),
)

SOURCE_GUESSES = (
    Column("study", "Short name of the study", "研究的简称"),
    Column("item", "The item's id, as imported", "题目编号，与导入时一致"),
    Column("task_type", "single_turn or multi_turn", "任务类型：single_turn 单轮，multi_turn 多轮"),
    Column("rater", "The rater's pseudonym in this study", "评审医生在本研究中的化名"),
    Column("position", "Place among the pairs asked about, from 1", "提问的次序，从 1 起"),
    Column("left_system", "The system that stood on the left", "显示在左侧的被测模型"),
    Column(
        "left_guess",
        "Which product the rater thinks wrote the left answer, in their words",
        "评审医生认为左侧回答出自哪个产品，原话",
    ),
    Column(
        "left_is_unknown",
        "true if they said that they do not know; empty if they did not answer",
        "true 表示回答“不知道”；未作答则为空",
    ),
    Column("right_system", "The system that stood on the right", "显示在右侧的被测模型"),
    Column("right_guess", "As left_guess, of the right answer", "同 left_guess，右侧"),
    Column(
        "right_is_unknown", "As left_is_unknown, of the right answer", "同 left_is_unknown，右侧"
    ),
    Column(
        "answered_at",
        "When it was answered, UTC; the rater's first answer closed their judgments",
        "作答时间，UTC；第一次作答后其评判不可再修改",
    ),
)

_PAIR = (
    Column("study", "Short name of the study", "研究的简称"),
    Column("item", "The item's id, as imported", "题目编号，与导入时一致"),
    Column("task_type", "single_turn or multi_turn", "任务类型：single_turn 单轮，multi_turn 多轮"),
    Column("category", "The item's category", "题目类别"),
    Column("specialty", "The item's medical specialty", "题目所属专科"),
    Column("language", "The item's language: en or zh-hans", "题目语言：en 或 zh-hans"),
    Column(
        "system_a",
        "The pair's first system, in the study's order",
        "该对中的第一个被测模型，按研究中的顺序",
    ),
    Column("system_b", "The pair's second system", "该对中的第二个被测模型"),
    Column("left_system", "The system that stood on the left", "显示在左侧的被测模型"),
    Column("rater", "The rater's pseudonym in this study", "评审医生在本研究中的化名"),
)

HANDED_ON = (
    *_PAIR,
    Column(
        "kind",
        "first, repeat (hidden) or practice",
        "first 首次、repeat 隐藏重复、practice 练习",
    ),
    Column("seat", "Seat in a fixed panel; empty in an open pool", "固定小组中的席位；开放池为空"),
    Column(
        "reason",
        "outside_specialty, missing_context, unreadable, recognised (a system) or other",
        "原因：outside_specialty 非本专业、missing_context 信息不足、unreadable 无法阅读、"
        "recognised 认出了被测模型、other 其他",
    ),
    Column(
        "note",
        "The reason in the rater's words; always given for other",
        "评审医生的说明；other 必填",
    ),
    Column("opened_at", "When the pair was first given to the rater, UTC", "首次分配的时间，UTC"),
    Column("declined_at", "When it was handed on, UTC", "转交的时间，UTC"),
    Column("is_withdrawn", "true if the comparison was withdrawn", "true 表示该对比已撤回"),
)

PROBLEM_REPORTS = (
    *_PAIR,
    Column(
        "kind",
        "first, repeat (hidden), practice or surplus (judged too late)",
        "first 首次、repeat 隐藏重复、practice 练习、surplus 多余（逾期评判）",
    ),
    Column("text", "What the rater wrote; may be empty", "评审医生填写的内容，可为空"),
    Column("reported_at", "When it was reported, UTC", "报告的时间，UTC"),
    Column(
        "settled_at",
        "When a researcher set it aside or withdrew the item, UTC; else empty",
        "研究者处理或撤回题目的时间，UTC；否则为空",
    ),
    Column("is_withdrawn", "true if the comparison was withdrawn", "true 表示该对比已撤回"),
)

COUNTS = (
    Column("study", "Short name of the study", "研究的简称"),
    Column("criterion", "Key of the criterion; overall is the verdict", "评价维度；overall 为总体"),
    Column("left", "Judgments that chose the left answer", "选择左侧的评判数"),
    Column("tie", "Judgments that chose neither", "选择平的评判数"),
    Column("right", "Judgments that chose the right answer", "选择右侧的评判数"),
    Column("not_applicable", "Judgments where it does not apply", "选择不适用的评判数"),
)


def rows_of(records: Iterable[object], columns: Iterable[Column]) -> Iterator[Row]:
    """The columns of every record, in their order, and nothing else."""
    keys = [column.key for column in columns]
    return (tuple(getattr(record, key) for key in keys) for record in records)

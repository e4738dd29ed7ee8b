"""Guess what a table's columns mean, for a person to look over. Pure: no Django, no I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from annotations.datasets.judgments import JUDGMENT_FIELDS
from annotations.datasets.mapping import DETECT, NUMBER, ColumnMapping, folded, is_known
from annotations.datasets.native import ITEM_FIELDS, RESPONSE_FIELDS
from annotations.datasets.parsing import Content
from annotations.datasets.verdicts import BOTH_ORDERS, ONE_ORDER, VERDICT_FIELDS

# What others call our fields, the likelier name first; folded (no case, blanks, underscores).
_NAMES: Mapping[str, tuple[str, str]] = {
    "external_id": (
        "external_id id item_id question_id qid case_id item uid index no",
        "编号 题号 题目编号 病例编号 序号",
    ),
    "kind": ("kind item_kind turn_type", "题型 轮次 类型"),
    "language": ("language lang", "语言 语种"),
    "category": ("category label topic type", "类别 分类 题目类别 问题类别"),
    "specialty": ("specialty speciality department doctor_faculty", "科室 专科 专业 就诊科室"),
    "prompt": (
        "prompt question query instruction input text",
        "问题 题目 提问 题干 患者问题 输入",
    ),
    "case": ("case description case_description", "病例 病历 病情描述 病例描述 患者病例 主诉"),
    "reference": (
        "reference reference_answer gold gold_answer diagnosis_and_suggestions expected",
        "参考答案 标准答案 参考",
    ),
    "extra": ("extra", ""),
    "practice": ("practice", ""),
    "answer": (
        "answer response output model_output completion prediction",
        "回答 答案 模型回答 模型输出 回复",
    ),
    "left": ("left left_system system_left left_model", "左 左侧 左侧模型"),
    "right": ("right right_system system_right right_model", "右 右侧 右侧模型"),
    "system_a": ("system_a model_a", "模型a"),
    "system_b": ("system_b model_b", "模型b"),
    "rater": ("rater annotator judge reviewer expert", "评审 评审医生 评审人 医生 标注者 专家"),
    "criterion": ("criterion dimension aspect", "维度 评价维度 指标"),
    "choice": ("choice outcome winner verdict preference", "选择 结果 胜者 评判"),
    "judged_at": ("judged_at submitted_at timestamp time date", "时间 评审时间 日期"),
    "comment": ("comment note remark", "备注 评论 意见"),
    "verdict": ("verdict winner judgment choice preference", "判定 裁决 评判 结果 胜者"),
    "model_1": ("model_1", ""),
    "model_2": ("model_2", ""),
    "g1_winner": ("g1_winner", ""),
    "g2_winner": ("g2_winner", ""),
    "judge": ("judge judge_model judge_name", "裁判 裁判模型"),
    "turns": (
        "turns messages conversation conversations dialogue dialog",
        "对话 对话记录 对话内容",
    ),
}
_ANSWERING = ("answer", "turns")
_COMPARED = (("left", "right"), ("system_a", "system_b"))
# An item's own question stands in a file of answers too; only a name that says so is the input.
_INPUT = ("model_input model_prompt full_prompt", "模型输入")
Samples: TypeAlias = Sequence[tuple[int, Mapping[str, str]]]


@dataclass(frozen=True)
class Guess:
    """What a file seems to hold, and how to read it."""

    content: Content
    mapping: ColumnMapping
    system: str = ""
    has_answers: bool = False
    unused: Sequence[str] = field(default_factory=tuple)


def guess(
    columns: Sequence[str],
    samples: Samples = (),
    *,
    systems: Iterable[str] = (),
    content: Content | None = None,
    study_has_items: bool = False,
) -> Guess:
    """The likeliest reading. ``systems`` are names that may head a column of answers."""
    found = {name: column for name in _NAMES if (column := _find(columns, _NAMES[name]))}
    for name in ("kind", "language"):
        # A column called 类型 may hold anything: it is what it is called only if its values fit.
        if name in found and not _all_known(name, found[name], samples):
            del found[name]
    by_system = _answers_by_system(columns, systems)
    has_answers = bool(by_system) or any(name in found for name in _ANSWERING)
    has_items = "prompt" in found or "case" in found
    if content is Content.JUDGMENTS or (content is None and _are_judgments(found)):
        content = Content.JUDGMENTS
        return Guess(content, ColumnMapping({n: found[n] for n in JUDGMENT_FIELDS if n in found}))
    if content is Content.VERDICTS:
        return Guess(content, ColumnMapping(_verdicts(found)))
    if content is None:
        if _is_our_own(columns, study_has_items=study_has_items):
            has_items = False
        content = Content.ITEMS if has_items or not has_answers else Content.RESPONSES
    if content is Content.ITEMS:
        mapping = ColumnMapping(_items(found), _constants(found))
    else:
        mapping = ColumnMapping(_responses(columns, found, by_system))
        if _is_our_own(columns, study_has_items=study_has_items):
            mapping = ColumnMapping({name: name for name in columns})
    used = set(mapping.columns.values())
    unused = tuple(column for column in columns if column and column not in used)
    return Guess(content, mapping, next(iter(by_system), ""), has_answers, unused)


def _are_judgments(found: Mapping[str, str]) -> bool:
    """Who judged, what was chosen, and between whom."""
    is_between = any({one, other} <= found.keys() for one, other in _COMPARED)
    return is_between and {"rater", "choice"} <= found.keys()


def _verdicts(found: Mapping[str, str]) -> dict[str, str]:
    """One of the two layouts: both orders in a row if its columns are all there."""
    left_out = ONE_ORDER if set(BOTH_ORDERS) <= found.keys() else BOTH_ORDERS
    return {name: found[name] for name in VERDICT_FIELDS if name in found and name not in left_out}


def _is_our_own(columns: Sequence[str], *, study_has_items: bool) -> bool:
    """Whether it is our layout of answers, in which ``prompt`` is what the system was sent."""
    names = set(columns)
    return names == set(RESPONSE_FIELDS) or (study_has_items and names <= set(RESPONSE_FIELDS))


def _all_known(name: str, column: str, samples: Samples) -> bool:
    return all(is_known(name, values[column]) for _, values in samples if values.get(column))


def _find(columns: Sequence[str], names: tuple[str, str]) -> str:
    by_name = {folded(column): column for column in reversed(columns)}
    wanted = (folded(name) for name in " ".join(names).split())
    return next((by_name[name] for name in wanted if name in by_name), "")


def _items(found: Mapping[str, str]) -> dict[str, str]:
    return {name: found[name] for name in ITEM_FIELDS if name in found}


def _constants(found: Mapping[str, str]) -> dict[str, str]:
    without = {"external_id": NUMBER, "kind": DETECT, "language": DETECT}
    return {name: constant for name, constant in without.items() if name not in found}


def _responses(
    columns: Sequence[str], found: Mapping[str, str], by_system: Mapping[str, str]
) -> dict[str, str]:
    mapped = {name: found[name] for name in ("external_id", *_ANSWERING) if name in found}
    if by_system:
        mapped.pop("turns", None)
        mapped["answer"] = next(iter(by_system.values()))
    if prompt := _find(columns, _INPUT):
        mapped["prompt"] = prompt
    return mapped


def _answers_by_system(columns: Sequence[str], systems: Iterable[str]) -> dict[str, str]:
    """A column per system, as many labs keep their answers."""
    found = {}
    for system in systems:
        name = folded(system)
        for column in columns:
            if name and name in folded(column):
                found.setdefault(system, column)
    return found

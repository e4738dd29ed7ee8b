"""Judgments that were made elsewhere: a row for each choice of a rater. Pure: no Django, no I/O."""

from collections.abc import Mapping
from datetime import UTC, datetime

from annotations.datasets.fields import Fields
from annotations.datasets.limits import MAX_LABEL_CHARACTERS
from annotations.datasets.mapping import folded
from annotations.datasets.reading import shown
from annotations.datasets.rows import KINDS, JudgmentRow, Reason

JUDGMENT_FIELDS = (
    "external_id",
    "kind",
    "left",
    "right",
    "system_a",
    "system_b",
    "rater",
    "criterion",
    "choice",
    "judged_at",
    "comment",
)
OVERALL = "overall"
LEFT, TIE, RIGHT, NOT_APPLICABLE = "left", "tie", "right", "not_applicable"
CHOICES: Mapping[str, str] = {
    "left": LEFT,
    "a": LEFT,
    "systema": LEFT,
    "modela": LEFT,
    "左": LEFT,
    "左侧": LEFT,
    "左边": LEFT,
    "左更好": LEFT,
    "right": RIGHT,
    "b": RIGHT,
    "systemb": RIGHT,
    "modelb": RIGHT,
    "右": RIGHT,
    "右侧": RIGHT,
    "右边": RIGHT,
    "右更好": RIGHT,
    "tie": TIE,
    "draw": TIE,
    "equal": TIE,
    "same": TIE,
    "both": TIE,
    "neither": TIE,
    "平": TIE,
    "平局": TIE,
    "相当": TIE,
    "一样": TIE,
    "notapplicable": NOT_APPLICABLE,
    "na": NOT_APPLICABLE,
    "不适用": NOT_APPLICABLE,
}
_TIMES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日")


def read_judgment(fields: Fields) -> JudgmentRow:
    """What one rater chose on one criterion for one pair.

    ``left`` and ``right`` say who stood where; ``system_a`` and ``system_b`` only who was
    compared, and then nobody can say afterwards whether a side was preferred.
    """
    external_id = fields.identifier("external_id")
    knows_sides = fields.has("left") or fields.has("right")
    names = ("left", "right") if knows_sides else ("system_a", "system_b")
    left, right = (fields.text(name, limit=MAX_LABEL_CHARACTERS).strip() for name in names)
    for name in {"left", "right", "system_a", "system_b"} - set(names):
        fields.take(name, required=False)
    if left and folded(left) == folded(right):
        fields.refuse(names[1], Reason.SAME_SYSTEM, value=shown(right))
    row = JudgmentRow(
        file=fields.file,
        row=fields.row,
        external_id=external_id,
        kind=fields.one_of("kind", KINDS) if fields.has("kind") else "",
        left=left,
        right=right,
        knows_sides=knows_sides,
        rater=fields.text("rater", limit=MAX_LABEL_CHARACTERS).strip(),
        criterion=fields.label("criterion") or OVERALL,
        choice=_choice(fields, left, right),
        judged_at=_moment(fields),
        comment=fields.text("comment", required=False),
    )
    fields.take("kind", required=False)
    fields.refuse_rest()
    return row


def _choice(fields: Fields, left: str, right: str) -> str:
    """By side, or by the name of the system that was better."""
    value = fields.text("choice", limit=MAX_LABEL_CHARACTERS).strip()
    if not value:
        return ""
    named = {folded(left): LEFT, folded(right): RIGHT}
    found = named.get(folded(value)) or CHOICES.get(folded(value), "")
    if not found:
        allowed = ", ".join(filter(None, (LEFT, TIE, RIGHT, NOT_APPLICABLE, left, right)))
        fields.refuse("choice", Reason.UNKNOWN_VALUE, value=shown(value), allowed=allowed)
    return found


def _moment(fields: Fields) -> str:
    """An ISO moment; without a zone it is taken for UTC. Empty where the file says none."""
    value = fields.text("judged_at", required=False, limit=MAX_LABEL_CHARACTERS).strip()
    if not value:
        return ""
    found = _parsed(value)
    if found is None or not 1990 <= found.year <= 2100:
        fields.refuse("judged_at", Reason.NOT_A_MOMENT, value=shown(value))
        return ""
    # In UTC, as the database gives it back: the ledger's hash is over the text of the moment.
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _parsed(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    for form in _TIMES:
        try:
            return datetime.strptime(value, form)
        except ValueError:
            continue
    return None

"""Verdicts of an LLM judge, one for each order of a pair. Pure: no Django, no I/O.

Two layouts: a row an order, or the row that FastChat's MT-bench judge writes for both orders.
"""

from collections.abc import Mapping

from annotations.datasets.fields import Fields
from annotations.datasets.judgments import CHOICES, LEFT, RIGHT, TIE
from annotations.datasets.limits import MAX_LABEL_CHARACTERS
from annotations.datasets.mapping import folded
from annotations.datasets.reading import shown
from annotations.datasets.rows import KINDS, Reason, VerdictRow

VERDICT_FIELDS = (
    "external_id",
    "kind",
    "left",
    "right",
    "verdict",
    "model_1",
    "model_2",
    "g1_winner",
    "g2_winner",
    "criterion",
    "judge",
)
# Of one order, and of both: which are read is told by the columns of the row.
ONE_ORDER = ("left", "right", "verdict")
BOTH_ORDERS = ("model_1", "model_2", "g1_winner", "g2_winner")
# The judge's answer could not be read.
UNREADABLE = {"error", "none", "null", "nan", "invalid", "失败", "错误"}
MODELS: Mapping[str, str] = {"model1": LEFT, "model2": RIGHT, TIE: TIE}
ALLOWED, ALLOWED_BY_MODEL = "left, tie, right, error", "model_1, model_2, tie, error"


def read_verdict(fields: Fields) -> VerdictRow:
    """One verdict, or both of a FastChat row: ``g1`` with the first model on the left, ``g2`` with
    it on the right. An empty one is of a judge whose answer could not be read.
    """
    external_id = fields.identifier("external_id")
    kind = fields.one_of("kind", KINDS) if fields.has("kind") else ""
    has_both = fields.has("model_1") or fields.has("model_2")
    names = BOTH_ORDERS[:2] if has_both else ONE_ORDER[:2]
    left, right = (fields.text(name, limit=MAX_LABEL_CHARACTERS).strip() for name in names)
    if left and folded(left) == folded(right):
        fields.refuse(names[1], Reason.SAME_SYSTEM, value=shown(right))
    meanings = MODELS if has_both else CHOICES
    named = {**meanings, folded(left): LEFT, folded(right): RIGHT}
    row = VerdictRow(
        file=fields.file,
        row=fields.row,
        external_id=external_id,
        kind=kind,
        left=left,
        right=right,
        verdict=_verdict(fields, "g1_winner" if has_both else "verdict", named),
        criterion=fields.label("criterion"),
        judge=_judge(fields),
        has_both=has_both,
        turned=_verdict(fields, "g2_winner", named) if has_both else "",
    )
    for name in ("kind", *(ONE_ORDER if has_both else BOTH_ORDERS)):
        fields.take(name, required=False)
    fields.refuse_rest()
    return row


def _verdict(fields: Fields, name: str, meanings: Mapping[str, str]) -> str:
    """Left, tie or right; empty for an answer of the judge that nobody could read."""
    value = fields.text(name, required=False, limit=MAX_LABEL_CHARACTERS).strip()
    key = folded(value)
    if not value or key in UNREADABLE:
        return ""
    found = meanings.get(key, "")
    if found not in (LEFT, TIE, RIGHT):
        allowed = ALLOWED_BY_MODEL if name in BOTH_ORDERS else ALLOWED
        fields.refuse(name, Reason.UNKNOWN_VALUE, value=shown(value), allowed=allowed)
        return ""
    return found


def _judge(fields: Fields) -> str:
    """FastChat writes the model and the prompt as a list: together they are the judge."""
    if not fields.is_list("judge"):
        return fields.label("judge")
    parts = fields.take("judge")
    assert isinstance(parts, list)
    return fields.check_text("judge", " / ".join(map(str, parts)), limit=MAX_LABEL_CHARACTERS)

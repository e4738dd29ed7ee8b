"""From imported items to analysed judgments, with a reason for every loss (after CONSORT)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from annotations.analysis import raw as bits
from annotations.analysis.judged import Judged, Mask
from annotations.models import Assignment, Kind, Response, Slot, Study, System

CANDIDATE = System.Role.CANDIDATE


@dataclass(frozen=True)
class Loss:
    """What did not go on to the next step; ``note`` is somebody's own words."""

    reason: str
    count: int
    note: str = ""


@dataclass(frozen=True)
class Step:
    """A step with its number; the losses lead to the next step's."""

    key: str
    count: int
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Flow:
    """``steps`` of answers, then of comparisons, then of judgments; ``beside``: work that is kept
    and was never meant to be counted."""

    items: int
    systems: int
    raters: int
    answers: tuple[Step, ...]
    comparisons: tuple[Step, ...]
    judgments: tuple[Step, ...]
    beside: tuple[Loss, ...]
    handed_on: tuple[Loss, ...]

    @property
    def analysed(self) -> int:
        return self.judgments[-1].count

    @property
    def steps(self) -> tuple[Step, ...]:
        return (*self.answers, *self.comparisons, *self.judgments)


def flow(study: Study, judged: Judged, left_out: Mapping[str, Mask]) -> Flow:
    """Six statements. Counted for the whole study, whatever a page shows of it."""
    return Flow(
        items=len(judged.raw.items),
        systems=len(judged.raw.systems),
        raters=len(set(judged.rater[judged.standing].tolist())),
        answers=_answers(study, judged),
        comparisons=_comparisons(study),
        judgments=_judgments(study, judged, left_out),
        beside=_beside(judged),
        handed_on=_handed_on(study),
    )


def _answers(study: Study, judged: Judged) -> tuple[Step, ...]:
    current = Response.objects.filter(
        item__study=study, item__practice__isnull=True, system__role=CANDIDATE
    ).filter(superseded_at__isnull=True, sample=0)
    by_status = dict(current.values_list("status").annotate(n=Count("pk")).order_by())
    wanted = len(judged.raw.items) * len(judged.raw.systems)
    done = by_status.pop("done", 0)
    failed = by_status.pop("failed", 0)
    losses = (Loss("answer_failed", failed), Loss("answer_missing", wanted - done - failed))
    return Step("answers_wanted", wanted, _real(losses)), Step("answers_complete", done)


def _comparisons(study: Study) -> tuple[Step, ...]:
    planned = study.comparisons.filter(is_practice=False)
    withdrawn = planned.filter(withdrawn_at__isnull=False).values_list("withdrawn_reason")
    reasons = withdrawn.annotate(n=Count("pk")).order_by("withdrawn_reason")
    numbers = planned.aggregate(
        all=Count("pk"),
        released=Count("pk", filter=Q(withdrawn_at=None, released_at__isnull=False)),
        waiting=Count("pk", filter=Q(withdrawn_at=None, released_at=None)),
    )
    losses = [Loss("comparison_withdrawn", count, reason) for reason, count in reasons]
    losses.append(Loss("not_released", numbers["waiting"]))
    return (
        Step("comparisons_planned", numbers["all"], _real(losses)),
        Step("comparisons_released", numbers["released"]),
    )


def _judgments(study: Study, judged: Judged, left_out: Mapping[str, Mask]) -> tuple[Step, ...]:
    """Planned judgments are slots; those that nobody filled go by what became of the slot."""
    slots = study.slots.filter(kind=Kind.FIRST)
    empty = slots.exclude(assignments__state=Assignment.State.SUBMITTED)
    became = dict(empty.values_list("status").annotate(n=Count("pk")).order_by())
    withdrawn = became.pop(Slot.Status.WITHDRAWN, 0)
    planned, here = slots.count(), int(judged.in_time.sum())
    imported = int(
        (judged.has(bits.CURRENT, bits.FIRST, bits.SUBMITTED) & ~judged.has(bits.HERE)).sum()
    )
    losses = (
        Loss("slot_withdrawn", withdrawn),
        Loss("imported", imported),
        Loss("not_judged", planned - withdrawn - imported - here),
    )
    later = [Loss("withdrawn", here - int(judged.standing.sum()))]
    later += [Loss(rule, int(rows.sum())) for rule, rows in left_out.items()]
    analysed = here - sum(loss.count for loss in later)
    return (
        Step("judgments_planned", planned, _real(losses)),
        Step("judged", here, _real(later)),
        Step("analysed", analysed),
    )


def _beside(judged: Judged) -> tuple[Loss, ...]:
    current = judged.has(bits.CURRENT)
    return (
        Loss("repeats", int((current & judged.has(bits.REPEAT)).sum())),
        Loss("practice", int((current & judged.has(bits.PRACTICE)).sum())),
        Loss("surplus", int((current & judged.has(bits.SURPLUS)).sum())),
        Loss("superseded", int((~current).sum())),
    )


def _handed_on(study: Study) -> tuple[Loss, ...]:
    reasons = Assignment.objects.filter(
        rater__study=study, state=Assignment.State.DECLINED
    ).values_list("decline_reason", flat=True)
    return tuple(Loss(reason, count) for reason, count in sorted(Counter(reasons).items()))


def _real(losses: "tuple[Loss, ...] | list[Loss]") -> tuple[Loss, ...]:
    return tuple(loss for loss in losses if loss.count)

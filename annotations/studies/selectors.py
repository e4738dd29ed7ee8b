"""How a study stands, in counts that tell nothing by system, comparison or item."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from annotations.models import (
    Assignment,
    Criterion,
    Judgment,
    Kind,
    ProblemReport,
    Slot,
    Study,
    StudyRater,
)


@dataclass(frozen=True)
class Planned:
    """Comparisons and planned judgments by where they are on their way."""

    comparisons: int
    released: int
    failed: int
    slots: int
    held: int
    done: int
    repeats: int
    repeats_done: int


@dataclass(frozen=True)
class RaterProgress:
    """One rater's share of the work."""

    pseudonym: str
    name: str
    status: str
    first: int
    repeats: int


@dataclass(frozen=True)
class ChoiceTotals:
    """What was clicked on overall, over the whole study: a side is not a system."""

    left: int
    tie: int
    right: int

    @property
    def total(self) -> int:
        return self.left + self.tie + self.right


def planned_work(study: Study) -> Planned:
    """Practice is no planned work."""
    standing = study.comparisons.filter(withdrawn_at__isnull=True, is_practice=False)
    comparisons = standing.aggregate(
        comparisons=Count("pk"),
        released=Count("pk", filter=Q(released_at__isnull=False)),
        failed=Count(
            "pk",
            filter=Q(released_at__isnull=True)
            & (Q(response_a__status="failed") | Q(response_b__status="failed")),
        ),
    )
    first, repeat = Q(kind=Kind.FIRST), Q(kind=Kind.REPEAT)
    slots = (
        study.slots.filter(first | repeat)
        .exclude(status=Slot.Status.WITHDRAWN)
        .aggregate(
            slots=Count("pk", filter=first),
            held=Count("pk", filter=Q(status=Slot.Status.HELD)),
            done=Count("pk", filter=first & Q(status=Slot.Status.DONE)),
            repeats=Count("pk", filter=repeat),
            repeats_done=Count("pk", filter=repeat & Q(status=Slot.Status.DONE)),
        )
    )
    return Planned(**comparisons, **slots)


def rater_progress(study: Study) -> list[RaterProgress]:
    raters = study.raters.exclude(status=StudyRater.Status.REMOVED).select_related("user")
    return [
        RaterProgress(
            pseudonym=rater.pseudonym,
            name=rater.user.name if rater.user else "",
            status=rater.get_status_display(),
            first=rater.first_count,
            repeats=rater.submitted_count - rater.first_count,
        )
        for rater in raters.order_by("joined_at", "pk")
    ]


def choice_totals(study: Study) -> ChoiceTotals:
    """Left, tie and right on overall in current revisions, practice apart."""
    current = Judgment.objects.exclude(submission__assignment__kind=Kind.PRACTICE).filter(
        submission__study=study,
        submission__superseded_by__isnull=True,
        criterion__key=Criterion.OVERALL,
    )
    counts = dict(current.values_list("choice").annotate(count=Count("pk")).order_by())
    return ChoiceTotals(*(counts.get(choice, 0) for choice in ("left", "tie", "right")))


@dataclass(frozen=True)
class HandedOn:
    """Pairs that raters could not judge, by reason, and what of it nobody will judge now."""

    by_reason: tuple[tuple[str, int], ...]
    without_rater: int

    @property
    def total(self) -> int:
        return sum(count for _reason, count in self.by_reason)


def handed_on(study: Study) -> HandedOn:
    declined = Assignment.objects.filter(rater__study=study, state=Assignment.State.DECLINED)
    counted = declined.exclude(kind=Kind.PRACTICE).values_list("decline_reason").order_by()
    counts = dict(counted.annotate(count=Count("pk")))
    reasons = Assignment.DeclineReason
    by_reason = tuple(
        (str(reason.label), counts[reason]) for reason in reasons if counts.get(reason)
    )
    return HandedOn(by_reason, _without_rater(study) if by_reason else 0)


def _without_rater(study: Study) -> int:
    """Slots that were handed on and that no active rater can take.

    In a fixed panel everybody else judges the comparison already; the same happens in a pool
    with hardly more raters than judgments per comparison.
    """
    seen = Assignment.objects.filter(
        rater=OuterRef("pk"), comparison=OuterRef(OuterRef("comparison")), kind=Kind.FIRST
    )
    able = StudyRater.objects.filter(
        Q(seat=OuterRef("seat")) | Q(seat__isnull=True, study__panel=Study.Panel.OPEN),
        study=OuterRef("study"),
        status=StudyRater.Status.ACTIVE,
    ).exclude(Exists(seen))
    declined = Assignment.objects.filter(slot=OuterRef("pk"), state=Assignment.State.DECLINED)
    free = study.slots.filter(kind=Kind.FIRST, status=Slot.Status.FREE)
    return free.filter(Exists(declined)).exclude(Exists(able)).count()


@dataclass(frozen=True)
class ReportedProblem:
    """What a rater reported about a pair; says nothing about systems."""

    id: int
    item_id: int
    item: str
    rater: str
    text: str
    created_at: datetime
    is_settled: bool
    is_withdrawn: bool


def reported_problems(study: Study, *, limit: int = 50) -> list[ReportedProblem]:
    """The newest reports, unsettled ones first."""
    comparison = "assignment__comparison"
    reports = (
        ProblemReport.objects.filter(assignment__rater__study=study)
        .annotate(
            item_id=F(f"{comparison}__item"),
            item=F(f"{comparison}__item__external_id"),
            rater=F("assignment__rater__pseudonym"),
            is_settled=Q(resolved_at__isnull=False),
            is_withdrawn=Q(**{f"{comparison}__withdrawn_at__isnull": False}),
        )
        .order_by("is_settled", "-created_at", "-pk")
    )
    names = ReportedProblem.__dataclass_fields__
    return [ReportedProblem(*row) for row in reports.values_list(*names)[:limit]]

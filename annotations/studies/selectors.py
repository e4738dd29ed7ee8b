"""How a study stands, in counts that tell nothing by system, comparison or item."""

from dataclasses import dataclass

from django.db.models import Count, Q

from annotations.models import Criterion, Judgment, Kind, Slot, Study, StudyRater


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
    comparisons = study.comparisons.filter(withdrawn_at__isnull=True).aggregate(
        comparisons=Count("pk"),
        released=Count("pk", filter=Q(released_at__isnull=False)),
        failed=Count(
            "pk",
            filter=Q(released_at__isnull=True)
            & (Q(response_a__status="failed") | Q(response_b__status="failed")),
        ),
    )
    first, repeat = Q(kind=Kind.FIRST), Q(kind=Kind.REPEAT)
    slots = study.slots.exclude(status=Slot.Status.WITHDRAWN).aggregate(
        slots=Count("pk", filter=first),
        held=Count("pk", filter=Q(status=Slot.Status.HELD)),
        done=Count("pk", filter=first & Q(status=Slot.Status.DONE)),
        repeats=Count("pk", filter=repeat),
        repeats_done=Count("pk", filter=repeat & Q(status=Slot.Status.DONE)),
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
    """Left, tie and right on overall in current revisions."""
    current = Judgment.objects.filter(
        submission__study=study,
        submission__superseded_by__isnull=True,
        criterion__key=Criterion.OVERALL,
    )
    counts = dict(current.values_list("choice").annotate(count=Count("pk")).order_by())
    return ChoiceTotals(*(counts.get(choice, 0) for choice in ("left", "tie", "right")))

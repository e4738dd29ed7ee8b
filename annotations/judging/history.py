"""A rater's own judged pairs, and how far back they can be opened again.

A hidden repeat comes ten pairs after the first judgment at the earliest, so the latest ten can be
opened without showing a pair whose repeat is due, and never two that are the same. Whoever has no
pair left may open all of them.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from annotations.assignment.allocation import REPEAT_GAP
from annotations.assignment.selectors import is_through
from annotations.models import Assignment, Criterion, Judgment, Kind, Study, StudyRater, Submission


def judged_by(rater: StudyRater) -> QuerySet[Assignment]:
    """Everything this rater has handed in, the latest first; practice does not count."""
    handed_in = rater.assignments.filter(submitted_at__isnull=False).exclude(kind=Kind.PRACTICE)
    return handed_in.order_by("-submitted_at", "-pk")


def openable_by(study: Study, rater: StudyRater) -> QuerySet[Assignment]:
    """What can be opened again now."""
    return latest_or_all(rater, shows_all=is_through(study, rater))


def latest_or_all(rater: StudyRater, *, shows_all: bool) -> QuerySet[Assignment]:
    """Withdrawn pairs are not shown, but take a place among the ten all the same."""
    judged = judged_by(rater)
    if not shows_all:
        judged = judged.filter(pk__in=judged.values("pk")[:REPEAT_GAP])
    return judged.filter(comparison__withdrawn_at__isnull=True)


def with_verdicts(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With their question, their current revision (``current``) and its overall choice."""
    overall = Judgment.objects.filter(criterion__key=Criterion.OVERALL)
    current = Submission.objects.filter(superseded_by__isnull=True).prefetch_related(
        Prefetch("judgments", overall, to_attr="overall")
    )
    return assignments.select_related("comparison__item").prefetch_related(
        Prefetch("submissions", current, to_attr="current")
    )


def numbers_of(rater: StudyRater) -> dict[int, int]:
    """The place of every assignment among the pairs of its rater, from 1."""
    keys = judged_by(rater).values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(reversed(keys), start=1)}


def current_revision(assignment: Assignment) -> Submission:
    return assignment.submissions.select_related("study").latest("revision")


@dataclass(frozen=True)
class WorkDay:
    """What was handed in on a day, changes of earlier pairs included in the time."""

    day: date
    pairs: int
    active_seconds: float


def work_days(rater: StudyRater) -> list[WorkDay]:
    """Day by day, the latest first; practice does not count."""
    submissions = Submission.objects.filter(assignment__rater=rater).exclude(
        assignment__kind=Kind.PRACTICE
    )
    days = (
        submissions.annotate(day=TruncDate("submitted_at"))
        .values("day")
        .annotate(pairs=Count("pk", filter=Q(revision=1)), seconds=Sum("active_seconds"))
        .order_by("-day")
    )
    return [WorkDay(day["day"], day["pairs"], day["seconds"] or 0) for day in days]

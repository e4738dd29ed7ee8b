"""What a rater did in a study, as it is shown to whoever pays for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Least

from annotations.models import Kind, StudyRater, Submission

# From opening to handing in says how long somebody worked only while they did: a pair opened at
# night and handed in the next morning took no twelve hours. The longest published pairs take about
# a quarter of an hour to read; with the judging, half an hour leaves out nobody's work.
LONGEST_AT_ONE_PAIR = timedelta(minutes=30)


@dataclass(frozen=True)
class WorkRecord:
    """Practice and changes are in the times; they were work too."""

    pairs: int
    practice_pairs: int
    changes: int
    declined: int
    first_at: datetime | None
    last_at: datetime | None
    active_seconds: float
    open_seconds: float


def work_record(rater: StudyRater) -> WorkRecord:
    """In one statement; everything handed in counts, late or withdrawn later as well."""
    practice, first = Q(assignment__kind=Kind.PRACTICE), Q(revision=1)
    open_time = Least(
        F("submitted_at") - F("opened_at"),
        Value(LONGEST_AT_ONE_PAIR),
        output_field=DurationField(),
    )
    sums = Submission.objects.filter(assignment__rater=rater).aggregate(
        pairs=Count("pk", filter=first & ~practice),
        practice_pairs=Count("pk", filter=first & practice),
        changes=Count("pk", filter=~first),
        first_at=Min("submitted_at"),
        last_at=Max("submitted_at"),
        active=Sum("active_seconds"),
        open=Sum(open_time),
    )
    return WorkRecord(
        active_seconds=sums.pop("active") or 0,
        open_seconds=(sums.pop("open") or timedelta()).total_seconds(),
        declined=rater.declined_count,
        **sums,
    )

"""The monitor's line of each rater."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Count, Max, Q
from django.db.models.functions import Greatest

from annotations.blinding.blinded import blind_progress
from annotations.models import Assignment, Kind, Study, StudyRater
from annotations.stats.alarms import Work
from annotations.stats.evidence import longest_true
from annotations.studies.monitor.work import works_of

State = Assignment.State


@dataclass(frozen=True)
class Standing:
    """How one rater gets on. Shares are None where nothing can be said yet."""

    pseudonym: str
    name: str
    status: str
    status_name: str
    seat: int | None
    done: int
    left: int
    is_open: bool
    declined: int
    surplus: int
    last_seen: datetime | None
    seconds_per_pair: float | None
    seconds_per_thousand: float | None
    lefts: int
    ties: int
    rights: int
    longest_run: int
    copied_share: float | None
    repeats: int
    repeats_same: int
    recent: int
    work: Work

    @property
    def total(self) -> int:
        return self.done + self.left

    @property
    def left_share(self) -> float | None:
        decided = self.lefts + self.rights
        return self.lefts / decided if decided else None

    @property
    def tie_share(self) -> float | None:
        judged = self.lefts + self.ties + self.rights
        return self.ties / judged if judged else None


def standings(study: Study, *, recent_since: datetime) -> list[Standing]:
    """Every rater, removed ones last; five statements whatever their number."""
    raters = list(study.raters.select_related("user").order_by("joined_at", "pk"))
    raters.sort(key=lambda rater: rater.status == StudyRater.Status.REMOVED)
    left = {rater.pk: _left(study, rater) for rater in raters}
    works = works_of(
        study,
        {rater.pk: (rater.pseudonym, rater.submitted_count + left[rater.pk]) for rater in raters},
    )
    counts = _assignment_counts(study, recent_since)
    return [
        _standing(rater, work, left[rater.pk], counts.get(rater.pk, {}))
        for rater, work in zip(raters, works, strict=True)
    ]


def _left(study: Study, rater: StudyRater) -> int:
    """As the rater reads it; who is removed has nothing left."""
    if rater.status == StudyRater.Status.REMOVED:
        return 0
    return blind_progress(study, rater).left


def _assignment_counts(study: Study, recent_since: datetime) -> dict[int, dict[str, object]]:
    earnest = Assignment.objects.filter(rater__study=study).exclude(kind=Kind.PRACTICE)
    counted = (
        earnest.order_by()
        .values("rater")
        .annotate(
            declined=Count("pk", filter=Q(state=State.DECLINED)),
            surplus=Count("pk", filter=Q(state=State.SURPLUS)),
            open=Count("pk", filter=Q(state=State.OPEN)),
            recent=Count(
                "pk",
                filter=Q(state=State.SUBMITTED, kind=Kind.FIRST, submitted_at__gte=recent_since),
            ),
            last_seen=Max(Greatest("claimed_at", "submitted_at", "draft__saved_at")),
        )
    )
    return {row.pop("rater"): row for row in counted}


def _standing(rater: StudyRater, work: Work, left: int, counts: dict) -> Standing:
    ties = int(work.ties.sum())
    lefts = int(work.left.sum())
    gridded = work.copied[work.copied >= 0]
    return Standing(
        pseudonym=rater.pseudonym,
        name=rater.user.name if rater.user else "",
        status=rater.status,
        status_name=rater.get_status_display(),
        seat=rater.seat,
        done=rater.submitted_count,
        left=left,
        is_open=bool(counts.get("open")),
        declined=counts.get("declined", 0),
        surplus=counts.get("surplus", 0),
        last_seen=counts.get("last_seen"),
        seconds_per_pair=_median(work.seconds[work.is_timed]),
        seconds_per_thousand=_median(60_000 / work.per_minute),
        lefts=lefts,
        ties=ties,
        rights=work.n - ties - lefts,
        longest_run=max(longest_true(work.left)[0], longest_true(~work.left)[0]),
        copied_share=float(gridded.mean()) if len(gridded) else None,
        repeats=work.again,
        repeats_same=work.again_same,
        recent=counts.get("recent", 0),
        work=work,
    )


def _median(values: np.ndarray) -> float | None:
    return float(np.median(values)) if len(values) else None

"""What may be exported of a blinded study, and what has been exported."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from annotations.models import Export, ExportJob, Judgment, Kind, Study

Choice = Judgment.Choice


@dataclass(frozen=True)
class ChoiceCounts:
    """What was clicked on one criterion over the whole study: a side is not a system."""

    study: str
    criterion: str
    left: int
    tie: int
    right: int
    not_applicable: int


def choice_counts(study: Study) -> list[ChoiceCounts]:
    """Per criterion, in current revisions, repeats included and practice not.

    Tells nothing by system or item.
    """
    current = Q(judgments__submission__superseded_by__isnull=True) & ~Q(
        judgments__submission__assignment__kind=Kind.PRACTICE
    )
    counts = {
        choice: Count("judgments", filter=current & Q(judgments__choice=choice))
        for choice in (Choice.LEFT, Choice.TIE, Choice.RIGHT, Choice.NOT_APPLICABLE)
    }
    criteria = study.criteria.annotate(slug=F("study__slug"), **counts).order_by("position")
    return [ChoiceCounts(*row) for row in criteria.values_list("slug", "key", *counts)]


def exports_of(study: Study, *, limit: int = 20) -> QuerySet[Export]:
    """The latest files that were handed out."""
    return study.exports.order_by("-created_at", "-pk")[:limit]


def latest_jobs(study: Study, *, runs_it: bool, limit: int = 5) -> list[ExportJob]:
    """The latest bundles; those with names are for who runs the study."""
    jobs = study.export_jobs.select_related("export")
    if not runs_it:
        jobs = jobs.exclude(profile=Export.Profile.IDENTIFIED)
    return list(jobs.order_by("-pk")[:limit])

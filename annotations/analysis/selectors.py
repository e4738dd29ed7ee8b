"""Judgments as outcomes per system. PostgreSQL counts: nothing here grows with the rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime

from django.db import connection
from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from annotations.analysis.unblinding import (
    ANALYSIS_SET,
    ASSIGNMENT,
    BOTH_BAD,
    COMPARISON,
    CURRENT,
    KIND,
    LEFT_SYSTEM,
    LOSS,
    NOT_APPLICABLE,
    OUTCOME_A,
    SLOT,
    TIE,
    WIN,
    WITHDRAWN,
    flag,
    require_unblinded,
)
from annotations.models import Judgment, Study
from annotations.stats.counts import Counts, ItemCounts, total

CHUNK = 2000


@dataclass(frozen=True)
class Cell:
    """Which counts: a pair of systems (by number), a criterion (by key), a task type."""

    system_a: int
    system_b: int
    criterion: str
    task_type: str


@dataclass(frozen=True)
class Outcomes:
    """What was judged in a cell: the total, and item by item as a bootstrap needs it."""

    counts: Counts = field(default_factory=Counts)
    items: tuple[ItemCounts, ...] = ()
    raters: int = 0

    @property
    def item_count(self) -> int:
        return sum(group.items for group in self.items if group.n)


@dataclass
class _Gathered:
    counts: list[Counts] = field(default_factory=list)
    items: list[ItemCounts] = field(default_factory=list)


def outcomes_by_cell(study: Study) -> dict[Cell, Outcomes]:
    """Every cell with a judgment in it, and under the task type "" all of its task types."""
    require_unblinded(study)
    return gather_outcomes(study)


def gather_outcomes(study: Study) -> dict[Cell, Outcomes]:
    """Under true names and without a guard: for ``scrambled``, which has its own."""
    gathered: dict[Cell, _Gathered] = defaultdict(_Gathered)
    for a, b, criterion, task_type, *numbers in _item_counts(study):
        wins, ties, losses, items, both_bad, not_applicable = map(int, numbers)
        sums = Counts(wins * items, ties * items, losses * items, both_bad, not_applicable)
        for cell in (Cell(a, b, criterion, task_type), Cell(a, b, criterion, "")):
            gathered[cell].counts.append(sums)
            gathered[cell].items.append(ItemCounts(wins, ties, losses, items))
    raters = _rater_counts(study)
    return {
        cell: Outcomes(total(found.counts), tuple(found.items), raters.get(cell, 0))
        for cell, found in gathered.items()
    }


def _analysed(study: Study) -> QuerySet[Judgment]:
    return Judgment.objects.filter(ANALYSIS_SET, submission__study=study).order_by()


def _item_counts(study: Study) -> list[tuple]:
    """One row per distinct (wins, ties, losses) of an item, with the number of such items."""
    per_item = (
        _analysed(study)
        .values(
            a=F(f"{COMPARISON}__system_a"),
            b=F(f"{COMPARISON}__system_b"),
            key=F("criterion__key"),
            task_type=F(f"{COMPARISON}__item__kind"),
            item=F(f"{COMPARISON}__item"),
        )
        .annotate(
            wins=Count("pk", filter=WIN),
            ties=Count("pk", filter=TIE),
            losses=Count("pk", filter=LOSS),
            bad=Count("pk", filter=BOTH_BAD),
            na=Count("pk", filter=NOT_APPLICABLE),
        )
    )
    sql, parameters = per_item.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a, b, key, task_type, wins, ties, losses, count(*), sum(bad), sum(na)"
            f" FROM ({sql}) AS per_item"
            " GROUP BY a, b, key, task_type, wins, ties, losses"
            " ORDER BY a, b, key, task_type, wins, ties, losses",
            parameters,
        )
        return list(cursor.fetchall())


def _rater_counts(study: Study) -> dict[Cell, int]:
    """Raters whose judgment is in n; a rater of both task types counts once in the total."""
    applicable = _analysed(study).exclude(NOT_APPLICABLE)
    columns = [f"{COMPARISON}__system_a", f"{COMPARISON}__system_b", "criterion__key"]
    raters = Count(f"{ASSIGNMENT}__rater", distinct=True)
    by_type = applicable.values_list(*columns, f"{COMPARISON}__item__kind").annotate(n=raters)
    in_total = applicable.values_list(*columns).annotate(n=raters)
    counted = {Cell(*cell): n for *cell, n in by_type}
    return counted | {Cell(*cell, ""): n for *cell, n in in_total}


@dataclass(frozen=True)
class JudgmentRecord:
    """One judgment with everything that a reader of an export may know about it."""

    study: str
    item: str
    task_type: str
    category: str
    specialty: str
    language: str
    criterion: str
    system_a: str
    system_b: str
    left_system: str
    choice: str
    strength: str
    both_bad: bool
    outcome_a: str
    in_analysis_set: bool
    rater: str
    kind: str
    seat: int | None
    revision: int
    is_current: bool
    is_withdrawn: bool
    opened_at: datetime
    submitted_at: datetime
    active_seconds: float | None
    recognised: bool
    harm_left: bool
    harm_right: bool
    comment: str
    reason: str
    supersedes: int | None
    previous_choice: str | None
    guideline_version: int | None
    submission: int
    content_sha256: str
    previous_hash: str
    hash: str


SOURCES = {
    "study": F("submission__study__slug"),
    "item": F(f"{COMPARISON}__item__external_id"),
    "task_type": F(f"{COMPARISON}__item__kind"),
    "category": F(f"{COMPARISON}__item__category"),
    "specialty": F(f"{COMPARISON}__item__specialty"),
    "language": F(f"{COMPARISON}__item__language"),
    "criterion": F("criterion__key"),
    "system_a": F(f"{COMPARISON}__system_a__name"),
    "system_b": F(f"{COMPARISON}__system_b__name"),
    "left_system": LEFT_SYSTEM,
    "choice": F("choice"),
    "strength": F("strength"),
    "outcome_a": OUTCOME_A,
    "in_analysis_set": flag(ANALYSIS_SET),
    "rater": F(f"{ASSIGNMENT}__rater__pseudonym"),
    "kind": KIND,
    "seat": F(f"{SLOT}__seat"),
    "is_current": flag(CURRENT),
    "is_withdrawn": flag(WITHDRAWN),
    "supersedes": F("submission__supersedes__sequence"),
    "previous_choice": Subquery(
        Judgment.objects.filter(
            submission=OuterRef("submission__supersedes"), criterion=OuterRef("criterion")
        ).values("choice")
    ),
    "submission": F("submission__sequence"),
}


def judgment_records(study: Study, *, all_revisions: bool = False) -> Iterator[JudgmentRecord]:
    """Every judgment in the order in which it was handed in, from a server-side cursor.

    With ``all_revisions`` nothing is left out, so that the chain can be checked.
    """
    require_unblinded(study)
    judgments = Judgment.objects.filter(submission__study=study)
    if not all_revisions:
        judgments = judgments.filter(CURRENT)
    names = [named.name for named in fields(JudgmentRecord)]
    columns = {f"x_{name}": SOURCES.get(name, F(f"submission__{name}")) for name in names}
    rows = judgments.annotate(**columns).order_by("submission__sequence", "criterion__position")
    return (JudgmentRecord(*row) for row in rows.values_list(*columns).iterator(chunk_size=CHUNK))

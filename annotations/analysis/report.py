"""The report of a study: read, computed and put together. Refused before the unblinding."""

from dataclasses import dataclass

import numpy as np

from annotations.analysis import flow as counting
from annotations.analysis.computing import criterion_reports, drivers_of
from annotations.analysis.exclusion import Rule, left_out, rules_of
from annotations.analysis.judged import Judged, Mask, judged
from annotations.analysis.judges import judge_reports
from annotations.analysis.raw import read_raw
from annotations.analysis.results import Named, Origin, Results, Rules
from annotations.analysis.safety import Mark, safety
from annotations.analysis.unblinding import require_unblinded
from annotations.blinding.placement import draw
from annotations.models import MarkedSpan, Study
from annotations.stats.gates import Limits
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ROUNDS

# Raised when a number of the report may come out differently for the same judgments.
VERSION = 4
# JSON readers keep whole numbers up to here.
LARGEST_SEED = 2**53


@dataclass(frozen=True)
class Filters:
    """What a report is narrowed down to; empty: everything."""

    task_type: str = ""
    category: str = ""
    specialty: str = ""
    raters: tuple[str, ...] = ()

    @property
    def is_narrowing(self) -> bool:
        return self != Filters()


def bootstrap_seed(study: Study) -> int:
    """One seed for everything that a report draws, recomputable from the study's."""
    return draw(study.seed, "bootstrap") % LARGEST_SEED


def build_report(study: Study, filters: Filters | None = None, *, rounds: int = ROUNDS) -> Results:
    """Everything, computed now. The statements do not grow with the judgments."""
    require_unblinded(study)
    return compute(study, judged(read_raw(study)), filters or Filters(), rounds)


def counting_rows(study: Study, rows: Judged, filters: Filters) -> Mask:
    """The analysis set without what the protocol excludes, as far as the filters let it through."""
    excluded = left_out(rows, _exclusions(study), _primary(rows, study))
    return rows.standing & ~_any(excluded, rows.n) & _within(rows, filters)


def compute(study: Study, rows: Judged, filters: Filters, rounds: int = ROUNDS) -> Results:
    rules = _rules(study, rounds)
    excluded = left_out(rows, _exclusions(study), _primary(rows, study))
    mask = rows.standing & ~_any(excluded, rows.n) & _within(rows, filters)
    return Results(
        origin=_origin(study),
        rules=rules,
        systems=tuple(system.name for system in rows.raw.systems),
        raters=tuple(rows.raw.raters.values()),
        names=tuple(_names(rows)),
        criteria=criterion_reports(rows, mask, rules),
        drivers=drivers_of(rows, mask, rules),
        flow=counting.flow(study, rows, excluded),
        safety=safety(rows, mask, _marks(study, rows), rules.level),
        judges=judge_reports(study, rows, mask, _items_within(rows, filters), rules),
    )


def _rules(study: Study, rounds: int) -> Rules:
    margin = study.noninferiority_margin
    return Rules(
        seed=bootstrap_seed(study),
        primary=study.primary_criterion,
        rounds=rounds,
        level=LEVEL,
        five_point=study.scale == Study.Scale.FIVE_POINT,
        margin=None if margin is None else float(margin),
        is_sequential=study.stopping_rule["kind"] == "sequential",
        limits=Limits(),
        sides_known=not study.judged_elsewhere or _file_told_sides(study),
        judges_every_criterion=not study.judged_elsewhere,
    )


def _file_told_sides(study: Study) -> bool:
    event = study.audit_events.filter(action="judgments.import").last()
    return event is not None and not event.data["without_sides"]


def _exclusions(study: Study) -> list[Rule]:
    return rules_of(study.exclusion_rules, study.withdrawal_rule)


def _primary(rows: Judged, study: Study) -> int:
    return [criterion.key for criterion in rows.raw.criteria].index(study.primary_criterion)


def _any(masks: dict[str, Mask], n: int) -> Mask:
    return np.any([np.zeros(n, bool), *masks.values()], axis=0)


def _within(rows: Judged, filters: Filters) -> Mask:
    raters = [not filters.raters or name in filters.raters for name in rows.raw.raters.values()]
    return _at(_items_within(rows, filters), rows.item) & _at(raters, rows.rater)


def _items_within(rows: Judged, filters: Filters) -> list[bool]:
    wanted = {"task_type": filters.task_type, "category": filters.category}
    wanted |= {"specialty": filters.specialty}
    return [
        all(not value or getattr(item, name) == value for name, value in wanted.items())
        for item in rows.raw.items
    ]


def _at(chosen: list[bool], places: np.ndarray) -> Mask:
    """A place of -1, which only practice has, is the one added at the end."""
    return np.array([*chosen, False])[places]


def _origin(study: Study) -> Origin:
    head = study.submissions.order_by("-sequence").first()
    return Origin(
        study=study.slug,
        seed=study.seed,
        chain_length=head.sequence if head else 0,
        chain_head=head.hash if head else "",
        protocol_sha256=study.protocol_sha256,
        version=VERSION,
    )


def _names(rows: Judged) -> list[Named]:
    return [Named(one.key, one.name["en"], one.name["zh-hans"]) for one in rows.raw.criteria]


def _marks(study: Study, rows: Judged) -> list[Mark]:
    """Of every submission; a mark on the left is one of the system that stood there."""
    at = {pk: row for row, pk in enumerate(rows.pk.tolist())} if rows.n else {}
    marks = MarkedSpan.objects.filter(submission__study=study).order_by("pk")
    found = marks.values_list("submission_id", "side", "type", "severity")
    return [
        Mark(at[pk], (side == MarkedSpan.Side.LEFT) == bool(rows.left[at[pk]]), type_, severity)
        for pk, side, type_, severity in found
        if pk in at
    ]

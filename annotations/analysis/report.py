"""The results of an unblinded study, ready to be shown: frozen, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotations.analysis.selectors import (
    Cell,
    Flow,
    Outcomes,
    outcomes_by_cell,
    submission_flow,
)
from annotations.blinding.placement import draw
from annotations.comparisons.selectors import compared_systems
from annotations.models import Criterion, Item, Study, System
from annotations.stats.bootstrap import ROUNDS, item_bootstrap_interval
from annotations.stats.counts import Counts
from annotations.stats.rates import LEVEL, Interval, win_difference

ALL_TASK_TYPES = ""


@dataclass(frozen=True)
class Result:
    """Win, tie and loss of the first system of a pair, on one criterion and task type."""

    task_type: str
    counts: Counts
    items: int
    raters: int
    # None where nothing was judged.
    win_difference: float | None
    # "These experts": holds for other items of this sort, judged by the same experts.
    interval: Interval | None


@dataclass(frozen=True)
class CriterionResult:
    """All task types together, and each of them where the study has several."""

    key: str
    name: str
    is_primary: bool
    overall: Result
    by_task_type: tuple[Result, ...]

    @property
    def results(self) -> tuple[Result, ...]:
        return (self.overall, *self.by_task_type)


@dataclass(frozen=True)
class PairResult:
    """Two systems in the study's order; the primary criterion comes first."""

    system_a: str
    system_b: str
    criteria: tuple[CriterionResult, ...]

    @property
    def primary(self) -> CriterionResult:
        return self.criteria[0]


@dataclass(frozen=True)
class Report:
    """Everything on the results page, and what is needed to compute it again."""

    pairs: tuple[PairResult, ...]
    flow: Flow
    seed: str
    chain_length: int
    chain_head: str
    level: float = LEVEL
    bootstrap_rounds: int = ROUNDS

    @property
    def is_empty(self) -> bool:
        return self.flow.analysed == 0


def build_report(study: Study, *, language: str) -> Report:
    """Count, estimate and name everything. Refused before the unblinding.

    The number of statements and the cost do not depend on the number of judgments.
    """
    outcomes = outcomes_by_cell(study)
    criteria = sorted(
        study.criteria.all(),
        key=lambda criterion: (criterion.key != study.primary_criterion, criterion.position),
    )
    task_types = _task_types(study)
    head = study.submissions.order_by("-sequence").first()
    return Report(
        pairs=tuple(
            PairResult(
                first.name,
                second.name,
                tuple(
                    _criterion(study, criterion, (first, second), task_types, outcomes, language)
                    for criterion in criteria
                ),
            )
            for first, second in compared_systems(study)
        ),
        flow=submission_flow(study),
        seed=study.seed,
        chain_length=head.sequence if head else 0,
        chain_head=head.hash if head else "",
    )


def _task_types(study: Study) -> list[str]:
    """In the model's order, those that the study has."""
    present = set(study.items.values_list("kind", flat=True).distinct())
    return [kind for kind in Item.Kind.values if kind in present]


def _criterion(
    study: Study,
    criterion: Criterion,
    pair: tuple[System, System],
    task_types: list[str],
    outcomes: Mapping[Cell, Outcomes],
    language: str,
) -> CriterionResult:
    def result(task_type: str) -> Result:
        cell = Cell(pair[0].pk, pair[1].pk, criterion.key, task_type)
        found = outcomes.get(cell, Outcomes())
        return _result(found, task_type, bootstrap_seed(study, criterion.key, pair, task_type))

    return CriterionResult(
        key=criterion.key,
        name=criterion.name[language],
        is_primary=criterion.key == study.primary_criterion,
        overall=result(ALL_TASK_TYPES),
        by_task_type=tuple(map(result, task_types)) if len(task_types) > 1 else (),
    )


def bootstrap_seed(
    study: Study, criterion: str, pair: tuple[System, System], task_type: str
) -> int:
    """Every interval draws from a seed of its own, recomputable from the study's."""
    positions = (pair[0].position, pair[1].position)
    return draw(study.seed, "bootstrap", *positions, criterion, task_type)


def _result(found: Outcomes, task_type: str, seed: int) -> Result:
    return Result(
        task_type=task_type,
        counts=found.counts,
        items=found.item_count,
        raters=found.raters,
        win_difference=win_difference(found.counts) if found.counts.n else None,
        interval=item_bootstrap_interval(found.items, seed=seed),
    )

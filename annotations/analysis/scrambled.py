"""Results of a frozen study under names that tell nothing: "System A", "System B" …

Between freeze and unblinding an analyst may see how the analysis turns out, not for whom. Names are
drawn from a key of the study that nobody gets to see, made before the first judgment; pairs stand
and are oriented by these names alone. What could be compared with what is known of the systems (how
many answers failed, how many pairs were withdrawn, lengths, texts, ids, the study's order) is not
in it: the number of judgments is shown only where it is the same for every pair.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from django.utils.translation import gettext as _

from annotations.analysis.selectors import Cell, Outcomes, gather_outcomes
from annotations.blinding.placement import draw
from annotations.comparisons.selectors import compared_systems
from annotations.exceptions import WrongState
from annotations.models import Study, System
from annotations.stats.bootstrap import item_bootstrap_interval
from annotations.stats.counts import Counts, ItemCounts
from annotations.stats.rates import Interval, win_difference

SHARE_DIGITS = 2


@dataclass(frozen=True)
class ScrambledResult:
    """Of the pair's first system by name, on one criterion. Shares of win, tie and loss."""

    criterion: str
    win: float | None
    tie: float | None
    loss: float | None
    win_difference: float | None
    interval: Interval | None
    # None where pairs differ in it.
    n: int | None


@dataclass(frozen=True)
class ScrambledPair:
    """Two systems by their scrambled names, the earlier name first."""

    first: str
    second: str
    results: tuple[ScrambledResult, ...]


def require_scrambled(study: Study) -> None:
    """While a study runs nobody sees results, under whatever names; later the true names are out.

    One system against several others would be known by standing in every pair.
    """
    require_frozen(study)
    if not can_be_scrambled(study):
        raise WrongState(
            _("One system is compared with all others here: it would be known by that.")
        )


def require_frozen(study: Study) -> None:
    """Read from the database, whatever the caller holds."""
    if not Study.objects.filter(pk=study.pk, state=Study.State.FROZEN).exists():
        raise WrongState(_("Results under scrambled names exist between freeze and unblinding."))


def can_be_scrambled(study: Study) -> bool:
    return study.system_pairs == Study.SystemPairs.ALL or len(_candidates(study)) <= 2


def scrambled_names(study: Study) -> dict[int, str]:
    """By a system's number, a name drawn from the study's secret key."""
    order = sorted(
        _candidates(study), key=lambda system: draw(study.scramble_key, "scramble", system.position)
    )
    return {system.pk: letters(place) for place, system in enumerate(order)}


def letters(place: int) -> str:
    """A, B … Z, AA, AB …"""
    more, last = divmod(place, len(ascii_uppercase))
    return (letters(more - 1) if more else "") + ascii_uppercase[last]


def scrambled_pairs(study: Study) -> tuple[ScrambledPair, ...]:
    """Every pair on every criterion; refused before the freeze and after the unblinding."""
    require_scrambled(study)
    outcomes, names = gather_outcomes(study), scrambled_names(study)
    keys = list(study.criteria.order_by("position").values_list("key", flat=True))
    pairs = []
    for first, second in compared_systems(study):
        is_turned = names[first.pk] > names[second.pk]
        found = {
            key: _turned(outcomes.get(Cell(first.pk, second.pk, key, ""), Outcomes()), is_turned)
            for key in keys
        }
        pairs.append((*sorted((names[first.pk], names[second.pk])), found))
    pairs.sort(key=lambda pair: pair[:2])
    shown_n = {key: _common(found[key].counts.n for *_names, found in pairs) for key in keys}
    return tuple(
        ScrambledPair(first, second, _results(study, (first, second), found, shown_n))
        for first, second, found in pairs
    )


def _candidates(study: Study) -> list[System]:
    return list(study.systems.filter(role=System.Role.CANDIDATE).order_by("position"))


def _turned(outcomes: Outcomes, is_turned: bool) -> Outcomes:
    if not is_turned:
        return outcomes
    items = (ItemCounts(one.losses, one.ties, one.wins, one.items) for one in outcomes.items)
    return Outcomes(outcomes.counts.mirrored(), tuple(items), outcomes.raters)


def _common(numbers: Iterable[int]) -> int | None:
    different = set(numbers)
    return different.pop() if len(different) == 1 else None


def _results(
    study: Study,
    pair: tuple[str, str],
    found: Mapping[str, Outcomes],
    shown_n: Mapping[str, int | None],
) -> tuple[ScrambledResult, ...]:
    return tuple(
        _result(key, outcomes, shown_n[key], draw(study.scramble_key, "bootstrap", *pair, key))
        for key, outcomes in found.items()
    )


def _result(key: str, outcomes: Outcomes, n: int | None, seed: int) -> ScrambledResult:
    counts = outcomes.counts
    if not counts.n:
        return ScrambledResult(key, None, None, None, None, None, n)
    interval = item_bootstrap_interval(outcomes.items, seed=seed)
    return ScrambledResult(
        key,
        _share(counts.wins, counts),
        _share(counts.ties, counts),
        _share(counts.losses, counts),
        round(win_difference(counts), SHARE_DIGITS),
        interval
        and Interval(round(interval.low, SHARE_DIGITS), round(interval.high, SHARE_DIGITS)),
        n,
    )


def _share(count: int, counts: Counts) -> float:
    """Rounded: the exact share of a small number would tell the number."""
    return round(count / counts.n, SHARE_DIGITS)

"""What a plan means before it begins: judgments, hours, and what it could show. Pure."""

from dataclasses import dataclass
from math import ceil, comb

from annotations.stats.power import design_effect, detectable_difference

# Median characters of one comparison in published Chinese evaluations (question or case, and both
# answers), where the study has no answers yet.
PUBLISHED_LENGTH = {"single_turn": 713, "multi_turn": 1857}
# Share of judgments that were no ties in the published HuatuoGPT-II evaluation.
PUBLISHED_DECISIVE = {"single_turn": 0.62, "multi_turn": 0.83}
# Characters a minute of silent reading, IReST (Trauzettel-Klosinski & Dietz 2012).
READING_SPEED = {"zh-hans": 255, "en": 987}
DECIDING_MINUTES = 1.0
# How much judgments of one item by several physicians agree beyond chance: assumed.
ITEM_CORRELATION = 0.3
ALPHA = 0.05


@dataclass(frozen=True)
class Work:
    """What decides how much there is to do."""

    items: int
    systems: int
    one_vs_rest: bool
    raters_per_comparison: int
    repeat_share: float
    # Physicians who share the work: in a fixed panel its seats.
    raters: int


@dataclass(frozen=True)
class Reading:
    """What is read for one comparison; measured once the study has answers, else published."""

    characters: float
    speed: int
    decisive: float
    is_measured: bool

    @property
    def minutes(self) -> float:
        return self.characters / self.speed + DECIDING_MINUTES


@dataclass(frozen=True)
class Consequences:
    """What a plan means."""

    work: Work
    reading: Reading
    system_pairs: int
    comparisons: int
    judgments: int
    repeats: int
    # The smallest win difference that four of five such studies would show; None if none.
    difference: float | None

    @property
    def total(self) -> int:
        return self.judgments + self.repeats

    @property
    def seconds(self) -> float:
        return self.total * self.reading.minutes * 60

    @property
    def judgments_per_rater(self) -> int:
        return ceil(self.total / self.work.raters) if self.work.raters else 0

    @property
    def seconds_per_rater(self) -> float:
        return self.judgments_per_rater * self.reading.minutes * 60

    @property
    def wins(self) -> float:
        """With the smallest difference: the share that the better system wins."""
        return (self.reading.decisive + (self.difference or 0)) / 2

    @property
    def losses(self) -> float:
        return (self.reading.decisive - (self.difference or 0)) / 2


def consequences(work: Work, reading: Reading) -> Consequences:
    """Counts as the plan of slots will make them, and the power of the primary comparison."""
    pairs = work.systems - 1 if work.one_vs_rest else comb(work.systems, 2)
    comparisons = work.items * pairs
    # Like ``allocation``: a share of the comparisons, at least one.
    share = work.repeat_share
    repeats = max(1, round(share * comparisons)) if share and comparisons else 0
    return Consequences(
        work=work,
        reading=reading,
        system_pairs=pairs,
        comparisons=comparisons,
        judgments=comparisons * work.raters_per_comparison,
        repeats=repeats,
        difference=_difference(work, reading, pairs),
    )


def _difference(work: Work, reading: Reading, pairs: int) -> float | None:
    """Of one pair of systems; with several, each is tested more strictly."""
    if not (work.items and pairs):
        return None
    per_item = work.raters_per_comparison
    independent = work.items * per_item / design_effect(per_item, ITEM_CORRELATION)
    return detectable_difference(independent, reading.decisive, alpha=ALPHA / pairs)

"""The rules a study fixes beside its design: what is left out, when it stops. Pure.

A rule that leaves something out stands in the protocol with its number, so that nobody chooses it
after seeing results. An alarm on the monitor excludes nothing by itself.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

SYSTEM_PAIRS = ("all", "one_vs_rest")
STOPPING_KINDS = ("fixed", "sequential")
WITHDRAWAL_RULES = ("keep", "exclude")


class ExclusionRule(StrEnum):
    """What can be left out of the analysis set. Of a rater, or of a single judgment."""

    # A judgment: read faster than this many characters a minute, or in fewer active seconds.
    CHARACTERS_PER_MINUTE_ABOVE = "characters_per_minute_above"
    ACTIVE_SECONDS_BELOW = "active_seconds_below"
    # A judgment whose rater says that they recognised a system.
    RECOGNISED = "recognised"
    # All judgments of a rater: share of "left" among decisive ones, share of equal repeats.
    LEFT_SHARE_ABOVE = "left_share_above"
    SAME_ON_REPEATS_BELOW = "same_on_repeats_below"


@dataclass(frozen=True)
class Range:
    """Between which numbers the value of a rule lies."""

    least: int
    most: int


# None: the rule has no number.
RANGES: dict[ExclusionRule, Range | None] = {
    ExclusionRule.CHARACTERS_PER_MINUTE_ABOVE: Range(1, 100_000),
    ExclusionRule.ACTIVE_SECONDS_BELOW: Range(1, 3600),
    ExclusionRule.RECOGNISED: None,
    ExclusionRule.LEFT_SHARE_ABOVE: Range(0, 1),
    ExclusionRule.SAME_ON_REPEATS_BELOW: Range(0, 1),
}


@dataclass(frozen=True)
class ExclusionPlan:
    """One exclusion rule with its number, if it has one."""

    rule: str
    value: Decimal | None = None

    @property
    def as_json(self) -> dict[str, str | None]:
        """The number as a text: it is written into a protocol whose bytes are hashed."""
        return {"rule": self.rule, "value": None if self.value is None else str(self.value)}

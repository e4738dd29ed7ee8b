"""What a study fixes when it starts, as canonical JSON. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotations.ledger import content_sha256
from annotations.stats.bootstrap import ROUNDS
from annotations.stats.rates import LEVEL

VERSION = 2


@dataclass(frozen=True)
class Design:
    """The rules that a study is started with. Names are those of the exports."""

    study: str
    title: Mapping[str, str]
    systems: Sequence[Mapping[str, Any]]
    criteria: Sequence[Mapping[str, Any]]
    primary_criterion: str
    panel: str
    raters_per_comparison: int
    repeat_share: str
    scale: str
    allows_both_bad: bool
    allows_not_applicable: bool
    leak_policy: str
    reviews_leaks: bool
    hands_on_recognised: bool
    matches_specialties: bool
    items_sha256: str
    item_count: int
    comparison_count: int
    practice_items_sha256: str
    practice_item_count: int
    seed_commitment: str
    shows_reference: bool
    planned_rounds: int
    hypotheses: Mapping[str, str]
    noninferiority_margin: str | None
    exclusion_rules: Sequence[Mapping[str, Any]]
    stopping_rule: Mapping[str, Any]
    withdrawal_rule: str
    export_responses: bool
    retain_until: str | None
    system_pairs: str
    reference_system: str | None


# How the results will be computed; docs/statistics.md says what each word means. The choices that a
# study makes itself (primary criterion, margin, exclusions) stand beside it in the protocol.
ANALYSIS_PLAN = {
    "analysis_set": "latest revision of first judgments, in time, not withdrawn",
    "estimand": "win_difference",
    "primary_interval": "these_experts",
    "generalising_interval": "experts_like_these",
    "level": LEVEL,
    "bootstrap_rounds": ROUNDS,
    "primary_test": "two_way_t",
    "families": [
        {"criteria": "primary", "pairs": "all compared", "adjusted_by": "holm"},
        {"criteria": "others", "pairs": "all compared", "adjusted_by": "benjamini_hochberg"},
    ],
}


def protocol_of(design: Design) -> tuple[dict[str, Any], str]:
    """The protocol and its SHA-256; two calls on one design are equal byte for byte."""
    protocol = {
        "protocol_version": VERSION,
        "analysis_plan": ANALYSIS_PLAN,
        **asdict(design),
    }
    return protocol, content_sha256(protocol)

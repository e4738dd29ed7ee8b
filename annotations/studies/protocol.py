"""What a study fixes when it starts, as canonical JSON. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotations.ledger import content_sha256

VERSION = 1


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
    hands_on_recognised: bool
    matches_specialties: bool
    items_sha256: str
    item_count: int
    comparison_count: int
    practice_items_sha256: str
    practice_item_count: int
    seed_commitment: str


def protocol_of(design: Design) -> tuple[dict[str, Any], str]:
    """The protocol and its SHA-256; two calls on one design are equal byte for byte."""
    protocol = {"protocol_version": VERSION, **asdict(design)}
    return protocol, content_sha256(protocol)

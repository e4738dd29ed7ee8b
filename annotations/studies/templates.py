"""What a new study can begin from: rules that fit together. Pure.

The HuatuoEval ones follow the published evaluation: physicians judge every pair on the same
dimensions, multi-turn cases go over two rounds with a simulated patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

HOUR = 3600


@dataclass(frozen=True)
class StudyTemplate:
    """Rules of a plan that differ from its defaults, by their names in ``StudyPlan``."""

    key: str
    rules: Mapping[str, Any] = field(default_factory=dict)


TEMPLATES = {
    template.key: template
    for template in (
        StudyTemplate(
            "single_turn",
            {"panel": "fixed", "raters_per_comparison": 3, "repeat_share": Decimal("0.050")},
        ),
        StudyTemplate(
            "multi_turn",
            {
                "panel": "fixed",
                "raters_per_comparison": 3,
                "repeat_share": Decimal("0.050"),
                "planned_rounds": 2,
                # Two long conversations are read in several sittings.
                "lease_seconds": 72 * HOUR,
            },
        ),
        StudyTemplate(
            "all_pairs",
            {"panel": "open", "raters_per_comparison": 2, "system_pairs": "all"},
        ),
        StudyTemplate(
            "one_vs_rest",
            {"panel": "open", "raters_per_comparison": 3, "system_pairs": "one_vs_rest"},
        ),
    )
}

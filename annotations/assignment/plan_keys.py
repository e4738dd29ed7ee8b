"""How comparisons are named in what follows from the seed."""

from annotations.models import Comparison


def plan_key(comparison: Comparison) -> str:
    """A comparison's name in the plan: stable, so that the plan can be recomputed from the seed."""
    item = comparison.item
    return f"{item.kind}/{item.external_id}/{pair_key(comparison)}"


def pair_key(comparison: Comparison) -> str:
    return f"{comparison.system_a.position}-{comparison.system_b.position}"

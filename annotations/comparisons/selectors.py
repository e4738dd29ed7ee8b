"""Which systems a study compares."""

from annotations.comparisons.pairing import all_pairs, one_against_rest
from annotations.models import Study, System


def compared_systems(study: Study) -> list[tuple[System, System]]:
    """The pairs that the study has planned, each with the earlier system of its order first."""
    candidates = list(study.systems.filter(role=System.Role.CANDIDATE).order_by("position"))
    if study.system_pairs == Study.SystemPairs.ONE_VS_REST and study.reference_system:
        return one_against_rest(candidates, study.reference_system)
    return all_pairs(candidates)

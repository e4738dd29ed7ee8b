"""The sections of a report, in the order in which they are read."""

from annotations.analysis.results import CriterionReport, Results
from annotations.analysis.telling.counted import counted_section
from annotations.analysis.telling.criteria import criteria_section, parts_section
from annotations.analysis.telling.frame import Figure, Links, Section
from annotations.analysis.telling.harm import harm_section
from annotations.analysis.telling.judges import judge_sections
from annotations.analysis.telling.primary import primary_section
from annotations.analysis.telling.ranking import ranking_sections
from annotations.analysis.telling.raters import raters_section
from annotations.analysis.telling.trust import trust_section


def sections(
    results: Results, criterion: str = "", links: Links | None = None
) -> tuple[Section, ...]:
    """The declared comparison first; what goes by one criterion goes by the one asked for."""
    links = links or Links()
    shown = _shown(results, criterion)
    found = (
        primary_section(results, links),
        criteria_section(results, links),
        parts_section(results, shown, links),
        *ranking_sections(results, shown, links),
        raters_section(results, shown),
        trust_section(results, shown),
        harm_section(results, links),
        *judge_sections(results),
        counted_section(results),
    )
    return tuple(one for one in found if one.figures or one.sentences or one.withheld)


def _shown(results: Results, key: str) -> CriterionReport:
    return next((one for one in results.criteria if one.key == key), results.primary)


def figures(found: tuple[Section, ...]) -> dict[str, Figure]:
    """By key, which is unique in a report."""
    return {figure.key: figure for section in found for figure in section.figures}


def warnings(found: tuple[Section, ...], key: str) -> tuple[str, ...]:
    """Of the section in which this figure stands."""
    inside = (one for one in found if any(figure.key == key for figure in one.figures))
    return next((section.warnings for section in inside), ())

"""CHART and TRIPOD-LLM, filled in as far as the study's own record can fill them.

Item numbers and our answers only; the wording is the publishers'. What the product cannot know
is marked as the author's to write, and nothing is left blank.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotations.analysis.results import Results
from annotations.models import Study, System

CHART, TRIPOD_LLM = "chart", "tripod-llm"
# Of the published statement (doi 10.1136/bmjmed-2025-001632); topics as its abstract names them.
CHART_ITEMS = (
    *("1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b", "4c", "5a", "5b", "6a", "6b", "6c", "6d"),
    *("7a", "7b", "8", "9a", "10a", "10b", "10c", "11a", "11b", "11c"),
    *("12a", "12b", "12c", "12d", "12e"),
)
TRIPOD_ITEMS = tuple(str(number) for number in range(1, 20))
SOURCES = {
    CHART: "CHART, doi 10.1136/bmjmed-2025-001632",
    TRIPOD_LLM: "TRIPOD-LLM, doi 10.1038/s41591-024-03425-5",
}


@dataclass(frozen=True)
class Answer:
    """An item by its number, and what can be said of it here."""

    item: str
    answer: str


def checklist(name: str, study: Study, results: Results) -> list[Answer]:
    """Every item once, in the checklist's order."""
    author = _("author must write")
    if name == TRIPOD_LLM:
        # Its items' wording was not at hand, so none is answered in the author's place.
        return [Answer(item, author) for item in TRIPOD_ITEMS]
    known = _chart(study, results)
    return [Answer(item, known.get(item, author)) for item in CHART_ITEMS]


def _chart(study: Study, results: Results) -> dict[str, str]:
    """By the topics of the statement: 3 and 4 models, 5 prompts, 6 queries, 7 evaluation, …"""
    said = facts(study, results)
    written = _("from the record: %(fact)s Author must complete.")

    def record(key: str) -> str:
        return written % {"fact": said[key]}

    return {
        **dict.fromkeys(("3a", "3b", "4a", "4b", "4c"), record("systems")),
        **dict.fromkeys(("5a", "5b"), record("prompts")),
        **dict.fromkeys(("6a", "6b", "6c", "6d"), record("queries")),
        **dict.fromkeys(("7a", "7b"), record("evaluation")),
        "8": record("size"),
        "9a": _("see the Methods paragraph that comes with this file"),
        **dict.fromkeys(("10a", "10b", "10c"), _("see the report's sections and tables")),
        "12d": record("protocol"),
        "12e": _("the study's bundle holds all judgments, the codebook and the scripts"),
    }


def facts(study: Study, results: Results) -> dict[str, str]:
    """What the product knows, by topic: the author fills items with it."""
    systems = list(study.systems.filter(role=System.Role.CANDIDATE).order_by("position"))
    flow = results.flow
    return {
        "systems": _("systems and their settings: %(systems)s.")
        % {"systems": "; ".join(_settings(system) for system in systems)},
        "prompts": _("prompt templates: %(templates)s.")
        % {"templates": "; ".join(f"{one.name}: {one.prompt_template}" for one in systems)},
        "queries": _("%(items)s items, each put to every system once; answers complete: %(n)s.")
        % {"items": flow.items, "n": flow.answers[-1].count},
        "evaluation": _evaluation(study)
        % {"raters": flow.raters, "k": study.raters_per_comparison},
        "size": _("%(planned)s judgments were planned and %(analysed)s analysed.")
        % {"planned": flow.judgments[0].count, "analysed": flow.analysed},
        "protocol": _protocol(study) % {"hash": study.protocol_sha256},
    }


def _evaluation(study: Study) -> str:
    if study.judged_elsewhere:
        return _(
            "pairwise judgments of %(raters)s experts, made elsewhere and imported from a file; "
            "author must write how they were blinded."
        )
    return _(
        "blinded pairwise judgments by %(raters)s physicians, %(k)s per pair, sides drawn "
        "from a published seed."
    )


def _protocol(study: Study) -> str:
    if study.judged_elsewhere:
        return _("the rules of the analysis were fixed at the import, SHA-256 %(hash)s.")
    return _("the protocol was fixed before the first judgment, SHA-256 %(hash)s.")


def _settings(system: System) -> str:
    model = system.model_name or _("imported answers")
    return (
        f"{system.name} ({model}; {system.parameters})"
        if system.parameters
        else (f"{system.name} ({model})")
    )

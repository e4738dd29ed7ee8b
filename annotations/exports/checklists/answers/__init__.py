"""What the record says on the topics that checklists ask about. Pure.

Files are those of the study's bundle. Nothing is claimed that the record does not show: of
judgments made elsewhere neither blinding nor a protocol.
"""

from collections.abc import Callable

from annotations.exports.checklists.answers import materials, models, openness, raters, results
from annotations.exports.checklists.record import Record
from annotations.exports.checklists.wording import Answer

TOPICS: dict[str, Callable[[Record], Answer]] = {
    "title": materials.title,
    "objectives": materials.objectives,
    "items": materials.items,
    "dates": materials.dates,
    "preparing": materials.preparing,
    "missing": materials.missing,
    "size": materials.size,
    "flow": materials.flow,
    "reference": materials.reference,
    "systems": models.systems,
    "settings": models.settings,
    "prompts": models.prompts,
    "querying": models.querying,
    "dialogue": models.dialogue,
    "outputs": models.outputs,
    "compute": models.compute,
    "updating": models.updating,
    "assessors": raters.assessors,
    "labels": raters.labels,
    "annotators": raters.annotators,
    "background": raters.background,
    "agreement": raters.agreement,
    "ethics": raters.ethics,
    "metrics": results.metrics,
    "outcome": results.outcome,
    "analysis": results.analysis,
    "comparing": results.comparing,
    "results": results.results,
    "harm": results.harm,
    "limits": results.limits,
    "protocol": openness.protocol,
    "data": openness.data,
    "code": openness.code,
}


def answers_of(record: Record) -> dict[str, Answer]:
    """By topic: the keys that items name."""
    return {topic: tell(record) for topic, tell in TOPICS.items()}

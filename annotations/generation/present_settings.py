"""Everything that is sent to have an answer, as a hash: two equal ones were asked alike."""

from typing import Any

from annotations.generation.dialogue import patient_of_study
from annotations.generation.patient_prompt import DEFAULT
from annotations.ledger import content_sha256
from annotations.models import Item, Study, System


class PresentSettings:
    """A study's settings as they are now; two statements, however many answers are looked at."""

    def __init__(self, study: Study) -> None:
        patient = patient_of_study(study)
        prompt = study.prompt_versions.order_by("-version").first()
        self._dialogue = {
            "rounds": study.planned_rounds,
            "patient": _settings(patient) if patient else None,
            "instructions": prompt.sha256 if prompt else content_sha256(DEFAULT),
        }
        self._of_system: dict[int, dict[str, Any]] = {}

    def of(self, item: Item, system: System) -> str:
        if system.pk not in self._of_system:
            self._of_system[system.pk] = _settings(system)
        asked = {"item": item.content_sha256, "system": self._of_system[system.pk]}
        if item.kind == Item.Kind.MULTI_TURN:
            asked["dialogue"] = self._dialogue
        return content_sha256(asked)


def _settings(system: System) -> dict[str, Any]:
    return {
        "address": system.endpoint.base_url if system.endpoint else "",
        "model": system.model_name,
        "parameters": system.parameters,
        "system_prompt": system.system_prompt,
        "prompt_template": system.prompt_template,
    }

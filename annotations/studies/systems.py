"""The systems that are compared, and the one that plays the patient; fixed at the start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from annotations import audit
from annotations.blinding.names import named_systems
from annotations.entrance.selectors import current_texts
from annotations.exceptions import AnnotationsError
from annotations.generation.services import discard_outdated
from annotations.models import Endpoint, Response, Study, System, Turn, User
from annotations.studies.drafts import locked_draft

# Ours to set when a request is made.
RESERVED = ("model", "messages", "stream", "stream_options", "n")
PLACEHOLDER = "{prompt}"


@dataclass(frozen=True)
class SystemSettings:
    """Everything that makes a system what it is; without an endpoint its answers are imported."""

    name: str
    aliases: tuple[str, ...] = ()
    endpoint: Endpoint | None = None
    model_name: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    system_prompt: str = ""
    prompt_template: str = PLACEHOLDER


@transaction.atomic
def add_system(
    *,
    study: Study,
    by: User | None,
    settings: SystemSettings,
    role: System.Role = System.Role.CANDIDATE,
) -> System:
    """Only to a draft. Not to be repeated: a name that is taken is an error."""
    study = locked_draft(study)
    if role == System.Role.PATIENT and study.systems.filter(role=role).exists():
        raise AnnotationsError(_("The study has a simulated patient already."))
    last = study.systems.aggregate(last=Max("position"))["last"]
    system = System(study=study, role=role, position=0 if last is None else last + 1)
    _apply(system, settings)
    system.save(force_insert=True)
    discard_outdated(study)  # a patient that comes late changes every dialogue
    audit.record(by=by, action="system.add", study=study, target=system.name, data=_told(system))
    return system


@transaction.atomic
def change_system(*, system: System, by: User | None, settings: SystemSettings) -> System:
    """Only in a draft. Answers that other settings brought are discarded, to be made anew."""
    study = locked_draft(system.study)
    _apply(system, settings)
    system.save()
    data = _told(system) | {"answers_discarded": discard_outdated(study)}
    audit.record(by=by, action="system.change", study=study, target=system.name, data=data)
    return system


@transaction.atomic
def remove_system(*, system: System, by: User | None) -> int:
    """Only from a draft, with its answers; says how many these were."""
    study = locked_draft(system.study)
    answers = Response.objects.filter(system=system)
    data = {"answers_removed": answers.count(), "order": system.position}
    Turn.objects.filter(response__in=answers.values("pk")).delete()
    answers.delete()
    audit.record(by=by, action="system.remove", study=study, target=system.name, data=data)
    system.delete()
    discard_outdated(study)
    return data["answers_removed"]


def _apply(system: System, settings: SystemSettings) -> None:
    for name, value in vars(settings).items():
        setattr(system, name, value)
    system.aliases, system.parameters = list(settings.aliases), dict(settings.parameters)
    _refuse_taken_name(system)
    if settings.endpoint and settings.endpoint.study_id != system.study_id:
        raise AnnotationsError(_("The endpoint belongs to another study."))
    if settings.endpoint and not settings.model_name:
        raise AnnotationsError(_("Say by which name the endpoint knows the model."))
    if system.role == System.Role.PATIENT and not settings.endpoint:
        raise AnnotationsError(_("The simulated patient needs an endpoint to be asked at."))
    if PLACEHOLDER not in settings.prompt_template:
        raise AnnotationsError(
            _("The prompt template needs %(placeholder)s where the question goes.")
            % {"placeholder": PLACEHOLDER}
        )
    _refuse_reserved(settings.parameters)
    _refuse_revealing(system)


def _refuse_taken_name(system: System) -> None:
    if system.study.systems.filter(name=system.name).exclude(pk=system.pk).exists():
        raise AnnotationsError(_("There is a system “%(name)s” already.") % {"name": system.name})


def _refuse_reserved(parameters: Mapping[str, Any]) -> None:
    if found := [name for name in parameters if name in RESERVED]:
        raise AnnotationsError(
            _("These parameters are set by the site itself: %(names)s.")
            % {"names": ", ".join(found)}
        )


def _refuse_revealing(system: System) -> None:
    """A text that names a system would tell every rater what is compared."""
    if system.role == System.Role.PATIENT:
        return
    for text in _read_by_raters(system.study):
        if found := named_systems(text, system.revealing_names):
            raise AnnotationsError(
                _(
                    "Raters read “%(text)s”, and it names this system: %(names)s. Change that text"
                    " first, or the name."
                )
                % {"text": text[:60], "names": ", ".join(dict.fromkeys(found))}
            )


def _read_by_raters(study: Study) -> list[str]:
    texts = [study.title, study.instructions]
    for criterion in study.criteria.all():
        texts += [criterion.name, criterion.description]
    texts += [guidance.text for guidance in current_texts(study)]
    return [text for both in texts for text in both.values() if text]


def _told(system: System) -> dict[str, Any]:
    names = ("model_name", "parameters", "aliases", "system_prompt", "prompt_template")
    told = {name: getattr(system, name) for name in names}
    return told | {"endpoint": system.endpoint.name if system.endpoint else ""}

"""The turns of one response, each stored when it is complete: a crash costs at most one call."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.exceptions import AnnotationsError
from annotations.generation import calls, leases
from annotations.generation.patient_prompt import START, instructions
from annotations.generation.providers.base import ChatReply
from annotations.generation.simulator import (
    Message,
    Said,
    converse,
    doctor_messages,
    patient_messages,
)
from annotations.generation.thinking import shown_text
from annotations.ledger import text_sha256
from annotations.models import Item, ProviderCall, Response, Study, System, Turn

Purpose = ProviderCall.Purpose


def complete_turns(response: Response) -> list[str]:
    """Ask for every turn that is still missing; the shown texts of all."""
    said: list[Said] = []
    if response.attempt > 1:  # what nobody has claimed before has no turns
        stored = response.turns.order_by("position").values_list("role", "shown_text")
        said = [Said(role, text) for role, text in stored]
    if response.item.kind == Item.Kind.MULTI_TURN:
        return [one.text for one in _converse(response, said)]
    return [one.text for one in said] or [_answer_question(response)]


def _answer_question(response: Response) -> str:
    system, item = response.system, response.item
    question = Said(Turn.Role.PATIENT, item.prompt)
    messages = doctor_messages(system.system_prompt, system.prompt_template, [question])
    return _speak(response, system, messages, role=Turn.Role.ASSISTANT, position=0, round_number=1)


def _converse(response: Response, said: Sequence[Said]) -> Sequence[Said]:
    system, patient_system = response.system, patient_of(response.item)

    def patient(said: Sequence[Said]) -> str:
        messages = _patient_messages(response, said)
        return _say(response, patient_system, messages, Turn.Role.PATIENT, len(said))

    def doctor(said: Sequence[Said]) -> str:
        messages = doctor_messages(system.system_prompt, system.prompt_template, said)
        return _say(response, system, messages, Turn.Role.ASSISTANT, len(said))

    rounds = response.item.study.planned_rounds
    return converse(said, rounds=rounds, patient=patient, doctor=doctor)


def patient_of(item: Item) -> System:
    patient = patient_of_study(item.study)
    if patient is None:
        raise AnnotationsError(_("Multi-turn items need a system that plays the patient."))
    return patient


def patient_of_study(study: Study) -> System | None:
    return study.systems.filter(role=System.Role.PATIENT).select_related("endpoint").first()


def _patient_messages(response: Response, said: Sequence[Said]) -> list[Message]:
    item, prompt = response.item, response.patient_prompt
    if prompt is None:
        raise AnnotationsError(_("The response has no instructions for its patient."))
    told = instructions(prompt, item.language, item.case)
    return patient_messages(told, START[item.language], said)


def _say(
    response: Response, system: System, messages: list[Message], role: Turn.Role, position: int
) -> str:
    return _speak(
        response, system, messages, role=role, position=position, round_number=position // 2 + 1
    )


def _speak(
    response: Response,
    system: System,
    messages: list[Message],
    *,
    role: Turn.Role,
    position: int,
    round_number: int,
) -> str:
    purpose = Purpose.PATIENT if role == Turn.Role.PATIENT else Purpose.ANSWER
    reply, call = calls.ask(response, system, messages, purpose=purpose, round_number=round_number)
    return _store(response, reply, call, role=role, position=position, round_number=round_number)


@transaction.atomic
def _store(response: Response, reply: ChatReply, call: ProviderCall, **place: str | int) -> str:
    """Keep the turn if the response is still this worker's; what failed before is forgotten."""
    if not leases.held(response).update(failures=0, error_code="", error=""):
        raise leases.LeaseLost
    response.failures = 0
    shown = shown_text(reply.text)
    Turn.objects.create(
        response=response,
        raw_text=reply.text,
        shown_text=shown,
        raw_sha256=text_sha256(reply.text),
        shown_sha256=text_sha256(shown),
        provider_call=call,
        **place,
    )
    return shown

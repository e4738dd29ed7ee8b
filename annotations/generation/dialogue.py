"""The turns of one response, each stored when it is complete: a crash costs at most one call."""

from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.utils import timezone
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
from annotations.ledger import content_sha256, text_sha256
from annotations.models import Item, ProviderCall, Response, Study, System, Turn

Purpose = ProviderCall.Purpose


def complete_turns(response: Response) -> None:
    """Ask for every turn that is still missing; with the last one the response is done."""
    said: list[Said] = []
    if response.attempt > 1:  # what nobody has claimed before has no turns
        stored = response.turns.order_by("position").values_list("role", "shown_text")
        said = [Said(role, text) for role, text in stored]
    if response.item.kind == Item.Kind.MULTI_TURN:
        _converse(response, said)
    elif not said:
        _answer_question(response)


def _answer_question(response: Response) -> None:
    system, item = response.system, response.item
    question = Said(Turn.Role.PATIENT, item.prompt)
    messages = doctor_messages(system.system_prompt, system.prompt_template, [question])
    _say(response, system, messages, Turn.Role.ASSISTANT, [], 1)


def _converse(response: Response, said: Sequence[Said]) -> None:
    system, patient_system = response.system, patient_of(response.item)
    rounds = response.item.study.planned_rounds

    def patient(said: Sequence[Said]) -> str:
        messages = _patient_messages(response, said)
        return _say(response, patient_system, messages, Turn.Role.PATIENT, said, 2 * rounds)

    def doctor(said: Sequence[Said]) -> str:
        messages = doctor_messages(system.system_prompt, system.prompt_template, said)
        return _say(response, system, messages, Turn.Role.ASSISTANT, said, 2 * rounds)

    converse(said, rounds=rounds, patient=patient, doctor=doctor)


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
    response: Response,
    system: System,
    messages: list[Message],
    role: Turn.Role,
    before: Sequence[Said],
    turns: int,
) -> str:
    """Have the next of so many turns spoken, and keep it."""
    position = len(before)
    round_number = position // 2 + 1
    purpose = Purpose.PATIENT if role == Turn.Role.PATIENT else Purpose.ANSWER
    reply, call = calls.ask(response, system, messages, purpose=purpose, round_number=round_number)
    shown = shown_text(reply.text)
    turn = Turn(
        response=response,
        position=position,
        round_number=round_number,
        role=role,
        raw_text=reply.text,
        shown_text=shown,
        raw_sha256=text_sha256(reply.text),
        shown_sha256=text_sha256(shown),
        provider_call=call,
    )
    is_last = position == turns - 1
    done = done_with([*(one.text for one in before), shown]) if is_last else {}
    _store(turn, reply, done)
    return shown


def done_with(texts: Sequence[str]) -> dict[str, object]:
    """What a response's row says once these texts are all of it."""
    return {
        "status": Response.Status.DONE,
        "leased_until": None,
        "completed_at": timezone.now(),
        "shown_sha256": content_sha256(texts),
    }


def _store(turn: Turn, reply: ChatReply, done: dict[str, object]) -> None:
    """Keep the turn and what the call brought, in one step.

    A turn is kept if the response is still this worker's; what failed before it is forgotten. The
    call is kept whatever happens: it is paid for.
    """
    response, call = turn.response, turn.provider_call
    try:
        with transaction.atomic():
            is_held = leases.held(response).update(failures=0, error_code="", error="", **done)
            if is_held:
                turn.save(force_insert=True)
            calls.record_success(call, reply)
    except DatabaseError:
        calls.record_success(call, reply)
        raise
    if not is_held:
        raise leases.LeaseLost
    response.failures = 0
    response.status = done.get("status", response.status)

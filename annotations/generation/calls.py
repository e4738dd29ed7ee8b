"""One request to an endpoint and its row, which is committed before the request is sent."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotations.generation import budget, leases, limits
from annotations.generation.failures import Failure
from annotations.generation.keys import decrypt_key
from annotations.generation.providers.base import (
    ChatReply,
    ChatRequest,
    Exchange,
    ProviderError,
    TerminalProviderError,
)
from annotations.generation.providers.openai_compatible import OpenAICompatible
from annotations.generation.simulator import Message
from annotations.models import Endpoint, ProviderCall, Response, System
from annotations.models.call import EndpointCall

GUEST_WAITS_SECONDS = 30.0
LOOKS_AGAIN_SECONDS = 0.1


def ask(
    response: Response,
    system: System,
    messages: Sequence[Message],
    *,
    purpose: ProviderCall.Purpose,
    round_number: int,
) -> tuple[ChatReply, ProviderCall]:
    """Call the system once. The row lists the call whatever becomes of it and of this worker.

    What the call brought is the caller's to record, together with what is made of it.
    """
    endpoint = endpoint_of(system)
    call = ProviderCall(
        response=response,
        endpoint=endpoint,
        purpose=purpose,
        round_number=round_number,
        attempt=response.attempt,
    )
    # The claim has its place where its own system lives.
    is_guest = response.system.endpoint_id != endpoint.pk
    hold_on = partial(leases.renew, response, endpoint.timeout_seconds)
    return _send(call, system, messages, hold_on, is_guest=is_guest), call


def endpoint_of(system: System) -> Endpoint:
    if system.endpoint is None:
        raise TerminalProviderError(Failure.NOT_CONFIGURED)
    return system.endpoint


def perform(
    call: EndpointCall, system: System, messages: Sequence[Message], hold_on: Callable[[], None]
) -> ChatReply:
    """List the call, send it, write down what came of it."""
    reply = _send(call, system, messages, hold_on, is_guest=True)
    record_success(call, reply)
    return reply


def _send(
    call: EndpointCall,
    system: System,
    messages: Sequence[Message],
    hold_on: Callable[[], None],
    *,
    is_guest: bool,
) -> ChatReply:
    provider = _provider(call.endpoint)
    request = ChatRequest(system.model_name, messages, system.parameters)
    call.request = provider.describe(request)
    if is_guest:
        _list_as_guest(call, hold_on)
    else:
        hold_on()
        _list(call)
    try:
        return provider.chat(request)
    except ProviderError as error:
        _record_failure(call, error)
        raise


def _list_as_guest(call: EndpointCall, hold_on: Callable[[], None]) -> None:
    """Wait for a place a while, before new claims and without losing what is held meanwhile."""
    until = time.monotonic() + GUEST_WAITS_SECONDS
    with limits.place_waited_for(call.endpoint):
        while True:
            hold_on()
            try:
                return _list(call, is_guest=True)
            except limits.NoPlace:
                if time.monotonic() > until:
                    raise
            time.sleep(LOOKS_AGAIN_SECONDS)


def _list(call: EndpointCall, *, is_guest: bool = False) -> None:
    """Commit the row, unless the endpoint has been asked, or has cost, enough."""
    endpoint = call.endpoint
    if not is_guest and endpoint.requests_per_minute is None and endpoint.budget is None:
        _insert(call, endpoint)
        return
    with transaction.atomic():
        endpoint = limits.lock(call.endpoint_id)
        if is_guest:
            limits.require_place(endpoint)
        limits.require_room_this_minute(endpoint)
        _insert(call, endpoint)


def _insert(call: EndpointCall, endpoint: Endpoint) -> None:
    call.reserved = budget.reserve(endpoint, call.request["body"])
    call.started_at = timezone.now()
    call.save(force_insert=True)


def close_interrupted(response: Response) -> None:
    """Calls of earlier claims that nobody finished: sent perhaps, and never heard of again.

    A worker that was only slow writes its outcome over this when it comes back.
    """
    interrupted = ProviderCall.objects.filter(
        response=response, attempt__lt=response.attempt, status=ProviderCall.Status.STARTED
    ).select_related("endpoint")
    for call in interrupted:
        call.status = ProviderCall.Status.FAILED
        call.error_code = Failure.INTERRUPTED
        call.error = str(Failure.INTERRUPTED.label)
        call.finished_at = timezone.now()
        _settle(call)


def _provider(endpoint: Endpoint) -> OpenAICompatible:
    return OpenAICompatible(
        base_url=endpoint.base_url,
        key=decrypt_key(endpoint.encrypted_key),
        timeout_seconds=endpoint.timeout_seconds,
        private_endpoints=frozenset(entry.lower() for entry in settings.PRIVATE_ENDPOINTS),
    )


def record_success(call: EndpointCall, reply: ChatReply) -> None:
    """Repeating it changes nothing."""
    call.status = EndpointCall.Status.SUCCEEDED
    call.finish_reason = reply.finish_reason
    call.reported_model = reply.model
    call.prompt_tokens = reply.prompt_tokens
    call.completion_tokens = reply.completion_tokens
    _record_exchange(call, reply.exchange)


def _record_failure(call: EndpointCall, error: ProviderError) -> None:
    call.status = EndpointCall.Status.FAILED
    call.error_code = error.code
    call.error = storable(str(error))
    call.finish_reason = error.finish_reason
    call.prompt_tokens = error.prompt_tokens
    call.completion_tokens = error.completion_tokens
    _record_exchange(call, error.exchange)


def _record_exchange(call: EndpointCall, exchange: Exchange) -> None:
    call.finished_at = timezone.now()
    call.latency_ms = exchange.latency_ms
    call.http_status = exchange.status
    call.response_body = storable(exchange.body.decode("utf-8", "replace"))
    call.response_sha256 = sha256(exchange.body).hexdigest() if exchange.body else ""
    _settle(call)


OUTCOME = (
    *("status", "finished_at", "latency_ms", "http_status", "response_body", "response_sha256"),
    *("reported_model", "finish_reason", "prompt_tokens", "completion_tokens"),
    *("error_code", "error", "cost"),
)


@transaction.atomic(savepoint=False)
def _settle(call: EndpointCall) -> None:
    """Write the outcome and add its cost, once: a late outcome takes the place of the earlier."""
    call.cost = budget.settled_cost(call)
    outcome = {name: getattr(call, name) for name in OUTCOME}
    row = type(call).objects.filter(pk=call.pk)
    if row.filter(status=EndpointCall.Status.STARTED).update(**outcome):
        budget.add(call.endpoint_id, call.cost)
        return
    counted = row.select_for_update(of=("self",), no_key=True).values_list("cost", flat=True)
    budget.add(call.endpoint_id, call.cost - (counted.first() or 0))
    # The row is gone when its draft answer was discarded meanwhile; the money is not.
    row.update(**outcome)


def storable(text: str) -> str:
    """PostgreSQL stores every character but this one."""
    return text.replace("\x00", "\ufffd")

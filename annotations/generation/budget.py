"""What calls cost, and the cap on it, which holds to one call however many run at once.

Before a call the most it can cost is kept free; afterwards what it did cost is added up. Only when
nothing else is under way at the endpoint may a call begin that could overstep the cap.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from django.db.models import Count, F, Sum
from django.utils import timezone

from annotations.generation.limits import NotNow
from annotations.models import Endpoint, ProviderCall, TrialCall
from annotations.models.call import EndpointCall

MILLION = Decimal(1_000_000)
SMALLEST = Decimal("0.00000001")
# No tokenizer makes more tokens than there are bytes; a chat template adds a few per message.
TEMPLATE_TOKENS = 64
LIMITS = ("max_tokens", "max_completion_tokens")
# For a look at costs where no limit is set: longer than nearly every answer.
LONG_ANSWER_TOKENS = 8192
MOST_TOKENS = 10_000_000
SOON_SECONDS = 1.0
SPENT_SECONDS = 600.0


class BudgetSpent(NotNow):
    """The cap is reached: nothing more is asked until somebody raises it."""

    def __init__(self) -> None:
        super().__init__(SPENT_SECONDS)


def cost_of(endpoint: Endpoint, prompt_tokens: int, completion_tokens: int) -> Decimal:
    prompt = prompt_tokens * endpoint.price_per_million_prompt_tokens
    completion = completion_tokens * endpoint.price_per_million_completion_tokens
    return ((prompt + completion) / MILLION).quantize(SMALLEST, ROUND_UP)


def is_spent(endpoint: Endpoint) -> bool:
    return endpoint.budget is not None and endpoint.spent >= endpoint.budget


def reserve(endpoint: Endpoint, body: Mapping[str, Any]) -> Decimal:
    """The most that a call may cost; call it with the endpoint's row locked.

    Raises NotNow while others may use up the rest, BudgetSpent when it is used up.
    """
    prompt, completion = _bounds(body)
    likely = cost_of(endpoint, prompt, completion or LONG_ANSWER_TOKENS)
    if endpoint.budget is None:
        return likely
    if is_spent(endpoint):
        raise BudgetSpent
    left = endpoint.budget - endpoint.spent
    # An answer without a limit may cost anything: it has the rest of the budget for itself.
    most = likely if completion else max(left, likely)
    count, reserved = _under_way(endpoint)
    if count and reserved + most > left:
        raise NotNow(SOON_SECONDS)
    return most


def settled_cost(call: EndpointCall) -> Decimal:
    """What a finished call is counted as: by its tokens; without them, what it may have cost."""
    if call.prompt_tokens is not None or call.completion_tokens is not None:
        return cost_of(call.endpoint, call.prompt_tokens or 0, call.completion_tokens or 0)
    return call.reserved if _may_have_worked(call) else Decimal(0)


def add(endpoint_id: int, amount: Decimal) -> None:
    if amount:
        Endpoint.objects.filter(pk=endpoint_id).update(spent=F("spent") + amount)


def _may_have_worked(call: EndpointCall) -> bool:
    """An endpoint that refused asks no money; one that was cut off may."""
    return call.http_status == 200 or (
        call.http_status is None and call.error_code not in {"unreachable", "address_refused"}
    )


def _bounds(body: Mapping[str, Any]) -> tuple[int, int | None]:
    messages = body["messages"]
    prompt = sum(len(one["content"].encode()) + TEMPLATE_TOKENS for one in messages)
    limits = [body[name] for name in LIMITS if isinstance(body.get(name), int)]
    return prompt, min(max(limits), MOST_TOKENS) if limits else None


def _under_way(endpoint: Endpoint) -> tuple[int, Decimal]:
    # A process that died leaves its call as started: past the endpoint's patience it is over.
    since = timezone.now() - timedelta(seconds=endpoint.timeout_seconds + 60)
    count, reserved = 0, Decimal(0)
    for model in (ProviderCall, TrialCall):
        rows = model.objects.filter(endpoint=endpoint, status="started", started_at__gt=since)
        found = rows.aggregate(count=Count("pk"), reserved=Sum("reserved"))
        count += found["count"]
        reserved += found["reserved"] or 0
    return count, reserved

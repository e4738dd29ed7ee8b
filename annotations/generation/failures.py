"""Why there is no answer: a stable code to count, a sentence to show."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Failure(models.TextChoices):
    """The codes stand in ``error_code`` of responses and provider calls."""

    RATE_LIMITED = "rate_limited", _("The endpoint asks to slow down.")
    NO_QUOTA = "no_quota", _("The account at the endpoint has no quota left.")
    SERVER_ERROR = "server_error", _("The endpoint reports an error of its own.")
    UNREACHABLE = "unreachable", _("The endpoint cannot be reached.")
    TIMEOUT = "timeout", _("The endpoint took too long to answer.")
    CONNECTION_LOST = "connection_lost", _("The connection broke off before the answer was there.")
    INVALID_REPLY = "invalid_reply", _("The reply is not a chat completion that can be read.")
    EMPTY = "empty", _("The answer is empty.")
    TRUNCATED = "truncated", _("The answer was cut off at its length limit: raise max_tokens.")
    FILTERED = "filtered", _("The endpoint's content filter held the answer back.")
    UNAUTHORIZED = "unauthorized", _("The endpoint does not accept the key.")
    NOT_FOUND = "not_found", _("The endpoint does not know this address or this model.")
    BAD_REQUEST = "bad_request", _("The endpoint refuses the request: check the parameters.")
    REDIRECTED = "redirected", _("The endpoint redirects elsewhere; redirects are not followed.")
    TOO_LARGE = "too_large", _("The reply is larger than any answer.")
    ADDRESS_REFUSED = (
        "address_refused",
        _("The address is not a public one and not on the administrator's list."),
    )
    BUDGET_SPENT = (
        "budget_spent",
        _("The endpoint's budget is used up: nothing is asked until it is raised."),
    )
    NOT_CONFIGURED = "not_configured", _("The system has no endpoint to ask.")
    INTERRUPTED = "interrupted", _("The worker stopped in the middle of it.")
    INTERNAL = "internal", _("An error of this site; its log says more.")


def sentence(code: str) -> str:
    """The code's sentence in the reader's language; unknown codes are shown as they are."""
    return str(Failure(code).label) if code in Failure.values else code

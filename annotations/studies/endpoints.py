"""Where a study's models are reached. Addresses are fixed at the start; limits and keys are not."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.generation.keys import encrypt_key
from annotations.generation.services import discard_outdated
from annotations.models import Endpoint, Study, User
from annotations.studies.drafts import locked_draft


@dataclass(frozen=True)
class EndpointLimits:
    """What may change at any time."""

    concurrency: int = 4
    requests_per_minute: int | None = None
    timeout_seconds: int = 120
    max_attempts: int = 6
    budget: Decimal | None = None
    price_per_million_prompt_tokens: Decimal = Decimal(0)
    price_per_million_completion_tokens: Decimal = Decimal(0)


def check_base_url(url: str) -> str:
    """The address without what does not belong into it, or an AnnotationsError that says why."""
    url = url.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        raise AnnotationsError(_("Give an address that begins with http:// or https://."))
    if parts.username or parts.password or parts.query or parts.fragment:
        raise AnnotationsError(
            _("User names, passwords, queries and fragments do not belong into the address.")
        )
    if parts.path.endswith("/chat/completions"):
        return url.removesuffix("/chat/completions")
    return url


@transaction.atomic
def add_endpoint(
    *,
    study: Study,
    by: User | None,
    name: str,
    base_url: str,
    key: str = "",
    limits: EndpointLimits | None = None,
) -> Endpoint:
    """Only to a draft. Not to be repeated: a name that is taken is an error."""
    study = locked_draft(study)
    _refuse_taken_name(study, name)
    endpoint = Endpoint(study=study, name=name, base_url=check_base_url(base_url))
    _set_limits(endpoint, limits or EndpointLimits())
    _set_key(endpoint, key)
    endpoint.save(force_insert=True)
    audit.record(by=by, action="endpoint.add", study=study, target=name, data=_told(endpoint))
    return endpoint


@transaction.atomic
def change_endpoint(
    *, endpoint: Endpoint, by: User | None, name: str, base_url: str, limits: EndpointLimits
) -> Endpoint:
    """Name and address too, so only in a draft. Answers of another address are discarded."""
    study = locked_draft(endpoint.study)
    if name != endpoint.name:
        _refuse_taken_name(study, name)
    endpoint.name, endpoint.base_url = name, check_base_url(base_url)
    _set_limits(endpoint, limits)
    endpoint.save()
    discarded = discard_outdated(study)
    data = _told(endpoint) | {"answers_discarded": discarded}
    audit.record(by=by, action="endpoint.change", study=study, target=name, data=data)
    return endpoint


@transaction.atomic
def change_limits(*, endpoint: Endpoint, by: User | None, limits: EndpointLimits) -> Endpoint:
    """At any time: how much is asked and what it may cost changes no answer."""
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    changed = [name for name, value in vars(limits).items() if getattr(endpoint, name) != value]
    _set_limits(endpoint, limits)
    endpoint.save(update_fields=list(vars(limits)))
    if changed:
        audit.record(
            by=by,
            action="endpoint.limits",
            study=endpoint.study,
            target=endpoint.name,
            data={name: value for name, value in _told(endpoint).items() if name in changed},
        )
    return endpoint


@transaction.atomic
def set_key(*, endpoint: Endpoint, by: User | None, key: str) -> Endpoint:
    """A new key, or none; at any time, because keys run out. It is never shown again."""
    _set_key(endpoint, key)
    endpoint.save(update_fields=["encrypted_key", "key_set_at"])
    action = "endpoint.key_set" if key else "endpoint.key_removed"
    audit.record(by=by, action=action, study=endpoint.study, target=endpoint.name)
    return endpoint


@transaction.atomic
def remove_endpoint(*, endpoint: Endpoint, by: User | None) -> None:
    """Only one that no system is asked at; what its trials cost is kept in the record."""
    study = locked_draft(endpoint.study)
    if endpoint.systems.exists():
        raise AnnotationsError(
            _("Systems are asked at this endpoint: give them another one first.")
        )
    if endpoint.provider_calls.exists():
        raise AnnotationsError(_("Answers of this study came from here: it stays listed."))
    data = {"spent": str(endpoint.spent)}
    audit.record(by=by, action="endpoint.remove", study=study, target=endpoint.name, data=data)
    endpoint.delete()


def _refuse_taken_name(study: Study, name: str) -> None:
    if study.endpoints.filter(name=name).exists():
        raise AnnotationsError(_("There is an endpoint “%(name)s” already.") % {"name": name})


def _set_limits(endpoint: Endpoint, limits: EndpointLimits) -> None:
    for name, value in vars(limits).items():
        setattr(endpoint, name, value)
    has_price = (
        endpoint.price_per_million_prompt_tokens or endpoint.price_per_million_completion_tokens
    )
    if endpoint.budget is not None and not has_price:
        raise AnnotationsError(_("A budget needs prices: without them nothing can be added up."))


def _set_key(endpoint: Endpoint, key: str) -> None:
    key = key.strip()
    if not key.isprintable() or not key.isascii():
        raise AnnotationsError(_("The key holds characters that no key has; copy it once more."))
    endpoint.encrypted_key = encrypt_key(key)
    endpoint.key_set_at = timezone.now() if key else None


def _told(endpoint: Endpoint) -> dict[str, Any]:
    """For the record: everything but the key."""
    names = ("base_url", *vars(EndpointLimits()))
    values = {name: getattr(endpoint, name) for name in names}
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()
    }

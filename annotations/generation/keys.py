"""Endpoint keys at rest: encrypted with FIELD_KEY, read only by this stage.

While a key of the site is being replaced, FIELD_KEY_OLD holds the former ones: what they encrypted
can still be read, and ``manage.py rotate_key`` encrypts it anew.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.generation.providers.secret import Secret
from annotations.models import Endpoint, User


def encrypt_key(key: str) -> str:
    """What ``Endpoint.encrypted_key`` holds; no key stays no key."""
    return _fernet().encrypt(key.encode()).decode() if key else ""


def decrypt_key(encrypted: str) -> str:
    if not encrypted:
        return ""
    try:
        return Secret(_fernet().decrypt(encrypted.encode()).decode())
    except InvalidToken:
        raise AnnotationsError(
            _("The endpoint's key was encrypted with another FIELD_KEY: enter it anew.")
        ) from None


@transaction.atomic
def rotate_keys(*, by: User | None) -> int:
    """Encrypt every endpoint's key anew with the present FIELD_KEY; says how many.

    All or nothing: one that cannot be read stops it, named, and nothing is changed. Repeating it
    encrypts them once more.
    """
    endpoints = list(
        Endpoint.objects.exclude(encrypted_key="").select_for_update(no_key=True).order_by("pk")
    )
    for endpoint in endpoints:
        endpoint.encrypted_key = _rotated(endpoint)
    Endpoint.objects.bulk_update(endpoints, ["encrypted_key"], batch_size=500)
    audit.record(by=by, action="keys.rotate", data={"endpoints": len(endpoints)})
    return len(endpoints)


def _rotated(endpoint: Endpoint) -> str:
    try:
        return _fernet().rotate(endpoint.encrypted_key.encode()).decode()
    except InvalidToken:
        raise AnnotationsError(
            _(
                "The key of “%(endpoint)s” in the study “%(study)s” was encrypted with neither"
                " FIELD_KEY nor FIELD_KEY_OLD. Nothing was changed."
            )
            % {"endpoint": endpoint.name, "study": endpoint.study.slug}
        ) from None


def _fernet() -> MultiFernet:
    """Encrypts with the first key, reads with all."""
    return MultiFernet([Fernet(key) for key in (settings.FIELD_KEY, *settings.FIELD_KEY_OLD)])

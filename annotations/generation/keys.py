"""Endpoint keys at rest: encrypted with FIELD_KEY, read only by this stage."""

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from annotations.exceptions import AnnotationsError


def encrypt_key(key: str) -> str:
    """What ``Endpoint.encrypted_key`` holds; no key stays no key."""
    return _fernet().encrypt(key.encode()).decode() if key else ""


def decrypt_key(encrypted: str) -> str:
    if not encrypted:
        return ""
    try:
        return _fernet().decrypt(encrypted.encode()).decode()
    except InvalidToken:
        raise AnnotationsError(
            _("The endpoint's key was encrypted with another FIELD_KEY: enter it anew.")
        ) from None


def _fernet() -> Fernet:
    return Fernet(settings.FIELD_KEY)

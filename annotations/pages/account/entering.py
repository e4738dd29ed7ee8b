"""What every way in shares: the session it opens, and what is known of the browser."""

import secrets
from ipaddress import ip_address, ip_network
from time import time
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from annotations import audit
from annotations.models import User
from annotations.pages.reach import sign_in

# Tells a double click from somebody else; says nothing about the person, and lasts an hour.
BROWSER_COOKIE, BROWSER_SECONDS = "browser", 3600
# For acts that ask somebody to show once more who they are and who have no password.
SIGNED_IN_AT, FRESH_SECONDS = "signed_in_at", 600
# A hospital may come from one address: bound guessing, not the morning's arrivals.
MOST_PER_ADDRESS = 60


class SharedForm(forms.Form):
    """Where somebody signs in: whether others use this computer too."""

    shared = forms.BooleanField(
        label=_("This is a shared computer: sign me out when the browser is closed"), required=False
    )


def note_staff(user: User) -> None:
    """That somebody with an operator's rights came in is on record."""
    if user.is_staff:
        audit.record(by=user, action="staff.sign_in")


def let_in(
    request: HttpRequest, user: User, *, shared: bool, studies: list[UUID] | None = None
) -> None:
    """Open a session, for all or for these studies; a shared computer's ends with the browser."""
    note_staff(user)
    sign_in(request, user, studies=studies)
    request.session.set_expiry(0 if shared else None)
    request.session["shared"] = shared
    request.session[SIGNED_IN_AT] = time()


def has_just_signed_in(request: HttpRequest) -> bool:
    """Whether this very session was opened by a link or a code a few minutes ago."""
    return time() - request.session.get(SIGNED_IN_AT, 0) < FRESH_SECONDS


def browser_of(request: HttpRequest) -> str:
    """The browser's random name; one that has none yet gets it with ``remember_browser``."""
    if not hasattr(request, "browser"):
        request.browser = request.COOKIES.get(BROWSER_COOKIE) or secrets.token_hex(16)
    return request.browser


def remember_browser(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    set_cookie(response, BROWSER_COOKIE, browser_of(request), BROWSER_SECONDS)
    return response


def forget_browser(response: HttpResponse) -> HttpResponse:
    """After somebody came in: the next person at this browser is nobody's double click."""
    response.delete_cookie(BROWSER_COOKIE, samesite="Lax")
    return response


def set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def source_of(request: HttpRequest) -> str:
    """Where a request comes from, for counting: an address, or an IPv6 household's /64.

    Behind a proxy the last address that it noted; what stands before that anybody can write.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).split(",")[-1].strip()
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    return str(found if found.version == 4 else ip_network(f"{found}/64", strict=False))

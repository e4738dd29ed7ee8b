"""The demo's door: two links that sign in without a password, on this machine only."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from annotations.models import User
from annotations.pages.reach import sign_in as open_session

from .language import remember_language

# Made by load_demo. The addresses can never receive mail (RFC 2606).
DEMO_USERS = {"physician": "physician@demo.invalid", "researcher": "researcher@demo.invalid"}
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, role: str, secret: str) -> HttpResponse:
    """GET shows a button and changes nothing; POST signs in. Elsewhere it does not exist."""
    if not _is_open(request, secret):
        raise Http404
    user = get_object_or_404(User, email=DEMO_USERS.get(role, ""), is_active=True)
    if request.method != "POST":
        return render(request, "account/demo_sign_in.html", {"role": role})
    open_session(request, user)
    return remember_language(redirect("home"), user)


def _is_open(request: HttpRequest, secret: str) -> bool:
    if not (settings.DEMO and settings.DEMO_SECRET and _is_local(request)):
        return False
    return constant_time_compare(secret, settings.DEMO_SECRET)


def _is_local(request: HttpRequest) -> bool:
    # A proxy on this machine would make the whole network look local.
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False

"""How far a session reaches that a study's link opened.

Whoever made a personal link has seen it and may have used it. So it opens that study and no other
one of its physician's, until they sign in by a way that is theirs alone: a password, a letter, or
a code from a device on which they did.
"""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.http import urlencode

from annotations.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
SESSION_KEY = "link_studies"
# Pages about the person, or for anybody. What is not named here is closed, and so is all that
# researchers, programs' tokens and operators have: rights may have come after the link.
OPEN = {
    "": {"home", "set_language", "admin_sign_in"},
    "account": {
        "login",
        "logout",
        "signed_out",
        "preferences",
        "profile",
        "code",
        "device",
        "mail_code",
        "join",
        "join_team",
        "reminders",
        "demo_sign_in",
    },
    # Sessions open nothing there.
    "api": None,
}


def studies_in_reach(request: HttpRequest) -> list[UUID] | None:
    """The public ids of the studies that this session's links led into; None: all there are."""
    studies = request.session.get(SESSION_KEY)
    return None if studies is None else [UUID(study) for study in studies]


def is_limited(request: HttpRequest) -> bool:
    return SESSION_KEY in request.session


def reaches(request: HttpRequest, study: UUID) -> bool:
    studies = studies_in_reach(request)
    return studies is None or study in studies


def sign_in(request: HttpRequest, user: User, *, studies: list[UUID] | None = None) -> None:
    """Open a session for these studies, or for everything of this user's.

    What the same person's session reached before it goes on reaching: they hold both links.
    """
    before = studies_in_reach(request) if request.user == user else []
    login(request, user, backend=BACKEND)
    if studies is None or before is None:
        request.session.pop(SESSION_KEY, None)
    else:
        request.session[SESSION_KEY] = sorted({str(study) for study in (*before, *studies)})


class ReachMiddleware:
    """Stands before every view, so that none can forget to ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or _is_open(match) or not is_limited(request):
            return None
        study = kwargs.get("study_id")
        if match.namespace == "rater" and isinstance(study, UUID) and reaches(request, study):
            return None
        if request.method not in ("GET", "HEAD") or request.htmx:
            raise Http404
        # The same for what is not there: nothing tells which other studies this person is in.
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('account:login')}?{query}")


def _is_open(match: ResolverMatch) -> bool:
    names = OPEN.get(match.namespace, set())
    return names is None or match.url_name in names

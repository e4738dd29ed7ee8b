"""A filled form that could not be taken, because its sender was signed out or its token stale.

The page's script keeps the form; without script it would be gone with the page.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from annotations.access import lock_assignment_of_rater
from annotations.exceptions import AnnotationsError
from annotations.judging.drafts import Sent, draft_of, save_draft
from annotations.judging.marks import texts_of, turns_of
from annotations.models import Assignment, User
from annotations.pages.htmx import wants_partial

from .drafts import kept_fields
from .forms import JudgmentForm
from .pair import blinded_study, same_pair

SESSION_KEY = "unsent_form"
SUBMIT = "rater:submit"


def hand_back(request: HttpRequest) -> HttpResponse | None:
    """The form of ``rater:submit`` filled in again, or None when this is another form."""
    match = request.resolver_match
    if match is None or match.view_name != SUBMIT:
        return None
    if not request.user.is_authenticated:
        return sign_in_first(request, **match.kwargs)
    return _filled_in(request, **match.kwargs)


def sign_in_first(request: HttpRequest, study_id: UUID, token: str) -> HttpResponse:
    """401 for the script, which keeps the form; else the form waits in the session for its owner.

    Signing in takes that session over.
    """
    if wants_partial(request):
        return HttpResponse(status=401)
    # The token cannot be guessed: nobody but its rater can fill the sessions' table.
    assignment = Assignment.objects.filter(token=token, rater__study__public_id=study_id).first()
    if assignment is not None:
        fields = kept_fields(request, assignment)
        request.session[SESSION_KEY] = {"study": str(study_id), "token": token, "fields": fields}
        kept = _("Not saved yet: you are signed out. What you chose and typed comes back with you.")
        messages.warning(request, kept)
    return redirect_to_login(reverse("rater:judge", kwargs={"study_id": study_id}))


def put_back(request: HttpRequest) -> bool:
    """Make the form that waits in the session the draft of its pair. Nobody else gets it."""
    waiting = request.session.pop(SESSION_KEY, None)
    if waiting is None:
        return False
    try:
        return _store(request.user, **waiting)
    except (Http404, AnnotationsError):
        return False


@transaction.atomic
def _store(user: User, study: str, token: str, fields: Mapping[str, Any]) -> bool:
    assignment = lock_assignment_of_rater(user, UUID(study), token)
    stored = draft_of(assignment)
    base = stored.revision if stored else 0
    seconds = stored.active_seconds if stored else 0
    sent = Sent(fields, revision=base + 1, base=base, page="form", active_seconds=seconds)
    save_draft(assignment=assignment, sent=sent)
    return True


def _filled_in(request: HttpRequest, study_id: UUID, token: str) -> HttpResponse:
    with transaction.atomic():
        assignment = lock_assignment_of_rater(request.user, study_id, token)
    study = assignment.rater.study
    blinded = blinded_study(study, list(study.criteria.all()))
    texts = texts_of(turns_of(assignment))
    form = JudgmentForm(request.POST, study=blinded, texts=lambda: texts)
    form.add_error(None, _("Not saved yet: the page had become too old. Please submit once more."))
    return same_pair(request, assignment, blinded, form, status=403)

"""What the page's script asks for while a pair is being judged; every answer is JSON."""

import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_POST, require_safe

from annotations.access import lock_assignment_of_rater, rater_of
from annotations.blinding.blinded import BlindedStudy
from annotations.exceptions import AnnotationsError
from annotations.judging.drafts import Sent, draft_of, is_stored, save_draft
from annotations.models import Assignment, Draft

from .forms import A_WEEK, JudgmentForm

FIELDS = {
    "idempotency_key",
    "strength",
    "both_bad",
    "comment",
    "recognised",
    "harm_left",
    "harm_right",
    "spans",
}
LARGEST_REVISION = 2**31 - 1


class DraftForm(forms.Form):
    """What comes with a draft's fields; those themselves may be unfinished."""

    draft_revision = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_REVISION)
    draft_base = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_REVISION)
    draft_page = forms.CharField(required=False, validators=[RegexValidator(r"\A[0-9a-f]{1,32}\Z")])
    active_seconds = forms.FloatField(required=False, min_value=0, max_value=A_WEEK)

    def sent(self, fields: Mapping[str, str]) -> Sent:
        """The form must have been validated."""
        data = self.cleaned_data
        return Sent(
            fields=fields,
            revision=data["draft_revision"] or 0,
            active_seconds=data["active_seconds"] or 0,
            page=data["draft_page"],
            base=data["draft_base"] or 0,
        )


def answers_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """401 where a page would lead to the sign-in: the script keeps every field meanwhile."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"signed_out": True}, status=401)
        return view(request, *args, **kwargs)

    return guarded


@answers_json
@require_POST
def draft(request: HttpRequest, study_id: UUID, token: str) -> HttpResponse:
    """Store the form as it is and say what is stored; an older state never wins."""
    with transaction.atomic():
        assignment = lock_assignment_of_rater(request.user, study_id, token)
        form = DraftForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=422)
        sent = form.sent(kept_fields(request, assignment))
        try:
            stored = save_draft(assignment=assignment, sent=sent)
        except AnnotationsError as error:
            return JsonResponse({"message": str(error)}, status=409)
    return JsonResponse(_answer(stored, sent))


@answers_json
@require_safe
def csrf(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """A token that is valid now, so that a rotated one loses nothing."""
    rater_of(request.user, study_id)
    return JsonResponse({"csrf": get_token(request)})


def filled_form(assignment: Assignment, study: BlindedStudy) -> JudgmentForm:
    """The form as its rater left it, on whichever device that was."""
    stored = draft_of(assignment)
    fields = stored.fields if stored else {}
    initial = {"idempotency_key": secrets.token_hex(16)} | fields
    if stored:
        initial["active_seconds"] = stored.active_seconds
    form = JudgmentForm(study=study, initial=initial)
    form.follow(stored)
    return form


def kept_fields(request: HttpRequest, assignment: Assignment) -> dict[str, str]:
    """Of what was sent, the fields that belong to a form of this pair."""
    criteria = assignment.rater.study.criteria.values_list("key", flat=True)
    kept = FIELDS.union(criteria)
    # PostgreSQL stores no NUL.
    return {name: value.replace("\0", "") for name, value in request.POST.items() if name in kept}


def _answer(stored: Draft, sent: Sent) -> dict[str, object]:
    answer: dict[str, object] = {
        "revision": stored.revision,
        "saved_at": stored.saved_at.isoformat(),
    }
    if is_stored(stored, sent):
        return answer
    return answer | {"stored": stored.fields, "active_seconds": stored.active_seconds}

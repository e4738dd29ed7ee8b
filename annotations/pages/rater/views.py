"""The page that shows pairs and takes judgments."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from annotations.access import lock_assignment_of_rater, rater_of
from annotations.blinding.blinded import BlindedStudy
from annotations.exceptions import AnnotationsError, ItemWithdrawn
from annotations.judging.marks import texts_of, turns_of
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, Kind
from annotations.pages.htmx import signed_in, wants_partial

from .forms import JudgmentForm
from .pair import blinded_study, next_pair, same_pair, to_the_study
from .practice import feedback_page
from .unsent import put_back, sign_in_first


@signed_in
@require_safe
def judge(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """The rater's open pair, or the next one. A reload gives the same pair again."""
    is_back = put_back(request)
    rater = rater_of(request.user, study_id)
    criteria = list(rater.study.criteria.all())
    blinded = blinded_study(rater.study, criteria)
    return next_pair(request, rater.study, rater, blinded, is_back=is_back)


@require_POST
def submit(request: HttpRequest, study_id: UUID, token: str) -> HttpResponse:
    """Take a verdict; repeating it answers the same."""
    if not request.user.is_authenticated:
        return sign_in_first(request, study_id, token)
    notice = ""
    with transaction.atomic():
        assignment = lock_assignment_of_rater(request.user, study_id, token)
        rater = assignment.rater
        if not rater.has_consent(rater.study):
            return to_the_study(request, study_id)
        criteria = list(rater.study.criteria.all())
        blinded = blinded_study(rater.study, criteria)
        form = JudgmentForm(
            request.POST, study=blinded, texts=lambda: texts_of(turns_of(assignment))
        )
        if not form.is_valid():
            return same_pair(request, assignment, blinded, form, status=422)
        try:
            submit_judgments(assignment=assignment, entry=form.entry(), criteria=criteria)
        except ItemWithdrawn as error:
            notice = str(error)
        except AnnotationsError as error:
            form.add_error(None, str(error))
            return same_pair(request, assignment, blinded, form, status=409)
    if assignment.kind == Kind.PRACTICE and not notice:
        return _after_practice(request, assignment, blinded)
    if wants_partial(request) or notice:
        return next_pair(request, rater.study, rater, blinded, saved=not notice, notice=notice)
    return redirect("rater:judge", study_id=study_id)


def _after_practice(
    request: HttpRequest, assignment: Assignment, blinded: BlindedStudy
) -> HttpResponse:
    """What the author thinks of the pair comes before the next one."""
    if wants_partial(request):
        return feedback_page(request, assignment, blinded, saved=True)
    return redirect("rater:feedback", study_id=blinded.public_id, token=assignment.token)

"""Hand a pair on, or report a problem with it and go on judging."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotations.access import lock_assignment_of_rater
from annotations.exceptions import AnnotationsError, ItemWithdrawn
from annotations.judging.declining import decline_assignment
from annotations.judging.reporting import report_problem
from annotations.models import Assignment
from annotations.pages.htmx import signed_in, wants_partial

from .acts import CannotJudgeForm, ReportForm, acts_of
from .forms import kept_form
from .pair import blinded_study, next_pair, same_pair, to_the_study


@signed_in
@require_POST
def decline(request: HttpRequest, study_id: UUID, token: str) -> HttpResponse:
    """Give the pair back with a reason and go to the next one; repeating it answers the same."""
    notice = ""
    with transaction.atomic():
        assignment = lock_assignment_of_rater(request.user, study_id, token)
        rater = assignment.rater
        if not rater.has_consent(rater.study):
            return to_the_study(request, study_id)
        blinded = blinded_study(rater.study, list(rater.study.criteria.all()))
        form = CannotJudgeForm(request.POST, study=blinded)
        kept = kept_form(request.POST, blinded)
        if not form.is_valid():
            acts = acts_of(blinded, cannot=form)
            return same_pair(request, assignment, blinded, kept, status=422, acts=acts)
        try:
            decline_assignment(assignment=assignment, **form.cleaned_data)
        except ItemWithdrawn as error:
            notice = str(error)
        except AnnotationsError as error:
            return same_pair(request, assignment, blinded, kept, status=409, notice=str(error))
    if wants_partial(request) or notice:
        said = "" if notice else _("Handed on")
        return next_pair(request, rater.study, rater, blinded, said=said, notice=notice)
    return redirect("rater:judge", study_id=study_id)


@signed_in
@require_POST
def report(request: HttpRequest, study_id: UUID, token: str) -> HttpResponse:
    """Store what is wrong with the pair; the pair and what was chosen stay as they are."""
    with transaction.atomic():
        assignment = lock_assignment_of_rater(request.user, study_id, token)
        if not assignment.rater.has_consent(assignment.rater.study):
            return to_the_study(request, study_id)
        form = ReportForm(request.POST)
        status, said = _store(assignment, form)
    blinded = blinded_study(assignment.rater.study, list(assignment.rater.study.criteria.all()))
    acts = acts_of(blinded, report=None if status == 200 else form, said=said)
    if wants_partial(request):
        context = {"study": blinded, "assignment": assignment_token(assignment), "acts": acts}
        return render(request, "rater/partials/report_sent.html", context, status=status)
    if assignment.state != Assignment.State.OPEN:
        return redirect("rater:judge", study_id=study_id)
    kept = kept_form(request.POST, blinded)
    return same_pair(request, assignment, blinded, kept, status=status, acts=acts)


def assignment_token(assignment: Assignment) -> dict[str, str]:
    """All that the report's own fields need of a pair."""
    return {"token": assignment.token}


def _store(assignment: Assignment, form: ReportForm) -> tuple[int, str]:
    if not form.is_valid():
        return 422, ""
    data = form.cleaned_data
    try:
        report_problem(assignment=assignment, text=data["text"], idempotency_key=data["key"])
    except AnnotationsError as error:
        form.add_error("text", str(error))
        return 409, ""
    return 200, _("Reported, thank you.")

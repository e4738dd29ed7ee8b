"""A rater's own judged pairs: the list, and one of them open again to be changed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from annotations.access import judged_assignment_of_rater, rater_of
from annotations.assignment.selectors import is_through
from annotations.blinding.blinded import BlindedStudy, blind_assignment
from annotations.blinding.looking_back import (
    BlindedDay,
    BlindedPace,
    JudgedPair,
    RevisedPair,
    first_words,
)
from annotations.exceptions import AnnotationsError, ChangedMeanwhile, ReasonMissing
from annotations.judging import history
from annotations.judging.marks import spans_for_browser, texts_of, turns_of
from annotations.judging.revising import entry_of, revise_judgments, why_not
from annotations.judging.selectors import progress_of
from annotations.models import Assignment, StudyRater
from annotations.pages.htmx import render_page, signed_in, wants_partial

from .pair import PAGE, PARTIAL, blinded_study, to_the_study
from .revision_form import RevisionForm, overall_label, overall_value
from .shortcuts import shortcuts_of

PER_PAGE = 20


@login_required
@require_safe
def judged(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """What this rater has handed in and may open again, the latest first."""
    rater = rater_of(request.user, study_id)
    study = rater.study
    shows_all, numbers = is_through(study, rater), history.numbers_of(rater)
    pairs = history.with_verdicts(history.latest_or_all(rater, shows_all=shows_all))
    page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "study": blinded_study(study, list(study.criteria.all())),
        "progress": progress_of(study, rater, finished=shows_all),
        "page": page,
        "pairs": [_row(assignment, numbers[assignment.pk]) for assignment in page],
        "pace": _pace(rater),
        "shows_all": shows_all,
        "refusal": why_not(study, rater),
    }
    return render(request, "rater/history.html", context)


def _row(assignment: Assignment, number: int) -> JudgedPair:
    current, item = assignment.current[0], assignment.comparison.item
    overall = current.overall[0]
    return JudgedPair(
        token=assignment.token,
        number=number,
        submitted_at=current.submitted_at,
        first_words=first_words(item.prompt or item.case),
        language=item.language,
        choice=overall_label(overall_value(overall.choice, overall.strength, current.both_bad)),
        is_revised=current.revision > 1,
        has_comment=bool(current.comment),
    )


def _pace(rater: StudyRater) -> BlindedPace:
    return BlindedPace(
        pairs=rater.submitted_count,
        active_seconds=rater.active_seconds,
        days=tuple(
            BlindedDay(day.day, day.pairs, day.active_seconds) for day in history.work_days(rater)
        ),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, study_id: UUID, judged: str) -> HttpResponse:
    """The same pair with the same sides, and the form as it stands; a POST changes it."""
    if request.method == "POST":
        return _change(request, study_id, judged)
    assignment = judged_assignment_of_rater(request.user, study_id, judged)
    study = assignment.rater.study
    if not assignment.rater.has_consent(study):
        return to_the_study(request, study_id)
    if not history.openable_by(study, assignment.rater).filter(pk=assignment.pk).exists():
        messages.info(request, _("This pair can be opened again when you are through."))
        return redirect("rater:history", study_id=study_id)
    blinded = blinded_study(study, list(study.criteria.all()))
    current = history.current_revision(assignment)
    form = RevisionForm.of(
        entry_of(current),
        current.revision,
        assignment.token,
        study=blinded,
        spans=spans_for_browser(current),
    )
    return _page(request, assignment, blinded, form)


def _change(request: HttpRequest, study_id: UUID, judged: str) -> HttpResponse:
    with transaction.atomic():
        assignment = judged_assignment_of_rater(request.user, study_id, judged, locked=True)
        if not assignment.rater.has_consent(assignment.rater.study):
            return to_the_study(request, study_id)
        criteria = list(assignment.rater.study.criteria.all())
        blinded = blinded_study(assignment.rater.study, criteria)
        form = RevisionForm(
            request.POST, study=blinded, texts=lambda: texts_of(turns_of(assignment))
        )
        if not form.is_valid():
            return _page(request, assignment, blinded, form, status=422)
        try:
            stored = revise_judgments(
                assignment=assignment,
                entry=form.entry(),
                criteria=criteria,
                based_on=form.based_on,
                opened_at=form.opened_at(assignment.token),
            )
        except ReasonMissing as error:
            form.add_error("revision-reason", str(error))
            return _page(request, assignment, blinded, form, status=422)
        except AnnotationsError as error:
            if isinstance(error, ChangedMeanwhile):
                form.go_on_from(history.current_revision(assignment).revision)
            form.add_error(None, str(error))
            return _page(request, assignment, blinded, form, status=409)
    is_new = stored.idempotency_key == form.cleaned_data["idempotency_key"]
    messages.success(request, _("Your change is saved.") if is_new else _("Nothing was changed."))
    return _to_history(request, study_id)


def _to_history(request: HttpRequest, study_id: UUID) -> HttpResponse:
    url = reverse("rater:history", kwargs={"study_id": study_id})
    return HttpResponseClientRedirect(url) if wants_partial(request) else redirect(url)


def _page(
    request: HttpRequest,
    assignment: Assignment,
    blinded: BlindedStudy,
    form: RevisionForm,
    *,
    status: int = 200,
) -> HttpResponse:
    study, rater = assignment.rater.study, assignment.rater
    context = {
        "study": blinded,
        "progress": progress_of(study, rater, finished=is_through(study, rater)),
        "assignment": blind_assignment(assignment, shows_reference=study.shows_reference),
        "form": form,
        "shortcuts": shortcuts_of(request.user.preferences, looking_back=True),
        "revision": RevisedPair(
            number=history.numbers_of(rater)[assignment.pk],
            submitted_at=assignment.submitted_at,
            change_count=history.current_revision(assignment).revision - 1,
            refusal=why_not(study, rater),
        ),
    }
    return render_page(request, PAGE, context, partial=PARTIAL, status=status)

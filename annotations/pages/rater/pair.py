"""The page with one pair on it: the next one, or the same again with what was wrong."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django_htmx.http import HttpResponseClientRedirect

from annotations.assignment.selectors import PracticeStep, practice_step
from annotations.assignment.services import Claim, claim_next_assignment
from annotations.blinding.blinded import (
    BlindedStudy,
    blind_assignment,
    blind_specialties,
    blind_study,
)
from annotations.judging.drafts import draft_of
from annotations.judging.selectors import progress_of
from annotations.models import Assignment, Criterion, Kind, Study, StudyRater
from annotations.pages.htmx import render_page, wants_partial

from .acts import Acts, acts_of
from .drafts import filled_form
from .forms import JudgmentForm
from .shortcuts import shortcuts_of

PAGE = "rater/judge.html"
PARTIAL = "rater/partials/assignment.html"


def next_pair(
    request: HttpRequest,
    study: Study,
    rater: StudyRater,
    blinded: BlindedStudy,
    *,
    saved: bool = False,
    is_back: bool = False,
    said: str = "",
    notice: str = "",
) -> HttpResponse:
    """Claim and show the rater's next pair, or say why there is none."""
    claim = claim_next_assignment(study=study, rater=rater)
    if claim.needs_acceptance:
        return to_the_study(request, blinded.public_id)
    if _is_known(request, claim):
        return HttpResponse(status=204)  # nothing new: htmx leaves the page as it is
    pair = claim.assignment
    context = {
        "study": blinded,
        "progress": progress_of(study, claim.rater, finished=claim.finished),
        "assignment": blind_assignment(pair, shows_reference=study.shows_reference)
        if pair
        else None,
        "form": filled_form(pair, blinded) if pair else None,
        "shortcuts": shortcuts_of(request.user.preferences) if pair else (),
        "waiting": claim.waiting,
        "paused": claim.paused,
        "saved": saved,
        "is_back": is_back and pair is not None,
        "said": said,
        "notice": notice,
        "acts": acts_of(blinded) if pair else None,
        "practice": _practice(pair, claim.rater),
        "specialties": blind_specialties(study, claim.rater, elsewhere=claim.elsewhere),
    }
    return render_page(request, PAGE, context, partial=PARTIAL)


def same_pair(
    request: HttpRequest,
    assignment: Assignment,
    blinded: BlindedStudy,
    form: JudgmentForm,
    *,
    status: int,
    notice: str = "",
    acts: Acts | None = None,
) -> HttpResponse:
    """The pair that was handed in, everything kept, with what is wrong with it."""
    study = assignment.rater.study
    form.follow(draft_of(assignment))
    context = {
        "study": blinded,
        "progress": progress_of(study, assignment.rater),
        "assignment": blind_assignment(assignment, shows_reference=study.shows_reference),
        "form": form,
        "shortcuts": shortcuts_of(request.user.preferences),
        "is_gone": status == 409,
        "notice": notice,
        "acts": acts or acts_of(blinded),
        "practice": _practice(assignment, assignment.rater),
    }
    return render_page(request, PAGE, context, partial=PARTIAL, status=status)


def _is_known(request: HttpRequest, claim: Claim) -> bool:
    """A page that looks again by itself says the same already."""
    if not wants_partial(request) or not (claim.waiting or claim.elsewhere):
        return False
    asked = request.GET
    return "waiting" in asked and asked.get("elsewhere", "0") == str(claim.elsewhere)


def _practice(pair: Assignment | None, rater: StudyRater) -> PracticeStep | None:
    """Only practice is told from other pairs: nobody is to know a hidden repeat."""
    return practice_step(rater) if pair and pair.kind == Kind.PRACTICE else None


def blinded_study(study: Study, criteria: list[Criterion]) -> BlindedStudy:
    """The study in the language of this request."""
    return blind_study(study, criteria, get_language() or "en")


def to_the_study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Where consent and guideline are accepted; a swap of the pair would not lead there."""
    if wants_partial(request):
        return HttpResponseClientRedirect(reverse("rater:study", kwargs={"study_id": study_id}))
    return redirect("rater:study", study_id=study_id)

"""After a practice pair: the rater's choice beside the author's opinion."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from annotations.access import judged_practice_of_rater
from annotations.assignment.selectors import practice_step
from annotations.blinding.blinded import BlindedStudy, blind_assignment, blind_feedback
from annotations.judging.selectors import overall_judgment, progress_of
from annotations.models import Assignment
from annotations.pages.htmx import render_page, signed_in, wants_partial

from .pair import blinded_study, to_the_study

PAGE = "rater/feedback.html"
PARTIAL = "rater/partials/feedback.html"


@signed_in
@require_safe
def feedback(request: HttpRequest, study_id: UUID, token: str) -> HttpResponse:
    """What the author thinks of a practice pair that this rater has judged."""
    assignment = judged_practice_of_rater(request.user, study_id, token)
    study = assignment.rater.study
    if not assignment.rater.has_consent(study):
        return to_the_study(request, study_id)
    return feedback_page(request, assignment, blinded_study(study, list(study.criteria.all())))


def feedback_page(
    request: HttpRequest, assignment: Assignment, blinded: BlindedStudy, *, saved: bool = False
) -> HttpResponse:
    rater = assignment.rater
    context = {
        "study": blinded,
        "progress": progress_of(rater.study, rater),
        "assignment": blind_assignment(assignment, shows_reference=rater.study.shows_reference),
        "feedback": blind_feedback(
            assignment, overall_judgment(assignment), get_language() or "en"
        ),
        "practice": practice_step(rater),
        "saved": saved,
        "is_page": not wants_partial(request),
    }
    return render_page(request, PAGE, context, partial=PARTIAL)

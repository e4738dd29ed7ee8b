"""Give me pairs of other specialties too, or of mine only."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from annotations.access import rater_of
from annotations.assignment.matching import take_any_specialty


@login_required
@require_POST
def any_specialty(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Can be taken back on the study's page. Repeating it changes nothing."""
    rater = rater_of(request.user, study_id)
    takes_any = request.POST.get("takes") == "any"
    take_any_specialty(rater, takes_any)
    return redirect("rater:judge" if takes_any else "rater:study", study_id=study_id)

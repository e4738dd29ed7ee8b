"""The list of studies, and one study on its way."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.access import studies_of_member


@login_required
@require_safe
def studies(request: HttpRequest) -> HttpResponse:
    """Every study that this person runs or analyses."""
    return render(request, "researcher/studies.html", {"studies": studies_of_member(request.user)})

"""The last step of the set-up: what is missing, what becomes fixed, and the start."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.access import study_run_by
from annotations.exceptions import AnnotationsError
from annotations.models import Study
from annotations.studies.lifecycle import start_study
from annotations.studies.revealing import revealing_texts
from annotations.studies.setup_state import Gap, facts_of, gaps_of

from .forms import ConfirmForm
from .setup import steps_context


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the start means, and start; a study that runs already is left as it is."""
    study = study_run_by(request.user, slug)
    if request.method != "POST":
        return _page(request, study, ConfirmForm())
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, study, form, status=422)
    if any(gap.blocks for gap in _gaps(study)):
        form.add_error(None, _("Something is still missing; see above."))
        return _page(request, study, form, status=409)
    try:
        start_study(study=study, by=request.user)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, form, status=409)
    messages.success(request, _("The study runs."))
    return redirect("researcher:study", slug=slug)


def _page(
    request: HttpRequest, study: Study, form: ConfirmForm, *, status: int = 200
) -> HttpResponse:
    gaps = _gaps(study) if study.state == Study.State.DRAFT else []
    context = steps_context(study, "start", gaps=gaps) | {
        "form": form,
        "blocking": [gap for gap in gaps if gap.blocks],
        "advice": [gap for gap in gaps if not gap.blocks],
    }
    return render(request, "researcher/setup_start.html", context, status=status)


def _gaps(study: Study) -> list[Gap]:
    """Also what only the start looks for, because it reads every text."""
    return gaps_of(facts_of(study)) + revealing_texts(study)

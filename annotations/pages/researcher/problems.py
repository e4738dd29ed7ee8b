"""What raters reported: set aside, or the item withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.access import study_run_by
from annotations.comparisons.exclusion import withdraw_item as withdraw
from annotations.exceptions import AnnotationsError
from annotations.models import Item, Study
from annotations.studies.problems import settle_report
from annotations.studies.selectors import reported_problems

from .forms import ReasonForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_item(request: HttpRequest, slug: str, item: int) -> HttpResponse:
    """Ask for the reason, then withdraw; what was judged of the item stays and is exported."""
    study = study_run_by(request.user, slug)
    chosen = get_object_or_404(study.items, pk=item)
    if request.method != "POST":
        return _page(request, study, chosen, ReasonForm())
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, study, chosen, form, status=422)
    try:
        withdraw(study=study, item=chosen, by=request.user, reason=form.cleaned_data["reason"])
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, chosen, form, status=409)
    messages.success(request, _("The item is withdrawn."))
    return redirect("researcher:monitor", slug=slug)


@login_required
@require_POST
def settle(request: HttpRequest, slug: str, report: int) -> HttpResponse:
    """Set a report aside. Repeating it changes nothing."""
    study = study_run_by(request.user, slug)
    if not settle_report(study=study, report_id=report, by=request.user):
        raise Http404
    return redirect("researcher:monitor", slug=slug)


def _page(
    request: HttpRequest, study: Study, item: Item, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "study": study,
        "item": item,
        "form": form,
        "problems": [one for one in reported_problems(study) if one.item_id == item.pk],
    }
    return render(request, "researcher/withdraw_item.html", context, status=status)

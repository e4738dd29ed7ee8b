"""The plan of a study: its rules, and what they mean while they are being chosen."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations.access import study_run_by
from annotations.exceptions import AnnotationsError
from annotations.models import Item, Study
from annotations.pages.htmx import signed_in
from annotations.studies.editing import change_rules
from annotations.studies.planning import planned_consequences
from annotations.studies.setup_state import facts_of

from .plan_form import PlanForm
from .setup import steps_context, url_after

EXPECTED = ("expected_items", "expected_kind")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show or store the rules; of a started study only show them."""
    study = study_run_by(request.user, slug)
    context = steps_context(study, "plan")
    if request.method != "POST":
        form = PlanForm(study=study, facts=context["facts"])
        return _page(request, context, form, _asked(request))
    form = PlanForm(request.POST, study=study, facts=context["facts"])
    if not form.is_valid():
        return _page(request, context, form, form.counting_rules(), status=422)
    try:
        change_rules(study=study, by=request.user, rules=form.rules())
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, context, form, form.counting_rules(), status=409)
    if "stay" in request.POST:
        messages.success(request, _("The plan is stored."))
        expected = {name: form.cleaned_data[name] or "" for name in EXPECTED}
        here = reverse("researcher:setup_plan", kwargs={"slug": slug})
        return redirect(f"{here}?{urlencode(expected)}")
    return redirect(url_after(study, "plan"))


@signed_in
@require_safe
def consequences(request: HttpRequest, slug: str) -> HttpResponse:
    """What the rules on the page would mean; stores nothing."""
    study = study_run_by(request.user, slug)
    facts = facts_of(study)
    form = PlanForm(request.GET, study=study, facts=facts)
    form.is_valid()
    meant = planned_consequences(study, facts, form.counting_rules())
    return render(
        request, "researcher/partials/consequences.html", {"meant": meant, "facts": facts}
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the page was stored with that is no rule, so that the study keeps it nowhere."""
    items, kind = (request.GET.get(name, "") for name in EXPECTED)
    asked: dict[str, Any] = {}
    if items.isdecimal() and 0 < len(items) < 8:
        asked["expected_items"] = int(items)
    if kind in Item.Kind:
        asked["expected_kind"] = kind
    return asked


def _page(
    request: HttpRequest,
    context: dict[str, Any],
    form: PlanForm,
    rules: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    study: Study = context["study"]
    if not form.is_bound:
        form.initial |= rules
    shown = context | {
        "form": form,
        "groups": list(form.groups()),
        "meant": planned_consequences(study, context["facts"], rules),
    }
    return render(request, "researcher/setup_plan.html", shown, status=status)

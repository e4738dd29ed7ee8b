"""Set-up, systems: which models are compared, and where they are reached."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations.access import study_run_by
from annotations.exceptions import AnnotationsError
from annotations.generation.patient_prompt import save_patient_prompt
from annotations.models import Item, Response, Study, System, User
from annotations.studies.systems import add_system, change_system, remove_system

from .setup import steps_context
from .system_forms import PatientForm, SystemForm, initial_of, initial_prompt

Role = System.Role


@login_required
@require_safe
def systems(request: HttpRequest, slug: str) -> HttpResponse:
    """The step itself: systems, the patient, endpoints."""
    study = study_run_by(request.user, slug)
    rows = study.systems.select_related("endpoint").annotate(**_answer_counts())
    context = steps_context(study, "systems") | {
        "candidates": [one for one in rows if one.role == Role.CANDIDATE],
        "patient": next((one for one in rows if one.role == Role.PATIENT), None),
        "has_cases": study.items.filter(kind=Item.Kind.MULTI_TURN).exists(),
        "endpoints": study.endpoints.annotate(system_count=Count("systems")).order_by("name"),
        "is_draft": study.state == Study.State.DRAFT,
    }
    return render(request, "researcher/systems.html", context)


def _answer_counts() -> dict[str, Count]:
    current = Q(responses__superseded_at__isnull=True, responses__status=Response.Status.DONE)
    generated = Q(responses__origin=Response.Origin.GENERATED)
    return {
        "generated_count": Count("responses", filter=current & generated),
        "imported_count": Count("responses", filter=current & ~generated),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_system(request: HttpRequest, slug: str) -> HttpResponse:
    """One more to compare."""
    study = study_run_by(request.user, slug)
    only = study.endpoints.first() if study.endpoints.count() == 1 else None
    form = SystemForm(request.POST or None, study=study, initial={"endpoint": only})

    def save() -> None:
        add_system(study=study, by=request.user, settings=form.settings)

    return _form_page(request, study, form, save, title=_("Add a system"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_patient(request: HttpRequest, slug: str) -> HttpResponse:
    """The model that plays the patient; a study has at most one."""
    study = study_run_by(request.user, slug)
    initial = {"name": _("Simulated patient"), "endpoint": study.endpoints.first()}
    form = PatientForm(request.POST or None, study=study, initial=initial | initial_prompt(study))

    def save() -> None:
        _save_patient(study, request.user, form, None)

    return _form_page(request, study, form, save, title=_("The simulated patient"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, system: int) -> HttpResponse:
    """A system or the patient; answers that other settings brought are made anew."""
    study = study_run_by(request.user, slug)
    chosen = get_object_or_404(study.systems.annotate(**_answer_counts()), pk=system)
    is_patient = chosen.role == Role.PATIENT
    initial = initial_of(chosen) | (initial_prompt(study) if is_patient else {})
    form_class = PatientForm if is_patient else SystemForm
    form = form_class(request.POST or None, study=study, initial=initial)

    def save() -> None:
        if isinstance(form, PatientForm):
            _save_patient(study, request.user, form, chosen)
        else:
            change_system(system=chosen, by=request.user, settings=form.settings)

    return _form_page(request, study, form, save, title=chosen.name, system=chosen)


@transaction.atomic
def _save_patient(study: Study, by: User, form: PatientForm, patient: System | None) -> None:
    # The instructions first: what is discarded afterwards is looked up by the newest version.
    save_patient_prompt(study=study, text=form.prompt, by=by)
    if patient is None:
        add_system(study=study, by=by, settings=form.settings, role=Role.PATIENT)
    else:
        change_system(system=patient, by=by, settings=form.settings)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, system: int) -> HttpResponse:
    """Say what goes with it, then remove."""
    study = study_run_by(request.user, slug)
    chosen = get_object_or_404(study.systems.annotate(**_answer_counts()), pk=system)
    if request.method != "POST":
        context = steps_context(study, "systems") | {"system": chosen}
        return render(request, "researcher/remove_system.html", context)
    try:
        remove_system(system=chosen, by=request.user)
    except AnnotationsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(name)s” is removed.") % {"name": chosen.name})
    return redirect("researcher:setup_systems", slug=slug)


def _form_page(
    request: HttpRequest,
    study: Study,
    form: forms.Form,
    save: Callable[[], None],
    *,
    title: str,
    system: System | None = None,
) -> HttpResponse:
    """The form, or, when it could be saved, back to the list."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
            except AnnotationsError as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("Saved."))
                return redirect("researcher:setup_systems", slug=study.slug)
    context: dict[str, Any] = {"form": form, "title": title, "system": system}
    context["is_patient"] = isinstance(form, PatientForm)
    context = steps_context(study, "systems") | context
    return render(request, "researcher/system.html", context, status=status)

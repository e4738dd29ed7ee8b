"""Endpoints: where models are reached, by which key, how fast and at what price."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.access import study_run_by
from annotations.exceptions import AnnotationsError
from annotations.generation.addresses import needs_permission
from annotations.models import Endpoint, Study
from annotations.studies.endpoints import (
    add_endpoint,
    change_endpoint,
    change_limits,
    remove_endpoint,
    set_key,
)

from .endpoint_forms import (
    ChangeEndpointForm,
    EndpointForm,
    EndpointLimitsForm,
    KeyForm,
    initial_of_endpoint,
)
from .setup import steps_context


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_endpoint(request: HttpRequest, slug: str) -> HttpResponse:
    """One more place where models are reached."""
    study = study_run_by(request.user, slug)
    form = EndpointForm(request.POST or None)
    if request.method != "POST":
        return _page(request, study, form)
    if not form.is_valid():
        return _page(request, study, form, status=422)
    data = form.cleaned_data
    try:
        add_endpoint(
            study=study,
            by=request.user,
            name=data["name"],
            base_url=data["base_url"],
            key=data["key"],
            limits=form.limits,
        )
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, form, status=409)
    return _saved(request, study)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, endpoint: int) -> HttpResponse:
    """All of it in a draft; once the study has started, limits and prices alone."""
    study, chosen = _chosen(request, slug, endpoint)
    form_class = ChangeEndpointForm if study.state == Study.State.DRAFT else EndpointLimitsForm
    form = form_class(request.POST or None, initial=initial_of_endpoint(chosen))
    if request.method != "POST":
        return _page(request, study, form, chosen)
    if not form.is_valid():
        return _page(request, study, form, chosen, status=422)
    try:
        if isinstance(form, ChangeEndpointForm):
            data = form.cleaned_data
            change_endpoint(
                endpoint=chosen,
                by=request.user,
                name=data["name"],
                base_url=data["base_url"],
                limits=form.limits,
            )
        else:
            change_limits(endpoint=chosen, by=request.user, limits=form.limits)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, form, chosen, status=409)
    return _saved(request, study)


@login_required
@require_POST
def key(request: HttpRequest, slug: str, endpoint: int) -> HttpResponse:
    """Replace or remove the key; the stored one is shown to nobody."""
    study, chosen = _chosen(request, slug, endpoint)
    removes = "remove" in request.POST
    form = KeyForm(request.POST)
    if not removes and not form.is_valid():
        return _page(request, study, None, chosen, key_form=form, status=422)
    try:
        set_key(endpoint=chosen, by=request.user, key="" if removes else form.cleaned_data["key"])
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, None, chosen, key_form=form, status=409)
    messages.success(request, _("The key is removed.") if removes else _("The key is stored."))
    return redirect("researcher:endpoint", slug=slug, endpoint=endpoint)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, endpoint: int) -> HttpResponse:
    """Only one that nothing hangs on."""
    _study, chosen = _chosen(request, slug, endpoint)
    try:
        remove_endpoint(endpoint=chosen, by=request.user)
    except AnnotationsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(name)s” is removed.") % {"name": chosen.name})
    return redirect("researcher:setup_systems", slug=slug)


def _chosen(request: HttpRequest, slug: str, endpoint: int) -> tuple[Study, Endpoint]:
    study = study_run_by(request.user, slug)
    return study, get_object_or_404(study.endpoints, pk=endpoint)


def _saved(request: HttpRequest, study: Study) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("researcher:setup_systems", slug=study.slug)


def _page(
    request: HttpRequest,
    study: Study,
    form: forms.Form | None,
    endpoint: Endpoint | None = None,
    *,
    key_form: KeyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if form is None and endpoint is not None:
        draft = study.state == Study.State.DRAFT
        form = (ChangeEndpointForm if draft else EndpointLimitsForm)(
            initial=initial_of_endpoint(endpoint)
        )
    context = steps_context(study, "systems") | {
        "form": form,
        "endpoint": endpoint,
        "key_form": key_form or KeyForm(),
        "needs_permission": endpoint is not None and _needs_permission(endpoint),
    }
    return render(request, "researcher/endpoint.html", context, status=status)


def _needs_permission(endpoint: Endpoint) -> bool:
    """A private address that the administrator has not named."""
    parts = urlsplit(endpoint.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.netloc.removesuffix(f":{parts.port}").lower()
    allowed = {entry.lower() for entry in settings.PRIVATE_ENDPOINTS}
    return f"{host}:{port}" not in allowed and needs_permission(endpoint.base_url)

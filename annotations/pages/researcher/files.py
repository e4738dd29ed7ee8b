"""A file comes in: looked into, its columns mapped, previewed, and only then imported."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_run_by
from annotations.datasets.choices import Choices
from annotations.datasets.guessing import guess
from annotations.datasets.isolation import PAGE_SECONDS, Look, look_apart
from annotations.datasets.messages import describe
from annotations.datasets.parsing import Content, Request
from annotations.datasets.trying import Tried, try_upload
from annotations.datasets.uploads import choose, forget_upload, keep_upload, opened
from annotations.exceptions import AnnotationsError
from annotations.models import Study, System, Upload
from annotations.studies.elsewhere.trying import TriedJudgments, try_judgments

from .files_forms import ChoicesForm, FileForm
from .files_judgments import import_judgments_of, judgments_preview
from .files_kept import ROWS_A_PAGE, SHOWN_NAME, bad_rows_of, look_of, on_disk, sample_rows
from .files_preview import preview_of, told
from .items import items_page
from .setup import steps_context


@login_required
@require_POST
def upload_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file, guess what it is, and lead to its preview. Nothing is imported yet."""
    study = study_run_by(request.user, slug)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return items_page(request, study, form, status=422)
    sent = form.sent
    name = (sent.name or "")[-SHOWN_NAME:]
    with on_disk(sent) as stream:
        look = look_apart(name, stream, Request(Content.ITEMS), seconds=PAGE_SECONDS)
        if isinstance(look, Look):
            choices = _guess(study, look)
            upload = keep_upload(
                study=study, by=request.user, name=name, stream=stream, look=look, choices=choices
            )
            return redirect("researcher:uploaded_file", slug=slug, token=upload.token)
    for error in look:
        form.add_error(None, f"{name}: {describe(error)}")
    return items_page(request, study, form, status=422)


@login_required
@require_safe
def uploaded_file(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What the file holds, how it is read, and what an import would do."""
    study = study_run_by(request.user, slug)
    return _page(request, study, _upload(request, study, token))


@login_required
@require_POST
def map_columns(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Read the file otherwise; another content or sheet is guessed at anew."""
    study = study_run_by(request.user, slug)
    upload = _upload(request, study, token)
    before = Choices.from_json(upload.choices)
    form = _form(study, upload, before, request.POST)
    if not form.is_valid():
        return _page(request, study, upload, form, status=422)
    chosen, look = form.chosen, look_of(upload)
    if chosen.sheet != before.sheet:
        with opened(upload) as stream:
            found = look_apart(upload.name, stream, chosen.request, seconds=PAGE_SECONDS)
        look = found if isinstance(found, Look) else look
    if (chosen.content, chosen.sheet) != (before.content, before.sheet):
        guessed = _guess(study, look, chosen.content)
        chosen = replace(guessed, sheet=chosen.sheet, system=chosen.system or guessed.system)
    elif chosen.system != before.system and chosen.system:
        chosen = _for_system(study, look, chosen, before)
    choose(upload, chosen, look)
    return redirect("researcher:uploaded_file", slug=slug, token=token)


@login_required
@require_POST
def import_file(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Import all rows or, when asked, the good ones. Sent twice it finds the file gone."""
    study = study_run_by(request.user, slug)
    upload = _uploads(request, study).filter(token=token).first()
    if upload is None:
        messages.info(request, _("This file was imported already, or thrown away."))
        return redirect("researcher:setup_items", slug=slug)
    if Choices.from_json(upload.choices).content is Content.JUDGMENTS:
        return import_judgments_of(request, study, upload)
    only_good = request.POST.get("only_good") == "yes"
    try:
        tried = try_upload(upload, by=request.user, write=True, skip_bad=only_good)
    except AnnotationsError as error:
        messages.error(request, str(error))
        return redirect("researcher:uploaded_file", slug=slug, token=token)
    if not tried.report.written:
        messages.error(request, _("Nothing was imported: some rows are bad."))
        return redirect("researcher:uploaded_file", slug=slug, token=token)
    messages.success(request, told(tried.report))
    return _go_on(request, study, upload)


def _go_on(request: HttpRequest, study: Study, upload: Upload) -> HttpResponse:
    """Back to the step, unless the same file has answers to import too."""
    choices, look = Choices.from_json(upload.choices), look_of(upload)
    guessed = guess(look.columns, look.samples, systems=_systems(study), content=Content.RESPONSES)
    more = choices.content is Content.ITEMS and guessed.has_answers
    if more or request.POST.get("keep") == "yes":
        following = replace(choices, content=Content.RESPONSES, mapping=guessed.mapping)
        choose(upload, replace(following, system=""))
        messages.info(
            request, _("The file has answers too: say whose they are, or throw the file away.")
        )
        return redirect("researcher:uploaded_file", slug=study.slug, token=upload.token)
    forget_upload(upload)
    return redirect("researcher:setup_items", slug=study.slug)


@login_required
@require_POST
def discard_file(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Throw the file away. Repeating it changes nothing."""
    study = study_run_by(request.user, slug)
    for upload in _uploads(request, study).filter(token=token):
        forget_upload(upload)
    messages.success(request, _("The file is thrown away. What was imported before stays."))
    return redirect("researcher:setup_items", slug=slug)


@login_required
@require_safe
def bad_rows(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """The bad rows to download and mend, each with what is wrong with it."""
    study = study_run_by(request.user, slug)
    upload = _upload(request, study, token)
    return bad_rows_of(upload, _tried(upload, request).report.errors)


def _page(
    request: HttpRequest,
    study: Study,
    upload: Upload,
    form: ChoicesForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    choices = Choices.from_json(upload.choices)
    context: dict[str, Any] = steps_context(study, "items") | {
        "upload": upload,
        "look": look_of(upload),
        "choices": choices,
        "form": form or _form(study, upload, choices),
        "sample_rows": sample_rows(look_of(upload)),
        "needs_system": choices.content is Content.RESPONSES and not choices.system,
        "has_systems": bool(_systems(study)),
        "answers_in_columns": _has_answers(study, upload),
    }
    if not context["needs_system"]:
        try:
            tried = _tried(upload, request)
        except AnnotationsError as error:
            return render(
                request, "researcher/uploaded_file.html", context | {"refused": str(error)}
            )
        page = Paginator(tried.report.errors, ROWS_A_PAGE).get_page(request.GET.get("page"))
        shown = preview_of if isinstance(tried, Tried) else judgments_preview
        context |= shown(tried, choices, page)
    return render(request, "researcher/uploaded_file.html", context, status=status)


def _tried(upload: Upload, request: HttpRequest) -> Tried | TriedJudgments:
    """What an import would do."""
    if Choices.from_json(upload.choices).content is Content.JUDGMENTS:
        return try_judgments(upload, by=request.user, write=False)
    return try_upload(upload, by=request.user, write=False)


def _upload(request: HttpRequest, study: Study, token: str) -> Upload:
    """Of this person: colleagues do not see what was not imported."""
    return get_object_or_404(_uploads(request, study), token=token)


def _uploads(request: HttpRequest, study: Study) -> QuerySet[Upload]:
    """Verdicts of an LLM judge have a page of their own."""
    others = study.uploads.exclude(choices__content=Content.VERDICTS.value)
    return others.filter(user=request.user)


def _systems(study: Study) -> list[str]:
    candidates = study.systems.filter(role=System.Role.CANDIDATE)
    return list(candidates.order_by("position").values_list("name", flat=True))


def _guess(study: Study, look: Look, content: Content | None = None) -> Choices:
    systems = _systems(study)
    found = guess(
        look.columns,
        look.samples,
        systems=systems,
        content=content,
        study_has_items=study.items.exists(),
    )
    if look.published and content is None and systems:
        return Choices(Content.RESPONSES, found.mapping, published=True)
    return Choices(
        found.content,
        found.mapping,
        system=found.system if found.content is Content.RESPONSES else "",
        published=look.published,
    )


def _for_system(study: Study, look: Look, chosen: Choices, before: Choices) -> Choices:
    """Another system's answers may stand in a column of its own name."""
    if chosen.mapping != before.mapping:
        return chosen
    found = guess(look.columns, look.samples, systems=[chosen.system], content=chosen.content)
    return replace(chosen, mapping=found.mapping) if found.system else chosen


def _has_answers(study: Study, upload: Upload) -> bool:
    look = look_of(upload)
    return guess(look.columns, look.samples, systems=_systems(study)).has_answers


def _form(study: Study, upload: Upload, choices: Choices, data: Any = None) -> ChoicesForm:
    return ChoicesForm(data, look=look_of(upload), choices=choices, systems=_systems(study))

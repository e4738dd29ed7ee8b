"""A file of an LLM judge's verdicts: how it is read, what storing it would do, and doing it."""

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
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_run_by
from annotations.datasets.choices import Choices
from annotations.datasets.guessing import guess
from annotations.datasets.isolation import PAGE_SECONDS, Look, look_apart
from annotations.datasets.parsing import Content
from annotations.datasets.uploads import choose, forget_upload, opened
from annotations.exceptions import AnnotationsError
from annotations.models import Study, Upload
from annotations.pages.researcher.files_kept import ROWS_A_PAGE, bad_rows_of, look_of, sample_rows
from annotations.pages.researcher.files_preview import bad_row
from annotations.pages.researcher.judges_forms import VerdictChoicesForm
from annotations.pages.researcher.narrowing import page_language
from annotations.studies.judges.trying import try_verdicts


def uploads_of(request: HttpRequest, study: Study) -> QuerySet[Upload]:
    """Of this person: colleagues do not see what was not stored."""
    return study.uploads.filter(user=request.user, choices__content=Content.VERDICTS.value)


def tab_of(study: Study) -> str:
    """The tab from which these pages are reached."""
    return "results" if study.state in (Study.State.FROZEN, Study.State.UNBLINDED) else "exports"


@login_required
@require_safe
def judge_file(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """How the file is read, every bad row, and what storing it would do."""
    study = study_run_by(request.user, slug)
    return _page(request, study, _upload(request, study, token))


@login_required
@require_POST
def map_verdicts(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Read the file otherwise; another sheet is guessed at anew."""
    study = study_run_by(request.user, slug)
    upload = _upload(request, study, token)
    before, look = Choices.from_json(upload.choices), look_of(upload)
    form = VerdictChoicesForm(request.POST, look=look, choices=before)
    if not form.is_valid():
        return _page(request, study, upload, form, status=422)
    chosen = form.chosen
    if chosen.sheet != before.sheet:
        with opened(upload) as stream:
            found = look_apart(upload.name, stream, chosen.request, seconds=PAGE_SECONDS)
        look = found if isinstance(found, Look) else look
        mapping = guess(look.columns, look.samples, content=Content.VERDICTS).mapping
        chosen = replace(chosen, mapping=mapping)
    choose(upload, chosen, look)
    return redirect("researcher:judge_file", slug=slug, token=token)


@login_required
@require_POST
def import_file(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """All or nothing. Sent twice it finds the file gone."""
    study = study_run_by(request.user, slug)
    upload = uploads_of(request, study).filter(token=token).first()
    if upload is None:
        messages.info(request, _("This file was imported already, or thrown away."))
        return redirect("researcher:judges", slug=slug)
    try:
        report = try_verdicts(upload, by=request.user, write=True).report
        refused = "" if report.written else _("Nothing was imported: some rows are bad.")
    except AnnotationsError as error:
        refused = str(error)
    if refused:
        messages.error(request, refused)
        return redirect("researcher:judge_file", slug=slug, token=token)
    forget_upload(upload)
    text = ngettext(
        "Stored: the judge's verdicts on %(count)d pair.",
        "Stored: the judge's verdicts on %(count)d pairs.",
        report.pairs,
    )
    messages.success(request, text % {"count": report.pairs})
    return redirect("researcher:judges", slug=slug)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Throw the file away. Repeating it changes nothing."""
    study = study_run_by(request.user, slug)
    for upload in uploads_of(request, study).filter(token=token):
        forget_upload(upload)
    messages.success(request, _("The file is thrown away. What was imported before stays."))
    return redirect("researcher:judges", slug=slug)


@login_required
@require_safe
def bad_rows(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """The bad rows to download and mend, each with what is wrong with it."""
    study = study_run_by(request.user, slug)
    upload = _upload(request, study, token)
    return bad_rows_of(upload, try_verdicts(upload, by=request.user, write=False).report.errors)


def _upload(request: HttpRequest, study: Study, token: str) -> Upload:
    return get_object_or_404(uploads_of(request, study), token=token)


def _page(
    request: HttpRequest,
    study: Study,
    upload: Upload,
    form: VerdictChoicesForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    choices, look = Choices.from_json(upload.choices), look_of(upload)
    context: dict[str, Any] = {
        "study": study,
        "tab": tab_of(study),
        "runs_it": True,
        "upload": upload,
        "look": look,
        "form": form or VerdictChoicesForm(look=look, choices=choices),
        "sample_rows": sample_rows(look),
    }
    try:
        context |= _preview(request, upload, choices)
    except AnnotationsError as error:
        context["refused"] = str(error)
    return render(request, "researcher/judge_file.html", context, status=status)


def _preview(request: HttpRequest, upload: Upload, choices: Choices) -> dict[str, Any]:
    tried = try_verdicts(upload, by=request.user, write=False)
    report, columns = tried.report, choices.mapping.columns
    errors = Paginator(report.errors, ROWS_A_PAGE).get_page(request.GET.get("page"))
    language = page_language()
    return {
        "report": report,
        "judges": [(one, one.criterion.name[language]) for one in report.judges],
        "errors": errors,
        "error_count": len(report.errors),
        "bad": [bad_row(error, columns) for error in errors],
        "is_unreadable": any(error.row is None for error in report.errors),
        "can_import": report.pairs > 0 and not report.errors,
    }

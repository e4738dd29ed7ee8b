"""The report to take away: whole, figure by figure, table by table, as texts."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.access import study_with_results
from annotations.exports.paper.services import (
    PaperFile,
    Wanted,
    figure_file,
    report_file,
    table_file,
    text_file,
)
from annotations.exports.recording import record_report
from annotations.pages.researcher.narrowing import narrowing, page_language

LANGUAGES = ("en", "zh-hans")


@login_required
@require_safe
def report(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    wanted = _wanted(request, slug)
    return _answer(request, wanted, report_file(wanted, ending))


@login_required
@require_safe
def figure(request: HttpRequest, slug: str, figure: str, form: str) -> HttpResponse:
    wanted = _wanted(request, slug)
    return _answer(request, wanted, figure_file(wanted, figure, form))


@login_required
@require_safe
def table(request: HttpRequest, slug: str, name: str, form: str) -> HttpResponse:
    wanted = _wanted(request, slug)
    return _answer(request, wanted, table_file(wanted, name, form))


@login_required
@require_safe
def text(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    wanted = _wanted(request, slug)
    return _answer(request, wanted, text_file(wanted, text))


def _wanted(request: HttpRequest, slug: str) -> Wanted:
    """The page's own filters and language, so that a file says what its page said."""
    study = study_with_results(request.user, slug)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else page_language()
    narrowed = narrowing(request.GET, study, language)
    return Wanted(study, narrowed.filters, narrowed.criterion, language)


def _answer(request: HttpRequest, wanted: Wanted, file: PaperFile | None) -> HttpResponse:
    """Always a download: none of it is shown under this site's address. Each is recorded."""
    if file is None:
        raise Http404
    record_report(study=wanted.study, by=request.user, filename=file.name, content=file.content)
    response = HttpResponse(file.content, content_type=file.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response

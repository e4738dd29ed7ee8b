"""A file of judgments made elsewhere: what its page shows, and its import."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from annotations.datasets.choices import Choices
from annotations.datasets.rows import JudgmentRow, ParsedFile
from annotations.datasets.uploads import forget_upload
from annotations.exceptions import AnnotationsError
from annotations.models import Study, Upload
from annotations.studies.elsewhere.services import JudgmentReport
from annotations.studies.elsewhere.trying import TriedJudgments, try_judgments

from .files_preview import SHOWN_ROWS, bad_row


@dataclass(frozen=True)
class JudgedRow:
    """One choice as the study would hold it."""

    row: int
    external_id: str
    left: str
    right: str
    rater: str
    criterion: str
    choice: str
    knows_sides: bool


def judgments_preview(tried: TriedJudgments, choices: Choices, errors: Page) -> dict[str, Any]:
    """As ``preview_of`` for items and answers, with what else an import would make."""
    report = tried.report
    columns = choices.mapping.columns
    return {
        "report": report,
        "errors": errors,
        "error_count": len(report.errors),
        "bad": [bad_row(error, columns) for error in errors],
        "is_unreadable": any(error.row is None for error in report.errors),
        "judged": _first(tried.parsed),
        "can_import": bool(report.submissions) and not report.errors,
        "made": _made(report),
    }


def import_judgments_of(request: HttpRequest, study: Study, upload: Upload) -> HttpResponse:
    """All or nothing, once. The file goes with it: the study takes no second one."""
    try:
        report = try_judgments(upload, by=request.user, write=True).report
        refused = "" if report.written else _("Nothing was imported: some rows are bad.")
    except AnnotationsError as error:
        refused = str(error)
    if refused:
        messages.error(request, refused)
        return redirect("researcher:uploaded_file", slug=study.slug, token=upload.token)
    forget_upload(upload)
    told = _("Imported: %(judgments)s judgments of %(raters)s raters. Freeze the study next.")
    messages.success(request, told % {"judgments": report.judgments, "raters": report.raters})
    return redirect("researcher:study", slug=study.slug)


def _first(parsed: ParsedFile) -> list[JudgedRow]:
    return [_judged(row) for row in parsed.judgments[:SHOWN_ROWS]]


def _judged(row: JudgmentRow) -> JudgedRow:
    return JudgedRow(
        row=row.row,
        external_id=row.external_id,
        left=row.left,
        right=row.right,
        rater=row.rater,
        criterion=row.criterion,
        choice=row.choice,
        knows_sides=row.knows_sides,
    )


def _made(report: JudgmentReport) -> dict[str, int]:
    return {name: count for name, count in report.made.items() if count}

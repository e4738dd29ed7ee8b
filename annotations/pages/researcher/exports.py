"""Files to take away. A POST, because every export is recorded."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_POST

from annotations.access import study_of_member, study_with_results
from annotations.exports.services import (
    RESULT_TABLES,
    ExportedFile,
    export_counts,
    export_judgments,
    export_table,
)
from annotations.exports.writers import Format


@login_required
@require_POST
def export(request: HttpRequest, slug: str, what: str, form: str) -> FileResponse:
    """Judgments and other tables of an unblinded study, or the totals that exist before."""
    if form not in set(Format):
        raise Http404
    file = _export(request, slug, what, Format(form))
    return FileResponse(
        file.stream, as_attachment=True, filename=file.filename, content_type=file.content_type
    )


def _export(request: HttpRequest, slug: str, what: str, form: Format) -> ExportedFile:
    if what == "counts":
        study = study_of_member(request.user, slug)
        return export_counts(study=study, by=request.user, form=form)
    if what not in {"judgments", "judgments-all-revisions", *RESULT_TABLES}:
        raise Http404
    study = study_with_results(request.user, slug)
    if what in RESULT_TABLES:
        return export_table(study=study, by=request.user, what=what, form=form)
    return export_judgments(
        study=study, by=request.user, form=form, all_revisions=what != "judgments"
    )

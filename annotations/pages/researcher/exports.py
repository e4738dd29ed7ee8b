"""Files to take away: what each is, and earlier ones. A POST, because every export is recorded."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from annotations.access import runs_study, study_of_member, study_with_results
from annotations.exports.bundle.profiles import Profile
from annotations.exports.selectors import exports_of, latest_jobs
from annotations.exports.services import (
    RESULT_TABLES,
    ExportedFile,
    export_counts,
    export_table,
)
from annotations.exports.writers import Format
from annotations.models import Study
from annotations.pages.htmx import render_page, signed_in

LABELS = {
    "judgments": _("Judgments: one row each, current revisions"),
    "judgments-wide": _("Judgments side by side: one row per submission"),
    "judgments-all-revisions": _("Judgments, all revisions"),
    "marked-spans": _("Marked passages, all revisions"),
    "source-guesses": _("Guesses at the sources"),
    "handed-on": _("Pairs handed on, with their reasons"),
    "problem-reports": _("Problems reported by raters"),
    "preference-pairs": _("Preference pairs for tuning: prompt, chosen, rejected"),
}
PROFILES = {
    Profile.PSEUDONYMISED: (
        _("With pseudonyms"),
        _("Raters under the pseudonyms of this study, with what they wrote. For co-workers."),
    ),
    Profile.DEIDENTIFIED: (
        _("De-identified"),
        _("Nothing that anybody typed, and days instead of times. For publication."),
    ),
    Profile.IDENTIFIED: (
        _("With names"),
        _("Adds names, e-mail addresses and what raters say of themselves. Keep it in the team."),
    ),
}
FORMATS = {
    Format.CSV: "CSV",
    Format.XLSX: "XLSX",
    Format.JSONL: "JSONL",
    Format.PARQUET: "Parquet",
}


@dataclass(frozen=True)
class OfferedFile:
    """One file in its formats."""

    what: str
    label: Promise
    formats: dict[Format, str]


@signed_in
@require_safe
def exports(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be taken away now, and why something cannot yet."""
    study = study_of_member(request.user, slug)
    runs_it = runs_study(request.user, study)
    offered = [OfferedFile(what, label, FORMATS) for what, label in _offered(study)]
    context = {
        "study": study,
        "tab": "exports",
        "runs_it": runs_it,
        "here": reverse("researcher:exports", kwargs={"slug": slug}),
        "files": offered,
        "counts": OfferedFile("counts", _("Left, tie and right in total"), FORMATS),
        "profiles": [
            (profile, *texts)
            for profile, texts in PROFILES.items()
            if profile != Profile.IDENTIFIED or (runs_it and study.is_unblinded)
        ],
        "jobs": latest_jobs(study, runs_it=runs_it),
        "records": exports_of(study),
    }
    page, partial = "researcher/exports.html", "researcher/partials/bundles.html"
    return render_page(request, page, context, partial=partial)


def _offered(study: Study) -> list[tuple[str, Promise]]:
    """Without preference pairs where the answers are not handed out."""
    hidden = () if study.export_responses else ("preference-pairs",)
    return [(what, label) for what, label in LABELS.items() if what not in hidden]


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
    study = study_with_results(request.user, slug)
    if what not in RESULT_TABLES or what not in dict(_offered(study)):
        raise Http404
    return export_table(study=study, by=request.user, what=what, form=form)


urls = [
    path("<slug:slug>/exports/", exports, name="exports"),
    path("<slug:slug>/export/<slug:what>.<slug:form>", export, name="export"),
]

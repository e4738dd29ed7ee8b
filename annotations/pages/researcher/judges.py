"""LLM judges of a study: what is here, a file to bring, and the undo.

Before the unblinding nothing on these pages says how verdicts turned out.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_run_by
from annotations.datasets.choices import Choices
from annotations.datasets.guessing import guess
from annotations.datasets.isolation import PAGE_SECONDS, Look, look_apart
from annotations.datasets.messages import describe
from annotations.datasets.parsing import Content, Request
from annotations.datasets.uploads import keep_upload
from annotations.models import Study
from annotations.pages.researcher import judge_files
from annotations.pages.researcher.files_kept import SHOWN_NAME, on_disk
from annotations.pages.researcher.judge_files import tab_of, uploads_of
from annotations.pages.researcher.judges_forms import VerdictsForm
from annotations.pages.researcher.narrowing import page_language
from annotations.studies.judges.services import remove_judge


@login_required
@require_safe
def judges(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, study_run_by(request.user, slug))


@login_required
@require_POST
def upload_verdicts(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file and lead to its preview. Nothing is stored of it yet."""
    study = study_run_by(request.user, slug)
    form = VerdictsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, study, form, status=422)
    name = (form.sent.name or "")[-SHOWN_NAME:]
    with on_disk(form.sent) as stream:
        look = look_apart(name, stream, Request(Content.VERDICTS), seconds=PAGE_SECONDS)
        if isinstance(look, Look):
            mapping = guess(look.columns, look.samples, content=Content.VERDICTS).mapping
            named = form.cleaned_data["judge"].strip()
            choices = Choices(Content.VERDICTS, mapping, judge=named)
            upload = keep_upload(
                study=study, by=request.user, name=name, stream=stream, look=look, choices=choices
            )
            return redirect("researcher:judge_file", slug=slug, token=upload.token)
    for error in look:
        form.add_error(None, f"{name}: {describe(error)}")
    return _page(request, study, form, status=422)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, judge: int) -> HttpResponse:
    """Take a judge's verdicts away. Repeating it finds nothing."""
    study = study_run_by(request.user, slug)
    found = get_object_or_404(study.llm_judges.select_related("study", "criterion"), pk=judge)
    remove_judge(judge=found, by=request.user)
    text = _("The verdicts of %(judge)s are deleted; their file can be handed in again.")
    messages.success(request, text % {"judge": found.name})
    return redirect("researcher:judges", slug=slug)


def _page(
    request: HttpRequest, study: Study, form: VerdictsForm | None = None, *, status: int = 200
) -> HttpResponse:
    known = study.llm_judges.select_related("criterion").annotate(pairs=Count("verdicts"))
    language = page_language()
    context = {
        "study": study,
        "tab": tab_of(study),
        "runs_it": True,
        "judges": [
            (one, one.criterion.name[language]) for one in known.order_by("name", "criterion")
        ],
        "form": form or VerdictsForm(),
        "uploads": uploads_of(request, study).order_by("-pk"),
        "is_draft": study.state == Study.State.DRAFT,
        "one_order": "item, left_system, right_system, verdict",
        "both_orders": "question_id, model_1, model_2, g1_winner, g2_winner, judge",
    }
    return render(request, "researcher/judges.html", context, status=status)


STEP = "<slug:slug>/judges/"
FILE = f"{STEP}files/<str:token>/"
urls = [
    path(STEP, judges, name="judges"),
    path(f"{STEP}upload/", upload_verdicts, name="upload_verdicts"),
    path(f"{STEP}<int:judge>/remove/", remove, name="remove_judge"),
    path(FILE, judge_files.judge_file, name="judge_file"),
    path(f"{FILE}columns/", judge_files.map_verdicts, name="map_verdicts"),
    path(f"{FILE}import/", judge_files.import_file, name="import_verdicts"),
    path(f"{FILE}discard/", judge_files.discard, name="discard_verdicts"),
    path(f"{FILE}bad-rows/", judge_files.bad_rows, name="bad_verdicts"),
]

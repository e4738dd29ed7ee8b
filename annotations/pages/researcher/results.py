"""Results by system of an unblinded study; before that they do not exist."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.access import runs_study, study_of_member, study_with_results
from annotations.analysis.behind import VALUES, Question, behind
from annotations.analysis.launch import ready_report
from annotations.analysis.scrambled import scrambled_pairs
from annotations.analysis.tables import TABLES
from annotations.analysis.telling.frame import Links
from annotations.analysis.telling.report import sections
from annotations.analysis.telling.scrambled import scrambled_sections
from annotations.exceptions import WrongState
from annotations.exports.tables.results import title_of
from annotations.models import Study
from annotations.pages.htmx import wants_partial
from annotations.pages.researcher.findings import unseen
from annotations.pages.researcher.narrowing import Narrowing, narrowing, page_language

PAIRS_PER_PAGE = 20
REFRESH = {"HX-Refresh": "true"}


@login_required
@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """The declared comparison, everything explored around it, and what it rests on.

    Between freeze and unblinding: what there is under scrambled names.
    """
    study = study_of_member(request.user, slug)
    if study.state == Study.State.FROZEN:
        return _scrambled(request, study)
    study = study_with_results(request.user, slug)
    narrowed = narrowing(request.GET, study, page_language())
    found = ready_report(study, narrowed.filters)
    if wants_partial(request):
        # The waiting page asks whether the report is there: then it loads itself anew.
        return HttpResponse(status=204) if found is None else HttpResponse(headers=REFRESH)
    if found is None:
        context = {"study": study, "tab": "results", "here": request.get_full_path()}
        return render(request, "researcher/report_waiting.html", context, status=202)
    context = {
        "study": study,
        "tab": "results",
        "runs_it": runs_study(request.user, study),
        "results": found,
        "sections": sections(found, narrowed.criterion, _links(study, narrowed)),
        "narrowed": narrowed,
        "unseen": {} if narrowed.filters.is_narrowing else unseen(found),
        "tables": [(name, title_of(name, page_language())) for name in TABLES],
    }
    return render(request, "researcher/results.html", context)


def _scrambled(request: HttpRequest, study: Study) -> HttpResponse:
    """Neither texts nor lengths, neither raters nor numbers by which a system could be known."""
    order = sorted(
        study.criteria.all(), key=lambda one: (one.key != study.primary_criterion, one.position)
    )
    names = {one.key: one.name[page_language()] for one in order}
    try:
        found, refusal = scrambled_sections(scrambled_pairs(study), names), ""
    except WrongState as error:
        found, refusal = (), str(error)
    context = {
        "study": study,
        "tab": "results",
        "runs_it": runs_study(request.user, study),
        "sections": found,
        "refusal": refusal,
    }
    return render(request, "researcher/scrambled.html", context)


@login_required
@require_safe
def judgments(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands behind a bar: the pairs, who judged them how, and what they wrote."""
    study = study_with_results(request.user, slug)
    narrowed = narrowing(request.GET, study, page_language())
    names = [system.name for system in _candidates(study)]
    question = _question(request.GET, narrowed.criterion or study.primary_criterion, len(names))
    page = _page_number(request.GET.get("page", "1"))
    start = (page - 1) * PAIRS_PER_PAGE
    found = behind(study, narrowed.filters, question, start=start, size=PAIRS_PER_PAGE)
    pages = Paginator(range(found.pair_count), PAIRS_PER_PAGE)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "study": study,
        "tab": "results",
        "behind": found,
        "question": question,
        "names": names,
        "criteria": {one.key: one.name[page_language()] for one in study.criteria.all()},
        "page": pages.get_page(page),
        "query": asked.urlencode(),
        "narrowed": narrowed,
    }
    return render(request, "researcher/judgments.html", context)


def _candidates(study: Study):
    return study.systems.filter(role="candidate").order_by("position")


def _links(study: Study, narrowed: Narrowing) -> Links:
    address = reverse("researcher:judgments", kwargs={"slug": study.slug})
    return Links(address, {k: v for k, v in narrowed.kept.items() if k != "criterion"})


def _question(asked: QueryDict, criterion: str, systems: int) -> Question:
    """An address that somebody mistyped is not found, rather than answered as another one."""
    outcome = asked.get("outcome", "")
    if outcome not in {"", *VALUES}:
        raise Http404
    harm, marked = (_position(asked.get(key, ""), systems) for key in ("harm", "marked"))
    pair = asked.get("pair", "")
    ends = [_position(end, systems) for end in pair.split("-", 1)] if pair else []
    if pair and (len(ends) != 2 or None in ends):
        raise Http404
    comparison = asked.get("comparison", "")
    if comparison and not comparison.isdecimal():
        raise Http404
    return replace(
        Question(criterion, outcome=outcome, harm=harm, marked=marked),
        pair=(ends[0], ends[1]) if ends else None,
        comparison=int(comparison) if comparison else None,
    )


def _position(written: str, systems: int) -> int | None:
    if not written:
        return None
    if not written.isdecimal() or int(written) >= systems:
        raise Http404
    return int(written)


def _page_number(written: str) -> int:
    return max(1, int(written)) if written.isdecimal() else 1

"""The end of a rater's work: a closing question, thanks, and a record to be paid by."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from annotations.access import judged_assignment_of_rater, rater_of
from annotations.assignment.selectors import is_through
from annotations.blinding.blinded import blind_assignment
from annotations.blinding.looking_back import ClosingQuestion, GuessedPair, RecordLine
from annotations.exceptions import AnnotationsError
from annotations.judging.durations import in_words
from annotations.judging.guessing import guess_sources, guesses_of, may_guess
from annotations.judging.record import WorkRecord, work_record
from annotations.judging.selectors import progress_of
from annotations.models import Assignment, SourceGuess, StudyRater

from .guess_form import GuessForm
from .pair import blinded_study

DAY = "%Y-%m-%d"


@login_required
@require_safe
def finish(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Thanks, the way to the closing question, and the record; also for whoever is not through."""
    rater = rater_of(request.user, study_id)
    study = rater.study
    question = _question(rater) if may_guess(study, rater) else None
    through = is_through(study, rater)
    context = {
        "study": blinded_study(study, []),
        "progress": progress_of(study, rater, finished=through),
        "is_through": through,
        "question": question,
        "is_closed": rater.closed_at is not None,
        "shows_record": "record" in request.GET or not (question and question.next_token),
        "record": _record(rater),
        "printed_at": timezone.localtime(),
    }
    return render(request, "rater/finish.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guess(request: HttpRequest, study_id: UUID, judged: str) -> HttpResponse:
    """One of the drawn pairs, blinded as before, and who its rater thinks wrote it."""
    is_answer = request.method == "POST"
    with transaction.atomic():
        assignment = judged_assignment_of_rater(request.user, study_id, judged, locked=is_answer)
        rater = assignment.rater
        if not may_guess(rater.study, rater):
            return redirect("rater:finish", study_id=study_id)
        guesses = guesses_of(rater.study, rater)
        asked = next((one for one in guesses if one.assignment_id == assignment.pk), None)
        if asked is None:
            raise Http404
        if asked.answered_at:
            return redirect(_next_url(study_id, guesses))
        form = GuessForm(request.POST if is_answer else None)
        if not is_answer or not form.is_valid():
            return _ask(request, assignment, guesses, asked, form)
        return _take(request, study_id, assignment, form)


def _take(
    request: HttpRequest, study_id: UUID, assignment: Assignment, form: GuessForm
) -> HttpResponse:
    left, right = form.cleaned_data["left"], form.cleaned_data["right"]
    try:
        guess_sources(assignment=assignment, left=left, right=right)
    except AnnotationsError as error:
        messages.error(request, str(error))
    return redirect(_next_url(study_id, guesses_of(assignment.rater.study, assignment.rater)))


def _ask(
    request: HttpRequest,
    assignment: Assignment,
    guesses: list[SourceGuess],
    asked: SourceGuess,
    form: GuessForm,
) -> HttpResponse:
    study, rater = assignment.rater.study, assignment.rater
    context = {
        "study": blinded_study(study, []),
        "assignment": blind_assignment(assignment, shows_reference=study.shows_reference),
        "guess": GuessedPair(asked.position, len(guesses), closes=rater.closed_at is None),
        "form": form,
    }
    return render(request, "rater/guess.html", context, status=422 if form.is_bound else 200)


def _question(rater: StudyRater) -> ClosingQuestion:
    guesses = guesses_of(rater.study, rater)
    answered = sum(guess.answered_at is not None for guess in guesses)
    return ClosingQuestion(answered, len(guesses), _next_token(guesses))


def _next_token(guesses: list[SourceGuess]) -> str:
    waiting = (guess.assignment.token for guess in guesses if guess.answered_at is None)
    return next(waiting, "")


def _next_url(study_id: UUID, guesses: list[SourceGuess]) -> str:
    if token := _next_token(guesses):
        return reverse("rater:guess", kwargs={"study_id": study_id, "judged": token})
    return reverse("rater:finish", kwargs={"study_id": study_id})


def _record(rater: StudyRater) -> list[RecordLine]:
    """Line by line in both languages: who pays may read the other one."""
    record = work_record(rater)
    here = get_language() or "en"
    there = "en" if here == "zh-hans" else "zh-hans"
    lines = list(_lines(rater, record, here))
    with override(there):
        return [
            RecordLine(*line, *other)
            for line, other in zip(lines, _lines(rater, record, there), strict=True)
        ]


def _lines(rater: StudyRater, record: WorkRecord, language: str) -> Iterator[tuple[str, str]]:
    yield _("Study"), rater.study.title[language]
    yield _("Name"), rater.user.name if rater.user else ""
    yield _("Pseudonym in the study"), rater.pseudonym
    yield _("Pairs judged"), str(record.pairs)
    yield _("Practice pairs, apart"), str(record.practice_pairs)
    if record.declined:
        yield _("Pairs handed on"), str(record.declined)
    if record.changes:
        yield _("Judgments changed later"), str(record.changes)
    yield _("First and last day"), _days(record)
    yield _("Active time, measured on the page"), in_words(record.active_seconds)
    yield _("From opening to handing in, at most 30 min a pair"), in_words(record.open_seconds)


def _days(record: WorkRecord) -> str:
    if record.first_at is None or record.last_at is None:
        return "–"
    return f"{_day(record.first_at)} – {_day(record.last_at)}"


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).strftime(DAY)

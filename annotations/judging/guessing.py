"""At the end: which product a rater thinks wrote each side of a few pairs that they judged.

It tells how well the blinding held. Names are typed, not chosen: a list would suggest them. The
pairs are drawn from the study's seed and the rater's pseudonym, so that nobody chose them.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.assignment.selectors import is_through
from annotations.assignment.services import plan_key
from annotations.blinding.placement import shuffled
from annotations.exceptions import AssignmentGone, WrongState
from annotations.judging.services import refuse_without_consent
from annotations.models import Assignment, Kind, SourceGuess, Study, StudyRater

PAIRS = 4


def guesses_of(study: Study, rater: StudyRater) -> list[SourceGuess]:
    """What is or will be asked. Before the first answer the rows are drawn but not stored."""
    kept = rater.source_guesses.select_related("assignment").order_by("position")
    return list(kept) or [
        SourceGuess(assignment=assignment, rater=rater, position=position)
        for position, assignment in enumerate(_drawn(study, rater), start=1)
    ]


def _drawn(study: Study, rater: StudyRater) -> list[Assignment]:
    judged = rater.assignments.filter(
        kind=Kind.FIRST,
        state=Assignment.State.SUBMITTED,
        comparison__withdrawn_at__isnull=True,
    ).select_related("comparison__item", "comparison__system_a", "comparison__system_b")
    by_key = {plan_key(assignment.comparison): assignment for assignment in judged}
    return [by_key[key] for key in shuffled(by_key, study.seed, "guess", rater.pseudonym)[:PAIRS]]


def may_guess(study: Study, rater: StudyRater) -> bool:
    """While the study takes judgments, from whoever has no pair left."""
    return _takes_judgments(study) and is_through(study, rater)


def _takes_judgments(study: Study) -> bool:
    return study.state in {Study.State.RUNNING, Study.State.PAUSED}


@transaction.atomic
def guess_sources(*, assignment: Assignment, left: str, right: str) -> SourceGuess:
    """Store what a rater thinks; an empty text says that they do not know.

    ``assignment`` comes locked from ``access.judged_assignment_of_rater``. The first answer of a
    pair stays: repeating it changes nothing. With the very first the rater's judgments are closed
    for changes, and no more pairs come (a trigger sets ``closed_at``).
    """
    rater = assignment.rater
    # A freeze may have come while this waited for the rater's row.
    study = Study.objects.get(pk=rater.study_id)
    guesses = guesses_of(study, rater)
    guess = _asked(assignment, guesses)
    if guess.answered_at:
        return guess
    if not may_guess(study, rater):
        raise WrongState(_("This question is asked once you have judged every pair."))
    refuse_without_consent(assignment)
    if not rater.source_guesses.exists():
        SourceGuess.objects.bulk_create(guesses)
    guess.left, guess.right, guess.answered_at = left, right, timezone.now()
    guess.save(update_fields=["left", "right", "answered_at"])
    return guess


def _asked(assignment: Assignment, guesses: list[SourceGuess]) -> SourceGuess:
    for guess in guesses:
        if guess.assignment_id == assignment.pk:
            return guess
    raise AssignmentGone(_("This pair is not among those that are asked about."))

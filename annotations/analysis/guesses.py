"""Guesses at the sources with the systems that stood there: after the unblinding, like results."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from annotations.analysis.contents.reading import as_bytes
from annotations.analysis.unblinding import require_unblinded
from annotations.models import SourceGuess, Study


@dataclass(frozen=True)
class GuessRecord:
    """One drawn pair of one rater. Without ``answered_at`` it was asked and not answered."""

    study: str
    item: str
    task_type: str
    rater: str
    position: int
    left_system: str
    left_guess: str
    left_is_unknown: bool | None
    right_system: str
    right_guess: str
    right_is_unknown: bool | None
    answered_at: datetime | None


def guess_records(study: Study) -> Iterator[GuessRecord]:
    """At most four a rater, rater by rater in the order in which they were asked."""
    require_unblinded(study)
    guesses = SourceGuess.objects.filter(rater__study=study).select_related(
        "rater",
        "assignment__slot",
        "assignment__comparison__item",
        "assignment__comparison__system_a",
        "assignment__comparison__system_b",
    )
    for guess in guesses.order_by(as_bytes("rater__pseudonym"), "position"):
        yield _record(guess, study)


def _record(guess: SourceGuess, study: Study) -> GuessRecord:
    comparison, is_answered = guess.assignment.comparison, guess.answered_at is not None
    systems = [comparison.system_a.name, comparison.system_b.name]
    left, right = reversed(systems) if guess.assignment.slot.swapped else systems
    return GuessRecord(
        study=study.slug,
        item=comparison.item.external_id,
        task_type=comparison.item.kind,
        rater=guess.rater.pseudonym,
        position=guess.position,
        left_system=left,
        left_guess=guess.left,
        left_is_unknown=not guess.left if is_answered else None,
        right_system=right,
        right_guess=guess.right,
        right_is_unknown=not guess.right if is_answered else None,
        answered_at=guess.answered_at,
    )

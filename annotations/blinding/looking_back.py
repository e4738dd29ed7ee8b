"""What a rater is shown of pairs they have judged. Nothing else about them reaches a template."""

from dataclasses import dataclass
from datetime import date, datetime

FIRST_WORDS = 60
SECONDS_FOR_A_PACE = 300


@dataclass(frozen=True)
class JudgedPair:
    """A row of the rater's own history: nothing but what they saw and clicked."""

    token: str
    number: int
    submitted_at: datetime
    first_words: str
    language: str
    # As clicked on overall: a side, a side with its strength, tie or both_bad.
    choice: str
    is_revised: bool
    has_comment: bool


@dataclass(frozen=True)
class RevisedPair:
    """A judged pair that stands open again. ``refusal`` says why it cannot be changed now."""

    number: int
    submitted_at: datetime
    change_count: int
    refusal: str


@dataclass(frozen=True)
class BlindedDay:
    """A day of the rater's own work."""

    day: date
    pairs: int
    active_seconds: float


@dataclass(frozen=True)
class BlindedPace:
    """A rater's own work so far."""

    pairs: int
    active_seconds: float
    days: tuple[BlindedDay, ...]

    @property
    def pairs_per_hour(self) -> float | None:
        """None until enough was measured to mean something."""
        if self.active_seconds < SECONDS_FOR_A_PACE:
            return None
        return self.pairs * 3600 / self.active_seconds


def first_words(text: str) -> str:
    """The beginning of a question or case, on one line."""
    words = " ".join(text[: 4 * FIRST_WORDS].split())
    return words if len(words) <= FIRST_WORDS else words[: FIRST_WORDS - 1].rstrip() + "…"


@dataclass(frozen=True)
class GuessedPair:
    """A judged pair about which is asked who wrote it; the answer is known to nobody here."""

    number: int
    total: int
    # The first answer closes the judgments for changes.
    closes: bool


@dataclass(frozen=True)
class ClosingQuestion:
    """How far a rater is with it. ``next_token`` is empty when nothing more is asked."""

    answered: int
    total: int
    next_token: str


@dataclass(frozen=True)
class RecordLine:
    """A line of a rater's record, in the page's language and in the other one."""

    label: str
    value: str
    other_label: str
    other_value: str

"""The allowlist of what a rater's page is given. Nothing else reaches a rater's template."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil
from uuid import UUID

from django.utils.safestring import SafeString

from annotations.blinding.invisible import NOTHING_HIDDEN, Hidden, find_hidden
from annotations.blinding.rendering import render_answer
from annotations.blinding.specialties import wanted_specialties
from annotations.models import (
    Assignment,
    Criterion,
    Judgment,
    Response,
    Study,
    StudyRater,
    Turn,
)

# The style sheet lays out as many; longer conversations stand in two columns.
MOST_ROWS = 60


@dataclass(frozen=True)
class BlindedTurn:
    """One message as a rater reads it."""

    role: str
    html: SafeString
    round_number: int
    # Within its own side: what a marked piece names beside the side.
    position: int
    # What its text holds that cannot be seen.
    hidden: Hidden = NOTHING_HIDDEN


@dataclass(frozen=True)
class BlindedAssignment:
    """One pair: the token is the only id, and the sides are already drawn."""

    token: str
    item_kind: str
    language: str
    category: str
    specialty: str
    prompt: str
    case: str
    reference: str
    left: tuple[BlindedTurn, ...]
    right: tuple[BlindedTurn, ...]

    @property
    def has_rows(self) -> bool:
        """True when the patient says the same on both sides: then answer stands beside answer.

        Rows of unequal conversations would put answers to different questions side by side.
        """
        pairs = tuple(zip_longest(self.left, self.right))
        return 1 < len(pairs) <= MOST_ROWS and all(
            left and right and left.role == right.role and _is_answer_or_equal(left, right)
            for left, right in pairs
        )


@dataclass(frozen=True)
class BlindedCriterion:
    """A criterion in the rater's language."""

    key: str
    name: str
    description: str
    is_overall: bool


@dataclass(frozen=True)
class BlindedStudy:
    """A study as its raters know it, in their language."""

    public_id: UUID
    title: str
    instructions: str
    criteria: tuple[BlindedCriterion, ...]
    allows_both_bad: bool
    allows_not_applicable: bool
    allows_strength: bool
    hands_on_recognised: bool = False
    has_consent_text: bool = False
    has_guideline: bool = False


@dataclass(frozen=True)
class BlindedGuidance:
    """A consent text or guideline in the rater's language, and how they stand to it."""

    purpose: str
    version: int
    html: SafeString
    is_accepted: bool
    # The version that they went by until now (0: none), and what differs from it.
    accepted_version: int = 0
    added: str = ""
    removed: str = ""


@dataclass(frozen=True)
class BlindedFeedback:
    """A practice pair: what the rater chose overall, and what its author thinks, as sides."""

    chosen: str
    both_bad: bool
    author: str
    html: SafeString

    @property
    def agrees(self) -> bool:
        return self.chosen == self.author


@dataclass(frozen=True)
class BlindedSpecialties:
    """What a rater is given pairs of, where the study matches specialties."""

    own: tuple[str, ...]
    takes_any: bool
    # Pairs of other specialties that wait for somebody.
    elsewhere: int = 0


@dataclass(frozen=True)
class BlindedProgress:
    """How far a rater is. ``left`` is at most: colleagues of an open pool take some."""

    done: int
    left: int
    # At their own pace (``judging.selectors.progress_of``); None when there is nothing to say.
    seconds_left: int | None = None
    is_too_early_to_tell: bool = False


def _is_answer_or_equal(left: BlindedTurn, right: BlindedTurn) -> bool:
    return left.role != Turn.Role.PATIENT or left.html == right.html


def blind_assignment(assignment: Assignment, *, shows_reference: bool = False) -> BlindedAssignment:
    """Blind a claimed pair; the turns of both responses come in one statement."""
    comparison = assignment.comparison
    sides = (comparison.response_a, comparison.response_b)
    left, right = reversed(sides) if assignment.slot.swapped else sides
    turns = Turn.objects.filter(response__in=sides).order_by("response", "position")
    item = comparison.item
    return BlindedAssignment(
        token=assignment.token,
        item_kind=item.kind,
        language=item.language,
        category=item.category,
        specialty=item.specialty,
        prompt=item.prompt,
        case=item.case,
        reference=item.reference if shows_reference else "",
        left=_turns(left, turns),
        right=_turns(right, turns),
    )


def _turns(response: Response, turns: Sequence[Turn]) -> tuple[BlindedTurn, ...]:
    return tuple(
        BlindedTurn(
            role=turn.role,
            html=render_answer(turn.shown_text),
            round_number=turn.round_number,
            position=turn.position,
            hidden=find_hidden(turn.shown_text),
        )
        for turn in turns
        if turn.response_id == response.pk
    )


def blind_feedback(assignment: Assignment, judgment: Judgment, language: str) -> BlindedFeedback:
    """The author's opinion in terms of this rater's sides. Only for a practice pair."""
    feedback = assignment.comparison.practice_feedback
    sides = {"system_a": "left", "system_b": "right", "tie": "tie"}
    if assignment.slot.swapped:
        sides |= {"system_a": "right", "system_b": "left"}
    return BlindedFeedback(
        chosen=judgment.choice,
        both_bad=judgment.submission.both_bad,
        author=sides[feedback.verdict],
        html=render_answer(feedback.text[language]),
    )


def blind_study(study: Study, criteria: Sequence[Criterion], language: str) -> BlindedStudy:
    return BlindedStudy(
        public_id=study.public_id,
        title=study.title[language],
        instructions=study.instructions[language],
        criteria=tuple(_criterion(criterion, language) for criterion in criteria),
        allows_both_bad=study.allows_both_bad,
        allows_not_applicable=study.allows_not_applicable,
        allows_strength=study.scale == Study.Scale.FIVE_POINT,
        has_consent_text=study.consent_version > 0,
        has_guideline=study.guideline_version > 0,
        hands_on_recognised=study.hands_on_recognised,
    )


def _criterion(criterion: Criterion, language: str) -> BlindedCriterion:
    return BlindedCriterion(
        key=criterion.key,
        name=criterion.name[language],
        description=criterion.description[language],
        is_overall=criterion.is_overall,
    )


def blind_progress(study: Study, rater: StudyRater) -> BlindedProgress:
    """From counts that the database keeps: no page counts rows.

    Hidden repeats are in both numbers, the expected ones too: a count that stood
    still, or a total that grew, would tell a rater which pair was a repeat. What they
    handed on is not left to them; what was withdrawn after they judged it stays in what is done.
    """
    limit = first_limit(study, rater)
    repeats = ceil(study.repeat_share * limit / study.raters_per_comparison)
    left = max(0, limit + repeats - rater.submitted_count)
    return BlindedProgress(done=rater.submitted_count, left=left)


def first_limit(study: Study, rater: StudyRater) -> int:
    """How many first judgments a rater can be asked for."""
    count, _length = released_to(study, rater)
    others = rater.declined_count + rater.taken_over_count
    released = max(0, count - others + rater.withdrawn_count)
    return released if rater.quota is None else min(rater.quota, released)


def blind_specialties(
    study: Study, rater: StudyRater, *, elsewhere: int = 0
) -> BlindedSpecialties | None:
    """None in a study that gives everybody everything."""
    if not study.matches_specialties:
        return None
    return BlindedSpecialties(tuple(rater.specialties), rater.takes_any_specialty, elsewhere)


def released_to(study: Study, rater: StudyRater) -> tuple[int, int]:
    """Released pairs, and their text in code points, that this rater can be given."""
    names = wanted_specialties(study, rater)
    if names is None:
        return study.released_count, study.released_text_length
    of_names = [study.released_by_specialty.get(name, {}) for name in names]
    return (
        sum(found.get("count", 0) for found in of_names),
        sum(found.get("text_length", 0) for found in of_names),
    )

"""Where a rater stands."""

from dataclasses import replace

from annotations.blinding.blinded import (
    BlindedProgress,
    blind_progress,
    first_limit,
    released_to,
)
from annotations.judging.pace import (
    PAIRS_BEFORE_ESTIMATE,
    Amount,
    Remaining,
    seconds_left,
    text_left,
)
from annotations.models import Assignment, Criterion, Judgment, Study, StudyRater


def progress_of(study: Study, rater: StudyRater, *, finished: bool = False) -> BlindedProgress:
    """Done, left, and how long that will take; from these two rows alone.

    ``finished``: colleagues, or repeats that came too late, took what was counted as left.
    """
    progress = blind_progress(study, rater)
    if finished:
        return replace(progress, left=0)
    seconds = seconds_left(
        rater.seconds_per_code_point, rater.paced_count, _text_left(study, rater, progress.left)
    )
    is_early = seconds is None and progress.left > 0 and progress.done < PAIRS_BEFORE_ESTIMATE
    return replace(progress, seconds_left=seconds, is_too_early_to_tell=is_early)


def _text_left(study: Study, rater: StudyRater, left: int) -> float:
    firsts = min(left, max(0, first_limit(study, rater) - rater.first_count))
    # Of what was read only the total is known; repeats have the length of other pairs.
    share = rater.first_count / rater.submitted_count if rater.submitted_count else 0.0
    return text_left(
        released=Amount(*released_to(study, rater)),
        read=Amount(rater.first_count, rater.read_text_length * share),
        remaining=Remaining(firsts, left - firsts),
    )


def overall_judgment(assignment: Assignment) -> Judgment:
    """The rater's latest verdict on a pair that was handed in."""
    judgments = Judgment.objects.filter(
        submission__assignment=assignment,
        submission__superseded_by__isnull=True,
        criterion__key=Criterion.OVERALL,
    )
    return judgments.select_related("submission").get()

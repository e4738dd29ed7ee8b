"""What each rater handed in, as the alarms and the page need it: aggregated by PostgreSQL.

One row a rater, whatever the study's size; choices come as strings of letters, because a row for
each judgment would cost more to fetch than to count.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from annotations.models import Study
from annotations.stats.alarms import Work

NOTHING = ("", "", "", "", "")

# Everything is of what counts as work in earnest: handed in in time, practice apart, in the order
# of the first hand-in, as it stands now (current revision); times are of the first revision,
# because reading a pair again to change a choice takes less.
_WORK = """
WITH handed_in AS (
    SELECT assignment.rater_id, assignment.id, first.sequence, current.id AS submission,
           comparison.text_length, item.language LIKE 'zh%%' AS is_chinese,
           coalesce(first.active_seconds,
                    extract(epoch FROM first.submitted_at - first.opened_at)) AS seconds
    FROM annotations_submission first
    JOIN annotations_assignment assignment ON assignment.id = first.assignment_id
    JOIN annotations_comparison comparison ON comparison.id = assignment.comparison_id
    JOIN annotations_item item ON item.id = comparison.item_id
    JOIN annotations_submission current ON current.assignment_id = assignment.id
        AND NOT EXISTS (SELECT 1 FROM annotations_submission later
                        WHERE later.supersedes_id = current.id)
    WHERE first.study_id = %(study)s AND first.revision = 1 AND first.origin = 'here'
      AND assignment.state = 'submitted' AND assignment.kind <> 'practice'
), verdicts AS (
    SELECT judgment.submission_id,
           min(judgment.choice) FILTER (WHERE criterion.key = 'overall') AS overall,
           count(*) FILTER (WHERE judgment.choice <> 'not_applicable') AS applied,
           min(judgment.choice) FILTER (WHERE judgment.choice <> 'not_applicable') =
               max(judgment.choice) FILTER (WHERE judgment.choice <> 'not_applicable') AS is_copied
    FROM annotations_judgment judgment
    JOIN annotations_criterion criterion ON criterion.id = judgment.criterion_id
    WHERE criterion.study_id = %(study)s
    GROUP BY judgment.submission_id
)
SELECT handed_in.rater_id,
       string_agg(left(verdicts.overall, 1), '' ORDER BY handed_in.sequence),
       string_agg(CASE WHEN verdicts.applied < 3 THEN '-' WHEN verdicts.is_copied THEN '1'
                       ELSE '0' END, '' ORDER BY handed_in.sequence),
       string_agg(CASE WHEN handed_in.is_chinese THEN '1' ELSE '0' END, ''
                  ORDER BY handed_in.sequence),
       string_agg(coalesce(round(handed_in.seconds::numeric, 1), 0)::text, ' '
                  ORDER BY handed_in.sequence),
       string_agg(handed_in.text_length::text, ' ' ORDER BY handed_in.sequence)
FROM handed_in JOIN verdicts ON verdicts.submission_id = handed_in.submission
GROUP BY handed_in.rater_id
"""

# A repeat says the same when its choice, with the sides put back, is that of its first slot.
_REPEATS = """
SELECT repeated.rater_id, count(*),
       count(*) FILTER (WHERE again.choice = CASE
           WHEN slot.swapped = first_slot.swapped OR before.choice = 'tie' THEN before.choice
           WHEN before.choice = 'left' THEN 'right' ELSE 'left' END)
FROM annotations_assignment repeated
JOIN annotations_slot slot ON slot.id = repeated.slot_id
JOIN annotations_slot first_slot ON first_slot.id = slot.first_slot_id
JOIN annotations_assignment original ON original.slot_id = first_slot.id
    AND original.rater_id = repeated.rater_id AND original.state = 'submitted'
JOIN LATERAL (SELECT judgment.choice
    FROM annotations_submission submission
    JOIN annotations_judgment judgment ON judgment.submission_id = submission.id
    JOIN annotations_criterion criterion ON criterion.id = judgment.criterion_id
    WHERE submission.assignment_id = repeated.id AND criterion.key = 'overall'
    ORDER BY submission.revision DESC LIMIT 1) again ON true
JOIN LATERAL (SELECT judgment.choice
    FROM annotations_submission submission
    JOIN annotations_judgment judgment ON judgment.submission_id = submission.id
    JOIN annotations_criterion criterion ON criterion.id = judgment.criterion_id
    WHERE submission.assignment_id = original.id AND criterion.key = 'overall'
    ORDER BY submission.revision DESC LIMIT 1) before ON true
WHERE slot.study_id = %(study)s AND repeated.kind = 'repeat' AND repeated.state = 'submitted'
GROUP BY repeated.rater_id
"""


def works_of(study: Study, raters: Mapping[int, tuple[str, int]]) -> list[Work]:
    """Of each of these raters, in their order: number to pseudonym and judgments planned."""
    with connection.cursor() as cursor:
        cursor.execute(_WORK, {"study": study.pk})
        rows = {rater: columns for rater, *columns in cursor.fetchall()}
        cursor.execute(_REPEATS, {"study": study.pk})
        repeats = {rater: counts for rater, *counts in cursor.fetchall()}
    return [
        _work(pseudonym, planned, rows.get(rater, NOTHING), repeats.get(rater, (0, 0)))
        for rater, (pseudonym, planned) in raters.items()
    ]


def _work(pseudonym: str, planned: int, columns: Sequence[str], repeats: Sequence[int]) -> Work:
    choices, copied, chinese, seconds, lengths = columns
    return Work(
        rater=pseudonym,
        choices=_letters(choices),
        copied=_letters(copied).astype(np.int8) - ord("0"),
        seconds=_numbers(seconds),
        lengths=_numbers(lengths),
        is_chinese=_letters(chinese) == ord("1"),
        planned=planned,
        again=repeats[0],
        again_same=repeats[1],
    )


def _letters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8)


def _numbers(text: str) -> NDArray[np.float64]:
    return np.array(text.split(), dtype=np.float64)

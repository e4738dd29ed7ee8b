"""A study of any size, written by a few statements of SQL."""

from django.db import connection

from annotations.models import Study
from tests.factories import make_running_study

# One finished item, its responses, turns, comparison and slots stand as the pattern of all others.
COPIES = (
    # Fresh rows have no statistics, and only the owner may gather them.
    "SET LOCAL enable_nestloop = off",
    """INSERT INTO annotations_item (study_id, external_id, kind, language, category, specialty,
           prompt, "case", reference, extra, content_sha256)
       SELECT i.study_id, 'copy-' || n, i.kind, i.language, i.category, i.specialty, i.prompt,
           i."case", i.reference, i.extra, i.content_sha256
       FROM annotations_item i, generate_series(2, %(count)s) n WHERE i.study_id = %(study)s""",
    """INSERT INTO annotations_response (item_id, system_id, sample, version, origin, status,
           attempt, failures, not_before, error_code, error, extra, shown_sha256, created_at,
           completed_at)
       SELECT c.id, r.system_id, r.sample, r.version, r.origin, r.status, r.attempt,
           r.failures, r.not_before, r.error_code, r.error, r.extra, r.shown_sha256,
           r.created_at, r.completed_at
       FROM annotations_item c, annotations_item i JOIN annotations_response r ON r.item_id = i.id
       WHERE c.study_id = %(study)s AND c.external_id LIKE 'copy-%%'
         AND i.study_id = %(study)s AND i.external_id NOT LIKE 'copy-%%'""",
    """INSERT INTO annotations_turn (response_id, position, round_number, role, raw_text,
           shown_text, raw_sha256, shown_sha256)
       SELECT r.id, 0, 1, 'assistant', 'Rest.', 'Rest.', r.shown_sha256, r.shown_sha256
       FROM annotations_response r JOIN annotations_item i ON i.id = r.item_id
       WHERE i.study_id = %(study)s AND i.external_id LIKE 'copy-%%'""",
    """INSERT INTO annotations_comparison (study_id, item_id, system_a_id, system_b_id,
           response_a_id, response_b_id, raters_per_comparison, released_at, withdrawn_reason)
       SELECT c.study_id, i.id, c.system_a_id, c.system_b_id, a.id, b.id, c.raters_per_comparison,
           c.released_at, ''
       FROM annotations_comparison c, annotations_item i
       JOIN annotations_response a ON a.item_id = i.id
       JOIN annotations_response b ON b.item_id = i.id
       WHERE c.study_id = %(study)s AND i.study_id = %(study)s AND i.external_id LIKE 'copy-%%'
         AND a.system_id = c.system_a_id AND b.system_id = c.system_b_id""",
    """INSERT INTO annotations_slot (study_id, comparison_id, kind, number, swapped, position,
           status)
       SELECT c.study_id, c.id, 'first', n, (c.id + n) %% 2 = 0,
           (n - 1) * %(count)s + rank() OVER (PARTITION BY n ORDER BY md5(c.id || '.' || n)) + 9,
           'free'
       FROM annotations_comparison c JOIN annotations_item i ON i.id = c.item_id,
           generate_series(1, 3) n
       WHERE c.study_id = %(study)s AND i.external_id LIKE 'copy-%%'""",
    "SET LOCAL enable_nestloop = on",
)


def make_big_study(comparisons: int) -> Study:
    """A running study in an open pool, three raters per comparison, everything released."""
    study = make_running_study(single_turn=1, raters_per_comparison=3, repeat_share=0)
    with connection.cursor() as cursor:
        for statement in COPIES:
            cursor.execute(statement, {"study": study.pk, "count": comparisons})
    Study.objects.filter(pk=study.pk).update(released_count=comparisons)
    study.refresh_from_db()
    return study

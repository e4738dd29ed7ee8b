"""A study's submissions, judgments and answers as PostgreSQL hands them over: whole columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.analysis.copying import copy_columns
from annotations.models import Criterion, Study, System

Numbers = NDArray[np.generic]

# Bits of a submission's ``flags``.
SWAPPED, CURRENT, WITHDRAWN, HERE, SUBMITTED, SURPLUS = 1, 2, 4, 8, 16, 32
FIRST, REPEAT, PRACTICE = 64, 128, 256
BOTH_BAD, HARM_LEFT, HARM_RIGHT, RECOGNISED = 512, 1024, 2048, 4096
# What was clicked, from the left side's point of view; ABSENT where nothing was.
NOT_APPLICABLE, ABSENT = 2, -9

SUBMISSIONS = """
SELECT s.id, s.sequence, a.comparison_id, a.rater_id, a.slot_id,
    coalesce(t.first_slot_id, 0), s.revision::int4, coalesce(s.active_seconds, 'NaN')::float4,
    t.swapped::int + (later.id IS NULL)::int * 2
    + (c.withdrawn_at IS NOT NULL OR t.status = 'withdrawn' OR a.state = 'withdrawn')::int * 4
    + (s.origin = 'here' OR e.judged_elsewhere)::int * 8
    + (a.state = 'submitted')::int * 16 + (a.state = 'surplus')::int * 32
    + (a.kind = 'first')::int * 64 + (a.kind = 'repeat')::int * 128
    + (a.kind = 'practice')::int * 256
    + s.both_bad::int * 512 + s.harm_left::int * 1024 + s.harm_right::int * 2048
    + s.recognised::int * 4096
FROM annotations_submission s
    JOIN annotations_assignment a ON a.id = s.assignment_id
    JOIN annotations_slot t ON t.id = a.slot_id
    JOIN annotations_comparison c ON c.id = a.comparison_id
    JOIN annotations_study e ON e.id = s.study_id
    LEFT JOIN annotations_submission later ON later.supersedes_id = s.id
WHERE s.study_id = %s
"""
SUBMISSION_TYPES = {
    "id": "int8",
    "sequence": "int8",
    "comparison": "int8",
    "rater": "int8",
    "slot": "int8",
    "first_slot": "int8",
    "revision": "int4",
    "seconds": "float4",
    "flags": "int4",
}
JUDGMENTS = """
SELECT j.submission_id, j.criterion_id,
    (CASE j.choice WHEN 'left' THEN 1 WHEN 'tie' THEN 0 WHEN 'right' THEN -1 ELSE 2 END)::int2,
    (j.strength = 'much')::int::int2
FROM annotations_judgment j JOIN annotations_submission s ON s.id = j.submission_id
WHERE s.study_id = %s
"""
JUDGMENT_TYPES = {"submission": "int8", "criterion": "int8", "clicked": "int2", "much": "int2"}
COMPARISONS = """
SELECT id, item_id, system_a_id, system_b_id, response_a_id, response_b_id, text_length::int8
FROM annotations_comparison WHERE study_id = %s
"""
COMPARISON_TYPES = dict.fromkeys(
    ("id", "item", "system_a", "system_b", "response_a", "response_b", "text_length"), "int8"
)
# Code points, lines, headings and bold pieces of everything that a system said.
ANSWERS = """
SELECT t.response_id, sum(char_length(t.shown_text))::int4,
    sum(1 + char_length(t.shown_text) - char_length(replace(t.shown_text, E'\\n', '')))::int4,
    sum(char_length(E'\\n' || t.shown_text)
        - char_length(replace(E'\\n' || t.shown_text, E'\\n#', E'\\n')))::int4,
    (sum(char_length(t.shown_text) - char_length(replace(t.shown_text, '**', '')))
        / 4)::int4
FROM annotations_turn t
    JOIN annotations_response r ON r.id = t.response_id
    JOIN annotations_item i ON i.id = r.item_id
WHERE i.study_id = %s AND t.role = 'assistant'
GROUP BY t.response_id
"""
FEATURES = ("characters", "lines", "headings", "bold")
ANSWER_TYPES = {"response": "int8"} | dict.fromkeys(FEATURES, "int4")


@dataclass(frozen=True)
class ItemFacts:
    """What strata are made of."""

    pk: int
    task_type: str
    external_id: str
    category: str
    specialty: str
    language: str


@dataclass(frozen=True, eq=False)
class Raw:
    """Whole tables of one study; ids are the database's.

    ``items`` stand in the order of task type and external id, ``raters`` in that of their
    pseudonyms, both by code point: so everybody who has the export numbers them alike.
    """

    submissions: dict[str, Numbers]
    judgments: dict[str, Numbers]
    comparisons: dict[str, Numbers]
    answers: dict[str, Numbers]
    items: tuple[ItemFacts, ...]
    raters: dict[int, str]
    # Raters, by id, whose consent is withdrawn.
    withdrew: frozenset[int]
    systems: tuple[System, ...]
    criteria: tuple[Criterion, ...]


def read_raw(study: Study) -> Raw:
    """Nine statements, however large the study. Nothing here is refused or left out."""
    parameters = [study.pk]
    rows = study.items.filter(practice__isnull=True).values_list(
        "pk", "kind", "external_id", "category", "specialty", "language"
    )
    items = sorted((ItemFacts(*row) for row in rows), key=_place)
    raters = study.raters.values_list("pk", "pseudonym")
    withdrew = study.raters.filter(consent_accepted=0, acceptances__withdrawn_at__isnull=False)
    candidates = study.systems.filter(role=System.Role.CANDIDATE).order_by("position")
    return Raw(
        copy_columns(SUBMISSIONS, parameters, SUBMISSION_TYPES),
        copy_columns(JUDGMENTS, parameters, JUDGMENT_TYPES),
        copy_columns(COMPARISONS, parameters, COMPARISON_TYPES),
        copy_columns(ANSWERS, parameters, ANSWER_TYPES),
        tuple(items),
        dict(sorted(raters, key=lambda rater: rater[1])),
        frozenset(withdrew.values_list("pk", flat=True)),
        tuple(candidates),
        tuple(study.criteria.order_by("position")),
    )


def _place(item: ItemFacts) -> tuple[str, str]:
    return item.task_type, item.external_id

"""What the hash of a submission covers, as a reviewer can rebuild it from the tables."""

from collections.abc import Iterable
from typing import Any

from annotations.models import Assignment, Judgment, MarkedSpan, Submission


def submission_content(
    submission: Submission,
    assignment: Assignment,
    judgments: Iterable[Judgment],
    spans: Iterable[MarkedSpan] = (),
) -> dict[str, Any]:
    """All that was handed in, and what it was about: item, placement, hashes of the shown texts."""
    return {
        "study": str(assignment.rater.study.public_id),
        "assignment": assignment.token,
        "rater": assignment.rater.pseudonym,
        "kind": assignment.kind,
        "revision": submission.revision,
        "idempotency_key": submission.idempotency_key,
        "reason": submission.reason,
        "comment": submission.comment,
        "both_bad": submission.both_bad,
        "recognised": submission.recognised,
        "harm_left": submission.harm_left,
        "harm_right": submission.harm_right,
        "guideline_version": submission.guideline_version,
        "opened_at": submission.opened_at.isoformat(),
        "submitted_at": submission.submitted_at.isoformat(),
        "active_seconds": submission.active_seconds,
        "origin": submission.origin,
        "shown": _shown(assignment),
        "judgments": sorted([j.criterion.key, j.choice, j.strength] for j in judgments),
        "marked_spans": sorted(_span(span) for span in spans),
    }


def _shown(assignment: Assignment) -> dict[str, Any]:
    comparison = assignment.comparison
    return {
        "item": [comparison.item.kind, comparison.item.external_id],
        "swapped": assignment.slot.swapped,
        "response_a_sha256": comparison.response_a.shown_sha256,
        "response_b_sha256": comparison.response_b.shown_sha256,
    }


def _span(span: MarkedSpan) -> list[Any]:
    position = span.turn.position if span.turn else -1
    start, end = span.start or 0, span.end or 0
    return [span.side, position, start, end, span.quote, span.type, span.severity]

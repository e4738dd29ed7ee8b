"""Marked pieces between the page's terms and the stored ones, and into the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from annotations.blinding.offsets import Alignment, align
from annotations.blinding.rendering import render_answer
from annotations.judging.spans import Place, Span, SpanError, as_json, refuse_faults
from annotations.models import Assignment, MarkedSpan, Submission, Turn


def turns_of(assignment: Assignment) -> dict[Place, Turn]:
    """The assistant's turns of both sides: what can be marked. One statement."""
    comparison = assignment.comparison
    sides = {
        comparison.response_a_id: "right" if assignment.slot.swapped else "left",
        comparison.response_b_id: "left" if assignment.slot.swapped else "right",
    }
    turns = Turn.objects.filter(response__in=sides, role=Turn.Role.ASSISTANT)
    return {(sides[turn.response_id], turn.position): turn for turn in turns}


def texts_of(turns: Mapping[Place, Turn]) -> dict[Place, str]:
    return {place: turn.shown_text for place, turn in turns.items()}


def in_source(spans: Iterable[Span], texts: Mapping[Place, str]) -> tuple[Span, ...]:
    """The browser's marks in terms of the stored texts; SpanError where one does not fit."""
    shown: dict[Place, Alignment] = {}
    found = []
    for number, span in enumerate(spans, start=1):
        if span.is_placed and span.place in texts:
            if span.place not in shown:
                shown[span.place] = alignment(texts[span.place])
            span = _placed(span, shown[span.place], number)
        found.append(span)
    refuse_faults(found, texts)
    return tuple(found)


def alignment(text: str) -> Alignment:
    return align(str(render_answer(text)), text)


def _placed(span: Span, shown: Alignment, number: int) -> Span:
    start, end = span.start, span.end
    if start is None or end is None or shown.text[start:end] != span.quote:
        raise SpanError(number)
    if (place := shown.to_source(start, end)) is None:
        raise SpanError(number)
    first, last = place
    return replace(span, start=first, end=last, quote=shown.source[first:last])


def marked_spans(
    submission: Submission, spans: Iterable[Span], turns: Mapping[Place, Turn]
) -> list[MarkedSpan]:
    """The rows, not stored yet; the spans are in terms of the source."""
    return [
        MarkedSpan(
            submission=submission,
            side=span.side,
            turn=turns[span.place] if span.is_placed else None,
            start=span.start,
            end=span.end,
            quote=span.quote,
            type=span.type,
            severity=span.severity,
        )
        for span in spans
    ]


def spans_of(submission: Submission) -> tuple[Span, ...]:
    """A stored submission's marks in terms of the source, as they would be handed in."""
    rows = submission.marked_spans.select_related("turn").order_by("pk")
    return tuple(
        Span(
            row.side,
            row.type,
            row.severity,
            turn=row.turn.position if row.turn else None,
            start=row.start,
            end=row.end,
            quote=row.quote,
        )
        for row in rows
    )


def spans_for_browser(submission: Submission) -> list[dict[str, Any]]:
    """A stored submission's marks in the browser's terms, for the form that revises it."""
    rows = submission.marked_spans.select_related("turn").order_by("pk")
    return [as_json(_shown(row)) for row in rows]


def _shown(row: MarkedSpan) -> Span:
    span = Span(row.side, row.type, row.severity)
    if row.turn is None or row.start is None or row.end is None:
        return span
    shown = alignment(row.turn.shown_text)
    # What was marked was shown, so there is a place; the whole answer would still hold it.
    start, end = shown.to_shown(row.start, row.end) or (0, len(shown.text))
    return replace(span, turn=row.turn.position, start=start, end=end, quote=shown.text[start:end])

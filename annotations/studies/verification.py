"""Whether the ledger still says what was handed in: contents and links, computed again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from annotations.audit import event_content
from annotations.judging.content import submission_content
from annotations.ledger import GENESIS, chain_hash, content_sha256
from annotations.models import AuditEvent, Study, Submission

CHUNK = 500


@dataclass(frozen=True)
class Verdict:
    """What became of one chain; ``broken_at`` is the number of the first row that is wrong."""

    name: str
    rows: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return not self.reason


class _Link(Protocol):
    sequence: int
    content_sha256: str
    previous_hash: str
    hash: str


def verify_study(study: Study, *, head: str | None = None) -> list[Verdict]:
    """Both chains of a study. ``head`` is one of its submissions' that was published earlier."""
    submissions = (
        study.submissions.select_related(
            "assignment__slot",
            "assignment__rater__study",
            "assignment__comparison__item",
            "assignment__comparison__response_a",
            "assignment__comparison__response_b",
        )
        .prefetch_related("judgments__criterion", "marked_spans__turn")
        .order_by("sequence")
    )
    return [
        _verify(f"{study.slug} submissions", submissions.iterator(CHUNK), _submitted, head),
        _verify(f"{study.slug} audit", _events(study), event_content),
    ]


def verify_site_audit() -> Verdict:
    """Of acts that belong to no study."""
    return _verify("site audit", _events(None), event_content)


def _events(study: Study | None) -> Iterator[AuditEvent]:
    events = AuditEvent.objects.filter(study=study).select_related("study").order_by("sequence")
    return events.iterator(CHUNK)


def _submitted(submission: Submission) -> dict[str, Any]:
    return submission_content(
        submission,
        submission.assignment,
        submission.judgments.all(),
        submission.marked_spans.all(),
    )


def _verify(
    name: str,
    rows: Iterable[Any],
    content: Callable[[Any], dict[str, Any]],
    published: str | None = None,
) -> Verdict:
    """Walk a chain from its first row; stops at the first that is wrong."""
    previous, count, is_found = GENESIS, 0, published is None
    for count, row in enumerate(rows, start=1):
        if reason := _fault(row, count, previous, content):
            return Verdict(name, count - 1, previous, count, reason)
        previous = row.hash
        is_found = is_found or previous == published
    if not is_found:
        reason = "the head published earlier is not in it, so rows are missing or were made anew"
        return Verdict(name, count, previous, None, reason)
    return Verdict(name, count, previous if count else "")


def _fault(
    row: _Link, expected: int, previous: str, content: Callable[[Any], dict[str, Any]]
) -> str:
    if row.sequence != expected:
        return "the row is missing or stands elsewhere"
    if row.previous_hash != previous:
        return "it does not name the row before it"
    if row.hash != chain_hash(previous, row.sequence, row.content_sha256):
        return "its hash is not that of its number and content"
    if row.content_sha256 != content_sha256(content(row)):
        return "its content is not what was hashed"
    return ""

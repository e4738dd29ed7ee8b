"""The record of acts that matter."""

from typing import Any

from django.utils import timezone

from annotations.ledger import content_sha256
from annotations.models import AuditEvent, Study, StudyRater, User

SYSTEM = "system"


def actor_key(actor: User | StudyRater | None) -> str:
    """Who acts, as a text that outlives an erasure.

    A rater's own act carries the pseudonym alone: beside a user's key it would tie the
    pseudonyms of several studies together for good.
    """
    if isinstance(actor, StudyRater):
        return f"rater:{actor.pseudonym}"
    return f"user:{actor.key}" if actor is not None and actor.pk else SYSTEM


def record(
    *,
    by: User | StudyRater | None,
    action: str,
    study: Study | None = None,
    target: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append an event; call it in the transaction of the act, so that both happen or neither."""
    event = AuditEvent(
        study=study,
        actor=actor_key(by),
        action=action,
        target=target,
        data=data or {},
        created_at=timezone.now(),
    )
    event.content_sha256 = content_sha256(event_content(event))
    event.save(force_insert=True)
    return event


def event_content(event: AuditEvent) -> dict[str, Any]:
    """What an event's hash covers."""
    return {
        "study": str(event.study.public_id) if event.study else None,
        "actor": event.actor,
        "action": event.action,
        "target": event.target,
        "data": event.data,
        "created_at": event.created_at.isoformat(),
    }

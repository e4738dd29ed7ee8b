"""Events of the audit log that a bundle holds: those up to the act that it was made after."""

from django.db.models import F, QuerySet

from annotations.models import AuditEvent, Study

HASHES = {name: F(name) for name in ("content_sha256", "previous_hash", "hash")}


def up_to(action: str, events: QuerySet[AuditEvent], study: Study) -> QuerySet[AuditEvent]:
    """None later than the study's last event of the action: exports after it change no bundle."""
    last = study.audit_events.filter(action=action).order_by("sequence")
    return events.filter(sequence__lte=last.values_list("sequence", flat=True).first() or 0)

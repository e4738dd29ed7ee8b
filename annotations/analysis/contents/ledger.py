"""The ledger as a reviewer needs it: what every hash was computed from, in commit order."""

from django.db.models import Exists, F, OuterRef, Q

from annotations.analysis.contents.events import HASHES, up_to
from annotations.analysis.contents.reading import Rows, read
from annotations.analysis.unblinding import flag, require_unblinded
from annotations.models import Assignment, Study, Submission
from annotations.studies.deviations import deviations_of

UNBLINDING = "study.unblind"
COMPARISON = "assignment__comparison"


def submissions(study: Study) -> Rows:
    """Every revision, with all that its hash covers but judgments and marks."""
    require_unblinded(study)
    own = ("revision", "idempotency_key", "reason", "comment", "both_bad", "recognised")
    rest = ("harm_left", "harm_right", "guideline_version", "opened_at", "submitted_at")
    superseded = Submission.objects.filter(supersedes=OuterRef("pk"))
    columns = {
        "submission": F("sequence"),
        "assignment": F("assignment__token"),
        "rater": F("assignment__rater__pseudonym"),
        "kind": F("assignment__kind"),
        "supersedes": F("supersedes__sequence"),
        **{name: F(name) for name in (*own, *rest, "active_seconds", "origin")},
        "task_type": F(f"{COMPARISON}__item__kind"),
        "item": F(f"{COMPARISON}__item__external_id"),
        "swapped": F("assignment__slot__swapped"),
        "response_a_sha256": F(f"{COMPARISON}__response_a__shown_sha256"),
        "response_b_sha256": F(f"{COMPARISON}__response_b__shown_sha256"),
        "text_length": F(f"{COMPARISON}__text_length"),
        "assignment_state": F("assignment__state"),
        "is_current": ~Exists(superseded),
        "content_sha256": F("content_sha256"),
        "previous_hash": F("previous_hash"),
        "hash": F("hash"),
    }
    return read(study.submissions.all(), columns, ["sequence"])


def assignments(study: Study) -> Rows:
    """Every hold of a pair by a rater, and what became of it."""
    require_unblinded(study)
    columns = {
        "assignment": F("token"),
        "rater": F("rater__pseudonym"),
        "task_type": F("comparison__item__kind"),
        "item": F("comparison__item__external_id"),
        "system_a": F("comparison__system_a__name"),
        "system_b": F("comparison__system_b__name"),
        "kind": F("kind"),
        "slot": F("slot__number"),
        "swapped": F("slot__swapped"),
        "state": F("state"),
        "opened_at": F("claimed_at"),
        "submitted_at": F("submitted_at"),
        "declined_at": F("declined_at"),
        "decline_reason": F("decline_reason"),
        "decline_note": F("decline_note"),
    }
    # By number, not by time: a clock can be set back.
    return read(Assignment.objects.filter(rater__study=study), columns, ["pk"])


def slots(study: Study) -> Rows:
    """Every planned judgment with the side drawn for it, judged or not."""
    require_unblinded(study)
    columns = {
        "task_type": F("comparison__item__kind"),
        "item": F("comparison__item__external_id"),
        "system_a": F("comparison__system_a__name"),
        "system_b": F("comparison__system_b__name"),
        "kind": F("kind"),
        "slot": F("number"),
        "seat": F("seat"),
        "swapped": F("swapped"),
        "position": F("position"),
        "status": F("status"),
        "rater": F("for_rater__pseudonym"),
        "due_after": F("due_after"),
        "is_released": flag(Q(comparison__released_at__isnull=False)),
        "withdrawn_at": F("comparison__withdrawn_at"),
        "withdrawn_reason": F("comparison__withdrawn_reason"),
    }
    return read(study.slots.all(), columns, ["pk"])


def audit_log(study: Study) -> Rows:
    """What was done, up to the unblinding: exports and erasures after it change no bundle."""
    require_unblinded(study)
    told = up_to(UNBLINDING, study.audit_events.all(), study)
    return read(told, EVENT | HASHES, ["sequence"])


def deviations(study: Study) -> Rows:
    """What departed from the protocol since the start: rows of the audit log, by themselves."""
    require_unblinded(study)
    return read(up_to(UNBLINDING, deviations_of(study), study), EVENT, ["sequence"])


EVENT = {
    "event": F("sequence"),
    **{name: F(name) for name in ("created_at", "actor", "action", "target", "data")},
}

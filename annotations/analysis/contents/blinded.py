"""What can be handed out of a frozen study before anybody may know which system wrote what.

An allowlist of its own. No name, text, length or hash of an answer, no side that was drawn, no
pair, nothing that anybody typed: with any of them a reader who has seen an answer could tell whose
it was. The ledger's hashes cover all of it: the later bundle can be held against this one.
"""

from django.db.models import Exists, F, OuterRef

from annotations.analysis.contents.events import HASHES, up_to
from annotations.analysis.contents.reading import Rows, as_bytes, read
from annotations.analysis.scrambled import require_frozen
from annotations.models import Assignment, Judgment, Study, Submission
from annotations.studies.deviations import deviations_of
from annotations.studies.manifest import ACTION

PAIR = "assignment__comparison__item"


def submissions(study: Study) -> Rows:
    """The chain, and what of a submission tells no side's writer."""
    require_frozen(study)
    superseded = Submission.objects.filter(supersedes=OuterRef("pk"))
    own = ("revision", "both_bad", "recognised", "harm_left", "harm_right", "guideline_version")
    columns = {
        "submission": F("sequence"),
        "assignment": F("assignment__token"),
        "rater": F("assignment__rater__pseudonym"),
        "kind": F("assignment__kind"),
        "supersedes": F("supersedes__sequence"),
        **{name: F(name) for name in (*own, "opened_at", "submitted_at", "active_seconds")},
        "task_type": F(f"{PAIR}__kind"),
        "item": F(f"{PAIR}__external_id"),
        "assignment_state": F("assignment__state"),
        "is_current": ~Exists(superseded),
        **{name: F(name) for name in ("content_sha256", "previous_hash", "hash")},
    }
    return read(study.submissions.all(), columns, ["sequence"])


def judgments(study: Study) -> Rows:
    """What was clicked: a side is not a system."""
    require_frozen(study)
    columns = {
        "submission": F("submission__sequence"),
        "criterion": F("criterion__key"),
        "choice": F("choice"),
        "strength": F("strength"),
    }
    rows = Judgment.objects.filter(submission__study=study)
    return read(rows, columns, ["submission__sequence", "criterion__position"])


def assignments(study: Study) -> Rows:
    require_frozen(study)
    names = ("kind", "state", "submitted_at", "declined_at", "decline_reason")
    columns = {
        "assignment": F("token"),
        "rater": F("rater__pseudonym"),
        "task_type": F("comparison__item__kind"),
        "item": F("comparison__item__external_id"),
        "opened_at": F("claimed_at"),
        **{name: F(name) for name in names},
    }
    # By its random name: numbers follow the order of claims, and that the order of the pairs.
    rows = Assignment.objects.filter(rater__study=study)
    return read(rows, columns, [as_bytes("token")])


def items(study: Study) -> Rows:
    require_frozen(study)
    names = ("language", "category", "specialty", "content_sha256")
    columns = {
        "item": F("external_id"),
        "task_type": F("kind"),
        **{name: F(name) for name in names},
    }
    return read(study.items.all(), columns, ["pk"])


def audit_log(study: Study) -> Rows:
    """Up to the manifest of the freeze. Whom and what an act concerned names systems."""
    require_frozen(study)
    told = up_to(ACTION, study.audit_events.all(), study)
    return read(told, EVENT | HASHES, ["sequence"])


def deviations(study: Study) -> Rows:
    require_frozen(study)
    return read(up_to(ACTION, deviations_of(study), study), EVENT, ["sequence"])


EVENT = {"event": F("sequence"), "action": F("action"), "created_at": F("created_at")}

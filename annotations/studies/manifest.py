"""What a frozen study consists of: how many rows each table has, and the hash of their contents.

Made right after the freeze and chained into the audit log, so that whoever holds the log's head can
tell whether anything of the study was changed since. Rows are hashed as JSON lines, in the order in
which they were made, streamed: memory does not grow with the study.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from annotations import audit
from annotations.ledger import canonical_json, content_sha256
from annotations.models import (
    Acceptance,
    Assignment,
    AuditEvent,
    Comparison,
    Criterion,
    GuidanceText,
    Item,
    Judgment,
    LeakHit,
    MarkedSpan,
    ProblemReport,
    Response,
    Slot,
    SourceGuess,
    Study,
    StudyRater,
    Submission,
    System,
    Turn,
    User,
)
from annotations.studies.snapshot import snapshot

VERSION = 2
CHUNK = 2000
ACTION = "study.manifest"


@dataclass(frozen=True)
class Table:
    """One table: which rows are a study's, and which columns may still change after a freeze."""

    model: type[Model]
    rows: Callable[[Study], QuerySet[Any]]
    volatile: frozenset[str] = frozenset()

    def columns(self, version: int) -> list[str]:
        """Those of a manifest of that version, so that an old one can be held against today."""
        later = VOLATILE_SINCE_2 if version >= 2 else {}
        left_out = self.volatile | later.get(self.model, frozenset())
        names = (field.attname for field in self.model._meta.concrete_fields)
        return [name for name in names if name not in left_out]


# A consent can be withdrawn, and reminders stopped, after the freeze.
VOLATILE_SINCE_2 = {
    StudyRater: frozenset(
        ("reminded_at", "reminders_stopped_at", "consent_accepted", "guideline_accepted")
    )
}


def _of(model: type[Model], path: str, *volatile: str, **also: object) -> Table:
    return Table(
        model,
        lambda study: model._default_manager.filter(**{path: study}, **also),
        frozenset(volatile),
    )


# The person behind a rater, and when they were seen last, are no part of it: an erasure must not
# look like a forgery. Keys of endpoints are secret, and not here.
TABLES = (
    _of(Criterion, "study"),
    _of(System, "study", "endpoint_id"),
    _of(Item, "study"),
    _of(GuidanceText, "study"),
    # An answer that came in after the freeze, from a call under way, is no part of the study.
    Table(
        Response,
        lambda study: Response.objects.filter(item__study=study, completed_at__lte=study.frozen_at),
    ),
    Table(
        Turn,
        lambda study: Turn.objects.filter(
            response__item__study=study, response__completed_at__lte=study.frozen_at
        ),
    ),
    _of(LeakHit, "response__item__study"),
    _of(Comparison, "study"),
    _of(Slot, "study"),
    _of(StudyRater, "study", "user_id", "last_seen_at", "status"),
    _of(Acceptance, "rater__study", "withdrawn_at"),
    _of(Assignment, "rater__study"),
    _of(Submission, "study"),
    _of(Judgment, "submission__study"),
    _of(MarkedSpan, "submission__study"),
    _of(SourceGuess, "rater__study"),
    _of(ProblemReport, "assignment__rater__study", "resolved_at"),
)


@dataclass(frozen=True)
class TableHash:
    name: str
    rows: int
    sha256: str


def hash_table(table: Table, study: Study, version: int = VERSION) -> TableHash:
    fields = table.columns(version)
    digest, count = sha256(), 0
    rows = table.rows(study).order_by("pk").values_list(*fields)
    for row in rows.iterator(chunk_size=CHUNK):
        line = canonical_json([_plain(value) for value in row]) + "\n"
        digest.update(line.encode("utf-8", "surrogatepass"))
        count += 1
    return TableHash(table.model._meta.model_name, count, digest.hexdigest())


def _plain(value: object) -> object:
    """As JSON has it: times in UTC, exact numbers as text."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, UUID)) else value


def compute_manifest(study: Study, version: int = VERSION) -> dict[str, Any]:
    """All tables at one moment. The audit log is in it by its head, which is chained itself."""
    with snapshot():
        study = Study.objects.get(pk=study.pk)
        hashes: Iterable[TableHash] = [hash_table(table, study, version) for table in TABLES]
        last = study.submissions.order_by("-sequence").first()
        return {
            "manifest_version": version,
            "study": str(study.public_id),
            "protocol_sha256": study.protocol_sha256,
            "frozen_at": study.frozen_at.isoformat(),
            "submissions": last.sequence if last else 0,
            "chain_head": last.hash if last else "",
            "tables": {one.name: {"rows": one.rows, "sha256": one.sha256} for one in hashes},
        }


def manifest_event(study: Study) -> AuditEvent | None:
    return study.audit_events.filter(action=ACTION).order_by("sequence").first()


def record_manifest(study: Study, *, by: User | None) -> AuditEvent:
    """Chain the manifest of a frozen study into its audit log, once. Repeating it changes nothing.

    Apart from the freeze itself, because a snapshot is a transaction of its own; a machine that
    stops in between leaves a frozen study without manifest, which cannot be unblinded before
    it has one.
    """
    if found := manifest_event(study):
        return found
    manifest = compute_manifest(study)
    with transaction.atomic():
        Study.objects.select_for_update(no_key=True).get(pk=study.pk)
        if found := manifest_event(study):
            return found
        data = {"manifest": manifest, "manifest_sha256": content_sha256(manifest)}
        return audit.record(by=by, action=ACTION, study=study, data=data)


def changed_since(study: Study) -> list[str]:
    """Tables that are no longer what the manifest says; empty while everything holds."""
    event = manifest_event(study)
    if event is None:
        return []
    manifest = event.data["manifest"]
    now = compute_manifest(study, manifest["manifest_version"])["tables"]
    before = manifest["tables"]
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))

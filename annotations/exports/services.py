"""Write a file, record what it is, hand it over: in this order.

A file is written to disk in one snapshot of the database and recorded in a second, short
transaction before its first byte leaves. So a slow reader keeps no transaction open, and no
file is out that the ledger does not know.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from annotations.analysis.feedback import handed_on_records, report_records
from annotations.analysis.guesses import guess_records
from annotations.analysis.marks import span_records
from annotations.analysis.selectors import judgment_records
from annotations.analysis.unblinding import require_unblinded
from annotations.exports import tables
from annotations.exports.recording import record_export, require_member
from annotations.exports.selectors import choice_counts
from annotations.exports.writers import CONTENT_TYPES, Format, lines
from annotations.models import Export, Study, User
from annotations.studies.snapshot import snapshot

MEMORY_BYTES = 1_000_000
# What there is of an unblinded study beside its judgments.
RESULT_TABLES: dict[str, tuple[Callable[[Study], Iterable[object]], Sequence[tables.Column]]] = {
    "marked-spans": (span_records, tables.MARKED_SPANS),
    "source-guesses": (guess_records, tables.SOURCE_GUESSES),
    "handed-on": (handed_on_records, tables.HANDED_ON),
    "problem-reports": (report_records, tables.PROBLEM_REPORTS),
}


@dataclass(frozen=True)
class ExportedFile:
    """A finished file, open at its start; whoever takes it closes it."""

    stream: IO[bytes]
    filename: str
    content_type: str
    record: Export


@dataclass(frozen=True)
class _Written:
    stream: IO[bytes]
    row_count: int
    sha256: str
    chain_head: str


def export_judgments(
    *, study: Study, by: User | None, form: Format = Format.CSV, all_revisions: bool = False
) -> ExportedFile:
    """One row per judgment, current revisions or all of them. Refused before the unblinding.

    Repeating it gives the same bytes and another record. Without ``by`` it is the
    operator's, who works on the machine itself.
    """
    require_unblinded(study)
    require_member(study, by)
    with snapshot():
        records = judgment_records(study, all_revisions=all_revisions)
        written = _write(study, records, tables.JUDGMENTS, form)
    what = "judgments-all-revisions" if all_revisions else "judgments"
    return _record(study, by, written, what, form)


def export_table(
    *, study: Study, by: User | None, what: str, form: Format = Format.CSV
) -> ExportedFile:
    """One of ``RESULT_TABLES``, every row of it.

    Refused before the unblinding; repeating it gives the same bytes and another record.
    """
    require_unblinded(study)
    require_member(study, by)
    records_of, columns = RESULT_TABLES[what]
    with snapshot():
        written = _write(study, records_of(study), columns, form)
    return _record(study, by, written, what, form)


def export_counts(*, study: Study, by: User | None, form: Format = Format.CSV) -> ExportedFile:
    """Left, tie and right in total per criterion: all that exists while a study is blinded."""
    with snapshot():
        written = _write(study, choice_counts(study), tables.COUNTS, form)
    return _record(study, by, written, "counts", form)


def filename_of(study: Study, what: str, form: Format) -> str:
    """``what`` is judgments, judgments-all-revisions, counts or one of ``RESULT_TABLES``."""
    return f"{study.slug}-{what}.{form}"


def _write(
    study: Study, records: Iterable[object], columns: Sequence[tables.Column], form: Format
) -> _Written:
    """The rows, their hash, and the head of the chain at the same moment."""
    head = study.submissions.order_by("-sequence").values_list("hash", flat=True).first()
    digest, count = sha256(), -1 if form == Format.CSV else 0  # CSV has a line of keys
    with ExitStack() as on_error:
        stream = on_error.enter_context(tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES))
        for line in lines(tables.rows_of(records, columns), columns, form):
            stream.write(line)
            digest.update(line)
            count += 1
        stream.seek(0)
        on_error.pop_all()
    return _Written(stream, count, digest.hexdigest(), head or "")


def _record(
    study: Study, by: User | None, written: _Written, what: str, form: Format
) -> ExportedFile:
    record = record_export(
        study=study,
        by=by,
        what=what,
        filename=filename_of(study, what, form),
        row_count=written.row_count,
        sha256=written.sha256,
        chain_head=written.chain_head,
    )
    return ExportedFile(written.stream, record.filename, CONTENT_TYPES[form], record)

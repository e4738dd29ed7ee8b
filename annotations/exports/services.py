"""Write a file, record what it is, hand it over: in this order.

A file is written to disk in one snapshot of the database and recorded in a second, short
transaction before its first byte leaves. So a slow reader keeps no transaction open, and no
file is out that the ledger does not know.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO

from annotations.analysis.contents.preferences import preference_pairs
from annotations.analysis.feedback import handed_on_records, report_records
from annotations.analysis.guesses import guess_records
from annotations.analysis.marks import span_records
from annotations.analysis.selectors import judgment_records
from annotations.analysis.unblinding import require_unblinded
from annotations.exports import tables
from annotations.exports.bundle.archive import stream_sha256
from annotations.exports.bundle.contents import wide_rows, wide_table
from annotations.exports.formats import WRITERS, write_rows
from annotations.exports.recording import record_export, require_member
from annotations.exports.selectors import choice_counts
from annotations.exports.writers import CONTENT_TYPES, Format
from annotations.models import Export, Study, User
from annotations.studies.snapshot import snapshot

MEMORY_BYTES = 1_000_000


@dataclass(frozen=True)
class ResultFile:
    """What goes into one file: its columns, and its rows once the study is unblinded."""

    columns: Callable[[Study], Sequence[tables.Column]]
    rows: Callable[[Study], Iterable[tables.Row]]


def _of(
    records: Callable[[Study], Iterable[object]], columns: Sequence[tables.Column]
) -> ResultFile:
    return ResultFile(lambda study: columns, lambda study: tables.rows_of(records(study), columns))


def _all_revisions(study: Study) -> Iterable[object]:
    return judgment_records(study, all_revisions=True)


# What there is of an unblinded study, by the name that stands in addresses and file names.
RESULT_TABLES: dict[str, ResultFile] = {
    "judgments": _of(judgment_records, tables.JUDGMENTS),
    "judgments-wide": ResultFile(
        lambda study: wide_table(study).columns, lambda study: wide_rows(study, wide_table(study))
    ),
    "judgments-all-revisions": _of(_all_revisions, tables.JUDGMENTS),
    "marked-spans": _of(span_records, tables.MARKED_SPANS),
    "source-guesses": _of(guess_records, tables.SOURCE_GUESSES),
    "handed-on": _of(handed_on_records, tables.HANDED_ON),
    "problem-reports": _of(report_records, tables.PROBLEM_REPORTS),
    "preference-pairs": _of(preference_pairs, tables.PREFERENCE_PAIRS),
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
    """One row per judgment, current revisions or all of them."""
    what = "judgments-all-revisions" if all_revisions else "judgments"
    return export_table(study=study, by=by, what=what, form=form)


def export_table(
    *, study: Study, by: User | None, what: str, form: Format = Format.CSV
) -> ExportedFile:
    """One of ``RESULT_TABLES``, every row of it. Refused before the unblinding.

    Repeating it gives the same bytes and another record. Without ``by`` it is the
    operator's, who works on the machine itself.
    """
    require_unblinded(study)
    require_member(study, by)
    with snapshot():
        file = RESULT_TABLES[what]
        written = _write(study, file.rows(study), file.columns(study), form)
    return _record(study, by, written, what, form)


def export_counts(*, study: Study, by: User | None, form: Format = Format.CSV) -> ExportedFile:
    """Left, tie and right in total per criterion: all that exists while a study is blinded."""
    with snapshot():
        rows = tables.rows_of(choice_counts(study), tables.COUNTS)
        written = _write(study, rows, tables.COUNTS, form)
    return _record(study, by, written, "counts", form)


def filename_of(study: Study, what: str, form: Format) -> str:
    """``what`` is judgments, judgments-all-revisions, counts or one of ``RESULT_TABLES``."""
    return f"{study.slug}-{what}.{form}"


def _write(
    study: Study, rows: Iterable[tables.Row], columns: Sequence[tables.Column], form: Format
) -> _Written:
    """The rows, their hash, and the head of the chain at the same moment."""
    head = study.submissions.order_by("-sequence").values_list("hash", flat=True).first()
    with ExitStack() as on_error:
        stream = on_error.enter_context(tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES))
        count = write_rows(rows, [WRITERS[form](stream, columns)])
        stream.seek(0)
        digest = stream_sha256(stream)
        stream.seek(0)
        on_error.pop_all()
    return _Written(stream, count, digest, head or "")


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

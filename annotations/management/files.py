"""What the importing commands share: reading files, finding the study, telling bad rows."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.datasets.columns import BadColumn, with_columns
from annotations.datasets.isolation import COMMAND_SECONDS, parse_file
from annotations.datasets.limits import MAX_FILE_BYTES
from annotations.datasets.messages import describe
from annotations.datasets.parsing import Format, Request
from annotations.datasets.rows import ParsedFile, RowError
from annotations.datasets.services import ImportReport
from annotations.models import Study

SHOWN_IDS = 10


def add_import_arguments(parser: CommandParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="files to read")
    parser.add_argument("--study", metavar="SLUG", required=True, help="short name of the study")
    parser.add_argument(
        "--format",
        choices=[file_format.value for file_format in Format],
        default=Format.AUTO.value,
        help="what the files are (default: look into each)",
    )
    add_column_argument(parser)
    parser.add_argument(
        "--import-good", action="store_true", help="import the good rows although some are bad"
    )


def add_column_argument(parser: CommandParser) -> None:
    parser.add_argument(
        "--column",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        dest="columns",
        help="what a field is called in the files; may be given several times, the others are "
        "guessed then",
    )


def find_study(slug: str) -> Study:
    try:
        return Study.objects.get(slug=slug)
    except Study.DoesNotExist as error:
        known = ", ".join(Study.objects.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"No study {slug!r}. Known studies: {known}.") from error


def read_file(name: str) -> bytes:
    """The file's bytes; one more than is allowed is enough to refuse it."""
    try:
        with Path(name).open("rb") as stream:
            return stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error


def parse_files(
    names: Iterable[str], request: Request, columns: Sequence[str] = ()
) -> list[ParsedFile]:
    """Each file is read by a process of its own, so that an absurd one ends that process."""
    return [_parse_file(name, request, columns) for name in dict.fromkeys(names)]


def _parse_file(name: str, request: Request, columns: Sequence[str]) -> ParsedFile:
    try:
        with Path(name).open("rb") as stream:
            asked = with_columns(name, stream, request, columns, seconds=COMMAND_SECONDS)
            return parse_file(name, stream, asked, seconds=COMMAND_SECONDS)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    except BadColumn as error:
        raise CommandError(f"{name}: {error}") from error


def tell(command: BaseCommand, report: ImportReport) -> None:
    """Say what an import did; CommandError if it did nothing."""
    if report.errors:
        command.stderr.write(error_table(report.errors))
    if not report.written:
        raise CommandError(
            f"Nothing was imported: {report.bad_rows} bad rows, listed above. "
            "Mend the files, or import the good rows with --import-good."
        )
    for name, counts in (("Items", report.items), ("Responses", report.responses)):
        if counts.new or counts.unchanged:
            command.stdout.write(
                command.style.SUCCESS(f"{name}: {counts.new} new, {counts.unchanged} unchanged.")
            )
    if report.bad_rows:
        command.stdout.write(f"Bad rows, left out: {report.bad_rows}.")
    command.stdout.write(_without_comparison(report.without_comparison))


def _without_comparison(ids: Sequence[str]) -> str:
    if not ids:
        return "Every item of the study has a comparison."
    more = ", …" if len(ids) > SHOWN_IDS else ""
    shown = ", ".join(ids[:SHOWN_IDS])
    return f"Items without comparison (fewer than two systems): {len(ids)} ({shown}{more})."


def error_table(errors: Sequence[RowError]) -> str:
    """File, row, field and reason in columns."""
    head = ("file", "row", "field", "reason")
    cells = [
        (error.file, "" if error.row is None else str(error.row), error.field, describe(error))
        for error in errors
    ]
    widths = [max(_width(row[column]) for row in (head, *cells)) for column in range(3)]
    return "\n".join(
        "  ".join((*(_pad(cell, width) for cell, width in zip(row, widths, strict=False)), row[3]))
        for row in (head, *cells)
    )


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

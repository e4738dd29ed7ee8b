import shutil
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.exports.services import (
    RESULT_TABLES,
    ExportedFile,
    export_counts,
    export_table,
    filename_of,
)
from annotations.exports.tables import COUNTS
from annotations.exports.writers import Format
from annotations.management.studies import StudyCommand
from annotations.models import Study, User


class Command(StudyCommand):
    help = (
        "Write the judgments of an unblinded study to a file, one row each, or with "
        "--marked-spans what raters marked as unsafe, with --source-guesses who they think "
        "wrote the answers, with --handed-on what they could not judge and why, with "
        "--problem-reports what they reported. While it is blinded "
        "only --counts exist: left, tie and right in total per criterion."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--format", choices=list(Format), default=Format.CSV.value)
        parser.add_argument(
            "--output",
            metavar="FILE",
            help="where to write, - for the standard output (default: SLUG-judgments.FORMAT here)",
        )
        parser.add_argument("--overwrite", action="store_true", help="replace a file that is there")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--all-revisions", action="store_true", help="every revision, not only the current ones"
        )
        what.add_argument("--counts", action="store_true", help="totals of a blinded study")
        what.add_argument(
            "--marked-spans", action="store_true", help="the marked pieces of all revisions"
        )
        what.add_argument(
            "--source-guesses", action="store_true", help="which product raters think wrote what"
        )
        what.add_argument(
            "--handed-on", action="store_true", help="pairs that raters could not judge, and why"
        )
        what.add_argument(
            "--problem-reports", action="store_true", help="what raters reported about pairs"
        )
        what.add_argument("--judgments-wide", action="store_true", help="one row per submission")
        what.add_argument(
            "--preference-pairs",
            action="store_true",
            help="prompt, chosen and rejected, as preference-tuning libraries read them",
        )
        parser.add_argument(
            "--codebook", choices=["en", "zh-hans"], help="only say what the columns mean"
        )

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        if language := options["codebook"]:
            table = RESULT_TABLES.get(_what(options))
            columns = table.columns(study) if table else COUNTS
            return "\n".join(f"{column.key}: {column.text(language)}" for column in columns)
        what = _what(options)
        path = Path(options["output"] or filename_of(study, what, Format(options["format"])))
        if options["output"] != "-":
            # Before anything is exported: refused later it would leave a record without a file.
            _refuse_to_overwrite(path, options)
        exported = _export(study, by, what, Format(options["format"]))
        with exported.stream:
            if options["output"] == "-":
                shutil.copyfileobj(exported.stream, sys.stdout.buffer)
                return ""
            with path.open("wb") as file:
                shutil.copyfileobj(exported.stream, file)
        record = exported.record
        return f"Wrote {path}: {record.row_count} rows, SHA-256 {record.sha256}."


def _what(options: dict[str, Any]) -> str:
    if options["counts"]:
        return "counts"
    if options["all_revisions"]:
        return "judgments-all-revisions"
    chosen = (what for what in RESULT_TABLES if options.get(what.replace("-", "_")))
    return next(chosen, "judgments")


def _export(study: Study, by: User | None, what: str, form: Format) -> ExportedFile:
    if what == "counts":
        return export_counts(study=study, by=by, form=form)
    return export_table(study=study, by=by, what=what, form=form)


def _refuse_to_overwrite(path: Path, options: dict[str, Any]) -> None:
    if path.exists() and not options["overwrite"]:
        raise CommandError(f"{path} exists. Add --overwrite, or name another with --output.")
    if not path.parent.is_dir():
        raise CommandError(f"There is no folder {path.parent}.")

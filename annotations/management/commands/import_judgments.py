from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.datasets.parsing import Content, Request
from annotations.exceptions import AnnotationsError
from annotations.management.files import (
    add_column_argument,
    error_table,
    find_study,
    parse_files,
)
from annotations.studies.elsewhere.services import import_judgments


class Command(BaseCommand):
    help = (
        "Fill a draft study with judgments that were made elsewhere, so that it can be frozen, "
        "unblinded and analysed here. They stay marked as imported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", help="a row for each choice")
        parser.add_argument("--study", metavar="SLUG", required=True, help="short name of a draft")
        add_column_argument(parser)
        parser.add_argument(
            "--make-missing",
            action="store_true",
            help="make systems, items and answers that the study lacks, without their texts",
        )

    def handle(self, *, files: list[str], study: str, make_missing: bool, **options: Any) -> None:
        target = find_study(study)
        parsed = parse_files(files, Request(Content.JUDGMENTS), options["columns"])
        try:
            report = import_judgments(
                study=target, files=parsed, by=None, makes_missing=make_missing
            )
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        if not report.written:
            self.stderr.write(error_table(report.errors))
            raise CommandError(f"Nothing was imported: {report.bad_rows} bad rows, listed above.")
        told = (
            f"Imported {report.judgments} judgments in {report.submissions} submissions of "
            f"{report.raters} raters on {report.comparisons} comparisons."
        )
        self.stdout.write(self.style.SUCCESS(told))
        if any(report.made.values()):
            made = ", ".join(f"{count} {name}" for name, count in report.made.items())
            self.stdout.write(f"Made without their texts: {made}.")
        self.stdout.write("The study is paused: freeze and unblind it to see its results.")

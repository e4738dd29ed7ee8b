import os
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.exceptions import AnnotationsError
from annotations.management.files import error_table, read_file
from annotations.studies.setup import create_study
from annotations.studies.study_file import read_study_file


class Command(BaseCommand):
    help = "Make a draft study from a study file (TOML or JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the study file")
        parser.add_argument(
            "--researcher",
            metavar="EMAIL",
            action="append",
            default=[],
            help="who runs the study, beside those named in the file",
        )

    def handle(self, *, file: str, researcher: list[str], **options: Any) -> None:
        plan, errors = read_study_file(file, read_file(file))
        if plan is None:
            self.stderr.write(error_table(errors))
            raise CommandError("No study was made: the faults of the file are listed above.")
        plan = replace(plan, researchers=(*plan.researchers, *researcher))
        try:
            study = create_study(plan=plan, by=None, environment=os.environ)
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            self.style.SUCCESS(
                f"Made the study {study.slug!r}: {len(plan.systems)} systems, "
                f"{len(plan.criteria)} criteria, {study.raters_per_comparison} raters per "
                "comparison. Next: import_dataset or import_responses, then start_study."
            )
        )

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.datasets.parsing import Content, Format, Request
from annotations.datasets.services import import_dataset
from annotations.exceptions import AnnotationsError
from annotations.management.files import add_import_arguments, find_study, parse_files, tell


class Command(BaseCommand):
    help = "Import a study's items from JSON, JSON lines, CSV, XLSX, Parquet or published files."

    def add_arguments(self, parser: CommandParser) -> None:
        add_import_arguments(parser)

    def handle(self, *, files: list[str], study: str, **options: Any) -> None:
        request = Request(Content.ITEMS, Format(options["format"]))
        parsed = parse_files(files, request, options["columns"])
        try:
            report = import_dataset(
                study=find_study(study), files=parsed, by=None, skip_bad=options["import_good"]
            )
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        tell(self, report)

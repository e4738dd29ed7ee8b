from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.datasets.parsing import Content, Format, Request
from annotations.datasets.services import import_responses
from annotations.exceptions import AnnotationsError
from annotations.management.files import add_import_arguments, find_study, parse_files, tell
from annotations.models import Study, System


class Command(BaseCommand):
    help = (
        "Import one system's ready-made responses from JSON, JSON lines, CSV, XLSX, Parquet "
        "or published HuatuoEval files; the latter bring their items along."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_import_arguments(parser)
        parser.add_argument("--system", metavar="NAME", required=True, help="whose responses")

    def handle(self, *, files: list[str], study: str, system: str, **options: Any) -> None:
        request = Request(Content.RESPONSES, Format(options["format"]))
        parsed = parse_files(files, request, options["columns"])
        target = find_study(study)
        try:
            report = import_responses(
                study=target,
                system=_find_system(target, system),
                files=parsed,
                by=None,
                skip_bad=options["import_good"],
            )
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        tell(self, report)


def _find_system(study: Study, name: str) -> System:
    candidates = study.systems.filter(role=System.Role.CANDIDATE).order_by("position")
    try:
        return candidates.get(name=name)
    except System.DoesNotExist as error:
        known = ", ".join(candidates.values_list("name", flat=True)) or "none"
        raise CommandError(
            f"The study {study.slug!r} has no system {name!r}. Its systems: {known}."
        ) from error

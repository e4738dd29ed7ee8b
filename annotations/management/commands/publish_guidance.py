from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.entrance.guidance import publish_guidance
from annotations.management.files import read_file
from annotations.management.studies import StudyCommand
from annotations.models import GuidanceText, Study, User

OPTIONS = {"en": "en", "zh-hans": "zh_hans"}


class Command(StudyCommand):
    help = (
        "Publish a new version of a study's consent text or guideline, as Markdown. Raters accept "
        "it before their next pair. A text equal to the newest version changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--purpose", choices=GuidanceText.Purpose.values, required=True)
        for language in OPTIONS:
            parser.add_argument(f"--{language}", metavar="FILE", required=True, help="the text")

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        text = {language: _read(options[name]) for language, name in OPTIONS.items()}
        published = publish_guidance(study=study, purpose=options["purpose"], text=text, by=by)
        return f"Version {published.version} of the {options['purpose']} of {study.slug} stands."


def _read(name: str) -> str:
    try:
        return read_file(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8.") from error

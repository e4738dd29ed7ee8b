from typing import Any

from django.core.management.base import CommandParser

from annotations.management.studies import FinalCommand
from annotations.models import Study, User
from annotations.studies.lifecycle import unblind_study


class Command(FinalCommand):
    help = "Show the results by system of a frozen study to its researchers."
    consequence = (
        "Unblinding shows results by system to the study's researchers. Who did it, when and why "
        "is recorded and cannot be taken back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--reason", required=True, help="why; it is recorded")

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        self.confirm(study, options)
        study = unblind_study(study=study, by=by, reason=options["reason"])
        return (
            f"{study.slug} is unblinded. Next: export_judgments {study.slug}, or its results page."
        )

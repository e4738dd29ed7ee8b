from typing import Any

from django.core.management.base import CommandParser

from annotations.entrance.invitations import make_group_link
from annotations.management.links import add_link_arguments, describe
from annotations.management.studies import StudyCommand
from annotations.models import Study, User


class Command(StudyCommand):
    help = "Make a link by which several people enrol themselves as raters, and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--name", required=True, help="of the group, for the list of links")
        parser.add_argument("--uses", type=int, required=True, help="for at most so many people")
        add_link_arguments(parser)

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        link = make_group_link(
            study=study,
            name=options["name"],
            use_limit=options["uses"],
            days=options["days"],
            by=by,
        )
        until = f"{link.invitation.expires_at:%Y-%m-%d}"
        sentence = f"A link for {options['name']}, {options['uses']} uses, until {until}:"
        return describe(link, site=options["site"], qr=options["qr"], sentence=sentence)

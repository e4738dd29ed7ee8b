from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.entrance.invitations import make_personal_link
from annotations.entrance.raters import add_rater, physician
from annotations.management.links import add_link_arguments, describe
from annotations.management.studies import StudyCommand
from annotations.models import Study, StudyRater, User


class Command(StudyCommand):
    help = (
        "Make a personal link that signs a rater in once, and print it. Older ones that nobody "
        "used are dead from then on. Without --rater somebody new becomes a rater first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--rater", metavar="PSEUDONYM", help="somebody who is there")
        parser.add_argument("--email", metavar="EMAIL", help="of a user who is there, or is made")
        parser.add_argument("--name", default="", help="as the study's researchers read it")
        parser.add_argument("--quota", type=int, metavar="N", help="at most so many pairs")
        add_link_arguments(parser)

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        if options["quota"] is not None and options["quota"] < 1:
            raise CommandError("--quota must be at least 1.")
        rater = self._rater(study, by, options)
        link = make_personal_link(rater=rater, by=by, days=options["days"])
        sentence = (
            f"A link for {rater.pseudonym}, once, until {link.invitation.expires_at:%Y-%m-%d}:"
        )
        return describe(link, site=options["site"], qr=options["qr"], sentence=sentence)

    def _rater(self, study: Study, by: User | None, options: dict[str, Any]) -> StudyRater:
        if pseudonym := options["rater"]:
            if rater := study.raters.filter(pseudonym=pseudonym).first():
                return rater
            raise CommandError(f"No rater {pseudonym} in {study.slug!r}.")
        if not (options["name"] or options["email"]):
            raise CommandError("Say who it is for: --rater, --name or --email.")
        user = physician(email=options["email"], name=options["name"])
        return add_rater(study=study, user=user, by=by, quota=options["quota"])

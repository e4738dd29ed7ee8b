from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.entrance.raters import add_rater, physician
from annotations.management.studies import StudyCommand
from annotations.models import Study, User


class Command(StudyCommand):
    help = (
        "Make somebody a rater of a study. Repeating it with the same e-mail changes nothing; "
        "without an e-mail it is a new person each time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--email", metavar="EMAIL", help="of a user who is there, or is made")
        parser.add_argument("--name", default="", help="as the study's researchers read it")
        parser.add_argument("--quota", type=int, metavar="N", help="at most so many pairs")
        parser.add_argument(
            "--password-file", metavar="FILE", help="its first line becomes a new user's password"
        )

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        if options["quota"] is not None and options["quota"] < 1:
            raise CommandError("--quota must be at least 1.")
        password = _first_line(options["password_file"]) if options["password_file"] else None
        rater = add_rater(
            study=study,
            user=physician(email=options["email"], name=options["name"], password=password),
            by=by,
            quota=options["quota"],
        )
        seat = f", seat {rater.seat}" if rater.seat else ""
        return f"{rater.pseudonym} is a rater of {study.slug}{seat}."


def _first_line(name: str) -> str:
    try:
        return (Path(name).read_text(encoding="utf-8").splitlines() or [""])[0]
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error

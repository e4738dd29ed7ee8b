import os
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.exceptions import AnnotationsError
from annotations.studies.researchers import create_researcher

VARIABLE = "RESEARCHER_PASSWORD"


class Command(BaseCommand):
    help = (
        "Make a researcher, who signs in with e-mail and password. The password is asked for, "
        f"or read from --password-file or the variable {VARIABLE}; never from the command line, "
        "where other users of the machine could read it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="", help="as others read it")
        parser.add_argument(
            "--password-file", metavar="FILE", help="its first line is the password"
        )

    def handle(self, *, email: str, name: str, password_file: str | None, **options: Any) -> None:
        try:
            user = create_researcher(
                email=email, name=name, password=_password(password_file), by=None
            )
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"Made the researcher {user.email}."))


def _password(file: str | None) -> str:
    if file:
        return _from_file(file)
    if password := os.environ.get(VARIABLE):
        return password
    password = getpass("Password: ")
    if getpass("Password (again): ") != password:
        raise CommandError("The two passwords differ.")
    return password


def _from_file(name: str) -> str:
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    return lines[0] if lines else ""

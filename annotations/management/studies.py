"""What the commands about one study share: the study, who acts, and a yes before what is final."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.exceptions import AnnotationsError
from annotations.management.files import find_study
from annotations.models import Study, StudyMember, User


class StudyCommand(BaseCommand):
    """``handle`` finds the study and who acts; ``perform`` calls a service and says what it did."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", metavar="SLUG", help="short name of the study")
        parser.add_argument(
            "--by",
            metavar="EMAIL",
            help="the researcher who acts, as the record will say (default: the system)",
        )

    def handle(self, *, study: str, by: str | None, **options: Any) -> None:
        found = find_study(study)
        try:
            sentence = self.perform(found, find_researcher(found, by) if by else None, options)
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        if sentence:
            self.stdout.write(self.style.SUCCESS(sentence))

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        raise NotImplementedError


class FinalCommand(StudyCommand):
    """A command whose act cannot be taken back: it asks, unless told not to."""

    consequence = ""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def confirm(self, study: Study, options: dict[str, Any]) -> None:
        if options["yes"]:
            return
        self.stdout.write(self.consequence)
        try:
            answer = input(f"Type {study.slug} to go on: ")
        except EOFError as error:
            raise CommandError("Nobody is here to confirm. Add --yes to go on.") from error
        if answer.strip() != study.slug:
            raise CommandError("Not confirmed; nothing was changed.")


def find_researcher(study: Study, email: str) -> User:
    roles = StudyMember.RUNNING_ROLES
    led = User.objects.filter(memberships__study=study, memberships__role__in=roles)
    try:
        return led.get(email=email.strip().lower())
    except User.DoesNotExist as error:
        known = ", ".join(led.exclude(email=None).order_by("email").values_list("email", flat=True))
        raise CommandError(
            f"{email} is no researcher of {study.slug!r}. Its researchers: {known or 'none'}."
        ) from error

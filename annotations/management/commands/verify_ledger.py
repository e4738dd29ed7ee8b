from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.management.files import find_study
from annotations.models import Study
from annotations.studies.verification import Verdict, verify_site_audit, verify_study


class Command(BaseCommand):
    help = (
        "Compute the ledger's contents and links again and say whether they hold. A tail that was "
        "cut off shows only against a head from outside: give one from an export or a freeze."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "studies", metavar="SLUG", nargs="*", help="short names (default: all, and the site)"
        )
        parser.add_argument(
            "--head", metavar="HASH", help="a head published earlier, of one study's submissions"
        )

    def handle(self, *, studies: list[str], head: str | None, **options: Any) -> None:
        if head and len(studies) != 1:
            raise CommandError("--head goes with exactly one study.")
        chosen = [find_study(slug) for slug in studies] or list(Study.objects.order_by("slug"))
        verdicts = [verdict for study in chosen for verdict in verify_study(study, head=head)]
        if not studies:
            verdicts.append(verify_site_audit())
        for verdict in verdicts:
            self.stdout.write(
                (self.style.SUCCESS if verdict.holds else self.style.ERROR)(say(verdict))
            )
        if broken := sum(not verdict.holds for verdict in verdicts):
            raise CommandError(f"{broken} of {len(verdicts)} chains do not hold.")


def say(verdict: Verdict) -> str:
    if verdict.holds:
        return f"OK {verdict.name}: {verdict.rows} rows, head {verdict.head or 'none'}"
    place = f" at number {verdict.broken_at}" if verdict.broken_at else ""
    return f"BROKEN {verdict.name}{place}: {verdict.reason}"

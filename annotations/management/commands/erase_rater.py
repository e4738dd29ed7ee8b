from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.management.studies import FinalCommand
from annotations.models import Study, User
from annotations.retention.services import erase_rater


class Command(FinalCommand):
    help = (
        "Erase a rater: name, e-mail, profile, links and sessions go, the account too if it is in "
        "no other study. The judgments stay under the pseudonym, and every hash with them."
    )
    consequence = (
        "Erasing a rater cannot be taken back: afterwards nobody can say who the pseudonym was. "
        "Copies in backups and in files that were fetched earlier are not reached."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("pseudonym", help="as the raters page shows it, such as R-4FQ2K7TB")
        parser.add_argument("--reason", required=True, help="why, without a name; it is recorded")

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        rater = study.raters.filter(pseudonym=options["pseudonym"]).first()
        if rater is None:
            raise CommandError(f"There is no rater {options['pseudonym']} in {study.slug}.")
        self.confirm(study, options)
        erased = erase_rater(rater=rater, by=by, reason=options["reason"])
        account = "The account is deleted" if erased.account_deleted else "The account is kept"
        return (
            f"{erased.pseudonym} is nobody any more. {account}; "
            f"{erased.files_removed} files with names were removed."
        )

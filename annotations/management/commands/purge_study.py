from typing import Any

from django.core.management.base import CommandParser

from annotations.management.studies import FinalCommand
from annotations.models import Study, User
from annotations.retention.purging import Purge, plan_purge, purge_study


class Command(FinalCommand):
    help = (
        "Delete a study whose time of keeping is over, with its ledger, its files and the accounts "
        "of raters who are in no other study. Needs the owner's login (DATABASE_OWNER_URL)."
    )
    consequence = (
        "A purge cannot be taken back. The site's audit log keeps that it was done, how many rows "
        "went, and the heads of the chains. Keep a bundle first if the results must stay checkable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        self._tell(plan_purge(study))
        if options["dry_run"]:
            return "Nothing was changed."
        self.confirm(study, options)
        slug = study.slug
        purge = purge_study(study, by=by)
        return f"{slug} is gone: {purge.total} rows, {purge.accounts} accounts."

    def _tell(self, plan: Purge) -> None:
        width = max(map(len, plan.rows), default=0)
        for name, count in plan.rows.items():
            self.stdout.write(f"{name:{width}}  {count:>8}")
        self.stdout.write(f"Accounts of raters in no other study: {plan.accounts}")
        self.stdout.write(f"Files in the folder of exports: {plan.files}")

from typing import Any

from annotations.management.studies import FinalCommand
from annotations.models import Study, User
from annotations.studies.lifecycle import freeze_study


class Command(FinalCommand):
    help = "End judging for good. Prints the head of the chain: keep it outside this machine."
    consequence = (
        "Freezing ends judging for good: open pairs are withdrawn, nothing can be handed in any "
        "more, and a frozen study cannot be reopened."
    )

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        self.confirm(study, options)
        study = freeze_study(study=study, by=by)
        last = study.submissions.order_by("-sequence").first()
        head = f"head of the chain {last.hash}" if last else "nothing was handed in"
        return f"{study.slug} is frozen: {last.sequence if last else 0} submissions, {head}."

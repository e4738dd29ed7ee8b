from typing import Any

from annotations.comparisons.leaks import scan_again
from annotations.management.studies import StudyCommand
from annotations.models import Study, User


class Command(StudyCommand):
    help = (
        "Look through every complete answer of a study again for words that tell who wrote it, "
        "after the lists or the study's names have grown. Known finds stay as they were decided."
    )

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        count = scan_again(study=study)
        for decision, finds in sorted(count.decisions.items()):
            self.stdout.write(f"  {decision}: {finds}")
        return (
            f"{study.slug}: {count.answers} answers looked through, "
            f"{count.finds} new finds in {count.with_finds} answers."
        )

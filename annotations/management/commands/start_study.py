from typing import Any

from annotations.management.studies import StudyCommand
from annotations.models import Study, User
from annotations.studies.lifecycle import start_study
from annotations.studies.selectors import planned_work


class Command(StudyCommand):
    help = (
        "Start a draft study: fix its protocol, plan every judgment, queue what is still to be "
        "generated. Repeating it changes nothing."
    )

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        study = start_study(study=study, by=by)
        planned = planned_work(study)
        return (
            f"{study.slug} runs: {planned.comparisons} comparisons ({planned.released} released), "
            f"{planned.slots} planned judgments, {planned.repeats} hidden repeats. "
            f"Protocol {study.protocol_sha256}."
        )

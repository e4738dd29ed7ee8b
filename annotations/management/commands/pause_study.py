from typing import Any

from annotations.management.studies import StudyCommand
from annotations.models import Study, User
from annotations.studies.lifecycle import pause_study


class Command(StudyCommand):
    help = "Give out no new pairs; what raters hold can still be handed in."

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        return f"{pause_study(study=study, by=by).slug} is paused."

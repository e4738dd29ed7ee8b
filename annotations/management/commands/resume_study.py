from typing import Any

from annotations.management.studies import StudyCommand
from annotations.models import Study, User
from annotations.studies.lifecycle import resume_study


class Command(StudyCommand):
    help = "Let a paused study go on."

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        return f"{resume_study(study=study, by=by).slug} runs."

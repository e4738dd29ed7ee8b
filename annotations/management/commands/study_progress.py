from collections.abc import Iterator
from typing import Any

from annotations.exports.selectors import choice_counts
from annotations.generation.selectors import failed_responses, generation_progress
from annotations.management.studies import StudyCommand
from annotations.models import Study, User
from annotations.studies.selectors import planned_work, rater_progress


class Command(StudyCommand):
    help = "Say how a study stands, in counts that tell nothing by system, comparison or item."

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        for line in (*_work(study), *_generation(study), *_raters(study), *_choices(study)):
            self.stdout.write(line)
        return ""


def _work(study: Study) -> Iterator[str]:
    planned = planned_work(study)
    yield f"{study.slug}: {study.state}"
    yield (
        f"Comparisons: {planned.comparisons}, released {planned.released}, "
        f"stopped by a failed answer {planned.failed}"
    )
    yield f"Judgments: {planned.done} of {planned.slots}, held by raters now {planned.held}"
    yield f"Hidden repeats: {planned.repeats_done} of {planned.repeats}"


def _generation(study: Study) -> Iterator[str]:
    """How far the answers are; this names systems, but says nothing about what they answered."""
    for row in generation_progress(study):
        yield (
            f"Answers of {row.name}: {row.done} complete, {row.running} being written, "
            f"{row.pending} waiting, {row.failed} failed"
        )
    for failure in failed_responses(study, limit=10):
        yield f"  {failure.external_id} of {failure.system}: {failure.sentence}"


def _raters(study: Study) -> Iterator[str]:
    for rater in rater_progress(study):
        yield f"Rater {rater.pseudonym}: {rater.first} pairs, {rater.repeats} repeats"


def _choices(study: Study) -> Iterator[str]:
    for row in choice_counts(study):
        yield (
            f"Chosen on {row.criterion}: left {row.left}, tie {row.tie}, right {row.right}, "
            f"not applicable {row.not_applicable}"
        )

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.comparisons.exclusion import exclude_failed
from annotations.exceptions import AnnotationsError
from annotations.generation.launch import retry_failed
from annotations.generation.selectors import failed_responses, generation_progress
from annotations.management.files import find_study
from annotations.models import Study


class Command(BaseCommand):
    help = "Show how far a study's generation is and what has failed; retry or exclude it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", metavar="SLUG", help="short name of the study")
        acts = parser.add_mutually_exclusive_group()
        acts.add_argument("--retry", action="store_true", help="try what has failed again")
        acts.add_argument(
            "--exclude", metavar="REASON", help="withdraw the comparisons that lack an answer"
        )

    def handle(self, *, study: str, retry: bool, exclude: str | None, **options: Any) -> None:
        found = find_study(study)
        try:
            if retry:
                self._tell(f"Responses put back in line: {retry_failed(study=found, by=None)}.")
            elif exclude is not None:
                count = exclude_failed(study=found, by=None, reason=exclude)
                self._tell(f"Comparisons withdrawn: {count}.")
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        self._show(found)

    def _tell(self, sentence: str) -> None:
        self.stdout.write(self.style.SUCCESS(sentence))

    def _show(self, study: Study) -> None:
        for row in generation_progress(study):
            self.stdout.write(
                f"{row.name}: {row.done} of {row.total} done, "
                f"{row.running} running, {row.pending} pending, {row.failed} failed"
            )
        for failed in failed_responses(study):
            reason = f"{failed.sentence} {failed.detail}"
            when = "given up" if failed.is_final else f"again at {failed.not_before:%H:%M:%S %Z}"
            self.stdout.write(f"  {failed.external_id}, {failed.system}: {reason} ({when})")

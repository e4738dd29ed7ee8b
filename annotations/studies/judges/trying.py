"""Read a kept file of verdicts and say what its import would do, or do it."""

from dataclasses import dataclass

from annotations.datasets.choices import Choices
from annotations.datasets.isolation import PAGE_SECONDS, parse_file
from annotations.datasets.rows import ParsedFile
from annotations.datasets.uploads import opened
from annotations.models import Upload, User
from annotations.studies.judges.services import JudgeReport, import_verdicts


@dataclass(frozen=True)
class TriedVerdicts:
    """The file's rows, and what the study says to them."""

    parsed: ParsedFile
    report: JudgeReport


def try_verdicts(upload: Upload, *, by: User, write: bool) -> TriedVerdicts:
    """With ``write`` store them, which is done once."""
    choices = Choices.from_json(upload.choices)
    with opened(upload) as stream:
        parsed = parse_file(upload.name, stream, choices.request, seconds=PAGE_SECONDS)
    report = import_verdicts(
        study=upload.study, file=parsed, by=by, judge=choices.judge, dry_run=not write
    )
    return TriedVerdicts(parsed, report)

"""Read a kept file of judgments and say what its import would do, or do it."""

from dataclasses import dataclass

from annotations.datasets.choices import Choices
from annotations.datasets.isolation import PAGE_SECONDS, parse_file
from annotations.datasets.rows import ParsedFile
from annotations.datasets.uploads import opened
from annotations.models import Upload, User
from annotations.studies.elsewhere.services import JudgmentReport, import_judgments


@dataclass(frozen=True)
class TriedJudgments:
    """The file's rows, and what the study says to them."""

    parsed: ParsedFile
    report: JudgmentReport


def try_judgments(upload: Upload, *, by: User, write: bool) -> TriedJudgments:
    """With ``write`` import them, which is done once."""
    choices = Choices.from_json(upload.choices)
    with opened(upload) as stream:
        parsed = parse_file(upload.name, stream, choices.request, seconds=PAGE_SECONDS)
    report = import_judgments(
        study=upload.study,
        files=[parsed],
        by=by,
        makes_missing=choices.makes_missing,
        dry_run=not write,
    )
    return TriedJudgments(parsed, report)

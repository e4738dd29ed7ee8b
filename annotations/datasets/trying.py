"""Read a kept file and say what its import would do, or do it."""

from dataclasses import dataclass

from annotations.datasets.choices import Choices
from annotations.datasets.isolation import PAGE_SECONDS, parse_file
from annotations.datasets.parsing import Content
from annotations.datasets.rows import ParsedFile
from annotations.datasets.services import ImportReport, import_dataset, import_responses
from annotations.datasets.uploads import opened
from annotations.models import System, Upload, User


@dataclass(frozen=True)
class Tried:
    """The file's rows, and what the study says to them."""

    parsed: ParsedFile
    report: ImportReport


def try_upload(upload: Upload, *, by: User, write: bool, skip_bad: bool = False) -> Tried:
    """With ``write`` import it; repeating that adds nothing."""
    choices = Choices.from_json(upload.choices)
    with opened(upload) as stream:
        parsed = parse_file(upload.name, stream, choices.request, seconds=PAGE_SECONDS)
    study = upload.study
    if choices.content is Content.ITEMS:
        report = import_dataset(
            study=study, files=[parsed], by=by, skip_bad=skip_bad, dry_run=not write
        )
        return Tried(parsed, report)
    system = study.systems.get(name=choices.system, role=System.Role.CANDIDATE)
    report = import_responses(
        study=study, system=system, files=[parsed], by=by, skip_bad=skip_bad, dry_run=not write
    )
    return Tried(parsed, report)

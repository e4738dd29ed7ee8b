"""What all pages share on which files come in: a file on its way, and its bad rows to mend."""

import tempfile
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from django.http import FileResponse

from annotations.datasets.bad_rows import ending, write_bad_rows
from annotations.datasets.choices import Choices
from annotations.datasets.isolation import PAGE_SECONDS, Look, raw_apart
from annotations.datasets.rows import RowError
from annotations.datasets.uploads import opened
from annotations.models import Upload

from .files_preview import reasons_of

ROWS_A_PAGE = 100
SHOWN_NAME = 120


def on_disk(sent: Any) -> BinaryIO:
    """The sent file as one that another process can be given. The caller closes it."""
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    for piece in sent.chunks():
        file.write(piece)
    file.seek(0)
    return file


def look_of(upload: Upload) -> Look:
    values = upload.look
    samples = tuple((row, cells) for row, cells in values["samples"])
    return Look(**values | {"samples": samples})


def sample_rows(look: Look) -> list[tuple[int, list[str]]]:
    return [(row, [cells.get(name, "") for name in look.columns]) for row, cells in look.samples]


def bad_rows_of(upload: Upload, errors: Sequence[RowError]) -> FileResponse:
    """Those rows as they stand in the file, each with what is wrong with it."""
    choices, look = Choices.from_json(upload.choices), look_of(upload)
    file = tempfile.TemporaryFile()  # noqa: SIM115, the answer closes it
    with opened(upload) as stream:
        rows = raw_apart(stream, choices.request, seconds=PAGE_SECONDS)
        write_bad_rows(cast(Any, file), look.container, rows, reasons_of(tuple(errors)))
    file.seek(0)
    name = f"{upload.name.rpartition('.')[0] or upload.name}-bad-rows.{ending(look.container)}"
    return FileResponse(file, as_attachment=True, filename=name)

"""Keep an uploaded file until it is imported, thrown away, or a day old."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from annotations.datasets.choices import Choices
from annotations.datasets.isolation import Look
from annotations.models import Study, Upload, UploadPiece, User

PIECE_BYTES = 1024 * 1024
# Of one person in one study; the oldest go first.
KEPT = 5


@transaction.atomic
def keep_upload(
    *, study: Study, by: User, name: str, stream: BinaryIO, look: Look, choices: Choices
) -> Upload:
    """Each call keeps the file once more; it is no act of the study, so there is no audit event."""
    stream.seek(0)
    upload = Upload.objects.create(
        study=study,
        user=by,
        name=name[-200:],
        sha256="",
        size=0,
        look=asdict(look),
        choices=choices.as_json(),
    )
    digest = sha256()
    size = position = 0
    while data := stream.read(PIECE_BYTES):
        UploadPiece.objects.create(upload=upload, position=position, data=data)
        digest.update(data)
        size += len(data)
        position += 1
    upload.sha256, upload.size = digest.hexdigest(), size
    upload.save(update_fields=["sha256", "size"])
    older = Upload.objects.filter(study=study, user=by).order_by("-pk")[KEPT:]
    Upload.objects.filter(pk__in=[one.pk for one in older]).delete()
    return upload


@contextmanager
def opened(upload: Upload) -> Iterator[BinaryIO]:
    """The file, in a place on the disk that nobody else can open and that is gone afterwards."""
    with tempfile.TemporaryFile() as stream:
        for position in range(upload.pieces.count()):
            data = upload.pieces.values_list("data", flat=True).get(position=position)
            stream.write(data)
        stream.seek(0)
        yield stream


def choose(upload: Upload, choices: Choices, look: Look | None = None) -> None:
    """Read it otherwise from now on."""
    upload.choices = choices.as_json()
    if look is not None:
        upload.look = asdict(look)
    upload.save(update_fields=["choices", "look"])


def forget_upload(upload: Upload) -> None:
    """Repeating it changes nothing."""
    Upload.objects.filter(pk=upload.pk).delete()


def forget_old_uploads() -> None:
    Upload.objects.filter(expires_at__lt=timezone.now()).delete()

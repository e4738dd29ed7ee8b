"""A ZIP whose bytes follow from its contents alone: stored, fixed dates, sorted. Pure."""

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

# ZIP knows no earlier day, and no time zone.
DATE = (1980, 1, 1, 0, 0, 0)
PART = 1 << 20


def relative_files(root: Path) -> list[str]:
    """By code point, folders included in the name."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return stream_sha256(stream)


def stream_sha256(stream: IO[bytes]) -> str:
    digest = sha256()
    for part in parts(stream):
        digest.update(part)
    return digest.hexdigest()


def parts(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read(PART):
        yield part


def write_archive(root: Path, target: IO[bytes], folder: str) -> None:
    """Everything below ``root``, under the name ``folder``.

    Deflating would make the bytes depend on the compressor's version.
    """
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name in relative_files(root):
            path = root / name
            entry = ZipInfo(f"{folder}/{name}", DATE)
            entry.compress_type, entry.create_system = ZIP_STORED, 3
            entry.external_attr = 0o644 << 16
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as into:
                shutil.copyfileobj(source, into, PART)

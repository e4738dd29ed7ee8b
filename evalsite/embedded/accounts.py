"""The account PostgreSQL runs under: it refuses root, so root hands it to another account."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from evalsite.embedded import EmbeddedError


@dataclass(frozen=True)
class Account:
    """An account of this machine that a server is started as."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """True if the account may pass through the folder and every folder above it."""
        real = folder.resolve()
        return all(self._may_pass(step) for step in (real, *real.parents))

    def _may_pass(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def server_account() -> Account | None:
    """The account to hand PostgreSQL to, or None when we are not root and keep our own."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        "PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody' to run "
        "it as: start as an ordinary user, or set DATABASE_URL."
    )

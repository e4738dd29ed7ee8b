"""A short private folder for unix sockets, whose paths may not pass 107 characters."""

import hashlib
import os
import tempfile
from pathlib import Path

from evalsite.embedded import EmbeddedError

LONGEST_FOLDER = 80  # leaves room for "/pg/.s.PGSQL.5432.lock"


def socket_folder(state: Path) -> Path:
    """``<tmp>/evalsite-<uid>-<hash>``: short however deep the state folder lies, ours alone.

    0711 for root, because PostgreSQL's account passes through it to a folder of its own.
    """
    digest = hashlib.sha256(os.fsencode(state.resolve())).hexdigest()[:12]
    name = f"evalsite-{os.geteuid()}-{digest}"
    folder = Path(tempfile.gettempdir()) / name
    if len(os.fsencode(folder)) > LONGEST_FOLDER:
        folder = Path("/tmp") / name
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.geteuid():
        raise EmbeddedError(f"{folder} belongs to somebody else: remove it, or set TMPDIR.")
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return folder

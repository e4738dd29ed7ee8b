"""Child processes that end with us, and what an earlier run may have left behind."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from evalsite.embedded.accounts import Account
from evalsite.embedded.state import write_private

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 5_000_000


@dataclass
class Child:
    """A process in a session of its own: Ctrl-C reaches us alone, and we stop all in order."""

    name: str
    command: Sequence[str | Path]
    log: Path
    env: dict[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    patience_seconds: float = 10.0
    account: Account | None = None
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the process. Call it from the main thread: PDEATHSIG belongs to a thread."""
        _rotate(self.log)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=self.env,
                start_new_session=True,
                preexec_fn=_end_with_parent(self.stop_signal),
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to stop, wait, and end its whole group if it does not. Safe to repeat."""
        if self.process is None:
            return
        if self.running():
            self.process.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience_seconds)
        kill_group(self.pid)
        self.process.wait()

    def last_words(self, lines: int = 8) -> str:
        """The end of its log, for an error message."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def run_as(account: Account | None, command: Sequence[str | Path], env: dict[str, str]) -> str:
    """Run a short command to its end and return what it printed; raises CalledProcessError."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",  # the account may not be able to stay in our folder
        env=env,
        check=True,
        text=True,
        errors="replace",
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    return done.stdout


def _end_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """What runs in the child before exec: have the kernel signal it when we are killed.

    It runs after the change of account, which would clear the setting.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # killed between fork and prctl
            os._exit(1)

    return prepare


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))


def identity(pid: int) -> str:
    """When the process began, so that a recycled number is not taken for it; "" if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return _identity_by_ps(pid)
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]


def _identity_by_ps(pid: int) -> str:
    if Path("/proc/self").exists():
        return ""
    asked = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return asked.stdout.strip()


def remember(children: Sequence[Child], path: Path) -> None:
    """Write down who runs, so that the next start finds what a kill -9 of us left behind."""
    known = [[child.pid, identity(child.pid), int(child.stop_signal)] for child in children]
    write_private(path, json.dumps(known))


def stop_leftovers(path: Path, patience_seconds: float = 10.0) -> None:
    """Stop what an earlier run left running, last started first. A live server is never adopted."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return
    for pid, began, stop_signal in reversed(known):
        if began and identity(pid) == began:
            os.kill(pid, stop_signal)
            _wait_gone(pid, began, patience_seconds)
            kill_group(pid)
    path.unlink(missing_ok=True)


def _wait_gone(pid: int, began: str, patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while identity(pid) == began and time.monotonic() < deadline:
        time.sleep(0.02)

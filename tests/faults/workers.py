"""Celery workers as real processes, and processes that die at a chosen point."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from celery import current_app

from tests import databases


class Worker:
    """A worker with beat, as the one-machine default runs it. Ends with the ``with`` block."""

    def __init__(self, *, threads: int = 4, beat: bool = True, **environment: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="evalsite-worker-")
        self._log = Path(self._folder.name) / "log"
        arguments = ["-l", "INFO", "-P", "threads", "-c", str(threads)]
        arguments += ["-B", "-s", f"{self._folder.name}/beat"] if beat else []
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "evalsite", "worker", *arguments],
                env=databases.environment() | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """kill -9 of the whole process group: nothing is put in order any more."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        self._folder.cleanup()


def flush_broker() -> None:
    """Every message of this test process's queue is gone."""
    with current_app.connection_for_write() as connection:
        connection.default_channel.client.flushdb()


def wait_for(
    condition: Callable[[], bool], seconds: float, what: str, *, between: float = 0.05
) -> float:
    """Seconds it took until the condition was true."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(between)
    return time.monotonic() - started


def die_at(point: str, response_id: int, **environment: str) -> int:
    """Work on the response in a process of its own that is killed at the point; its exit code."""
    command = [sys.executable, "-m", "tests.faults.dying", point, str(response_id)]
    return subprocess.run(
        command, env=databases.environment() | environment, stdin=subprocess.DEVNULL, check=False
    ).returncode

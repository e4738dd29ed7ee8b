"""The site as it runs for people: gunicorn and a Celery worker as processes of their own."""

import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from evalsite.embedded.ports import answers_http, kept_port
from evalsite.embedded.processes import Child
from tests import databases

CHECKOUT = Path(__file__).resolve().parent.parent
WORKER = ("-A", "evalsite", "worker", "-B", "-P", "threads", "-c", "4", "--without-gossip")


class RunningSite:
    """``with RunningSite() as site:`` serves this test's database at ``site.address``."""

    def __init__(self, *, web_workers: int = 2) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="evalsite-site-"))
        self.env = databases.environment() | {"EVALSITE_VAR": str(self.folder)}
        self.port = kept_port(self.folder / "port")
        bind = ("--bind", f"127.0.0.1:{self.port}", "--workers", str(web_workers))
        self.web = self._child("gunicorn", "evalsite.wsgi", *bind, "--threads", "8")
        self.worker = self._child("celery", *WORKER, "-s", str(self.folder / "beat"))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _child(self, module: str, *arguments: str) -> Child:
        command = [sys.executable, "-m", module, *arguments]
        return Child(module, command, self.folder / f"{module}.log", self.env, folder=CHECKOUT)

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py prints; raises with its output when it fails."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def __enter__(self) -> "RunningSite":
        self.manage("collectstatic", "--noinput", "-v", "0")
        self.web.start()
        self.worker.start()
        self._wait()
        return self

    def _wait(self) -> None:
        while not answers_http(self.port):
            assert self.web.running(), self.web.last_words(30)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.worker.stop()
        self.web.stop()

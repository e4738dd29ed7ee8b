"""Start everything that one machine needs, watch it, and stop it in order."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from evalsite.embedded import EmbeddedError, ports
from evalsite.embedded.postgres import make_cluster, plan_cluster, start_cluster
from evalsite.embedded.processes import Child, remember, stop_leftovers
from evalsite.embedded.sockets import socket_folder
from evalsite.embedded.state import State, write_private
from evalsite.embedded.valkey import broker_url, start_valkey
from evalsite.llm.model import ModelMissing, require

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DATABASE = "evalsite"
# What a command in a second terminal needs to know.
TOLD = (
    *("DEMO", "DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_URL"),
    *("CELERY_BROKER_URL", "PRIVATE_ENDPOINTS", "SCRIPTED_URL", "SITE_URL"),
)
SECONDS_UNTIL_WEB = 60.0
RESTARTS = 5


@dataclass
class Supervisor:
    """One run of the demo. Servers of your own, named in the environment, are used as they are."""

    state: State
    port: int
    say: Callable[[str], None]
    real_model: bool = False
    children: list[Child] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    restarts: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self) -> None:
        """Until Ctrl-C or SIGTERM. Raises EmbeddedError with a sentence when it cannot."""
        with self.state.locked(f"{self.address}/ (process {os.getpid()})"):
            if self.real_model:
                _require_real_model()
            stop_leftovers(self.state.pids)
            self.state.services.unlink(missing_ok=True)
            ports.require_free(self.port)
            _turn_signals_into_interrupts()
            try:
                self._start()
                self._announce()
                self._watch()
            except KeyboardInterrupt:
                self.say("Stopping ...")
            finally:
                self._stop()

    def _start(self) -> None:
        self.env |= {"DEMO": "1", "EVALSITE_VAR": str(self.state.folder), "PYTHONUTF8": "1"}
        sockets = socket_folder(self.state.folder)
        self._start_database(sockets)
        self._start_broker(sockets)
        model_port = ports.kept_port(self.state.folder / "model_port")
        if self.real_model:
            self.env["DEMO_WITH_REAL_MODEL"] = "1"
        self._add_private_endpoint(model_port)
        self.env.setdefault("SITE_URL", self.address)
        self._write_services()
        self._finish("prepare", [sys.executable, "-m", "evalsite.embedded.prepare"])
        models = "evalsite.llm" if self.real_model else "evalsite.scripted"
        self._add("models", models, "--port", str(model_port))
        self._add("worker", "celery", *_worker_arguments(self.state.folder))
        self._add("web", "gunicorn", *_web_arguments(self.port))
        self._wait_for_web()

    def _start_database(self, sockets: Path) -> None:
        if "DATABASE_URL" in self.env or "DATABASE_URL_FILE" in self.env:
            return
        secret = self.state.secret
        cluster = plan_cluster(
            self.state.folder, sockets, secret("pg_password"), self.state.log("postgres")
        )
        if make_cluster(cluster):
            self.say(f"Made a database in {cluster.data}")
        self._started(start_cluster(cluster))
        logins = {"DATABASE_OWNER_URL": "evalsite_owner", "DATABASE_URL": "evalsite"}
        passwords = {"DATABASE_OWNER_URL": "owner_password", "DATABASE_URL": "runtime_password"}
        self.env["DATABASE_ADMIN_URL"] = cluster.url()
        for name, user in logins.items():
            password = secret(passwords[name])
            self.env[name] = cluster.url(user=user, password=password, database=DATABASE)

    def _start_broker(self, sockets: Path) -> None:
        if "CELERY_BROKER_URL" in self.env or "CELERY_BROKER_URL_FILE" in self.env:
            return
        data, log = self.state.folder / "valkey", self.state.log("valkey")
        self._started(start_valkey(data, sockets, log, self.env))
        self.env["CELERY_BROKER_URL"] = broker_url(sockets)

    def _add_private_endpoint(self, model_port: int) -> None:
        allowed = [self.env.get("PRIVATE_ENDPOINTS", ""), f"127.0.0.1:{model_port}"]
        self.env["PRIVATE_ENDPOINTS"] = ",".join(filter(None, allowed))
        self.env["SCRIPTED_URL"] = f"http://127.0.0.1:{model_port}/v1"

    def _write_services(self) -> None:
        """For commands in a second terminal: they find the servers that run now."""
        lines = [f"{name}={self.env[name]}\n" for name in TOLD if name in self.env]
        write_private(self.state.services, "".join(lines))

    def _child(self, name: str, command: list[str]) -> Child:
        return Child(name, command, self.state.log(name), self.env, folder=CHECKOUT)

    def _add(self, name: str, module: str, *arguments: str) -> None:
        child = self._child(name, [sys.executable, "-m", module, *arguments])
        child.start()
        self._started(child)

    def _started(self, child: Child) -> None:
        self.children.append(child)
        remember(self.children, self.state.pids)

    def _finish(self, name: str, command: list[str]) -> None:
        """Run a step to its end; what it printed is told when it fails."""
        step = self._child(name, command)
        step.log.unlink(missing_ok=True)
        step.start()
        try:
            status = step.process.wait() if step.process else 1
        finally:
            step.stop()
        if status:
            raise EmbeddedError(f"{name} failed, see {step.log}:\n{step.last_words()}")

    def _wait_for_web(self) -> None:
        web = self.children[-1]
        deadline = time.monotonic() + SECONDS_UNTIL_WEB
        while not ports.answers_http(self.port):
            if not web.running() or time.monotonic() > deadline:
                raise EmbeddedError(f"The site did not start, see {web.log}:\n{web.last_words()}")
            time.sleep(0.05)

    def _announce(self) -> None:
        secret = self.state.secret("demo_secret")
        self.say(f"\nHuatuoEval runs at {self.address}/")
        self.say(f"  as a physician:   {self.address}/demo/physician/{secret}/")
        self.say(f"  as a researcher:  {self.address}/demo/researcher/{secret}/")
        if self.real_model:
            self.say("  Its answers come from a real but tiny model: believe none of them.")
        self.say(f"Ctrl-C stops it; the data stays in {self.state.folder}.")

    def _watch(self) -> None:
        """Start again what died, but a server whose loss leaves nothing to serve."""
        while True:
            time.sleep(0.5)
            for child in self.children:
                if not child.running():
                    self._revive(child)

    def _revive(self, child: Child) -> None:
        self.restarts += 1
        if child.name in ("postgres", "valkey") or self.restarts > RESTARTS:
            raise EmbeddedError(f"{child.name} ended, see {child.log}:\n{child.last_words()}")
        self.say(f"{child.name} ended and is started again, see {child.log}")
        child.stop()
        child.start()
        remember(self.children, self.state.pids)

    def _stop(self) -> None:
        """Last started first, so that nothing loses a server it still needs."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self.children):
            child.stop()
        shutil.rmtree(socket_folder(self.state.folder), ignore_errors=True)
        self.state.services.unlink(missing_ok=True)
        self.state.pids.unlink(missing_ok=True)


def _require_real_model() -> None:
    try:
        require()
    except ModelMissing as missing:
        raise EmbeddedError(str(missing)) from missing


def _worker_arguments(state: Path) -> list[str]:
    # Threads, because the work is waiting for model endpoints; beat beside them in one process.
    schedule = ["-B", "-s", str(state / "beat")]
    alone = ["--without-gossip", "--without-mingle"]  # the only worker: nobody to wait for
    return ["-A", "evalsite", "worker", *schedule, "-P", "threads", "-c", "8", *alone, "-l", "INFO"]


def _web_arguments(port: int) -> list[str]:
    arguments = ["evalsite.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
    arguments += ["--preload", "--graceful-timeout", "5", "--no-control-socket"]
    # Its heartbeat file must not wait for a busy disk.
    return arguments + (["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else [])


def _turn_signals_into_interrupts() -> None:
    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)

"""Run the real demo where it is hard, and kill it: ``python tests/faults/demo_pitfalls.py``.

In a clone under a deep path with blanks, in a folder that only its owner can enter, with umask 077,
a locale that does not exist, and no environment. ``--full`` makes the clone its own .venv through
``make demo``; otherwise it runs with the interpreter that runs this script.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DEEP = Path(*["a deep folder with blanks" * 2] * 4)
WARM_SECONDS = 5.0
started: list[subprocess.Popen[str]] = []
UNFINISHED = (
    "from annotations.models import Response; "
    "print(Response.objects.exclude(status='done').count())"
)
POOR = {"PATH": os.environ["PATH"], "LC_ALL": "xx_XX.nonsense", "LANG": "xx_XX.nonsense"}


class Demo:
    """One start of the demo, its output read until the sign-in links are there."""

    def __init__(self, site: "Site", port: int, **env: str) -> None:
        self.site, self.port, self.output = site, port, ""
        self.state = Path(env.get("EVALSITE_VAR", site.state))
        began = time.monotonic()
        self.process = subprocess.Popen(
            site.command(port),
            cwd=site.folder,
            env=POOR | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            umask=0o077,
            start_new_session=True,
        )
        started.append(self.process)
        for line in self.process.stdout:
            self.output += line
            if line.startswith("Ctrl-C"):
                break
        self.seconds = time.monotonic() - began

    @property
    def links(self) -> list[str]:
        return re.findall(r"http://\S+/demo/\S+", self.output)

    def pids(self) -> list[int]:
        return [entry[0] for entry in json.loads((self.state / "pids.json").read_text())]

    def supervisor(self) -> int:
        lock = (self.state / "lock").read_text()
        return int(re.search(r"process (\d+)", lock).group(1))

    def ended(self) -> str:
        """Wait for the end and return everything it said."""
        self.output += self.process.stdout.read()
        self.process.wait(60)
        return self.output


class Site:
    """A clone of the checkout, where the demo is started again and again."""

    def __init__(self, folder: Path, *, full: bool) -> None:
        self.folder, self.full, self.state = folder, full, folder / "var"
        run("git", "clone", "--quiet", "--no-hardlinks", str(CHECKOUT), str(folder))

    def command(self, port: int) -> list[str]:
        if self.full:
            return ["make", "demo", f"ARGS=--port {port}"]
        return [sys.executable, "manage.py", "demo", "--port", str(port)]

    def manage(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        python = self.folder / ".venv/bin/python" if self.full else sys.executable
        return subprocess.run(
            [python, "manage.py", *arguments],
            cwd=self.folder,
            env=POOR | env,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def gone(pids: list[int], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def check(sentence: str, holds: bool, detail: object = "") -> None:
    print(f"{'ok  ' if holds else 'FAIL'}  {sentence}", flush=True)
    if not holds:
        raise SystemExit(str(detail) or 1)


def first_start(site: Site, port: int) -> Demo:
    demo = Demo(site, port)
    check(
        "starts in a deep folder with blanks, umask 077, no locale",
        len(demo.links) == 2,
        demo.output,
    )
    print(f"      first start {demo.seconds:.1f} s")
    for link in demo.links:
        check("  a sign-in link opens", status_of(link) == 200, link)
    modes = {path.name: path.stat().st_mode & 0o077 for path in site.state.glob("*_*")}
    check("  secrets are private", not any(modes.values()), modes)
    return demo


def while_it_runs(site: Site, port: int) -> None:
    second = site.manage("demo", "--port", str(free_port()))
    check(
        "a second start in the same checkout says where the first is",
        second.returncode == 1 and "Already running here" in second.stderr,
        second,
    )
    elsewhere = site.manage("demo", "--port", str(port), EVALSITE_VAR=str(site.folder / "var2"))
    check(
        "a taken port is named, with the way out",
        elsewhere.returncode == 1 and f"Port {port} is taken" in elsewhere.stderr,
        elsewhere,
    )
    beside = site.manage("migrate", "--check", "--database", "owner")
    check(
        "a command in a second terminal finds the running database", beside.returncode == 0, beside
    )


def with_servers_of_ones_own(site: Site) -> None:
    """A second site on the servers of the first: what the environment names is used as it is."""
    lines = (site.state / "services.env").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines)
    named = {name: told[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    named["CELERY_BROKER_URL"] = told["CELERY_BROKER_URL"].replace("host=0", "host=1")
    demo = Demo(site, free_port(), EVALSITE_VAR=str(site.folder / "var3"), **named)
    check(
        "DATABASE_URL and CELERY_BROKER_URL are used, and no server is started beside them",
        len(demo.links) == 2 and len(demo.pids()) == 3 and not (demo.state / "pg").exists(),
        demo.output,
    )
    interrupted(demo)


def every_answer_comes(site: Site) -> None:
    deadline = time.monotonic() + 120
    while (left := unfinished(site)) and time.monotonic() < deadline:
        time.sleep(0.5)
    check("every answer of the demo study comes, in spite of the kills", left == 0, left)


def unfinished(site: Site) -> int:
    done = site.manage("shell", "--no-imports", "-c", UNFINISHED)
    return int(done.stdout or -1)


def without_demo_mode(site: Site) -> None:
    start = site.manage("check", EVALSITE_VAR=str(site.folder / "empty"))
    check(
        "without demo mode a missing SECRET_KEY stops the start",
        start.returncode != 0 and "SECRET_KEY is not set" in start.stderr,
        start,
    )


def worker_killed(demo: Demo) -> None:
    before = demo.pids()
    worker = before[-2]
    os.killpg(worker, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while worker in demo.pids() and time.monotonic() < deadline:
        time.sleep(0.1)
    after = demo.pids()
    check("a killed worker is started again", worker not in after and alive(after[-2]), after)


def restart_after(demo: Demo, what: str, blow: Callable[[list[int]], None]) -> Demo:
    pids = demo.pids()
    links = demo.links
    blow(pids)
    check(f"{what}: no process is left", gone([*pids, demo.process.pid]), demo.pids)
    demo.ended()
    again = Demo(demo.site, demo.port)
    check("  the next start prints the same links", again.links == links, again.output)
    print(f"      start {again.seconds:.1f} s")
    for link in links:
        check("  a sign-in link works again", status_of(link) == 200, link)
    return again


def interrupted(demo: Demo) -> None:
    pids = demo.pids()
    began = time.monotonic()
    os.kill(demo.supervisor(), signal.SIGINT)
    said = demo.ended()
    print(f"      stop {time.monotonic() - began:.1f} s")
    check(
        "Ctrl-C ends with success and leaves no process",
        demo.process.returncode == 0 and gone(pids, 0.1),
        said,
    )
    check(
        "  and no list of servers for the second terminal",
        not (demo.state / "services.env").exists(),
    )


def second_start(site: Site, port: int) -> Demo:
    """Timed twice, because the machine may be busy with something else for a moment."""
    demo = Demo(site, port)
    seconds = [demo.seconds]
    if demo.seconds > WARM_SECONDS:
        interrupted(demo)
        demo = Demo(site, port)
        seconds.append(demo.seconds)
    check(
        f"a second start takes at most {WARM_SECONDS:.0f} s: {min(seconds):.1f} s",
        bool(demo.links) and min(seconds) <= WARM_SECONDS,
        demo.output,
    )
    return demo


def scenario(site: Site) -> None:
    port = free_port()
    without_demo_mode(site)
    demo = first_start(site, port)
    while_it_runs(site, port)
    worker_killed(demo)
    interrupted(demo)
    demo = second_start(site, port)
    demo = restart_after(
        demo, "kill -9 of the supervisor", lambda pids: os.kill(demo.supervisor(), signal.SIGKILL)
    )
    demo = restart_after(demo, "kill -9 of everything", lambda pids: kill_all(demo, pids))
    every_answer_comes(site)
    with_servers_of_ones_own(site)
    interrupted(demo)


def kill_all(demo: Demo, pids: list[int]) -> None:
    os.kill(demo.supervisor(), signal.SIGSTOP)  # it must not start anything again meanwhile
    for pid in pids:
        os.killpg(pid, signal.SIGKILL)
    os.kill(demo.supervisor(), signal.SIGKILL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="with a .venv of its own, by make")
    full = parser.parse_args().full
    top = Path(tempfile.mkdtemp(prefix="evalsite-pitfalls-"))  # 0700: root's home is like this
    try:
        scenario(Site(top / DEEP / "clone", full=full))
    finally:
        clean_up(top)
    print("all pitfalls handled")


def clean_up(top: Path) -> None:
    state = top / DEEP / "clone" / "var"
    for process in started:
        if process.poll() is None:  # a check failed while it ran
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)
    if os.geteuid() == 0:
        sys.path.insert(0, str(CHECKOUT))
        from evalsite.embedded.accounts import server_account
        from evalsite.embedded.postgres import data_folder

        data = data_folder(state, server_account()) if state.exists() else state
        if data.is_dir() and not data.is_relative_to(top):
            shutil.rmtree(data.parent)
    shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()

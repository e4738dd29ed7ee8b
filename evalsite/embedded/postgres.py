"""A PostgreSQL server of our own: made once, started as a child, reached over a unix socket."""

import hashlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

from evalsite.embedded import EmbeddedError
from evalsite.embedded.accounts import Account, server_account
from evalsite.embedded.binaries import SHARED_STATE, Binaries, find_binaries, reachable_by
from evalsite.embedded.processes import Child, run_as

ADMIN = "postgres"
START_SECONDS = 60.0
# For databases that are thrown away: nothing is worth a wait for the disk.
# And tests fill large tables in transactions that are never committed: statistics gathered from
# outside would say that these are empty, and every query would be planned for one row.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


@dataclass
class Cluster:
    """Where a server's data, sockets and log are, and who runs it."""

    data: Path
    sockets: Path
    log: Path
    password: str
    account: Account | None
    binaries: Binaries
    throw_away: bool = False

    def url(self, *, user: str = ADMIN, password: str = "", database: str = "postgres") -> str:
        secret = quote(password or self.password, safe="")
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{user}:{secret}@/{database}?host={host}"


def plan_cluster(
    state: Path, sockets: Path, password: str, log: Path, *, throw_away: bool = False
) -> Cluster:
    """Decide account, programs and places. Repeating it for the same state gives the same plan."""
    account = server_account()
    data = data_folder(state, account)
    binaries = reachable_by(account, find_binaries(_major_of(data)))
    return Cluster(data, sockets / "pg", log, password, account, binaries, throw_away)


def data_folder(state: Path, account: Account | None) -> Path:
    """``pg`` in the state folder, or below /var/lib where the account cannot enter that."""
    if account is None or account.can_enter(state):
        return state / "pg"
    if (state / "pg").exists():
        raise EmbeddedError(
            f"The account {account.name!r} can no longer enter {state}, where the database is: "
            "give the folders above it the right to be passed through (chmod o+x)."
        )
    digest = hashlib.sha256(os.fsencode(state.resolve())).hexdigest()[:12]
    return SHARED_STATE / digest / "pg"


def _major_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text().strip())
    except FileNotFoundError:
        return None


def make_cluster(cluster: Cluster) -> bool:
    """Make the data folder if there is none; returns True if it did.

    It is made beside and renamed when complete, so a half-made one is never used.
    """
    if cluster.data.exists():
        return False
    parent = cluster.data.parent
    if parent.is_relative_to(SHARED_STATE):
        parent.mkdir(parents=True, exist_ok=True)
        for folder in (SHARED_STATE, parent):
            folder.chmod(0o755)  # explicit: umask 077 would keep the account out
    new = cluster.data.with_name("pg.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    _initdb(cluster, new)
    new.rename(cluster.data)
    return True


def _initdb(cluster: Cluster, new: Path) -> None:
    # A file, not /dev/fd: after the change of account our pipe could not be opened through /proc.
    password_file = new.with_name("pg.pwfile")
    password_file.unlink(missing_ok=True)
    with open(os.open(password_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(cluster.password)
    if cluster.account:
        cluster.account.own(new)
        cluster.account.own(password_file)
    try:
        run_as(cluster.account, _initdb_command(cluster, new, password_file), _plain_env())
    except subprocess.CalledProcessError as error:
        raise EmbeddedError(f"initdb failed: {error.stdout.strip()}") from error
    finally:
        password_file.unlink()


def _initdb_command(cluster: Cluster, new: Path, password_file: Path) -> list[str | Path]:
    command: list[str | Path] = [cluster.binaries.folder / "initdb", "-D", new, "-U", ADMIN]
    command += ["-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8"]
    if cluster.binaries.major >= 17:  # the same sort order on every system
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return command + (["--no-sync"] if cluster.throw_away else [])


def _plain_env() -> dict[str, str]:
    """No locale but C: initdb fails on an LC_ALL that the system does not know."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def start_cluster(cluster: Cluster) -> Child:
    """Start the server and wait until it answers; what a crash left behind is cleared first."""
    _prepare_sockets(cluster)
    _drop_stale_lock(cluster.data)
    child = Child(
        name="postgres",
        command=_server_command(cluster),
        log=cluster.log,
        env=_plain_env(),
        stop_signal=signal.SIGINT,  # "fast": ends sessions, loses nothing
        patience_seconds=30,
        account=cluster.account,
        folder=Path("/"),
    )
    _start_until_ready(child, cluster)
    return child


def _prepare_sockets(cluster: Cluster) -> None:
    shutil.rmtree(cluster.sockets, ignore_errors=True)
    cluster.sockets.mkdir(mode=0o700)
    if cluster.account:
        cluster.account.own(cluster.sockets)


def _server_command(cluster: Cluster) -> list[str | Path]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
    } | (THROW_AWAY if cluster.throw_away else {})
    command: list[str | Path] = [cluster.binaries.folder / "postgres", "-D", cluster.data]
    return command + [f"--{name}={value}" for name, value in settings.items()]


def _drop_stale_lock(data: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to another program.

    PostgreSQL only asks whether the number is alive, and in a restarted container it often is.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().splitlines()[0])
        cwd = os.readlink(f"/proc/{pid}/cwd")
    except (FileNotFoundError, ProcessLookupError):
        cwd = ""
    except (ValueError, IndexError, PermissionError):
        return
    if Path("/proc/self").exists() and cwd != str(data.resolve()):
        lock.unlink(missing_ok=True)


def _start_until_ready(child: Child, cluster: Cluster) -> None:
    child.start()
    try:
        _wait_ready(child, cluster)
    except BaseException:
        child.stop()
        raise


def _wait_ready(child: Child, cluster: Cluster) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(cluster):
        ended = not child.running()
        # Backends of a server killed a moment ago still hold its shared memory.
        held = ended and "shared memory block" in child.last_words()
        if time.monotonic() > deadline or (ended and not held):
            log = child.last_words()
            raise EmbeddedError(f"PostgreSQL did not start; its log says:\n{log}")
        if held:
            time.sleep(0.2)
            child.start()
        time.sleep(0.02)


def _answers(cluster: Cluster) -> bool:
    try:
        psycopg2.connect(cluster.url()).close()
    except psycopg2.OperationalError as error:
        if "authentication failed" in str(error):
            raise EmbeddedError(
                "The password in var/pg_password is not the database's: put the file back."
            ) from error
        return False
    return True

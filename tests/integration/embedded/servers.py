"""A throw-away state folder with a PostgreSQL of its own, for tests that are about the server."""

import os
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from unittest import TestCase
from urllib.parse import quote

import psycopg2

from evalsite.embedded.postgres import Cluster, make_cluster, plan_cluster, start_cluster
from evalsite.embedded.processes import Child
from evalsite.embedded.sockets import socket_folder


class ServerTestCase(TestCase):
    """Makes ``self.state``; whatever was started through it is stopped at the end."""

    name = "state"
    durable = False

    def setUp(self) -> None:
        top = Path(tempfile.mkdtemp(prefix="evalsite-embedded-"))
        self.addCleanup(shutil.rmtree, top, ignore_errors=True)
        self.state = top / self.name
        self.state.mkdir(parents=True)
        # Umasks of all kinds are tested: what is above the state folder is not its matter.
        for folder in (self.state, *self.state.parents[: len(Path(self.name).parts)]):
            folder.chmod(0o711)
        self.sockets = socket_folder(self.state)
        self.addCleanup(shutil.rmtree, self.sockets, ignore_errors=True)

    def cluster(self, password: str = "secret") -> Cluster:
        log = self.state / "postgres.log"
        return plan_cluster(self.state, self.sockets, password, log, throw_away=not self.durable)

    def start(self, cluster: Cluster | None = None) -> Child:
        cluster = cluster or self.cluster()
        make_cluster(cluster)
        child = start_cluster(cluster)
        self.addCleanup(child.stop)
        return child

    def ask(self, question: str) -> object:
        url = f"postgresql://postgres:secret@/postgres?host={quote(str(self.sockets / 'pg'))}"
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute(question)
            connection.commit()
            return cursor.fetchone()[0]

    def umask(self, mask: int) -> None:
        self.addCleanup(os.umask, os.umask(mask))

    def setenv(self, name: str, value: str) -> None:
        before = os.environ.get(name)
        os.environ[name] = value
        self.addCleanup(
            lambda: os.environ.pop(name) if before is None else os.environ.update({name: before})
        )

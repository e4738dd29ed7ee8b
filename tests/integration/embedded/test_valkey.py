"""The embedded broker keeps what was queued."""

import os
import signal

import redis

from evalsite.embedded.processes import Child
from evalsite.embedded.valkey import broker_url, start_valkey
from tests.integration.embedded.servers import ServerTestCase


class ValkeyTests(ServerTestCase):
    name = "a folder with blanks"

    def start_broker(self) -> Child:
        log = self.state / "valkey.log"
        child = start_valkey(self.state / "valkey", self.sockets, log, dict(os.environ))
        self.addCleanup(child.stop)
        return child

    def client(self) -> redis.Redis:
        client = redis.Redis(unix_socket_path=str(self.sockets / "valkey.sock"))
        self.addCleanup(client.close)
        return client

    def test_what_was_pushed_is_there_after_a_stop(self):
        child = self.start_broker()
        self.client().rpush("queue", *range(1000))
        child.stop()
        self.start_broker()
        self.assertEqual(self.client().llen("queue"), 1000)

    def test_socket_of_a_killed_broker_is_replaced(self):
        child = self.start_broker()
        os.kill(child.pid, signal.SIGKILL)
        child.process.wait()
        self.start_broker()
        self.assertTrue(self.client().ping())

    def test_only_this_account_can_connect(self):
        self.start_broker()
        self.assertEqual((self.sockets / "valkey.sock").stat().st_mode & 0o777, 0o700)

    def test_url_is_celerys(self):
        self.assertEqual(
            broker_url(self.sockets, 3),
            f"redis+socket://{self.sockets}/valkey.sock?virtual_host=3",
        )

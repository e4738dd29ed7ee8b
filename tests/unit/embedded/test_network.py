"""No test reaches beyond this machine."""

import socket
from unittest import TestCase

from tests.network import NetworkRefused


class NetworkTests(TestCase):
    def test_an_address_elsewhere_is_refused(self):
        for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
            with socket.socket(family) as sock, self.assertRaises(NetworkRefused):
                sock.connect((address, 80))

    def test_a_name_elsewhere_is_not_looked_up(self):
        with self.assertRaises(NetworkRefused):
            socket.getaddrinfo("example.org", 80)

    def test_loopback_is_allowed(self):
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            socket.create_connection(server.getsockname()) as client,
        ):
            self.assertEqual(client.getpeername(), server.getsockname())

"""Forty ways to make the site ask its own network; each is refused where it would connect.

A control test takes the check out and sees them connect.
"""

import socket
from itertools import count
from unittest import mock

import httpcore2
from django.test import SimpleTestCase

from annotations.generation.failures import Failure
from annotations.generation.providers import network
from annotations.generation.providers.base import ChatRequest, ProviderError
from annotations.generation.providers.openai_compatible import OpenAICompatible
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b

PUBLIC = "93.184.215.14"
# As a researcher could type them; resolvers read the numbers as inet_aton does.
WRITTEN = (
    "http://127.0.0.1/v1",
    "http://127.1/v1",
    "http://2130706433/v1",
    "http://0x7f000001/v1",
    "http://0x7f.0x0.0x0.0x1/v1",
    "http://0/v1",
    "http://0.0.0.0:8000/v1",
    "http://[::1]/v1",
    "http://[::]/v1",
    "http://[::ffff:127.0.0.1]/v1",
    "http://[::ffff:7f00:1]/v1",
    "http://[::ffff:10.0.0.7]/v1",
    "http://[64:ff9b::7f00:1]/v1",
    "http://[64:ff9b::a9fe:a9fe]/v1",
    "http://[2002:7f00:1::]/v1",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/v1",
    "http://[fe80::1]/v1",
    "http://[fc00::1]/v1",
    "http://[fd00:ec2::254]/v1",
    "http://[ff02::1]/v1",
    "http://169.254.169.254/latest/meta-data",
    "http://2852039166/v1",
    "http://0xa9fea9fe/v1",
    "http://100.100.100.200/v1",
    "http://192.0.0.192/v1",
    "http://10.0.0.1/v1",
    "http://172.16.0.1/v1",
    "http://192.168.0.1/v1",
    "http://224.0.0.1/v1",
    "http://255.255.255.255/v1",
)
UNSPEAKABLE = (
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    f"http://{PUBLIC}@127.0.0.1/v1",
    "http://user:word@127.0.0.1/v1",
)
# Octal numbers, other dots and other digits: read as numbers on the way, or not understood at all.
DISGUISED = (
    "http://0177.0.0.1/v1",
    "http://127\u30020\u30020\u30021/v1",
    "http://\u2460\u2461\u2466.0.0.1/v1",
)
# By name: what the resolver says, the first time and ever after.
NAMED = {
    "a name of a private address": [["10.0.0.7"]],
    "a public and a private address": [[PUBLIC, "127.0.0.1"]],
}
REBOUND = [[PUBLIC], ["127.0.0.1"]]
ADDRESSES = len(WRITTEN) + len(UNSPEAKABLE) + len(DISGUISED) + len(NAMED)
REQUEST = ChatRequest("m", [{"role": "user", "content": "x"}])


def resolver(answers):
    """Each call gets the next answer, the last one again and again."""
    calls = count()
    return lambda host, port: answers[min(next(calls), len(answers) - 1)]


def read_numbers(host: str, port: int) -> list[str]:
    """As the system's resolver does it, which the tests' watch on the network does not let ask."""
    try:
        return [socket.inet_ntoa(socket.inet_aton(host))]
    except OSError:
        return network.look_up(host, port)


class ForgedRequestTests(SimpleTestCase):
    def setUp(self):
        self.connected: list[str] = []

        def connect(_backend, host, *_arguments, **_options):
            self.connected.append(host)
            raise httpcore2.ConnectError("the test lets nobody connect")

        self.enterContext(mock.patch.object(httpcore2.SyncBackend, "connect_tcp", connect))

    def ask(self, url: str, **options) -> str:
        try:
            options.setdefault("look_up", read_numbers)
            OpenAICompatible(base_url=url, timeout_seconds=2, **options).chat(REQUEST)
        except ProviderError as error:
            return error.code
        return ""

    def test_there_are_forty_with_those_below(self):
        self.assertEqual(ADDRESSES + 1, 40)

    def test_what_is_written_is_refused(self):
        for url in WRITTEN:
            with self.subTest(url):
                self.assertEqual(self.ask(url), Failure.ADDRESS_REFUSED)
        for url in UNSPEAKABLE:
            with self.subTest(url):
                self.assertEqual(self.ask(url), Failure.BAD_REQUEST)
        for url in DISGUISED:
            with self.subTest(url):
                self.assertIn(self.ask(url), {Failure.ADDRESS_REFUSED, Failure.BAD_REQUEST})
        self.assertEqual(self.connected, [])

    def test_what_a_name_leads_to_is_refused(self):
        for name, answers in NAMED.items():
            with self.subTest(name):
                code = self.ask("http://models.example/v1", look_up=resolver(answers))
                self.assertEqual(code, Failure.ADDRESS_REFUSED)
        self.assertEqual(self.connected, [])

    def test_a_name_that_leads_elsewhere_the_second_time_is_asked_once(self):
        self.ask("http://models.example/v1", look_up=resolver(REBOUND))
        self.assertEqual(self.connected, [PUBLIC])

    def test_without_the_check_all_of_them_connect(self):
        with mock.patch.object(network, "is_public", return_value=True):
            for url in WRITTEN:
                before = len(self.connected)
                self.ask(url)
                self.assertGreater(len(self.connected), before, url)


class RedirectTests(SimpleTestCase):
    def test_no_link_of_a_chain_is_followed(self):
        with FakeProvider() as first, FakeProvider() as second:
            for target in (
                f"{second.url}/chat/completions",
                "http://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
                "//100.100.100.200/",
            ):
                first.plan(b.redirect(target))
                allowed = frozenset({first.address, second.address})
                provider = OpenAICompatible(base_url=first.url, private_endpoints=allowed)
                with self.subTest(target), self.assertRaises(ProviderError) as caught:
                    provider.chat(REQUEST)
                self.assertEqual(caught.exception.code, Failure.REDIRECTED)
            self.assertEqual((len(first.requests), second.requests), (4, []))

"""One call against an endpoint that misbehaves in every way we know: the table of outcomes."""

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from django.test import SimpleTestCase

from annotations.generation.failures import Failure, sentence
from annotations.generation.providers.base import (
    ChatRequest,
    ProviderError,
    RetryableProviderError,
    TerminalProviderError,
)
from annotations.generation.providers.openai_compatible import MAX_REPLY_BYTES, OpenAICompatible
from annotations.generation.providers.replies import retry_after
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.fake_provider.faults import RETRYABLE, TERMINAL

REQUEST = ChatRequest("model-x", [{"role": "user", "content": "你好"}], {"temperature": 0.2})
TIMEOUT = 0.6


def provider_for(fake: FakeProvider, **options) -> OpenAICompatible:
    options = {
        "base_url": fake.url,
        "timeout_seconds": TIMEOUT,
        "private_endpoints": frozenset([fake.address]),
    } | options
    return OpenAICompatible(**options)


def failure_of(call) -> ProviderError:
    try:
        reply = call()
    except ProviderError as error:
        return error
    raise AssertionError(f"no failure but {reply}")


class OutcomeTests(SimpleTestCase):
    def assert_outcomes(self, table, kind):
        for name, (behaviour, code) in table.items():
            with self.subTest(name), FakeProvider(behaviour) as fake:
                started = time.monotonic()
                error = failure_of(lambda fake=fake: provider_for(fake).chat(REQUEST))
                self.assertIsInstance(error, kind)
                self.assertEqual(error.code, code)
                self.assertEqual(len(fake.requests), 1)
                self.assertLess(time.monotonic() - started, TIMEOUT + 1)

    def test_what_may_pass_is_retryable(self):
        self.assert_outcomes(RETRYABLE, RetryableProviderError)

    def test_what_somebody_must_change_is_terminal(self):
        self.assert_outcomes(TERMINAL, TerminalProviderError)

    def test_a_closed_port_is_unreachable(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            provider = OpenAICompatible(
                base_url=f"http://{address}/v1", private_endpoints=frozenset([address])
            )
            error = failure_of(lambda: provider.chat(REQUEST))
        self.assertEqual((type(error), error.code), (RetryableProviderError, Failure.UNREACHABLE))

    def test_every_failure_says_so_in_a_sentence(self):
        for code in Failure.values:
            self.assertTrue(sentence(code).endswith("."), code)
        self.assertEqual(sentence("from an older version"), "from an older version")


class AnswerTests(SimpleTestCase):
    def test_a_complete_answer_comes_with_all_that_is_recorded(self):
        with FakeProvider(b.ok("休息。")) as fake:
            reply = provider_for(fake).chat(REQUEST)
        self.assertEqual(
            (reply.text, reply.finish_reason, reply.model, reply.exchange.status),
            ("休息。", "stop", "fake-model-2026", 200),
        )
        self.assertEqual((reply.prompt_tokens, reply.completion_tokens), (11, 7))
        self.assertIn(b"fake-model-2026", reply.exchange.body)

    def test_absurd_token_counts_are_left_out(self):
        for count in (-1, 2**40, "7", True, None, 1.5):
            usage = {"prompt_tokens": count, "completion_tokens": 7}
            with FakeProvider(b.ok(usage=usage)) as fake:
                reply = provider_for(fake).chat(REQUEST)
            self.assertEqual((reply.prompt_tokens, reply.completion_tokens), (None, 7))

    def test_sends_the_settings_as_they_stand_and_the_key_in_the_header_only(self):
        parameters = {"temperature": 0, "seed": 7, "stream": True, "n": 3, "model": "other"}
        request = ChatRequest("model-x", REQUEST.messages, parameters)
        with FakeProvider(b.ok()) as fake:
            provider = provider_for(fake, key="sk-canary")
            provider.chat(request)
        sent = fake.requests[0]
        self.assertEqual(sent.path, "/v1/chat/completions")
        self.assertEqual(sent.headers["Authorization"], "Bearer sk-canary")
        body = {"temperature": 0, "seed": 7, "model": "model-x", "messages": REQUEST.messages}
        self.assertEqual(sent.body, body)
        recorded = provider.describe(request)
        self.assertEqual(recorded, {"url": f"{fake.url}/chat/completions", "body": body})
        self.assertNotIn("sk-canary", str(recorded))

    def test_a_reply_just_below_the_limit_is_read(self):
        with FakeProvider(b.ok("x" * (MAX_REPLY_BYTES - 1000))) as fake:
            reply = provider_for(fake, timeout_seconds=5).chat(REQUEST)
        self.assertEqual(len(reply.text), MAX_REPLY_BYTES - 1000)


class RetryAfterTests(SimpleTestCase):
    def test_seconds_and_dates(self):
        self.assertEqual(retry_after({"retry-after": "120"}), 120)
        self.assertEqual(retry_after({"retry-after": "0.5"}), 0.5)
        later = format_datetime(datetime.now(UTC) + timedelta(seconds=90))
        self.assertAlmostEqual(retry_after({"retry-after": later}), 90, delta=2)
        self.assertEqual(retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}), 0)

    def test_nonsense_counts_as_absent(self):
        for value in ("", "soon", "-3", "１２", "1.2.3", "inf"):
            self.assertIsNone(retry_after({"retry-after": value}), value)

    def test_the_error_carries_it(self):
        with FakeProvider(b.status(429, retry_after="17")) as fake:
            error = failure_of(lambda: provider_for(fake).chat(REQUEST))
        self.assertEqual(error.retry_after_seconds, 17)


class AddressTests(SimpleTestCase):
    def test_private_addresses_are_refused_without_a_connection(self):
        with FakeProvider() as fake:
            port = fake.address.partition(":")[2]
            for host in ("127.0.0.1", "localhost", "[::1]"):
                provider = OpenAICompatible(base_url=f"http://{host}:{port}/v1")
                error = failure_of(lambda provider=provider: provider.chat(REQUEST))
                self.assertIsInstance(error, TerminalProviderError, host)
                self.assertEqual(error.code, Failure.ADDRESS_REFUSED, host)
            self.assertEqual(fake.requests, [])

    def test_what_a_name_leads_to_decides_however_it_is_written(self):
        """Decimal and octal forms are resolved by the system like names: only the result counts."""
        for name, addresses in {
            "2130706433": ["127.0.0.1"],
            "0x7f.1": ["127.0.0.1"],
            "metadata.example": ["100.100.100.200"],
            "mapped.example": ["::ffff:169.254.169.254"],
            "nat64.example": ["64:ff9b::a9fe:a9fe"],
            "two-faced.example": ["8.8.8.8", "10.0.0.5"],
        }.items():
            provider = OpenAICompatible(
                base_url=f"http://{name}/v1", look_up=lambda *_, found=addresses: found
            )
            error = failure_of(lambda provider=provider: provider.chat(REQUEST))
            self.assertEqual(error.code, Failure.ADDRESS_REFUSED, name)

    def test_the_address_that_was_checked_is_the_one_connected_to(self):
        """A name server that changes its mind (rebinding) is asked once only."""
        with FakeProvider() as fake:
            host, _, port = fake.address.partition(":")
            answers = iter([[host], ["10.0.0.5"]])
            provider = OpenAICompatible(
                base_url=f"http://hospital.example:{port}/v1",
                private_endpoints=frozenset([f"hospital.example:{port}"]),
                look_up=lambda *_: next(answers),
            )
            self.assertEqual(provider.chat(REQUEST).text, "Answer to: 你好")
            self.assertEqual(fake.requests[0].headers["Host"], f"hospital.example:{port}")

    def test_a_name_nobody_knows_is_unreachable(self):
        def unknown(*_):
            raise OSError("Name or service not known")

        provider = OpenAICompatible(base_url="http://nowhere.example/v1", look_up=unknown)
        self.assertEqual(failure_of(lambda: provider.chat(REQUEST)).code, Failure.UNREACHABLE)

    def test_the_list_names_host_and_port_exactly(self):
        with FakeProvider() as fake:
            port = int(fake.address.partition(":")[2])
            for entry in (f"127.0.0.1:{port + 1}", f"localhost:{port}", "127.0.0.1"):
                provider = provider_for(fake, private_endpoints=frozenset([entry]))
                self.assertEqual(
                    failure_of(lambda provider=provider: provider.chat(REQUEST)).code,
                    Failure.ADDRESS_REFUSED,
                )
            self.assertEqual(fake.requests, [])

    def test_other_schemes_and_hidden_parts_are_refused(self):
        for url in (
            "file:///etc/passwd",
            "gopher://127.0.0.1:70/",
            "unix:///run/x",
            "http://",
            "http://user:pw@example.org/v1",
            "http://example.org/v1?x=",
            "http://example.org/v1#",
            "http://[::1",
            "http://0177.0.0.1/v1",
        ):
            provider = OpenAICompatible(base_url=url)
            error = failure_of(lambda provider=provider: provider.chat(REQUEST))
            self.assertIsInstance(error, TerminalProviderError, url)
            self.assertEqual(error.code, Failure.BAD_REQUEST, url)

    def test_a_redirect_to_an_allowed_address_is_not_followed_either(self):
        with FakeProvider() as fake:
            fake.plan(b.redirect(fake.url))
            error = failure_of(lambda: provider_for(fake).chat(REQUEST))
        self.assertEqual((error.code, len(fake.requests)), (Failure.REDIRECTED, 1))

"""HTTPS: the name in the base URL is what the certificate must be for, whatever the address."""

import ssl
import tempfile
from pathlib import Path
from unittest import mock

from django.test import SimpleTestCase

from annotations.generation.failures import Failure
from annotations.generation.providers import network
from annotations.generation.providers.base import ChatRequest, RetryableProviderError
from annotations.generation.providers.openai_compatible import OpenAICompatible
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.fake_provider.certificates import server_context

REQUEST = ChatRequest("model-x", [{"role": "user", "content": "Hello"}])


class TlsTests(SimpleTestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        tls = server_context(self.folder, "models.example")
        self.fake = self.enterContext(FakeProvider(tls=tls))
        self.port = self.fake.address.partition(":")[2]

    def provider(self, host: str) -> OpenAICompatible:
        return OpenAICompatible(
            base_url=f"https://{host}:{self.port}/v1",
            timeout_seconds=2,
            private_endpoints=frozenset([f"{host}:{self.port}"]),
            look_up=lambda *_: ["127.0.0.1"],
        )

    def trusting(self):
        """The certificate as one of those the system trusts."""
        context = ssl.create_default_context(cafile=self.folder / "cert.pem")
        return mock.patch.object(network, "_ssl_contexts", [context])

    def test_a_trusted_certificate_for_the_name_is_fine(self):
        with self.trusting():
            self.assertEqual(self.provider("models.example").chat(REQUEST).text, "Answer to: Hello")

    def test_a_certificate_nobody_vouches_for_is_refused(self):
        self.assert_unreachable("models.example")

    def test_a_certificate_for_another_name_is_refused(self):
        with self.trusting():
            self.assert_unreachable("other.example")

    def test_the_deadline_holds_inside_tls(self):
        self.fake.plan(b.drip())
        with self.trusting(), self.assertRaises(RetryableProviderError) as raised:
            self.provider("models.example").chat(REQUEST)
        self.assertEqual(raised.exception.code, Failure.TIMEOUT)

    def assert_unreachable(self, host: str):
        with self.assertRaises(RetryableProviderError) as raised:
            self.provider(host).chat(REQUEST)
        self.assertEqual(raised.exception.code, Failure.UNREACHABLE)
        self.assertIn("certificate verify failed", str(raised.exception))
        self.assertEqual(self.fake.requests, [])

"""The twenty-five behaviours of an endpoint that have to end in a known way, one by one.

Each names the state of the answer afterwards, the code, and whether it is tried again; the
sentence is the code's own, in both languages. None of their texts reaches a rater.
"""

from dataclasses import dataclass

from django.test import TestCase
from django.utils import timezone
from django.utils.translation import override

from annotations.comparisons.services import release_ready_comparisons
from annotations.generation.failures import Failure, sentence
from annotations.models import Endpoint, Response, Turn
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.fake_provider.behaviours import Behaviour
from tests.generating import responses_of, run, start_generating

F = Failure


@dataclass(frozen=True)
class Row:
    """What the endpoint does, and what becomes of the answer. No code: it is an answer."""

    name: str
    behaviour: Behaviour | None
    code: Failure | None
    retried: bool = True


def reasoning_only(handler) -> None:
    body = b.completion(None)
    body["choices"][0]["message"]["reasoning_content"] = "Let me think about the patient."
    b.json_body(body)(handler)


TABLE = (
    Row("429 with Retry-After", b.status(429, retry_after="3"), F.RATE_LIMITED),
    Row("429 without", b.status(429), F.RATE_LIMITED),
    Row("500", b.status(500), F.SERVER_ERROR),
    Row("503", b.status(503), F.SERVER_ERROR),
    Row("nobody listens", None, F.UNREACHABLE),
    Row("no reply in time", b.slow(1.3), F.TIMEOUT),
    Row("cut in the middle", b.cut(), F.CONNECTION_LOST),
    Row("reset", b.reset(), F.CONNECTION_LOST),
    Row("a stream without [DONE]", b.event_stream(), F.INVALID_REPLY),
    Row("broken JSON", b.raw(b'{"choices": ['), F.INVALID_REPLY),
    Row("JSON 200,000 deep", b.deep_json(), F.INVALID_REPLY),
    Row("200 with an error in it", b.json_body({"error": {"message": "oh"}}), F.SERVER_ERROR),
    Row("empty", b.finish("stop", ""), F.EMPTY),
    Row("no text, only reasoning", reasoning_only, F.EMPTY),
    Row("cut at the length", b.finish("length"), F.TRUNCATED, retried=False),
    Row("held back by a filter", b.finish("content_filter"), F.FILTERED, retried=False),
    Row("100 MB", b.huge(), F.TOO_LARGE, retried=False),
    Row("a byte at a time", b.drip(), F.TIMEOUT),
    Row("gzip bomb", b.gzip_bomb(), F.INVALID_REPLY),
    Row("redirect", b.redirect("http://127.0.0.1:9/v1"), F.REDIRECTED, retried=False),
    Row("another model's name", b.ok("Rest.", model="another-2027"), None),
    Row("401", b.status(401), F.UNAUTHORIZED, retried=False),
    Row("no quota", b.status(429, error_code="insufficient_quota"), F.NO_QUOTA, retried=False),
    Row("404", b.status(404), F.NOT_FOUND, retried=False),
    Row("a refusal of the request", b.status(400), F.BAD_REQUEST, retried=False),
)


class NamedBehaviourTests(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address, "127.0.0.1:1"]))

    def answer(self, row: Row) -> Response:
        study = start_generating(self.fake, max_attempts=3)
        if row.behaviour:
            self.fake.plan(row.behaviour)
        else:
            Endpoint.objects.filter(study=study).update(base_url="http://127.0.0.1:1/v1")
        return run(responses_of(study)[0])

    def test_all_twenty_five_end_as_the_table_says(self):
        self.assertEqual(len(TABLE), 25)
        for row in TABLE:
            with self.subTest(row.name):
                response = self.answer(row)
                if row.code is None:
                    self.assertEqual(response.status, "done")
                    self.assertEqual(response.provider_calls.get().reported_model, "another-2027")
                    continue
                expected = "pending" if row.retried else "failed"
                self.assertEqual((response.status, response.error_code), (expected, row.code))
                self.assertFalse(Turn.objects.filter(response=response).exists())
                self.assertEqual(release_ready_comparisons(response.item.study), 0)
                for language in ("en", "zh-hans"):
                    with override(language):
                        self.assertNotIn(sentence(row.code), ("", row.code))

    def test_what_is_retried_ends_after_the_tries_that_were_set(self):
        for row in TABLE:
            if not row.retried or row.code in (None, F.TIMEOUT):
                continue
            with self.subTest(row.name):
                response = self.answer(row)
                for _ in range(4):
                    if row.behaviour:
                        self.fake.plan(row.behaviour)
                    Response.objects.filter(pk=response.pk).update(not_before=timezone.now())
                    run(response)
                self.assertEqual((response.status, response.failures), ("failed", 3))
                self.assertEqual(response.provider_calls.count(), 3)

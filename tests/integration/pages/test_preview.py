"""The preview is the raters' page, and no row of any table changes whatever is done with it."""

import json
from typing import Any

from django.db import connection
from django.test import TestCase
from django.urls import reverse

from annotations.entrance.guidance import publish_guidance
from annotations.models import Assignment, Item
from tests import factories

HTMX = {"HX-Request": "true"}
KEY = "0123456789abcdef0123456789abcdef"


def everything() -> dict[str, Any]:
    """How many rows every table has, and what stands in them."""
    state = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            rows = "string_agg(t::text, chr(10) ORDER BY t::text)"
            cursor.execute(f'SELECT count(*), md5({rows}) FROM "{table}" t')
            state[table] = cursor.fetchone()
    return state


class PreviewTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = factories.make_study(slug="cough")
        factories.fill_study(cls.study, single_turn=2, multi_turn=1)
        publish_guidance(
            study=cls.study, purpose="guideline", text=factories.both("Look twice."), by=None
        )
        cls.rosa = factories.add_researcher(cls.study)

    def setUp(self):
        self.client.force_login(self.rosa)

    def url(self, name: str, language: str = "en", **arguments: str) -> str:
        return reverse(
            f"preview-{language}:{name}", kwargs={"study_id": self.study.public_id} | arguments
        )

    def verdict(self, **changes: str) -> dict[str, str]:
        choices = dict.fromkeys(factories.CRITERIA, "left")
        return {"idempotency_key": KEY, "active_seconds": "3"} | choices | changes

    def test_nothing_that_is_done_changes_any_row_of_any_table(self):
        before = everything()
        self.assertGreater(before["annotations_turn"][0], 0)
        mark = {
            "side": "left",
            "turn": 0,
            "start": 0,
            "end": 6,
            "quote": "Answer",
            "type": "dangerous",
            "severity": "mild",
        }
        token = {"token": "preview-1"}
        asked = [
            ("get", self.url("judge"), {}, 200),
            ("get", self.url("judge", "zh-hans"), {"pair": "2"}, 200),
            ("get", self.url("guideline"), {}, 200),
            ("get", self.url("csrf"), {}, 200),
            ("get", self.url("history"), {}, 200),
            ("post", self.url("draft", **token), self.verdict(draft_revision="4"), 200),
            ("post", self.url("draft", **token), {"draft_revision": "x"}, 422),
            ("post", self.url("submit", **token), {}, 422),
            ("post", self.url("submit", **token), self.verdict(spans=json.dumps([mark])), 302),
            ("post", self.url("decline", **token), {}, 422),
            (
                "post",
                self.url("decline", **token),
                {"cannot-reason": Assignment.DeclineReason.SPECIALTY},
                302,
            ),
            ("post", self.url("report", **token), {"report-key": KEY, "report-text": "?"}, 200),
            ("post", self.url("language"), {}, 302),
            ("post", self.url("size"), {"text_size": "125"}, 302),
            ("get", reverse("researcher:setup_preview", args=["cough"]), {}, 200),
        ]
        for method, url, data, status in asked:
            for headers in ({}, HTMX):
                with self.subTest(url, htmx=bool(headers)):
                    answer = getattr(self.client, method)(url, data, headers=headers)
                    expected = 200 if headers and status == 302 and "/a/" in url else status
                    self.assertEqual(answer.status_code, expected)
                    self.assertEqual(everything(), before)

    def test_is_the_raters_own_page_and_names_no_system(self):
        page = self.client.get(self.url("judge"))
        self.assertTemplateUsed(page, "rater/judge.html")
        self.assertTemplateUsed(page, "rater/partials/verdict.html")
        self.assertContains(page, "js/judging.js")
        self.assertContains(page, "drink enough and rest.", count=2)
        self.assertNotContains(page, "secret-")
        self.assertNotContains(page, f"/s/{self.study.public_id}/")

    def test_goes_through_both_kinds_and_starts_over(self):
        kinds, token = [], "preview-1"
        for _ in range(4):
            answer = self.client.post(self.url("submit", token=token), self.verdict(), headers=HTMX)
            self.assertTrue(answer.context["saved"])
            token = answer.context["assignment"].token
            kinds.append(answer.context["assignment"].item_kind)
        self.assertEqual(kinds, ["multi_turn", "single_turn", "single_turn", "multi_turn"])

    def test_a_mark_is_checked_against_the_text_as_a_raters_is(self):
        mark = {"side": "left", "turn": 0, "start": 0, "end": 6, "quote": "Wrong!"}
        spans = json.dumps([mark | {"type": "dangerous", "severity": "mild"}])
        answer = self.client.post(
            self.url("submit", token="preview-1"), self.verdict(spans=spans), headers=HTMX
        )
        self.assertEqual(answer.status_code, 422)
        self.assertTrue(answer.context["form"].has_wrong_spans)

    def test_speaks_the_language_of_its_address(self):
        self.assertContains(self.client.get(self.url("judge", "zh-hans")), '<html lang="zh-Hans"')
        answer = self.client.post(self.url("language", "zh-hans"))
        self.assertRedirects(answer, self.url("judge"))

    def test_without_answers_a_sample_is_shown_and_said_to_be_one(self):
        Item.objects.filter(study=self.study).delete()
        for language, words in (("en", "a sample"), ("zh-hans", "示例")):
            page = self.client.get(self.url("judge", language))
            self.assertContains(page, words)
            self.assertEqual(page.context["assignment"].item_kind, "single_turn")
        conversation = self.client.get(self.url("judge"), {"pair": "2"}).context["assignment"]
        self.assertEqual(len(conversation.left), 4)

    def test_practice_and_incomplete_answers_are_not_shown(self):
        study = factories.make_study(slug="other")
        factories.add_researcher(study, self.rosa)
        factories.make_practice(study, "tie")
        item = factories.make_item(study)
        factories.make_response(item, study.systems.first())
        url = reverse("preview-en:judge", kwargs={"study_id": study.public_id})
        self.assertContains(self.client.get(url), "a sample")

    def test_only_our_own_page_may_frame_it(self):
        page = self.client.get(self.url("judge"))
        self.assertIn("frame-ancestors 'self'", page.headers["Content-Security-Policy"])
        self.assertEqual(page.headers["X-Frame-Options"], "SAMEORIGIN")
        step = self.client.get(reverse("researcher:setup_preview", args=["cough"]))
        policy = step.headers["Content-Security-Policy"]
        self.assertIn("frame-src 'self'", policy)
        self.assertIn("frame-ancestors 'none'", policy)
        other = self.client.get("/studies/").headers["Content-Security-Policy"]
        self.assertNotIn("frame-src", other)
        self.assertIn("frame-ancestors 'none'", other)

"""Nothing that patients, physicians or models wrote gets into a log or an error mail."""

import io
import logging
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.models import Item, Response, Submission, Turn
from annotations.studies.lifecycle import start_study
from tests import factories
from tests.asking import Program, secret_for
from tests.judging import submit

CANARIES = 200


class LogTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_study(raters_per_comparison=1, repeat_share=0)
        item = factories.make_item(cls.study, prompt="canary-prompt")
        for number, system in enumerate(cls.study.systems.all()):
            texts = [f"canary-{number}-{turn}" for turn in range(CANARIES // 2)]
            factories.make_response(item, system, *texts)
        start_study(study=cls.study, by=None)
        cls.rater = factories.add_rater(cls.study, factories.make_user(name="canary-name"))
        cls.rosa = factories.add_researcher(cls.study)

    def setUp(self) -> None:
        """The handlers as the site sets them up, writing where we can read."""
        self.log = io.StringIO()
        handler = logging.StreamHandler(self.log)
        plain = dict(settings.LOGGING["formatters"]["plain"])
        handler.setFormatter(
            logging.config.DictConfigurator({"formatters": {}}).configure_formatter(plain)
        )
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)

    def assert_clean(self, *expected: str) -> None:
        text = self.log.getvalue()
        for one in expected:
            self.assertIn(one, text)
        self.assertNotIn("canary", text)
        self.assertEqual(mail.outbox, [])

    def client_of(self, user: Any) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    @override_settings(ADMINS=[("Ada", "ada@example.org")])
    def test_a_page_that_breaks_says_where_and_not_with_what(self):
        url = reverse("rater:judge", kwargs={"study_id": self.study.public_id})
        texts = list(Turn.objects.values_list("shown_text", flat=True))
        self.assertEqual(len(texts), CANARIES)
        broken = patch("annotations.pages.rater.views.next_pair", side_effect=ValueError(texts))
        with broken:
            answer = self.client_of(self.rater.user).get(url)
        self.assertEqual(answer.status_code, 500)
        self.assert_clean(
            "Internal Server Error", "builtins.ValueError: (text withheld)", "views.py"
        )

    def test_a_row_that_the_database_refuses_is_not_printed(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            Item.objects.create(
                study=self.study, external_id="canary-id", kind="multi_turn", prompt="canary-text"
            )
        program = Program(secret_for(self.rosa))
        program.client.raise_request_exception = False

        # Source lines are printed, and this is one: no canary in it.
        text = "".join(("can", "ary-error"))

        def refused(**_fields: object) -> None:
            with transaction.atomic():
                Response.objects.update(status="running", error=text, leased_until=None)

        with patch("annotations.api.items.import_dataset", refused):
            rows = {"rows": [{"external_id": "canary-row"}]}
            answer = program.post(f"studies/{self.study.slug}/items/", rows)
        self.assertEqual(answer.status_code, 500)
        self.assertNotIn("canary", answer.content.decode())
        self.assert_clean("violates check constraint", "IntegrityError")

    def test_a_task_that_fails_says_which(self):
        error = KeyError("canary-answer")
        context = {"name": "tasks.x", "id": "1", "exc": repr(error), "args": ("canary",)}
        try:
            raise error
        except KeyError:
            logging.getLogger("celery.app.trace").error(
                "Task %(name)s[%(id)s] raised unexpected: %(exc)s", context, exc_info=True
            )
        self.assert_clean("Task tasks.x[1] raised unexpected", "builtins.KeyError")

    def test_a_judgment_with_a_comment_leaves_none_of_it(self):
        study = factories.make_running_study(repeat_share=0)
        claim = claim_next_assignment(study=study, rater=factories.add_rater(study))
        submit(claim.assignment, comment="canary-comment")
        self.assertEqual(Submission.objects.get().comment, "canary-comment")
        self.assert_clean()

    def test_an_address_that_signs_in_is_cut(self):
        Client().get("/join/canary-token-that-nobody-has/")
        Client().get("/join-team/canary-token/?x=1")
        self.assert_clean("Not Found: /join/…/", "/join-team/…/")

    def test_it_fails_without_the_formatter(self):
        plain = logging.Formatter("%(message)s")
        logging.getLogger().handlers[-1].setFormatter(plain)
        logging.getLogger("x").error("/join/canary/")
        with self.assertRaises(AssertionError):
            self.assert_clean()

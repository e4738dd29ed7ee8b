"""Endpoint keys: encrypted, rotated, and nowhere to be read."""

import json
import logging
import traceback
import zipfile
from io import BytesIO, StringIO
from unittest import mock

from celery.signals import before_task_publish
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.views.debug import ExceptionReporter

from annotations.exports.bundle.profiles import Profile
from annotations.exports.services import RESULT_TABLES, export_table
from annotations.exports.writers import Format
from annotations.generation import tasks
from annotations.generation.keys import decrypt_key, encrypt_key
from annotations.generation.launch import launch_trial
from annotations.generation.providers import openai_compatible
from annotations.models import AuditEvent, Endpoint
from annotations.studies.lifecycle import freeze_study, start_study, unblind_study
from tests.bundles import bundle_bytes
from tests.factories import add_rater, add_researcher
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.generating import make_generating_study, responses_of, run
from tests.results import always, judge

CANARY = "sk-canary-4f1d9c2a"
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


class RotationTests(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        with self.settings(FIELD_KEY=OLD):
            for number in range(3):
                study = make_generating_study(self.fake)
                key = encrypt_key(f"sk-{number}") if number else ""
                study.endpoints.update(encrypted_key=key)

    def rotate(self) -> str:
        out = StringIO()
        call_command("rotate_key", stdout=out)
        return out.getvalue()

    def keys(self) -> list[str]:
        stored = Endpoint.objects.order_by("pk").values_list("encrypted_key", flat=True)
        return [decrypt_key(one) for one in stored]

    def test_every_key_is_encrypted_anew(self):
        with self.settings(FIELD_KEY=NEW, FIELD_KEY_OLD=[OLD]):
            self.assertEqual(self.keys(), ["", "sk-1", "sk-2"])
            self.assertIn("2 of 2", self.rotate())
        with self.settings(FIELD_KEY=NEW, FIELD_KEY_OLD=[]):
            self.assertEqual(self.keys(), ["", "sk-1", "sk-2"])
        with self.settings(FIELD_KEY=OLD), self.assertRaisesMessage(Exception, "enter it anew"):
            self.keys()
        event = AuditEvent.objects.get(action="keys.rotate")
        self.assertEqual(event.data, {"endpoints": 2})

    def test_one_that_cannot_be_read_stops_all_of_it(self):
        Endpoint.objects.filter(pk=Endpoint.objects.last().pk).update(encrypted_key="nonsense")
        before = list(Endpoint.objects.order_by("pk").values_list("encrypted_key", flat=True))
        with (
            self.settings(FIELD_KEY=NEW, FIELD_KEY_OLD=[OLD]),
            self.assertRaisesMessage(CommandError, "Nothing was changed"),
        ):
            self.rotate()
        after = list(Endpoint.objects.order_by("pk").values_list("encrypted_key", flat=True))
        self.assertEqual(after, before)
        self.assertFalse(AuditEvent.objects.filter(action="keys.rotate").exists())


class CanaryTests(TestCase):
    """The key goes out in one header, and is found nowhere else whatever happens."""

    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))
        self.study = make_generating_study(self.fake, single_turn=2, repeat_share=0)
        self.study.endpoints.update(encrypted_key=encrypt_key(CANARY))
        self.rosa = add_researcher(self.study)
        self.client.force_login(self.rosa)
        self.logged = StringIO()
        handler = logging.StreamHandler(self.logged)
        for logger in (logging.getLogger(), logging.getLogger("celery")):
            logger.addHandler(handler)
            self.addCleanup(logger.removeHandler, handler)
        self.messages: list[str] = []
        before_task_publish.connect(self.keep_message, weak=False)
        self.addCleanup(before_task_publish.disconnect, self.keep_message)

    def keep_message(self, body=None, headers=None, **_):
        self.messages.append(json.dumps([body, headers], default=str))

    def generate(self):
        quoting = (
            b.status(401, f"Incorrect API key: {CANARY}"),
            b.json_body({"error": {"message": f"Bearer {CANARY}"}}),
            b.raw(f"<h1>{CANARY}</h1>".encode(), 502),
        )
        self.fake.plan(b.ok(f"I was asked with {CANARY}"), *quoting)
        with self.captureOnCommitCallbacks(execute=True):
            trial = launch_trial(study=self.study, system=self.study.systems.first(), by=self.rosa)
        tasks.run_trial(trial.pk)
        self.fake.plan(*quoting)
        with self.captureOnCommitCallbacks(execute=True):
            start_study(study=self.study, by=self.rosa)
        for response in responses_of(self.study):
            run(response)
        self.assertIn(f"Bearer {CANARY}", str(self.fake.requests[-1].headers))

    def test_it_is_nowhere(self):
        self.generate()
        self.assert_absent(self.dump(), "the database")
        self.assert_absent(self.logged.getvalue(), "a log")
        self.assertTrue(self.messages)
        self.assert_absent("".join(self.messages), "a message of Celery")
        pages = self.read_all_pages()
        self.assertGreater(len(pages), 25)
        for name, page in pages.items():
            self.assert_absent(page, name)

    def test_it_is_in_no_bundle_and_no_file(self):
        start_study(study=self.study, by=self.rosa)
        for response in responses_of(self.study):
            run(response)
        judge(self.study, add_rater(self.study), always("win"))
        frozen = freeze_study(study=self.study, by=self.rosa)
        bundles = {"the blinded bundle": bundle_bytes(frozen)}
        study = unblind_study(study=frozen, by=self.rosa, reason="all is judged")
        bundles |= {profile: bundle_bytes(study, profile) for profile in Profile}
        for name, data in bundles.items():
            with zipfile.ZipFile(BytesIO(data)) as bundle:
                for file in bundle.namelist():
                    self.assert_absent(bundle.read(file).decode("utf-8", "replace"), name + file)
        for what in RESULT_TABLES:
            with export_table(study=study, by=None, what=what, form=Format.JSONL).stream as file:
                self.assert_absent(file.read().decode(), what)

    def assert_absent(self, text: str, where: str) -> None:
        self.assertNotIn(CANARY, text, where)
        for endpoint in Endpoint.objects.all():
            if where != "the database":
                self.assertNotIn(endpoint.encrypted_key, text, where)

    def dump(self) -> str:
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            rows = []
            for table in tables:
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                rows += [row[0] for row in cursor.fetchall()]
        self.assertTrue(any("Incorrect API key: [key]" in row for row in rows))
        return "\n".join(rows)

    def read_all_pages(self) -> dict[str, str]:
        """Every page and every read of the API that the researcher may open."""
        arguments = {
            "slug": self.study.slug,
            "system": self.study.systems.first().pk,
            "endpoint": self.study.endpoints.get().pk,
            "response": responses_of(self.study)[0].pk,
            "item": self.study.items.first().pk,
        }
        found = {}
        for name, pattern in _names(get_resolver()):
            keys = pattern.pattern.converters
            try:
                url = reverse(name, kwargs={key: arguments[key] for key in _all_keys(name, keys)})
            except (KeyError, NoReverseMatch):
                continue
            answer = self.client.get(url)
            if answer.status_code == 200:
                found[name] = (
                    b"".join(answer.streaming_content).decode("utf-8", "replace")
                    if answer.streaming
                    else answer.content.decode("utf-8", "replace")
                )
        return found

    def test_an_error_report_does_not_print_it(self):
        response = start_study(study=self.study, by=None) and responses_of(self.study)[0]
        with mock.patch.object(openai_compatible, "_limited", side_effect=ZeroDivisionError):
            try:
                run(response)
            except ZeroDivisionError as error:
                kind, trace = type(error), error.__traceback__
                report = ExceptionReporter(None, kind, error, trace)
                text = report.get_traceback_html() + report.get_traceback_text()
                text += "".join(traceback.format_exception(error))
        self.assertIn("_receive", text)
        self.assertIn("[key]", text)
        self.assertNotIn(CANARY, text)


def _names(resolver, prefix="", above=()):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield f"{prefix}{entry.name}", entry
        elif getattr(entry, "namespace", None) not in {"admin"}:
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _names(entry, inner)


def _all_keys(name, own):
    """The arguments of the address, those of what includes it too."""
    of_a_study = name.startswith(("researcher:", "api:")) and not name.endswith(
        (":studies", ":new")
    )
    return {*own, "slug"} if of_a_study else set(own)

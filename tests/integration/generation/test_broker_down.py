"""A broker that cannot be reached costs time, never a row, a page or an answer."""

import os
from unittest import mock

from celery import Celery
from django.test import TestCase

from annotations.generation import tasks
from annotations.studies.lifecycle import start_study
from tests.fake_provider import FakeProvider
from tests.generating import make_generating_study, responses_of, run


class BrokerDownTests(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))
        self.study = make_generating_study(self.fake)
        nobody = {"CELERY_BROKER_URL": "redis+socket:///nowhere/valkey.sock"}
        self.enterContext(mock.patch.dict(os.environ, nobody))  # Celery prefers it to any other
        nowhere = Celery(set_as_current=False)
        nowhere.config_from_object("django.conf:settings", namespace="CELERY")
        self.enterContext(mock.patch.object(tasks, "current_app", nowhere))

    def test_a_study_starts_all_the_same(self):
        with (
            self.assertLogs("django.test", "ERROR"),
            self.captureOnCommitCallbacks(execute=True),
        ):
            start_study(study=self.study, by=None)
        self.assertEqual(responses_of(self.study).filter(status="pending").count(), 2)

    def test_an_answer_is_kept_and_the_rest_left_to_the_sweep(self):
        study = start_study(study=self.study, by=None)
        with self.assertLogs(tasks.logger, "WARNING") as logs:
            self.assertEqual(run(responses_of(study)[0]).status, "done")
        self.assertEqual(len(logs.records), 2)  # the release, and the next in line

"""A bundle is asked for on the page, made in the background, fetched, and removed after a while."""

import tempfile
from datetime import timedelta
from hashlib import sha256
from unittest import mock

from django.test import TestCase, override_settings
from django.utils import timezone

from annotations.exceptions import AnnotationsError
from annotations.exports import jobs, tasks
from annotations.exports.bundle.profiles import Profile
from annotations.models import AuditEvent, Export, ExportJob, StudyMember
from tests.bundles import rich_study
from tests.factories import add_researcher, make_running_study, make_user


class BundlesFolder(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(EXPORTS_DIR=folder.name))


class JobsTests(BundlesFolder):
    @classmethod
    def setUpTestData(cls):
        cls.study = rich_study(single_turn=3, multi_turn=1)
        cls.rosa = add_researcher(cls.study)
        cls.page = f"/studies/{cls.study.slug}/exports/"
        cls.ask = f"/studies/{cls.study.slug}/bundle/"

    def setUp(self):
        super().setUp()
        self.client.force_login(self.rosa)

    def make(self, profile: str = "pseudonymised") -> ExportJob:
        sending = mock.patch.object(tasks.make_bundle, "delay")
        with sending as sent, self.captureOnCommitCallbacks(execute=True):
            self.client.post(self.ask, {"profile": profile})
        (number,), _ = sent.call_args
        tasks.make_bundle(number)
        return ExportJob.objects.get(pk=number)

    def test_from_the_wish_to_the_file(self):
        job = self.make()
        self.assertEqual(job.state, "done", job.error)
        record = Export.objects.get()
        self.assertContains(self.client.get(self.page), record.sha256)
        answer = self.client.post(f"{self.ask}{job.pk}/")
        data = b"".join(answer.streaming_content)
        self.assertEqual((sha256(data).hexdigest(), len(data)), (record.sha256, job.bytes))
        self.assertIn(f"{self.study.slug}-bundle-pseudonymised.zip", answer["Content-Disposition"])
        head = self.study.submissions.order_by("-sequence").first().hash
        event = AuditEvent.objects.get(action="export.bundle")
        self.assertEqual((event.data["sha256"], event.data["chain_head"]), (record.sha256, head))
        self.assertEqual(event.actor, f"user:{self.rosa.key}")
        self.assertEqual(AuditEvent.objects.get(action="export.fetch").target, record.filename)

    def test_a_bundle_made_after_others_has_the_same_bytes(self):
        first, second = self.make(), self.make()
        self.assertNotEqual(first.pk, second.pk)
        self.assertEqual(first.export.sha256, second.export.sha256)

    def test_two_clicks_ask_for_one_bundle(self):
        one, two = (
            jobs.request_job(study=self.study, by=self.rosa, profile=Profile.DEIDENTIFIED)
            for _ in range(2)
        )
        self.assertEqual(one.pk, two.pk)

    def test_a_message_that_comes_twice_makes_it_once(self):
        job = self.make()
        tasks.make_bundle(job.pk)
        self.assertEqual(Export.objects.count(), 1)

    def test_a_worker_that_died_is_taken_over_and_a_late_one_changes_nothing(self):
        job = jobs.request_job(study=self.study, by=self.rosa, profile=Profile.PSEUDONYMISED)
        lost = jobs.claim_job(job.pk)
        self.assertIsNone(jobs.claim_job(job.pk))
        ExportJob.objects.filter(pk=job.pk).update(leased_until=timezone.now())
        self.assertEqual(jobs.unfinished_job_ids(), [job.pk])
        tasks.make_bundle(job.pk)
        jobs._finish(lost, state="failed", error="late")
        job.refresh_from_db()
        self.assertEqual((job.state, job.attempt), ("done", 2))

    def test_an_error_is_tried_again_and_then_told(self):
        job = jobs.request_job(study=self.study, by=self.rosa, profile=Profile.PSEUDONYMISED)
        with mock.patch.object(jobs, "export_bundle", side_effect=OSError("disk full")):
            for _ in range(jobs.MAX_ATTEMPTS):
                with self.assertRaises(OSError):
                    tasks.make_bundle(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.state, job.error), ("failed", "OSError"))
        self.assertContains(self.client.get(self.page), "OSError")

    def test_names_are_for_who_runs_the_study(self):
        analyst = make_user()
        StudyMember.objects.create(study=self.study, user=analyst, role="analyst")
        job = self.make("identified")
        self.client.force_login(analyst)
        self.assertNotContains(self.client.get(self.page), 'value="identified"')
        self.assertEqual(self.client.post(f"{self.ask}{job.pk}/").status_code, 404)
        with self.assertRaises(AnnotationsError):
            jobs.request_job(study=self.study, by=analyst, profile=Profile.IDENTIFIED)

    def test_old_files_go_and_the_page_says_so(self):
        job = self.make()
        long_ago = timezone.now() - timedelta(days=31)
        ExportJob.objects.filter(pk=job.pk).update(finished_at=long_ago)
        self.assertEqual(jobs.remove_old_files(), 1)
        answer = self.client.post(f"{self.ask}{job.pk}/", follow=True)
        self.assertContains(answer, "This file was removed.")
        self.assertContains(answer, "it has the same bytes")

    def test_the_page_looks_again_while_a_bundle_is_written(self):
        jobs.request_job(study=self.study, by=self.rosa, profile=Profile.PSEUDONYMISED)
        self.assertContains(self.client.get(self.page), 'hx-trigger="every 2s"')
        part = self.client.get(self.page, headers={"HX-Request": "true"})
        self.assertContains(part, "Waiting for a free worker")
        self.assertNotContains(part, "<html")


class BlindedTests(BundlesFolder):
    def test_the_page_says_why_not_and_when(self):
        study = make_running_study()
        self.client.force_login(add_researcher(study))
        page = self.client.get(f"/studies/{study.slug}/exports/")
        self.assertContains(page, "the bundle exists once the study is frozen")
        self.assertContains(page, "/export/counts.csv")
        self.assertNotContains(page, "secret-")
        answer = self.client.post(f"/studies/{study.slug}/bundle/", {"profile": "pseudonymised"})
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(ExportJob.objects.exists())

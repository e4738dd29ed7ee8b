"""Who is erased is gone from every table; what they judged stays byte for byte."""

import tempfile
from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client, TestCase, override_settings

from annotations.entrance.invitations import make_personal_link
from annotations.exceptions import AnnotationsError
from annotations.exports import jobs
from annotations.exports.bundle.profiles import Profile
from annotations.models import (
    AuditEvent,
    ExportJob,
    Invitation,
    RaterProfile,
    Study,
    StudyMember,
    StudyRater,
    User,
)
from annotations.retention.services import erase_rater
from annotations.studies.verification import verify_study
from tests.bundles import bundle_bytes, rich_study
from tests.factories import add_rater, add_researcher, make_running_study, make_study
from tests.judging import claim

NAME, EMAIL = "Canary Wang", "canary.wang@example.org"


def everything() -> str:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


class ErasingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = rich_study(single_turn=3, multi_turn=1)
        cls.rater = cls.study.raters.order_by("pk").first()
        User.objects.filter(pk=cls.rater.user_id).update(name=NAME, email=EMAIL)
        RaterProfile.objects.create(user_id=cls.rater.user_id, title="Chief physician Wang")
        cls.rater.refresh_from_db()
        cls.ada = add_researcher(cls.study)
        StudyMember.objects.filter(user=cls.ada).update(role="administrator")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(EXPORTS_DIR=folder.name))

    def erase(self, reason: str = "asked for it"):
        return erase_rater(rater=self.rater, by=self.ada, reason=reason)

    def test_the_person_is_gone_and_the_bundle_unchanged(self):
        make_personal_link(rater=self.rater, by=self.ada)
        session = Client()
        session.force_login(self.rater.user)
        before = {profile: bundle_bytes(self.study, profile) for profile in Profile}
        self.assertIn(NAME.encode(), before[Profile.IDENTIFIED])
        key = self.rater.user.key
        erased = self.erase()
        self.assertTrue(erased.account_deleted)
        rows = everything()
        for trace in (NAME, EMAIL, "Chief physician Wang", key):
            self.assertNotIn(trace, rows)
        self.assertFalse(User.objects.filter(email=EMAIL).exists())
        self.assertFalse(Invitation.objects.filter(rater=self.rater).exists())
        self.assertEqual(session.get("/").status_code, 302)
        for profile in (Profile.PSEUDONYMISED, Profile.DEIDENTIFIED):
            self.assertEqual(bundle_bytes(self.study, profile), before[profile])
        self.assertNotIn(NAME.encode(), bundle_bytes(self.study, Profile.IDENTIFIED))
        self.assertTrue(all(verdict.holds for verdict in verify_study(self.study)))
        event = AuditEvent.objects.get(action="rater.erase")
        self.assertEqual(
            (event.target, event.actor), (self.rater.pseudonym, f"user:{self.ada.key}")
        )

    def test_an_account_with_another_study_stays(self):
        add_rater(make_study(), self.rater.user)
        self.assertFalse(self.erase().account_deleted)
        self.assertTrue(User.objects.filter(email=EMAIL).exists())
        self.assertIsNone(StudyRater.objects.get(pk=self.rater.pk).user_id)

    def test_bundles_with_names_go(self):
        job = jobs.request_job(study=self.study, by=self.ada, profile=Profile.IDENTIFIED)
        jobs.run_job(jobs.claim_job(job.pk))
        job.refresh_from_db()
        self.assertTrue(jobs.file_of(job).exists())
        self.assertEqual(self.erase().files_removed, 1)
        self.assertFalse(jobs.file_of(job).exists())
        self.assertIsNotNone(ExportJob.objects.get(pk=job.pk).removed_at)

    def test_the_reason_is_asked_for_and_names_nobody(self):
        for reason in (" ", "Dr. Wang asked", f"mail from {EMAIL}"):
            with self.assertRaises(AnnotationsError):
                self.erase(reason)
        self.assertEqual(StudyRater.objects.get(pk=self.rater.pk).user_id, self.rater.user_id)

    def test_repeating_it_changes_nothing(self):
        self.erase()
        self.erase()
        self.assertEqual(AuditEvent.objects.filter(action="rater.erase").count(), 1)

    def test_on_the_page_by_an_administrator_with_the_pseudonym_typed(self):
        address = f"/studies/{self.study.slug}/raters/{self.rater.pseudonym}/erase/"
        self.client.force_login(self.ada)
        self.assertContains(self.client.get(address), "Erase for good")
        wrong = self.client.post(address, {"reason": "asked", "pseudonym": "R-other"})
        self.assertEqual(wrong.status_code, 422)
        self.client.post(address, {"reason": "asked", "pseudonym": self.rater.pseudonym})
        self.assertIsNone(StudyRater.objects.get(pk=self.rater.pk).user_id)
        self.assertContains(self.client.get(address), "is erased already")

    def test_by_command(self):
        arguments = ("erase_rater", self.study.slug, self.rater.pseudonym, "--reason", "asked")
        out = StringIO()
        call_command(*arguments, "--yes", stdout=out)
        self.assertIn("The account is deleted", out.getvalue())
        with self.assertRaisesMessage(CommandError, "no rater R-NOBODY"):
            call_command("erase_rater", self.study.slug, "R-NOBODY", "--reason", "x", "--yes")


class RunningTests(TestCase):
    def test_what_they_hold_goes_to_a_colleague(self):
        study = make_running_study(single_turn=1, raters_per_comparison=1, repeat_share=0)
        one, two = add_rater(study), add_rater(study)
        self.assertIsNotNone(claim(one).assignment)
        erase_rater(rater=one, by=None, reason="asked for it")
        self.assertIsNotNone(claim(two).assignment)
        self.assertEqual(Study.objects.get(pk=study.pk).raters.filter(user=None).count(), 1)

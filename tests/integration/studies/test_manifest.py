"""A frozen study's manifest: every table, whatever is changed later, and what may change."""

from unittest import mock

from django.core import mail
from django.test import TestCase, override_settings
from django.utils import timezone

from annotations.models import Response, Study, StudyRater, Turn
from annotations.studies import manifest
from annotations.studies.lifecycle import freeze_study, unblind_study
from annotations.studies.tasks import send_freeze_letters
from tests.factories import (
    add_rater,
    add_researcher,
    fill_study,
    make_item,
    make_running_study,
    make_study,
)
from tests.results import always, judge


class ManifestTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        study = make_running_study(single_turn=3, raters_per_comparison=1, repeat_share=0)
        judge(study, add_rater(study), always("win"))
        cls.study = freeze_study(study=study, by=None)
        cls.event = cls.study.audit_events.get(action="study.manifest")

    def test_it_counts_and_hashes_every_table_and_is_chained(self):
        tables = self.event.data["manifest"]["tables"]
        rows = {name: table["rows"] for name, table in tables.items() if table["rows"]}
        self.assertEqual(
            rows,
            {
                "criterion": 5,
                "system": 2,
                "item": 3,
                "response": 6,
                "turn": 6,
                "comparison": 3,
                "slot": 3,
                "studyrater": 1,
                "assignment": 3,
                "submission": 3,
                "judgment": 15,
            },
        )
        self.assertEqual(len(tables), len(manifest.TABLES))
        last = self.study.submissions.get(sequence=3)
        self.assertEqual(self.event.data["manifest"]["chain_head"], last.hash)

    def test_computed_again_it_is_the_same_and_is_recorded_once(self):
        self.assertEqual(manifest.changed_since(self.study), [])
        freeze_study(study=self.study, by=None)
        self.assertEqual(self.study.audit_events.filter(action="study.manifest").count(), 1)

    def test_whatever_is_changed_shows(self):
        """Triggers refuse it; as if somebody had got around them."""
        before = self.event.data["manifest"]["tables"]
        self.event.data["manifest"]["tables"] = before | {
            "item": before["item"] | {"sha256": "0" * 64},
            "turn": before["turn"] | {"rows": 7},
        }
        with mock.patch.object(manifest, "manifest_event", return_value=self.event):
            self.assertEqual(manifest.changed_since(self.study), ["item", "turn"])

    def test_a_row_more_shows(self):
        make_item(self.study)
        self.assertEqual(manifest.changed_since(self.study), ["item"])

    def test_a_manifest_of_an_earlier_version_still_holds(self):
        self.event.data["manifest"] = manifest.compute_manifest(self.study, 1)
        with mock.patch.object(manifest, "manifest_event", return_value=self.event):
            self.assertEqual(manifest.changed_since(self.study), [])
        raters = next(table for table in manifest.TABLES if table.model is StudyRater)
        self.assertIn("consent_accepted", raters.columns(1))
        self.assertNotIn("consent_accepted", raters.columns(2))

    def test_an_erased_person_changes_nothing(self):
        now = timezone.now()
        StudyRater.objects.update(user=None, last_seen_at=now, reminders_stopped_at=now)
        unblind_study(study=self.study, by=None, reason="All is judged.")
        self.assertEqual(manifest.changed_since(self.study), [])

    def test_an_answer_that_comes_in_later_changes_nothing(self):
        item = self.study.items.first()
        late = Response.objects.create(
            item=item,
            system=self.study.systems.first(),
            version=2,
            superseded_at=timezone.now(),
            status="done",
            completed_at=timezone.now(),
            shown_sha256="x",
        )
        Turn.objects.create(
            response=late, position=0, round_number=1, role="assistant", shown_text="late"
        )
        self.assertEqual(manifest.changed_since(self.study), [])

    def test_a_freeze_without_a_manifest_gets_one_before_it_is_unblinded(self):
        study = make_running_study()
        Study.objects.filter(pk=study.pk).update(state="frozen", frozen_at=timezone.now())
        unblind_study(study=study, by=None, reason="All is judged.")
        actions = list(study.audit_events.order_by("sequence").values_list("action", flat=True))
        self.assertEqual(actions[-2:], ["study.manifest", "study.unblind"])


class LetterTests(TestCase):
    def test_who_runs_it_gets_the_head_by_mail(self):
        study = make_running_study(single_turn=1, raters_per_comparison=1, repeat_share=0)
        rosa = add_researcher(study)
        judge(study, add_rater(study), always("win"))
        freeze_study(study=study, by=rosa)
        send_freeze_letters(study.pk)
        (letter,) = mail.outbox
        self.assertEqual(letter.to, [rosa.email])
        self.assertIn(study.submissions.get().hash, letter.body)
        self.assertNotIn("secret-", letter.body)

    @override_settings(MAIL_IS_SET_UP=False)
    def test_without_mail_nothing_is_queued(self):
        study = fill_study(make_study(), single_turn=1)
        with self.captureOnCommitCallbacks() as callbacks:
            from annotations.studies.launch import announce_freeze

            announce_freeze(study)
        self.assertEqual(callbacks, [])

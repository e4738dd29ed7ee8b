"""Consent and guideline: versions, who accepted which, and what a withdrawal ends."""

from django.test import TestCase

from annotations.assignment.services import claim_next_assignment
from annotations.entrance.guidance import TextChanged, accept, publish_guidance, withdraw_consent
from annotations.entrance.selectors import current_texts, guidance_for
from annotations.exceptions import AnnotationsError, WrongState
from annotations.judging.drafts import Sent, save_draft
from annotations.judging.services import submit_judgments
from annotations.models import Acceptance, Assignment, AuditEvent, Draft, GuidanceText, Submission
from tests import factories
from tests.judging import entry_for


class GuidanceCase(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_running_study(
            single_turn=2, raters_per_comparison=1, repeat_share=0
        )
        for purpose in ("consent", "guideline"):
            self.publish(purpose, f"{purpose} one")
        self.rater = factories.add_rater(self.study)

    def publish(self, purpose: str, text: str) -> GuidanceText:
        found = publish_guidance(
            study=self.study, purpose=purpose, text=factories.both(text), by=None
        )
        self.study.refresh_from_db()
        return found

    def claim(self) -> Assignment | None:
        return claim_next_assignment(study=self.study, rater=self.rater).assignment

    def accept_all(self) -> None:
        factories.accept_all(self.rater)
        self.rater.refresh_from_db()


class VersionTests(GuidanceCase):
    def test_a_change_is_a_new_version_and_the_same_text_is_none(self):
        self.assertEqual(self.publish("guideline", "guideline one").version, 1)
        self.assertEqual(self.publish("guideline", "guideline two").version, 2)
        self.assertEqual((self.study.consent_version, self.study.guideline_version), (1, 2))
        events = AuditEvent.objects.filter(study=self.study, action="guideline.publish")
        self.assertEqual([event.data["version"] for event in events.order_by("pk")], [1, 2])

    def test_a_text_that_names_a_system_is_refused(self):
        with self.assertRaisesMessage(AnnotationsError, "secret-alpha"):
            self.publish("guideline", "Beware of Secret Alpha.")
        self.assertEqual(self.study.guideline_version, 1)

    def test_both_languages_are_needed(self):
        with self.assertRaises(AnnotationsError):
            publish_guidance(study=self.study, purpose="consent", text={"en": "Only"}, by=None)


class AcceptanceTests(GuidanceCase):
    def test_no_pair_before_both_are_accepted(self):
        self.assertIsNone(self.claim())
        consent, guideline = current_texts(self.study)
        accept(rater=self.rater, texts=[consent], language="zh-hans")
        self.assertTrue(claim_next_assignment(study=self.study, rater=self.rater).needs_acceptance)
        accept(rater=self.rater, texts=[guideline], language="zh-hans")
        self.assertIsNotNone(self.claim())
        stored = Acceptance.objects.order_by("pk").values_list("guidance__purpose", "language")
        self.assertEqual(list(stored), [("consent", "zh-hans"), ("guideline", "zh-hans")])

    def test_accepting_again_changes_nothing(self):
        self.accept_all()
        self.accept_all()
        self.assertEqual(Acceptance.objects.count(), 2)

    def test_an_older_version_cannot_be_accepted(self):
        old = current_texts(self.study)
        self.publish("guideline", "guideline two")
        with self.assertRaises(TextChanged):
            accept(rater=self.rater, texts=old, language="en")
        self.assertFalse(Acceptance.objects.exists())

    def test_a_new_guideline_is_accepted_before_the_next_pair_but_the_held_one_goes_in(self):
        self.accept_all()
        held = self.claim()
        self.publish("guideline", "guideline two")
        criteria = list(self.study.criteria.all())
        entry = entry_for(criteria)
        submission = submit_judgments(assignment=held, entry=entry, criteria=criteria)
        self.assertEqual(submission.guideline_version, 1)
        self.assertIsNone(self.claim())
        self.accept_all()
        self.assertIsNotNone(self.claim())

    def test_the_page_says_what_is_new(self):
        self.accept_all()
        self.publish("guideline", "guideline two")
        self.rater = self.study.raters.get()
        consent, guideline = guidance_for(self.rater, "en")
        self.assertEqual((consent.is_accepted, guideline.is_accepted), (True, False))
        self.assertIn("guideline two", guideline.added)
        self.assertIn("guideline one", guideline.removed)
        self.assertEqual((consent.added, consent.removed), ("", ""))


class WithdrawalTests(GuidanceCase):
    def setUp(self) -> None:
        super().setUp()
        self.accept_all()
        self.held = self.claim()
        save_draft(assignment=self.held, sent=Sent({"comment": "…"}, revision=1))

    def withdraw(self) -> None:
        withdraw_consent(rater=self.rater)
        self.rater.refresh_from_db()

    def test_it_ends_assignment_at_once_and_gives_back_what_is_held(self):
        self.withdraw()
        self.held.refresh_from_db()
        self.assertEqual((self.held.state, self.held.slot.status), ("expired", "free"))
        self.assertFalse(Draft.objects.exists())
        self.assertTrue(claim_next_assignment(study=self.study, rater=self.rater).needs_acceptance)

    def test_nothing_is_taken_afterwards_although_the_slot_is_free(self):
        self.withdraw()
        held = Assignment.objects.select_related("rater__study", "slot", "draft").get()
        criteria = list(self.study.criteria.all())
        with self.assertRaises(WrongState):
            submit_judgments(assignment=held, entry=entry_for(criteria), criteria=criteria)
        with self.assertRaises(WrongState):
            save_draft(assignment=held, sent=Sent({}, revision=2))
        self.assertFalse(Submission.objects.exists() or Draft.objects.exists())

    def test_it_is_recorded_once_and_under_the_pseudonym_alone(self):
        self.withdraw()
        self.withdraw()
        event = AuditEvent.objects.get(action="consent.withdraw")
        self.assertEqual(event.actor, f"rater:{self.rater.pseudonym}")
        self.assertEqual(
            event.data, {"versions": [1], "pairs_returned": 1, "judged": 0, "rule": "keep"}
        )
        withdrawn = Acceptance.objects.filter(withdrawn_at__isnull=False)
        self.assertEqual(withdrawn.get().guidance.purpose, "consent")

    def test_agreeing_again_leads_back_to_the_same_pair(self):
        self.withdraw()
        self.accept_all()
        self.assertEqual(self.claim(), self.held)
        self.assertEqual(Acceptance.objects.filter(guidance__purpose="consent").count(), 2)

"""One answer written anew: the old version stays, and no pair changes under anybody's eyes."""

from django.test import TestCase

from annotations.assignment.services import claim_next_assignment
from annotations.comparisons.services import release_ready_comparisons
from annotations.exceptions import AnnotationsError, WrongState
from annotations.generation.launch import start_generation
from annotations.judging.services import submit_judgments
from annotations.models import AuditEvent, Response, Study
from annotations.studies.lifecycle import freeze_study, start_study
from annotations.studies.regenerating import regenerate_answer
from tests.factories import add_rater, make_practice
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.generating import make_generating_study, responses_of, run, start_generating
from tests.judging import entry_for


class RegeneratingTestCase(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))

    def start(self, **options):
        options = {"single_turn": 1, "repeat_share": 0, "raters_per_comparison": 2} | options
        self.study = start_generating(self.fake, **options)
        for response in responses_of(self.study):
            run(response)
        release_ready_comparisons(self.study)
        self.comparison = self.study.comparisons.first()
        self.answer = self.comparison.response_b

    def regenerate(self, response=None):
        made = regenerate_answer(response=response or self.answer, by=None, reason="Garbled.")
        self.study.refresh_from_db()
        self.comparison.refresh_from_db()
        return made

    def slot_states(self):
        return set(self.comparison.slots.values_list("status", flat=True))

    def placements(self, comparison):
        return list(
            comparison.slots.order_by("kind", "number").values_list(
                "kind", "number", "seat", "swapped", "position"
            )
        )


class UnseenTests(RegeneratingTestCase):
    def test_a_pair_that_nobody_has_seen_waits_for_the_new_answer(self):
        self.start()
        self.assertEqual(self.study.comparisons.count(), 1)
        made = self.regenerate()
        self.assertEqual((made.withdrawn, made.waiting), (0, 1))
        self.assertEqual(self.comparison.response_b, made.response)
        self.assertIsNone(self.comparison.released_at)
        self.assertEqual(self.study.released_count, 0)
        self.assertEqual(
            set(self.comparison.slots.values_list("status", flat=True)), {"unreleased"}
        )
        self.fake.plan(b.ok("A better text."))
        run(made.response)
        self.assertEqual(release_ready_comparisons(self.study), 1)
        self.study.refresh_from_db()
        self.assertEqual(self.study.released_count, 1)
        self.assertEqual(self.slot_states(), {"free"})

    def test_the_old_version_is_kept_with_all_that_belongs_to_it(self):
        self.start()
        made = self.regenerate()
        self.answer.refresh_from_db()
        self.assertIsNotNone(self.answer.superseded_at)
        self.assertEqual(self.answer.turns.count(), 1)
        self.assertEqual((made.response.version, made.response.reason), (2, "Garbled."))
        self.assertEqual(made.response.settings_sha256, self.answer.settings_sha256)
        event = AuditEvent.objects.get(action="answer.regenerate")
        self.assertEqual((event.data["reason"], event.data["version"]), ("Garbled.", 2))

    def test_of_a_draft_too(self):
        self.study = make_generating_study(self.fake)
        start_generation(study=self.study, by=None)
        first = run(responses_of(self.study)[0])
        made = regenerate_answer(response=first, by=None, reason="Garbled.")
        self.assertEqual(run(made.response).status, "done")
        self.assertEqual(responses_of(self.study).filter(superseded_at=None).count(), 2)

    def test_what_failed_is_written_anew_too(self):
        self.start()
        Response.objects.filter(pk=self.answer.pk).update(
            status="failed", completed_at=None, error_code="truncated"
        )
        self.assertEqual(self.regenerate().response.status, "pending")


class SeenTests(RegeneratingTestCase):
    def start(self, **options):
        super().start(**options)
        self.rater = add_rater(self.study)
        self.held = claim_next_assignment(study=self.study, rater=self.rater).assignment

    def test_a_pair_that_is_held_is_withdrawn_and_another_takes_its_place(self):
        self.start()
        before = self.placements(self.comparison)
        made = self.regenerate()
        self.assertEqual((made.withdrawn, made.waiting), (1, 0))
        self.assertIsNotNone(self.comparison.withdrawn_at)
        self.assertEqual(self.comparison.response_b, self.answer)
        self.held.refresh_from_db()
        self.assertEqual(self.held.state, "withdrawn")
        new = self.study.comparisons.get(withdrawn_at=None)
        self.assertEqual(
            (new.response_a, new.response_b), (self.comparison.response_a, made.response)
        )
        self.assertEqual(self.placements(new), before)
        self.assertEqual(self.study.released_count, 0)
        run(made.response)
        release_ready_comparisons(self.study)
        claim = claim_next_assignment(study=self.study, rater=self.rater)
        self.assertEqual(claim.assignment.comparison, new)

    def test_what_was_judged_stays_as_it_was_judged(self):
        self.start()
        criteria = list(self.study.criteria.all())
        submit_judgments(assignment=self.held, entry=entry_for(criteria), criteria=criteria)
        made = self.regenerate()
        self.assertEqual(made.withdrawn, 1)
        self.assertEqual(self.comparison.response_b, self.answer)
        self.assertEqual(self.held.submissions.count(), 1)
        self.rater.refresh_from_db()
        self.assertEqual(self.rater.withdrawn_count, 1)
        self.assertEqual(made.response.comparisons_as_b.get().slots.count(), 2)

    def test_hidden_repeats_follow(self):
        self.start(single_turn=2, repeat_share="1.000")
        comparison = self.held.comparison
        before = self.placements(comparison)
        self.assertIn("repeat", [row[0] for row in before])
        self.regenerate(comparison.response_a)
        new = self.study.comparisons.get(withdrawn_at=None, item=comparison.item)
        self.assertEqual(self.placements(new), before)
        for slot in new.slots.filter(kind="repeat"):
            self.assertEqual(slot.first_slot.comparison, new)

    def test_practice_keeps_its_authors_opinion(self):
        study = make_generating_study(self.fake, repeat_share=0, raters_per_comparison=1)
        make_practice(study, "tie")
        self.study = start_study(study=study, by=None)
        for response in responses_of(self.study).filter(status="pending"):
            run(response)
        release_ready_comparisons(self.study)
        rater = add_rater(self.study)
        held = claim_next_assignment(study=self.study, rater=rater).assignment
        self.assertTrue(held.comparison.is_practice)
        self.comparison = held.comparison
        made = self.regenerate(held.comparison.response_a)
        new = made.response.comparisons_as_a.get()
        self.assertTrue(new.is_practice)
        self.assertEqual(new.practice_feedback.text, held.comparison.practice_feedback.text)
        self.assertEqual(new.slots.count(), 0)


class RefusedTests(RegeneratingTestCase):
    def assert_refused(self, words, response=None, reason="Garbled.", error=AnnotationsError):
        before = Response.objects.count()
        with self.assertRaisesMessage(error, words):
            regenerate_answer(response=response or self.answer, by=None, reason=reason)
        self.assertEqual(Response.objects.count(), before)

    def test_without_a_reason(self):
        self.start()
        self.assert_refused("Say why", reason="  ")

    def test_twice(self):
        self.start()
        self.regenerate()
        self.assert_refused("newer version")

    def test_while_it_is_being_written(self):
        self.start()
        made = self.regenerate()
        self.assert_refused("still being written", response=made.response)

    def test_an_imported_answer_of_a_system_without_endpoint(self):
        self.start()
        self.study.systems.update(endpoint=None)
        self.assert_refused("come from a file", response=Response.objects.get(pk=self.answer.pk))

    def test_in_a_frozen_study(self):
        self.start()
        freeze_study(study=Study.objects.get(pk=self.study.pk), by=None)
        self.assert_refused("frozen", error=WrongState)

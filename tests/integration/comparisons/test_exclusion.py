"""What has finally failed can be given up; what it keeps closed is then no longer planned work."""

from io import StringIO

from django.core.management import CommandError, call_command
from django.test import TestCase

from annotations.comparisons.exclusion import exclude_failed
from annotations.comparisons.services import release_ready_comparisons
from annotations.exceptions import AnnotationsError, WrongState
from annotations.generation.launch import retry_failed
from annotations.generation.selectors import failed_responses
from annotations.models import AuditEvent, Slot, Study
from annotations.studies.selectors import planned_work
from tests.fake_provider import FakeProvider
from tests.fake_provider import behaviours as b
from tests.generating import responses_of, run, start_generating


class ExclusionTests(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))
        self.study = start_generating(self.fake, single_turn=3)
        failing, *others = responses_of(self.study)
        self.fake.plan(b.status(404, "no such model"))
        for response in (failing, *others):
            run(response)
        release_ready_comparisons(self.study)
        self.closed = self.study.comparisons.get(response_a=failing)

    def test_a_failed_response_keeps_its_comparison_closed(self):
        self.assertIsNone(self.closed.released_at)
        planned = planned_work(self.study)
        self.assertEqual((planned.comparisons, planned.released, planned.failed), (3, 2, 1))

    def test_excluding_withdraws_it_with_all_its_slots(self):
        self.assertEqual(exclude_failed(study=self.study, by=None, reason=" no model "), 1)
        self.closed.refresh_from_db()
        self.assertEqual(self.closed.withdrawn_reason, "no model")
        statuses = self.study.slots.filter(comparison=self.closed).values_list("status", flat=True)
        self.assertEqual(set(statuses), {Slot.Status.WITHDRAWN})
        planned = planned_work(self.study)
        self.assertEqual((planned.comparisons, planned.released, planned.failed), (2, 2, 0))
        event = AuditEvent.objects.get(action="comparisons.exclude")
        self.assertEqual(event.data["items"], [self.closed.item.external_id])

    def test_repeating_it_withdraws_nothing_more(self):
        exclude_failed(study=self.study, by=None, reason="no model")
        self.assertEqual(exclude_failed(study=self.study, by=None, reason="again"), 0)
        self.assertEqual(AuditEvent.objects.filter(action="comparisons.exclude").count(), 1)

    def test_what_is_excluded_is_neither_listed_nor_tried_again(self):
        self.assertEqual(len(failed_responses(self.study)), 1)
        exclude_failed(study=self.study, by=None, reason="no model")
        self.assertEqual(failed_responses(self.study), ())
        self.assertEqual(retry_failed(study=self.study, by=None), 0)

    def test_retrying_instead_releases_it(self):
        self.assertEqual(retry_failed(study=self.study, by=None), 1)
        run(responses_of(self.study)[0])
        self.assertEqual(release_ready_comparisons(self.study), 1)
        self.assertEqual(planned_work(self.study).released, 3)

    def test_needs_a_reason_and_a_study_that_runs(self):
        with self.assertRaises(AnnotationsError):
            exclude_failed(study=self.study, by=None, reason=" ")
        Study.objects.filter(pk=self.study.pk).update(
            state=Study.State.FROZEN, frozen_at=self.study.started_at
        )
        with self.assertRaises(WrongState):
            exclude_failed(study=self.study, by=None, reason="no model")
        self.assertFalse(self.study.comparisons.exclude(withdrawn_at=None).exists())

    def test_the_command_shows_retries_and_excludes(self):
        def told(*arguments):
            out = StringIO()
            call_command("generation", self.study.slug, *arguments, stdout=out, no_color=True)
            return out.getvalue()

        external_id = self.closed.item.external_id
        self.assertEqual(
            told(),
            "secret-alpha: 2 of 3 done, 0 running, 0 pending, 1 failed\n"
            "secret-beta: 3 of 3 done, 0 running, 0 pending, 0 failed\n"
            f"  {external_id}, secret-alpha: The endpoint does not know this address or this "
            "model. HTTP status 404. no such model (given up)\n",
        )
        self.assertIn("Responses put back in line: 1.", told("--retry"))
        self.fake.plan(b.status(404))
        run(responses_of(self.study)[0])
        self.assertIn("Comparisons withdrawn: 1.", told("--exclude", "no model"))
        with self.assertRaises(CommandError):
            told("--exclude", "")

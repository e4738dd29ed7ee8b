"""Many raters begin with practice at the same moment."""

from unittest import mock

from django.db import IntegrityError
from django.test import tag

from annotations.assignment import practice
from annotations.models import Assignment, Kind, Slot, Study
from annotations.studies.lifecycle import start_study
from tests.base import LedgerTransactionTestCase
from tests.concurrency.test_claiming import at_once, claim, errors
from tests.factories import add_rater, fill_study, make_practice, make_study

RATERS = 24


@tag("concurrency")
class StartingAtOnceTests(LedgerTransactionTestCase):
    def start(self) -> list:
        draft = make_study(raters_per_comparison=1, repeat_share=0)
        make_practice(draft, "tie")
        study: Study = start_study(study=fill_study(draft, single_turn=1), by=None)
        raters = [add_rater(study) for _ in range(RATERS)]
        # and the first one's second tab
        return at_once([lambda r=r: claim(r) for r in [*raters, raters[0]]])

    def test_each_has_the_pair_on_a_slot_of_their_own(self):
        claims = self.start()
        self.assertEqual(errors(claims), [])
        self.assertEqual({claimed.assignment.kind for claimed in claims}, {Kind.PRACTICE})
        self.assertEqual(Assignment.objects.count(), RATERS)
        numbers = Slot.objects.filter(kind=Kind.PRACTICE).values_list("number", flat=True)
        self.assertEqual(sorted(numbers), list(range(1, RATERS + 1)))

    def test_without_the_lock_some_see_an_error(self):
        """The guard taken out: the constraint keeps the numbers apart, the raters pay for it."""

        def number_without_lock(comparison):
            last = Slot.objects.filter(comparison=comparison, kind=Kind.PRACTICE)
            return last.count() + 1

        with mock.patch.object(practice, "_next_number", number_without_lock):
            failed = errors(self.start())
        self.assertEqual({type(error) for error in failed}, {IntegrityError})

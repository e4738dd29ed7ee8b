"""Raters of several specialties claim at once, to the last pair."""

from collections import Counter

from django.test import tag

from annotations.models import Assignment, Kind, Study
from annotations.studies.lifecycle import start_study
from tests import factories
from tests.base import LedgerTransactionTestCase
from tests.concurrency.test_claiming import at_once, errors, judge_all
from tests.factories import add_rater, make_study


@tag("concurrency")
class MatchingAtOnceTests(LedgerTransactionTestCase):
    def test_every_pair_gets_its_raters_and_nobody_sees_an_error(self):
        study = make_study(matches_specialties=True, raters_per_comparison=2, repeat_share=0)
        for name in ("a", "b", "c", "") * 4:
            item = factories.make_item(study, specialty=name)
            for system in study.systems.order_by("position"):
                factories.make_response(item, system)
        study: Study = start_study(study=study, by=None)
        stated = (["a", "b"], ["b", "a"], ["c"], ["c", "a"], ["b"], [])
        raters = [add_rater(study, specialties=names) for names in stated * 3]
        results = at_once([lambda r=r: judge_all(r) for r in raters])

        self.assertEqual(errors(results), [])
        self.assertEqual(sum(results), 32)
        per_pair = Counter(Assignment.objects.values_list("comparison", flat=True))
        self.assertEqual(set(per_pair.values()), {2})
        self.assertEqual(study.slots.filter(kind=Kind.FIRST, status="done").count(), 32)
        for assignment in Assignment.objects.select_related("rater", "slot"):
            self.assertIn(assignment.slot.specialty, [*assignment.rater.specialties, ""])

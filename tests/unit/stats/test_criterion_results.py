"""Everything of one criterion at once."""

import json
import warnings
from dataclasses import asdict

from django.test import SimpleTestCase

from annotations.stats.criterion_results import criterion_results
from annotations.stats.estimate import Estimate, NotEstimable
from tests.reference.data import STUDIES, panel
from tests.unit.stats import studies


def estimates(thing):
    """Every estimate anywhere inside."""
    if isinstance(thing, Estimate):
        yield thing
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from estimates(part)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from estimates(getattr(thing, name))


class CriterionResultsTests(SimpleTestCase):
    def test_the_same_seed_gives_the_same_numbers_in_any_order_of_rows(self):
        study = STUDIES[0]
        turned = study.select(slice(None, None, -1))
        first = criterion_results(study, seed=4, rounds=60)
        again = criterion_results(turned, seed=4, rounds=60)
        self.assertEqual(asdict(first.pairs[0]), asdict(again.pairs[0]))
        self.assertEqual(first.agreement, again.agreement)

    def test_every_number_says_where_it_comes_from(self):
        found = list(estimates(criterion_results(STUDIES[0], seed=4, rounds=60)))
        self.assertGreater(len(found), 150)
        for one in found:
            self.assertRegex(one.method, r"-\d+$")
            self.assertRegex(one.sample.data, r"^[0-9a-f]{64}$")
            self.assertGreater(one.sample.judgments, 0)
            for interval in one.intervals:
                self.assertRegex(interval.method, r"-\d+$")

    def test_limits_enclose_their_estimate(self):
        study = panel(5, items=60)
        for one in estimates(criterion_results(study, seed=4, rounds=400)):
            for interval in one.intervals:
                if not isinstance(interval.bounds, NotEstimable):
                    self.assertLessEqual(interval.bounds.low, one.value + 1e-9, one)
                    self.assertGreaterEqual(interval.bounds.high, one.value - 1e-9, one)

    def test_degenerate_studies_give_plain_json_and_no_warning(self):
        for name, data in studies.DEGENERATE.items():
            with self.subTest(name), warnings.catch_warnings():
                warnings.simplefilter("error")
                found = criterion_results(data, seed=1, rounds=50)
                self.assertNotIn("NaN", json.dumps(asdict(found)))

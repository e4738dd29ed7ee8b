"""Ids and tokens of other people's studies open nothing, on pages or by the API."""

from tests.swapped import SwappedIds


class SwappedIdTests(SwappedIds):
    """A few hundred; more by ``tests/load/swapped_ids.py``."""

    def test_nothing_of_another_study_is_told(self):
        answers = self.ask_for_others(300)
        self.assertGreater(answers[404], 200)

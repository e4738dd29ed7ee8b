"""Between freeze and unblinding: results, and nothing that tells whose they are."""

from collections import Counter

from django.test import TestCase

from annotations.analysis.scrambled import letters, scrambled_names, scrambled_pairs
from annotations.exceptions import WrongState
from annotations.models import Study, System
from annotations.studies.lifecycle import freeze_study, start_study, unblind_study
from tests.factories import add_rater, fill_study, make_study
from tests.results import always, judge

KEYS = [f"key-{number}" for number in range(400)]


def make_judged_study(outcome: str = "win", *, systems: int = 2, **fields) -> Study:
    study = make_study(raters_per_comparison=1, repeat_share=0, criteria=["overall"], **fields)
    for position in range(2, systems):
        System.objects.create(study=study, position=position, name=f"secret-{position}")
    study = start_study(study=fill_study(study, single_turn=6), by=None)
    judge(study, add_rater(study), always(outcome))
    return study


def freeze(study: Study) -> Study:
    return freeze_study(study=study, by=None)


class ScrambledTests(TestCase):
    def names_with(self, study: Study, key: str) -> list[str]:
        study.scramble_key = key
        names = scrambled_names(study)
        return [names[system.pk] for system in study.systems.order_by("position")]

    def key_with(self, study: Study, names: list[str]) -> str:
        return next(key for key in KEYS if self.names_with(study, key) == names)

    def test_they_exist_between_freeze_and_unblinding_only(self):
        study = make_judged_study()
        with self.assertRaises(WrongState):
            scrambled_pairs(study)
        self.assertEqual(len(scrambled_pairs(freeze(study))), 1)
        unblind_study(study=study, by=None, reason="All is judged.")
        with self.assertRaises(WrongState):
            scrambled_pairs(study)

    def test_they_are_the_true_results_under_other_names(self):
        study = freeze(make_judged_study("win"))
        for names, difference in ((["A", "B"], 1.0), (["B", "A"], -1.0)):
            Study.objects.update(scramble_key=self.key_with(study, names))
            (pair,) = scrambled_pairs(Study.objects.get())
            self.assertEqual((pair.first, pair.second), ("A", "B"))
            self.assertEqual(pair.results[0].win_difference, difference)
            self.assertEqual((pair.results[0].n, pair.results[0].tie), (6, 0.0))

    def test_who_is_who_makes_no_difference_to_what_is_seen(self):
        """Two studies that differ only in who won look the same: order, ids and names are none."""
        seen = []
        for outcome, names in (("win", ["A", "B"]), ("loss", ["B", "A"])):
            study = freeze(make_judged_study(outcome))
            Study.objects.filter(pk=study.pk).update(scramble_key=self.key_with(study, names))
            seen.append(repr(scrambled_pairs(Study.objects.get(pk=study.pk))))
        self.assertEqual(*seen)
        self.assertNotIn("secret", seen[0])

    def test_every_system_gets_every_name_equally_often(self):
        study = make_judged_study(systems=3)
        first = Counter(self.names_with(study, key)[0] for key in KEYS)
        self.assertEqual(set(first), {"A", "B", "C"})
        for name in "ABC":
            self.assertAlmostEqual(first[name] / len(KEYS), 1 / 3, delta=0.08)

    def test_the_key_is_each_study_s_own_and_made_before_its_freeze(self):
        keys = {make_study().scramble_key for _ in range(3)}
        self.assertEqual(len(keys), 3)
        study = make_judged_study()
        self.assertEqual(freeze(study).scramble_key, study.scramble_key)

    def test_a_number_that_differs_between_pairs_is_not_shown(self):
        study = make_judged_study(systems=3)
        pair = study.comparisons.first()
        pair.withdrawn_at, pair.withdrawn_reason = study.started_at, "spoilt"
        pair.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        pairs = scrambled_pairs(freeze(study))
        self.assertEqual(
            [(one.first, one.second, one.results[0].n) for one in pairs],
            [("A", "B", None), ("A", "C", None), ("B", "C", None)],
        )

    def test_one_against_the_rest_would_be_known(self):
        study = make_study(raters_per_comparison=1, repeat_share=0, system_pairs="one_vs_rest")
        study.reference_system = System.objects.create(study=study, position=2, name="secret-2")
        study.save(update_fields=["reference_system"])
        study = freeze(start_study(study=fill_study(study, single_turn=1), by=None))
        with self.assertRaisesMessage(WrongState, "known by that"):
            scrambled_pairs(study)

    def test_names_go_on_after_z(self):
        self.assertEqual([letters(place) for place in (0, 25, 26, 27)], ["A", "Z", "AA", "AB"])

"""What a report says, so that nobody has to guess: of whom, which way, and in which unit."""

from django.test import TestCase
from django.utils.translation import override

from annotations.analysis.report import build_report
from annotations.analysis.telling.report import figures, sections
from annotations.studies.lifecycle import start_study
from tests.factories import add_rater, fill_study, make_study
from tests.mixed import mixed
from tests.results import judge, unblind


class TwoSystemsTests(TestCase):
    """One pair: every figure names it, and the heat map has a column for each criterion."""

    @classmethod
    def setUpTestData(cls):
        study = fill_study(make_study(raters_per_comparison=2), single_turn=12)
        for number, item in enumerate(study.items.order_by("pk")):
            item.category = ("", "A", "B")[number % 3]
            item.save(update_fields=["category"])
        study = start_study(study=study, by=None)
        for number in range(2):
            judge(study, add_rater(study), mixed(str(number)))
        cls.results = build_report(unblind(study), rounds=200)

    def told(self, language: str = "en"):
        with override(language):
            return figures(sections(self.results))

    def test_figures_by_criterion_name_the_two_systems(self):
        found = self.told()
        bars = found["criteria-outcomes"]
        self.assertEqual(
            bars.grid.columns[1:4], ("secret-alpha better", "tie", "secret-beta better")
        )
        self.assertIn("Left: secret-alpha better", bars.note)
        (said,) = found["criteria-differences"].sentences
        self.assertIn("Above 0 secret-alpha was preferred, below 0 secret-beta.", said)
        self.assertIn("Benjamini and Hochberg", said)

    def test_items_of_which_nothing_was_said_come_last(self):
        self.assertEqual(
            [row[0] for row in self.told()["by-category"].grid.rows], ["A", "B", "not given"]
        )

    def test_a_heat_map_of_one_pair_has_a_column_for_each_criterion(self):
        columns = self.told()["heat-category"].grid.columns
        self.assertEqual(columns[:3], ("", "Overall", "Professionalism"))
        self.assertEqual(len(columns), 6)

    def test_a_table_without_tests_has_no_column_for_them(self):
        found = self.told()
        self.assertNotIn("p", found["by-category"].grid.columns)
        self.assertEqual(found["criteria-differences"].grid.columns[-1], "p")
        for row in found["criteria-differences"].grid.rows:
            self.assertNotIn("p", row[-1])

    def test_a_value_and_its_limits_have_as_many_digits(self):
        for row in self.told()["drivers"].grid.rows:
            for cell in row[1:4]:
                for number in cell.split(" to "):
                    self.assertRegex(number, r"^([+−]?\d+\.\d|–)$")

    def test_chinese_sets_names_and_labels_apart_as_chinese_does(self):
        found = self.told("zh-hans")
        self.assertIn("secret-alpha 对 secret-beta：", found["fragility"].sentences[0])
        for figure in found.values():
            for said in (*figure.sentences, figure.note):
                self.assertNotIn(" %", said)
                self.assertNotRegex(said, r": [\u4e00-\u9fff]")

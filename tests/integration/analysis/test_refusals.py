"""A report draws no conclusion from judgments that cannot carry one, and says why."""

from dataclasses import replace

from django.test import TestCase

from annotations.analysis.report import build_report
from annotations.analysis.results import Results
from annotations.analysis.telling.frame import Section
from annotations.analysis.telling.report import sections
from annotations.exports.paper.methods import results_paragraphs
from annotations.stats.sanity import Finding, Problem
from tests.planted import Size, Truth, planted_study

VERDICT = "Experts like these prefer"


class RefusalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        study = planted_study(Truth(strengths=(1.0, -1.0)), Size(items=20)).study
        cls.results = build_report(study, rounds=20)

    def with_finding(self, problem: Problem, *, raters: int | None = None) -> Results:
        return self.spoilt(self.results, problem, raters=raters)

    def spoilt(self, sound: Results, problem: Problem, *, raters: int | None = None) -> Results:
        """The same results, had the primary criterion's judgments this fault."""
        primary = sound.criteria[0]
        numbers = replace(primary.results, findings=(Finding(problem, 1, "so it is"),))
        if raters is not None:
            numbers = replace(numbers, sample=replace(numbers.sample, raters=raters))
        spoilt = replace(primary, results=numbers)
        return replace(sound, criteria=(spoilt, *sound.criteria[1:]))

    def primary(self, results: Results) -> Section:
        return next(one for one in sections(results) if one.key == "primary")

    def test_sound_judgments_are_concluded_from(self):
        found = self.primary(self.results)
        self.assertIn(VERDICT, found.sentences[0])
        self.assertNotIn("No conclusion", " ".join(found.warnings))
        self.assertEqual(found.withheld, ())

    def test_each_fault_withholds_the_conclusion_wherever_it_is_told(self):
        reasons = {
            Problem.DUPLICATED: "judged already",
            Problem.UNBALANCED_SIDES: "on one side",
            Problem.DOMINANT_RATER: "more than half",
        }
        for problem, reason in reasons.items():
            with self.subTest(problem):
                results = self.with_finding(problem)
                found = self.primary(results)
                self.assertIn("No conclusion is drawn", found.warnings[0])
                self.assertIn(reason, found.warnings[0])
                self.assertEqual([one.key for one in found.figures], ["primary-outcomes"])
                self.assertEqual([one.key for one in found.withheld], ["primary-differences"])
                told = " ".join((*found.sentences, *results_paragraphs(results)))
                self.assertIn("experts preferred", told)
                for conclusion in (VERDICT, "interval", "Win difference"):
                    self.assertNotIn(conclusion, told.split("Agreement")[0])

    def test_nothing_is_ranked_by_it_either(self):
        study = planted_study(Truth(strengths=(1.0, 0.0, -1.0)), Size(items=12), slug="three").study
        sound = build_report(study, rounds=20)
        for results, shown in ((sound, True), (self.spoilt(sound, Problem.DUPLICATED), False)):
            section = next(one for one in sections(results) if one.key == "ranking")
            self.assertEqual((bool(section.figures), bool(section.withheld)), (shown, not shown))

    def test_a_criterion_that_is_refused_is_left_out_among_the_others(self):
        found = sections(self.with_finding(Problem.DUPLICATED))
        section = next(one for one in found if one.key == "criteria")
        forest = next(one for one in section.figures if one.key == "criteria-differences")
        self.assertNotIn("Overall", [row[0] for row in forest.grid.rows])
        self.assertTrue(section.warnings[0].startswith("Overall: No conclusion"))

    def test_sides_that_nobody_knows_are_no_fault(self):
        results = self.with_finding(Problem.UNBALANCED_SIDES)
        unknown = replace(results, rules=replace(results.rules, sides_known=False))
        self.assertTrue(self.primary(results).withheld)
        self.assertEqual(self.primary(unknown).withheld, ())

    def test_of_two_raters_one_always_gave_more(self):
        found = self.primary(self.with_finding(Problem.DOMINANT_RATER, raters=2))
        self.assertIn("One rater gave more than half of all judgments.", found.warnings)
        self.assertIn("Win difference", found.sentences[0])

"""An LLM judge against the experts: the section says what the statistics give, and no sooner."""

from dataclasses import replace

import numpy as np
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from annotations.analysis.codec import dumps, loads
from annotations.analysis.computed import report_key, report_of
from annotations.analysis.report import Filters, bootstrap_seed, build_report
from annotations.analysis.results import JudgeReport, Results
from annotations.analysis.tables import result_tables, results_json
from annotations.analysis.telling.report import figures, sections
from annotations.analysis.telling.stand_in import answer
from annotations.exceptions import WrongState
from annotations.models import Assignment
from annotations.stats.alt_test import alt_test
from annotations.stats.estimate import NotEstimable
from annotations.stats.judge_audit import MISSING, JudgeVerdicts, judge_audit, matched
from annotations.stats.judgments import judgments
from annotations.stats.rates import Interval
from annotations.studies.judges.services import remove_judge
from tests.bundles import bundle_bytes
from tests.factories import add_rater, add_researcher, make_running_study
from tests.llm_judges import add_judge
from tests.results import judge, unblind

ROUNDS = 200
# What the judge says of the first system, on the left and on the right, item by item; the two
# experts say win, win, loss, tie … of each item.
SAID = [(1, 1), (1, 1), (1, 1), (1, -1), (0, 0), (-1, -1), (None, 1), (1, 0), (1, 1)]
THOUGHT = ["win", "win", "loss", "tie", "tie", "loss", "win", "win"]
VALUES = {"win": 1, "tie": 0, "loss": -1}


class JudgeSectionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(
            slug="cough", single_turn=7, multi_turn=1, raters_per_comparison=2, repeat_share=0
        )
        items = sorted(cls.study.items.all(), key=lambda item: (item.kind, item.external_id))
        cls.thought = dict(zip((item.pk for item in items), THOUGHT, strict=True))
        for _number in range(2):
            judge(cls.study, add_rater(cls.study), cls.opinion)
        cls.rosa = add_researcher(cls.study)
        unblind(cls.study)
        cls.bundle = bundle_bytes(cls.study)
        # Those of the report stand in this order, and so do their numbers.
        cls.judge = add_judge(
            cls.study, [(item, *said) for item, said in zip(items, SAID, strict=False)]
        )
        cls.items = items
        cls.results = build_report(cls.study, rounds=ROUNDS)

    @classmethod
    def opinion(cls, assignment: Assignment, criterion: str) -> str:
        return cls.thought[assignment.comparison.item_id]

    def found(self, results: Results | None = None) -> JudgeReport:
        return (results or self.results).judges[0]

    def by_hand(self) -> tuple:
        item = np.repeat(np.arange(8), 2)
        rater = np.tile([0, 1], 8)
        value = np.repeat([VALUES[one] for one in THOUGHT], 2)
        experts = judgments(item, rater, item * 0, item * 0 + 1, value, item >= 0, 2)
        said = np.array([[MISSING if v is None else v for v in one] for one in SAID[:8]], np.int8)
        zero = np.zeros(8, np.int16)
        return experts, JudgeVerdicts(np.arange(8), zero, zero + 1, said[:, 0], said[:, 1])

    def test_the_numbers_are_those_of_the_statistics(self):
        experts, verdicts = self.by_hand()
        audit = judge_audit(experts, verdicts, seed=bootstrap_seed(self.study), rounds=ROUNDS)
        found = self.found()
        for ours, theirs in (
            (found.agreement_with_ties, audit.agreement_with_ties),
            (found.agreement_without_ties, audit.agreement_without_ties),
            (found.alpha, audit.alpha_symmetrised),
            (found.biases[0].bias, audit.bias[0]),
            *zip(found.consistency, audit.consistency.values(), strict=True),
            *zip(found.self_preference, audit.self_preference, strict=True),
        ):
            with self.subTest(ours.estimand):
                self.assertEqual((ours.value, ours.intervals), (theirs.value, theirs.intervals))
        # Read off by hand: verdicts 1 1 1 0 0 -1 ? 0 against 1 1 -1 0 0 -1 1 1.
        self.assertEqual(found.agreement_with_ties.value, 5 / 7)
        self.assertEqual(found.agreement_without_ties.value, 3 / 4)
        bias = found.biases[0]
        self.assertAlmostEqual(bias.by_judge, 2 / 7)
        self.assertAlmostEqual(bias.by_experts, 1 / 7)
        self.assertAlmostEqual(bias.bias.value, 1 / 7)
        self.assertEqual([one.value * 8 for one in found.consistency], [3, 1, 1, 1, 1, 1])
        self.assertEqual((found.pairs_in_file, found.pairs, found.pairs_in_common), (8, 8, 7))
        self.assertEqual(found.kendall_tau_b, audit.kendall_tau_b)
        rows, verdict = matched(experts, verdicts)
        expected = alt_test(experts.select(rows), verdict)
        self.assertEqual(
            [(one.comparisons, one.advantage) for one in found.test.experts],
            [(one.comparisons, one.advantage) for one in expected.experts],
        )
        self.assertEqual((found.test.answer, expected.answer), ("undecided", "undecided"))
        self.assertEqual(loads(dumps(self.results)), self.results)

    def test_it_goes_by_the_filters_and_the_analysis_set(self):
        only = self.found(build_report(self.study, Filters(task_type="single_turn"), rounds=10))
        # The dialogue stands first, by its kind.
        self.assertEqual((only.pairs_in_file, only.pairs, only.pairs_in_common), (8, 7, 6))
        one = Filters(raters=(self.results.raters[0],))
        alone = self.found(build_report(self.study, one, rounds=10))
        self.assertEqual(alone.agreement_with_ties.sample.judgments, 7)
        self.assertEqual(len(alone.test.experts), 0)

    def test_the_section_says_it_in_both_languages(self):
        for language, words in (
            ("en", ("Undecided", "no evidence of the study", "contradicted itself in 12%")),
            ("zh-hans", ("无法判定", "不属于研究证据", "有 12%")),
        ):
            with self.subTest(language), override(language):
                section = next(one for one in sections(self.results) if one.key == "judge-1")
                said = " ".join(section.sentences)
                said += " ".join(text for figure in section.figures for text in figure.sentences)
                for word in words:
                    self.assertIn(word, said)
        keys = [figure.key for figure in section.figures]
        expected = ["orders", "stand-in", "agreement", "bias", "source"]
        self.assertEqual(keys, [f"judge-1-{key}" for key in expected])
        self.assertEqual(section.figures[-1].grid.rows[1][1], self.judge.sha256)

    def test_the_answer_in_words(self):
        test = self.found().test
        line = replace(test.experts[0], p_value=0.01, p_adjusted=0.02, judge_is_no_worse=True)
        other = replace(line, judge_is_no_worse=False)
        for lines, omega, key, word in (
            ((line, other), 0.5, "yes", "Yes: against 1 of 2 experts"),
            ((other, other), 0.0, "no", "No: only against 0 of 2 experts"),
        ):
            told = replace(test, experts=lines, omega=omega, rho=0.8, answer=key)
            self.assertIn(word, answer(replace(self.found(), test=told)))
        passes = replace(test, experts=(line, line), omega=1.0, rho=0.8, answer="yes")
        for passed, word, key in ((1, "Yes", "yes"), (2, "in 2 of 20 rounds", "undecided")):
            told = replace(self.found(), test=passes, shuffles_passed=passed)
            self.assertIn(word, answer(told))
            self.assertEqual(told.may_stand_in, key)
        self.assertIsInstance(test.omega, NotEstimable)

    def test_a_bias_is_warned_of_where_its_interval_leaves_0_out(self):
        found = self.found()
        for bounds, warns in ((Interval(0.02, 0.4), True), (Interval(-0.02, 0.4), False)):
            bias = found.biases[0].bias
            named = replace(bias.intervals[0], bounds=bounds)
            biased = replace(found.biases[0], bias=replace(bias, intervals=(named,)))
            told = replace(self.results, judges=(replace(found, biases=(biased,)),))
            section = next(one for one in sections(told) if one.key == "judge-1")
            self.assertEqual(["+14 points off" in one for one in section.warnings], [True] * warns)

    def test_pages_files_and_program_have_it_and_the_bundle_has_not(self):
        self.client.force_login(self.rosa)
        page = self.client.get(reverse("researcher:results", kwargs={"slug": "cough"}))
        self.assertContains(page, 'id="judge-1"')
        self.assertContains(page, reverse("researcher:judges", kwargs={"slug": "cough"}))
        for figure, form in (("judge-1-stand-in", "csv"), ("judge-1-orders", "svg")):
            at = {"slug": "cough", "figure": figure, "form": form}
            self.assertEqual(
                self.client.get(reverse("researcher:figure_file", kwargs=at)).status_code, 200
            )
        at = {"slug": "cough", "ending": "html"}
        whole = self.client.get(reverse("researcher:report_file", kwargs=at) + "?language=zh-hans")
        self.assertIn(self.judge.sha256, whole.content.decode())
        told = results_json(self.study)
        self.assertEqual(told["judges"][0]["sha256"], self.judge.sha256)
        self.assertEqual(told["judges"][0]["stand_in"]["answer"], "undecided")
        self.assertFalse([one for one in result_tables(self.study) if "judge" in one.name])
        self.assertEqual(bundle_bytes(self.study), self.bundle)

    def test_a_report_goes_by_the_judges_that_are_there(self):
        self.assertEqual(len(report_of(self.study).judges), 1)
        key = report_key(self.study, Filters())
        remove_judge(judge=self.judge, by=None)
        self.assertEqual(report_of(self.study).judges, ())
        self.assertNotEqual(report_key(self.study, Filters()), key)
        self.assertFalse(
            [one for one in figures(sections(report_of(self.study))) if "judge" in one]
        )

    def test_a_judge_on_another_criterion_and_one_without_anything_in_common(self):
        add_judge(self.study, [(self.items[0], None, 1)], name="a mute", criterion="accuracy")
        results = build_report(self.study, rounds=10)
        mute = self.found(results)
        self.assertEqual((mute.criterion, mute.pairs_in_common), ("accuracy", 0))
        section = next(one for one in sections(results) if one.key == "judge-1")
        self.assertIn("nothing can be compared", section.warnings[0])
        self.assertEqual([figure.key[8:] for figure in section.figures], ["orders", "source"])

    def test_a_study_without_a_judge_pays_one_statement(self):
        bare = unblind(make_running_study(single_turn=1, raters_per_comparison=1))
        with CaptureQueriesContext(connection) as found:
            self.assertEqual(build_report(bare, rounds=10).judges, ())
        asked = [one for one in found.captured_queries if "llmjudge" in one["sql"]]
        self.assertEqual(len(asked), 1)


class BlindedJudgeTests(TestCase):
    def test_nothing_before_the_unblinding(self):
        study = make_running_study(single_turn=1)
        add_judge(study, [(study.items.first(), 1, 1)])
        for ask in (build_report, report_of, results_json):
            with self.assertRaises(WrongState):
                ask(study)

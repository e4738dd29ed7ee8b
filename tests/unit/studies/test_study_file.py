"""Study files: what the example gives, and every fault at once."""

from datetime import date
from decimal import Decimal

from django.test import SimpleTestCase

from annotations.datasets.messages import describe
from annotations.datasets.rows import Reason
from annotations.studies.plan import DEFAULT_CRITERIA, StudyPlan
from annotations.studies.study_file import read_study_file
from tests.unit.datasets.test_items import EXAMPLES

MINIMAL = """
slug = "s"
title = { en = "T", zh-hans = "题" }
systems = [{ name = "One" }, { name = "Two" }]
"""


def plan_of(text: str) -> StudyPlan:
    plan, errors = read_study_file("study.toml", text.encode())
    assert plan is not None, errors
    return plan


def faults(text: str) -> list[tuple[str, Reason]]:
    plan, errors = read_study_file("study.toml", text.encode())
    assert plan is None
    for error in errors:
        assert describe(error)
    return [(error.field, error.reason) for error in errors]


class StudyFileTests(SimpleTestCase):
    def test_example(self):
        plan = plan_of((EXAMPLES / "study.toml").read_text(encoding="utf-8"))
        self.assertEqual((plan.slug, plan.panel), ("cough-pilot", "fixed"))
        self.assertEqual([system.name for system in plan.systems], ["Model One", "Model Two"])
        self.assertEqual(plan.systems[0].parameters, {"temperature": 0.7, "max_tokens": 1024})
        self.assertEqual([system.endpoint for system in plan.systems], ["ward server", ""])
        assert plan.patient is not None
        self.assertEqual(plan.patient.model, "patient-7b")
        self.assertEqual(plan.repeat_share, Decimal("0.05"))

    def test_defaults(self):
        plan = plan_of(MINIMAL)
        self.assertEqual(plan.criteria, DEFAULT_CRITERIA)
        self.assertEqual(
            [criterion.key for criterion in plan.criteria],
            ["overall", "professionalism", "accuracy", "richness", "humanistic_care"],
        )
        self.assertEqual((plan.raters_per_comparison, plan.lease_seconds), (3, 86_400))
        self.assertEqual((plan.panel, plan.scale), ("open", "three_point"))

    def test_json_says_the_same(self):
        json = (
            '{"slug": "s", "title": {"en": "T", "zh-hans": "题"}, '
            '"systems": [{"name": "One"}, {"name": "Two"}]}'
        )
        self.assertEqual(plan_of(json), plan_of(MINIMAL))

    def test_own_criteria_replace_the_default(self):
        plan = plan_of(
            MINIMAL
            + """
            [[criteria]]
            key = "overall"
            name = { en = "Overall", zh-hans = "总体" }
            description = { en = "Better", zh-hans = "更好" }
            """
        )
        self.assertEqual([criterion.key for criterion in plan.criteria], ["overall"])

    def test_default_texts_exist_in_both_languages(self):
        for text in plan_of(MINIMAL).rater_facing_texts.values():
            self.assertTrue(text.strip())
        self.assertEqual(len(plan_of(MINIMAL).rater_facing_texts), 2 * (4 + 2 * 5))

    def test_rules_that_are_fixed_at_the_start(self):
        plan = plan_of(
            """
            hypotheses = { en = "One is better.", zh-hans = "一更好。" }
            noninferiority_margin = 0.1
            stopping_rule = "sequential"
            withdrawal_rule = "exclude"
            export_responses = false
            reviews_leaks = true
            retain_until = "2036-12-31"
            system_pairs = "one_vs_rest"
            reference_system = "Two"
            """
            + MINIMAL
            + """
            [[exclusion_rules]]
            rule = "left_share_above"
            value = 0.9
            [[exclusion_rules]]
            rule = "recognised"
            """
        )
        self.assertEqual(plan.hypotheses["zh-hans"], "一更好。")
        self.assertEqual(plan.noninferiority_margin, Decimal("0.1"))
        self.assertEqual((plan.stopping_rule, plan.withdrawal_rule), ("sequential", "exclude"))
        self.assertEqual((plan.export_responses, plan.reviews_leaks), (False, True))
        self.assertEqual(plan.retain_until, date(2036, 12, 31))
        self.assertEqual((plan.system_pairs, plan.reference_system), ("one_vs_rest", "Two"))
        self.assertEqual(
            [rule.as_json for rule in plan.exclusion_rules],
            [
                {"rule": "left_share_above", "value": "0.9"},
                {"rule": "recognised", "value": None},
            ],
        )


class SpoiltStudyFileTests(SimpleTestCase):
    def test_rules_that_cannot_be(self):
        text = (
            """
            noninferiority_margin = 0
            stopping_rule = "sometimes"
            retain_until = "soon"
            reference_system = "Three"
            exclusion_rules = [
                { rule = "mood", value = 1 }, { rule = "active_seconds_below" },
                { rule = "recognised" }, { rule = "recognised" },
            ]
            """
            + MINIMAL
        )
        self.assertEqual(
            sorted(faults(text)),
            [
                ("exclusion_rules", Reason.TWICE),
                ("exclusion_rules[1].rule", Reason.UNKNOWN_VALUE),
                ("exclusion_rules[1].value", Reason.UNKNOWN_FIELD),
                ("exclusion_rules[2].value", Reason.MISSING),
                ("noninferiority_margin", Reason.MALFORMED),
                ("reference_system", Reason.UNKNOWN_NAME),
                ("retain_until", Reason.MALFORMED),
                ("stopping_rule", Reason.UNKNOWN_VALUE),
            ],
        )
        self.assertEqual(
            faults('system_pairs = "one_vs_rest"' + MINIMAL),
            [("reference_system", Reason.MISSING)],
        )

    def test_every_fault_is_named_at_once(self):
        text = """
        slug = "two words"
        title = { en = "T" }
        panel = "jury"
        raters_per_comparison = 0
        repeat_share = 1.5
        lease_hours = "24"
        allows_both_bad = 1
        researchers = "rosa@example.org"
        primary_criterion = "beauty"
        colour = "red"
        systems = [
            { name = "One", endpoint = "e" },
            { name = "One", prompt_template = "Q:", temperature = 1, parameters = [1] },
        ]
        endpoints = [{ name = "e", base_url = "ftp://x", api_key_env = "sk-123" }]
        patient = { endpoint = "nowhere", model = "m", prompt = { en = "{case}", zh-hans = "" } }
        criteria = [3]
        """
        self.assertEqual(
            sorted(faults(text)),
            sorted(
                [
                    ("slug", Reason.MALFORMED),
                    ("title.zh-hans", Reason.MISSING),
                    ("panel", Reason.UNKNOWN_VALUE),
                    ("raters_per_comparison", Reason.OUT_OF_RANGE),
                    ("repeat_share", Reason.OUT_OF_RANGE),
                    ("lease_hours", Reason.WRONG_TYPE),
                    ("allows_both_bad", Reason.WRONG_TYPE),
                    ("researchers", Reason.WRONG_TYPE),
                    ("colour", Reason.UNKNOWN_FIELD),
                    ("systems[1].model", Reason.MISSING),
                    ("systems[2].prompt_template", Reason.NO_PLACEHOLDER),
                    ("systems[2].temperature", Reason.UNKNOWN_FIELD),
                    ("systems[2].parameters", Reason.WRONG_TYPE),
                    ("endpoints[1].base_url", Reason.MALFORMED),
                    ("endpoints[1].api_key_env", Reason.MALFORMED),
                    ("patient.prompt.zh-hans", Reason.EMPTY),
                    ("criteria[1]", Reason.NOT_AN_OBJECT),
                    ("criteria", Reason.UNKNOWN_NAME),
                    ("endpoints", Reason.UNKNOWN_NAME),
                    ("systems", Reason.TWICE),
                ]
            ),
        )

    def test_a_study_needs_two_systems(self):
        text = 'slug = "s"\ntitle = { en = "T", zh-hans = "T" }\n'
        self.assertEqual(faults(text), [("systems", Reason.TOO_FEW)])
        self.assertIn(("systems", Reason.TOO_FEW), faults(text + 'systems = [{ name = "A" }]'))

    def test_files_that_are_no_study_file(self):
        self.assertEqual(faults("slug = "), [("", Reason.INVALID_TOML)])
        self.assertEqual(faults("{"), [("", Reason.INVALID_JSON)])
        self.assertEqual(faults("  "), [("", Reason.FILE_EMPTY)])
        self.assertEqual(faults("a = " + "[" * 50_000), [("", Reason.TOO_DEEP)])

    def test_what_json_cannot_hold_is_refused(self):
        self.assertEqual(faults(MINIMAL + "seed = 2026-11-22"), [("", Reason.INVALID_TOML)])
        self.assertEqual(faults(MINIMAL + "repeat_share = nan"), [("", Reason.INVALID_JSON)])

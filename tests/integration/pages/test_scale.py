"""What each criterion offers, in both languages: direction, does-not-apply, both bad, strength."""

import re

from django.test import TestCase
from django.urls import reverse
from django.utils.html import escape

from annotations.models import Assignment, Judgment
from annotations.studies.default_texts import CRITERIA
from annotations.studies.lifecycle import start_study
from tests import factories
from tests.factories import fill_study, make_study

LANGUAGES = ("en", "zh-hans")
WORDS = {
    "en": {
        "left": "“Left” means that the left answer is better.",
        "none": "N/A",
        "bad": "Both bad",
        "points": ["Left better", "Tie", "Right better"],
        "strong": [
            "Left much better",
            "Left slightly better",
            "Tie",
            "Right slightly better",
            "Right much better",
        ],
    },
    "zh-hans": {
        "left": "选“左”表示左侧回答更好。",
        "none": "不适用",
        "bad": "都不好",
        "points": ["左更好", "平局", "右更好"],
        "strong": ["左明显更好", "左略好", "平局", "右略好", "右明显更好"],
    },
}
GROUP = re.compile(r'<fieldset class="criterion.*?</fieldset>', re.S)
FACE = re.compile(r'<span class="face">(.*?) <kbd')


class ScaleTests(TestCase):
    def open(self, language: str, **fields: object) -> list[str]:
        """The fieldsets of a pair in a study with the default criteria, overall first."""
        study = make_study(criteria=(), raters_per_comparison=1, repeat_share=0, **fields)
        for position, (key, name, description) in enumerate(CRITERIA):
            study.criteria.create(
                key=key, position=position, name=dict(name), description=dict(description)
            )
        self.study = start_study(study=fill_study(study, single_turn=1), by=None)
        self.client.force_login(factories.add_rater(study).user)
        self.client.cookies["django_language"] = language
        self.page = self.client.get(reverse("rater:judge", args=[study.public_id]))
        return GROUP.findall(self.page.content.decode())

    def submit(self, **choices: str) -> int:
        pair = Assignment.objects.get(state="open", rater__study=self.study)
        keys = self.study.criteria.values_list("key", flat=True)
        entry = dict.fromkeys(keys, "left") | {"idempotency_key": "a" * 32} | choices
        url = reverse("rater:submit", args=[self.study.public_id, pair.token])
        return self.client.post(url, entry).status_code

    def test_every_criterion_says_which_way_it_points(self):
        for language in LANGUAGES:
            overall, *others = self.open(language)
            with self.subTest(language):
                self.assertEqual(len(others), 4)
                for group, (_key, name, description) in zip(
                    [overall, *others], CRITERIA, strict=True
                ):
                    self.assertIn(f"<legend>{name[language]}</legend>", group)
                    self.assertIn(escape(description[language]), group)
                    described = re.search(r'aria-describedby="(about-\w+)', group)[1]
                    self.assertIn(f'id="{described}"', group)
                for group in others:
                    self.assertIn(WORDS[language]["left"], group)

    def test_does_not_apply_is_offered_per_criterion_and_never_on_overall(self):
        for language in LANGUAGES:
            overall, *others = self.open(language)
            self.assertNotIn("not_applicable", overall)
            for group in others:
                self.assertEqual(FACE.findall(group)[-1], WORDS[language]["none"])
            self.assertEqual(self.submit(accuracy="not_applicable"), 302)
            stored = Judgment.objects.get(criterion__key="accuracy", submission__study=self.study)
            self.assertEqual(stored.choice, "not_applicable")

    def test_where_it_is_off_it_is_neither_shown_nor_taken(self):
        for language in LANGUAGES:
            self.open(language, allows_not_applicable=False, allows_both_bad=False)
            self.assertNotContains(self.page, "not_applicable")
            self.assertNotContains(self.page, "both_bad")
            self.assertEqual(self.submit(accuracy="not_applicable"), 422)
            self.assertEqual(self.submit(overall="both_bad"), 422)

    def test_both_bad_stands_apart_from_a_tie(self):
        for language in LANGUAGES:
            overall, *others = self.open(language)
            words = WORDS[language]
            self.assertEqual(FACE.findall(overall), [*words["points"], words["bad"]])
            self.assertTrue(all("both_bad" not in group for group in others))
            self.assertEqual(self.submit(overall="both_bad"), 302)
            submission = self.study.submissions.get()
            self.assertTrue(submission.both_bad)
            overall = submission.judgments.get(criterion__key="overall")
            self.assertEqual(overall.choice, "tie")

    def test_five_points_ask_for_the_strength_of_overall_only(self):
        for language in LANGUAGES:
            overall, *others = self.open(language, scale="five_point", allows_both_bad=False)
            self.assertEqual(FACE.findall(overall), WORDS[language]["strong"])
            self.assertTrue(all("slight" not in group for group in others))
            self.assertEqual(self.submit(overall="right-slight"), 302)
            stored = Judgment.objects.get(criterion__key="overall", submission__study=self.study)
            self.assertEqual((stored.choice, stored.strength), ("right", "slight"))

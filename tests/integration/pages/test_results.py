"""The results page: the declared comparison first, filters, the judgments behind a bar."""

import re
from unittest import mock

from django.test import TestCase
from django.urls import reverse

from annotations.analysis import launch, tasks
from annotations.models import Comparison, MarkedSpan, Submission
from annotations.studies.lifecycle import freeze_study
from tests.factories import add_rater, add_researcher, make_running_study
from tests.planted import Size, Truth, planted_study
from tests.results import always, judge


class ResultsPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = planted_study(Truth(), Size(items=24)).study
        cls.rosa = add_researcher(cls.study)
        cls.url = reverse("researcher:results", kwargs={"slug": cls.study.slug})
        cls.behind = reverse("researcher:judgments", kwargs={"slug": cls.study.slug})

    def setUp(self):
        self.client.force_login(self.rosa)

    def test_the_declared_comparison_comes_first_and_alone_is_not_exploratory(self):
        page = self.client.get(self.url).content.decode()
        titles = re.findall(r'<h2 id="([a-z]+)-title">(.*?)</h2>', page)
        self.assertEqual(titles[0], ("primary", "Primary comparison: Overall"))
        explored = {key for key, title in titles if "exploratory" in title}
        self.assertEqual(explored, {"criteria", "parts", "ranking", "raters", "trust", "safety"})
        self.assertIn("for experts like these", page)
        self.assertIn(f'href="/studies/{self.study.slug}/blinding/"', page)
        self.assertIn('<a href="#raters">Trust in the raters</a>', page)
        self.assertContains(self.client.get(self.url), "How raters agree</dt>")
        # A script folds sections on phones; as it is sent, and so without script, all are open.
        self.assertEqual(page.count("<details data-fold open>"), len(titles))

    def test_it_has_no_inline_style_and_every_figure_its_table(self):
        page = self.client.get(self.url).content.decode()
        self.assertNotIn("style=", page)
        drawn, tables = page.count('class="drawn"'), page.count('class="figure-table"')
        self.assertGreater(drawn, 10)
        self.assertEqual(drawn, tables)

    def test_filters_stand_in_the_address_and_make_everything_exploratory(self):
        page = self.client.get(self.url, {"category": "diagnosis", "criterion": "accuracy"})
        self.assertContains(page, "exploratory: narrowed down")
        self.assertContains(page, "Trust in the raters: Accuracy")
        self.assertContains(page, "category=diagnosis")
        self.assertEqual(page.context["results"].primary.results.sample.items, 6)

    def test_what_the_study_does_not_have_cannot_be_asked_for(self):
        page = self.client.get(self.url, {"category": "nonsense", "rater": "R-NOBODY"})
        self.assertEqual(page.context["results"].primary.results.sample.items, 24)

    def test_a_bar_leads_to_the_judgments_behind_it(self):
        page = self.client.get(self.url).content.decode()
        label = "secret-1 against secret-2: first"
        first = re.search(rf'<a href="([^"]*)"[^>]*aria-label="{label}', page)
        asked = first.group(1).replace("&amp;", "&")
        shown = self.client.get(asked).context["behind"]
        pair = self.client.get(self.url).context["results"].primary.results.pairs[0]
        self.assertEqual(shown.judgment_count, pair.result.counts.wins)
        outcomes = {dict(one.outcomes)["overall"] for p in shown.pairs for one in p.judgments}
        self.assertEqual(outcomes, {"win"})

    def test_harm_and_marks_lead_to_their_texts(self):
        submission = Submission.objects.filter(assignment__kind="first").first()
        MarkedSpan.objects.create(
            submission=submission, side="left", type="omission", severity="severe"
        )
        comparison = Comparison.objects.get(assignments__submissions=submission)
        swapped = submission.assignment.slot.swapped
        left = comparison.system_b if swapped else comparison.system_a
        page = self.client.get(self.behind, {"marked": left.position})
        self.assertContains(page, "Omission")
        self.assertEqual(page.context["behind"].judgment_count, 1)
        other = comparison.system_a if swapped else comparison.system_b
        page = self.client.get(self.behind, {"marked": other.position})
        self.assertEqual(page.context["behind"].judgment_count, 0)

    def test_a_mistyped_address_is_not_found(self):
        for query in ({"pair": "0-9"}, {"outcome": "draw"}, {"harm": "x"}, {"comparison": "1e3"}):
            with self.subTest(query):
                self.assertEqual(self.client.get(self.behind, query).status_code, 404)

    def test_a_pair_is_shown_with_both_answers_and_all_that_was_said(self):
        comparison = self.study.comparisons.first()
        url = reverse(
            "researcher:pair", kwargs={"slug": self.study.slug, "comparison": comparison.pk}
        )
        page = self.client.get(url)
        self.assertContains(page, comparison.system_a.name)
        self.assertContains(page, "Drink enough")
        self.assertEqual(len(page.context["pair"].judgments), 3)


class ScrambledPageTests(TestCase):
    """Between freeze and unblinding: how it turns out, not for whom."""

    def setUp(self):
        self.study = make_running_study(single_turn=6, raters_per_comparison=2, repeat_share=0)
        for _ in range(2):
            judge(self.study, add_rater(self.study), always("win"))
        self.url = reverse("researcher:results", kwargs={"slug": self.study.slug})
        self.client.force_login(add_researcher(self.study))

    def test_names_no_system_and_no_rater(self):
        self.assertEqual(self.client.get(self.url).status_code, 404)
        freeze_study(study=self.study, by=None)
        page = self.client.get(self.url)
        self.assertContains(page, "Results under scrambled names")
        self.assertContains(page, "n = 12")
        self.assertNotContains(page, "secret-")
        for pseudonym in self.study.raters.values_list("pseudonym", flat=True):
            self.assertNotContains(page, pseudonym)

    def test_files_and_judgments_wait_for_the_unblinding(self):
        freeze_study(study=self.study, by=None)
        for name, more in (
            ("judgments", {}),
            ("report_file", {"ending": "html"}),
            ("table_file", {"name": "win_tie_loss", "form": "csv"}),
        ):
            url = reverse(f"researcher:{name}", kwargs={"slug": self.study.slug} | more)
            self.assertEqual(self.client.get(url).status_code, 404, name)


class LargeReportTests(TestCase):
    """A report that takes long is computed by a worker, once, whoever looks."""

    def setUp(self):
        self.study = planted_study(Truth(), Size(items=12)).study
        self.url = reverse("researcher:results", kwargs={"slug": self.study.slug})
        self.client.force_login(add_researcher(self.study))

    def test_it_is_asked_for_once_and_then_there(self):
        sent = []
        with (
            mock.patch.object(launch, "MOST_AT_ONCE", 10),
            mock.patch.object(tasks.compute_report, "delay", lambda *given: sent.append(given)),
        ):
            for _ in range(2):
                with self.captureOnCommitCallbacks(execute=True):
                    self.assertEqual(self.client.get(self.url).status_code, 202)
            self.assertEqual(len(sent), 1)
            looking = {"headers": {"HX-Request": "true"}}
            self.assertEqual(self.client.get(self.url, **looking).status_code, 204)
            tasks.compute_report(*sent[0])
            self.assertEqual(self.client.get(self.url, **looking)["HX-Refresh"], "true")
            self.assertContains(self.client.get(self.url), "Primary comparison")

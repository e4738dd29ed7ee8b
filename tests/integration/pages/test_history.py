"""A rater's earlier pairs: the list, and one of them open again."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from annotations.assignment.services import claim_next_assignment
from annotations.judging.services import submit_judgments
from annotations.judging.spans import Span
from annotations.models import (
    Assignment,
    MarkedSpan,
    Study,
    StudyRater,
    Submission,
)
from annotations.studies.lifecycle import freeze_study
from tests import factories
from tests.judging import entry_for

from .judging import HTMX, VERDICT


class HistoryCase(TestCase):
    fields: dict[str, Any] = {}
    single_turn = 4

    def setUp(self) -> None:
        self.alice = factories.make_user(name="Alice")
        self.study = factories.make_running_study(
            single_turn=self.single_turn,
            raters=[self.alice],
            **{"raters_per_comparison": 1, "repeat_share": 0} | self.fields,
        )
        self.criteria = list(self.study.criteria.all())
        self.rater = self.study.raters.get()
        self.client.force_login(self.alice)
        self.url = reverse("rater:history", kwargs={"study_id": self.study.public_id})

    def judge(self, count: int = 1, **fields: Any) -> Assignment:
        for _ in range(count):
            held = claim_next_assignment(study=self.study, rater=self.rater).assignment
            held.claimed_at -= timedelta(hours=1)
            entry = entry_for(self.criteria, **fields)
            submit_judgments(assignment=held, entry=entry, criteria=self.criteria)
        return held

    def revise_url(self, assignment: Assignment) -> str:
        kwargs = {"study_id": self.study.public_id, "judged": assignment.token}
        return reverse("rater:revise", kwargs=kwargs)

    def open_again(self, assignment: Assignment) -> dict[str, str]:
        """The page, and its hidden fields with what was chosen."""
        self.page = self.client.get(self.revise_url(assignment))
        html = self.page.content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
        chosen = re.findall(
            r'<input type="radio" name="([^"]+)" value="([^"]+)"[^>]* checked', html
        )
        return hidden | dict(chosen)

    def change(self, assignment: Assignment, headers: Any = None, **fields: str) -> HttpResponse:
        fields = self.open_again(assignment) | {"revision-reason": "slip"} | fields
        return self.client.post(self.revise_url(assignment), fields, headers=headers)


class ListTests(HistoryCase):
    long = "What helps\n against a cough " + "x" * 100
    fields = {"before": lambda draft: draft.items.update(prompt=ListTests.long)}

    def test_the_latest_comes_first_with_what_was_clicked(self):
        self.judge(choice="left")
        self.judge(choice="tie", both_bad=True, comment="Neither says to see a doctor")
        page = self.client.get(self.url)
        pairs = page.context["pairs"]
        self.assertEqual(
            [(p.number, p.choice) for p in pairs], [(2, "Both bad"), (1, "Left better")]
        )
        self.assertEqual([p.has_comment for p in pairs], [True, False])
        self.assertTrue(pairs[0].first_words.startswith("What helps against a cough xxx"))
        self.assertEqual(len(pairs[0].first_words), 60)
        self.assertNotContains(page, "Neither says")
        self.assertNotContains(page, "secret-")

    def test_only_the_latest_ten_until_the_rater_is_through(self):
        self.fields = {}
        study = factories.make_running_study(
            single_turn=26, raters=[self.alice], raters_per_comparison=1, repeat_share=0
        )
        self.study, self.rater = study, study.raters.get()
        self.criteria = list(study.criteria.all())
        self.url = reverse("rater:history", kwargs={"study_id": study.public_id})
        first = self.judge()
        self.judge(20)
        page = self.client.get(self.url)
        self.assertEqual([p.number for p in page.context["pairs"]], list(range(21, 11, -1)))
        self.assertContains(page, "Earlier pairs can be opened again when you are through.")
        self.assertRedirects(self.client.get(self.revise_url(first)), self.url)
        self.judge(5)
        page = self.client.get(self.url)
        self.assertEqual([p.number for p in page.context["pairs"]], list(range(26, 6, -1)))
        self.assertContains(page, "Page 1 of 2")
        page = self.client.get(self.url, {"page": 2})
        self.assertEqual([p.number for p in page.context["pairs"]], list(range(6, 0, -1)))
        self.assertEqual(self.client.get(self.revise_url(first)).status_code, 200)

    def test_practice_is_not_listed(self):
        practice = self.judge()
        self.judge()
        Assignment.objects.filter(pk=practice.pk).update(kind="practice")
        self.assertEqual(len(self.client.get(self.url).context["pairs"]), 1)
        self.assertEqual(self.client.get(self.revise_url(practice)).status_code, 404)

    def test_working_time_in_all_and_by_day(self):
        self.judge(active_seconds=1200)
        self.judge(active_seconds=600)
        page = self.client.get(self.url)
        pace = page.context["pace"]
        self.assertEqual((pace.pairs, pace.active_seconds, pace.pairs_per_hour), (2, 1800, 4))
        self.assertEqual([(day.pairs, day.active_seconds) for day in pace.days], [(2, 1800)])
        self.assertContains(page, "30 min")

    def test_it_costs_the_same_for_one_pair_and_for_ten(self):
        self.judge()
        with self.assertNumQueries(14):
            self.client.get(self.url)
        self.judge(2)
        with self.assertNumQueries(14):
            self.client.get(self.url)

    def test_the_judging_page_leads_there_once_a_pair_is_judged(self):
        judge = reverse("rater:judge", kwargs={"study_id": self.study.public_id})
        self.assertNotContains(self.client.get(judge), f'href="{self.url}#latest"')
        self.judge()
        self.assertContains(self.client.get(judge), f'href="{self.url}#latest"')


class ThroughTests(HistoryCase):
    # A repeat comes ten pairs later at the earliest; of four pairs none ever does.
    fields: dict[str, Any] = {"repeat_share": "0.500"}

    def test_whoever_is_through_has_nothing_left_be_it_a_repeat_that_never_came(self):
        last = self.judge(3)
        self.assertGreater(self.client.get(self.url).context["progress"].left, 0)
        self.judge()
        for url in (self.url, self.revise_url(last)):
            self.assertEqual(self.client.get(url).context["progress"].left, 0)


class OpenAgainTests(HistoryCase):
    fields = {"scale": "five_point"}

    def test_the_same_pair_with_the_same_sides_and_choices(self):
        judge = reverse("rater:judge", kwargs={"study_id": self.study.public_id})
        before = self.client.get(judge).context["assignment"]
        assignment = self.judge(strength="much", comment="Left is safer")
        fields = self.open_again(assignment)
        self.assertEqual(self.page.context["assignment"], before)
        self.assertEqual((fields["overall"], fields["accuracy"]), ("left-much", "left"))
        self.assertContains(self.page, "Left is safer")
        self.assertContains(self.page, "Pair 1, judged before")
        self.assertNotContains(self.page, "secret-")
        self.assertNotContains(self.page, "data-draft-url")

    def test_a_change_is_a_revision_with_its_reason_and_time(self):
        assignment = self.judge(strength="much")
        answer = self.change(
            assignment,
            overall="right-slight",
            **{"revision-reason": "other", "revision-note": "A colleague asked"},
        )
        self.assertRedirects(answer, self.url)
        second = Submission.objects.get(revision=2)
        overall = second.judgments.get(criterion__key="overall")
        self.assertEqual((overall.choice, overall.strength), ("right", "slight"))
        self.assertEqual(second.reason, "other: A colleague asked")
        first = assignment.submissions.get(revision=1)
        self.assertGreater(second.opened_at, first.submitted_at)
        self.assertLess(second.opened_at, second.submitted_at)
        page = self.client.get(self.url)
        self.assertEqual(page.context["pairs"][0].choice, "Right slightly better")
        self.assertTrue(page.context["pairs"][0].is_revised)

    def test_with_script_the_page_is_led_back_to_the_list(self):
        answer = self.change(self.judge(), headers=HTMX, overall="tie")
        self.assertEqual(answer.headers["HX-Redirect"], self.url)

    def test_nothing_changed_is_said(self):
        answer = self.change(
            self.judge(strength="much", comment="line\r\nline"), comment="line\r\nline"
        )
        self.assertContains(self.client.get(answer.url), "Nothing was changed.")
        self.assertEqual(Submission.objects.count(), 1)

    def test_a_change_without_a_reason_is_asked_for_it_with_everything_kept(self):
        for missing, text in (
            ({"revision-reason": ""}, "Please say why you change it."),
            ({"revision-reason": "other"}, "Please write the reason."),
        ):
            answer = self.change(
                self.judge(), headers=HTMX, overall="tie", comment="kept", **missing
            )
            self.assertContains(answer, text, status_code=422)
            self.assertContains(answer, "kept", status_code=422)
            self.assertContains(answer, 'value="tie" data-key="3" checked', status_code=422)
        self.assertFalse(Submission.objects.filter(revision=2).exists())

    def test_two_tabs_the_second_is_told_and_may_hand_in_again(self):
        assignment = self.judge()
        stale = self.open_again(assignment) | {"revision-reason": "slip"}
        self.change(assignment, overall="tie")
        late = stale | {"overall": "right", "comment": "from the other tab"}
        answer = self.client.post(self.revise_url(assignment), late, headers=HTMX)
        self.assertContains(answer, "changed in another tab", status_code=409)
        self.assertContains(answer, "from the other tab", status_code=409)
        again = late | {"based-on": "2"}
        self.assertContains(answer, 'name="based-on" value="2"', status_code=409)
        self.client.post(self.revise_url(assignment), again)
        overall = Submission.objects.get(revision=3).judgments.get(criterion__key="overall")
        self.assertEqual(overall.choice, "right")

    def test_a_time_of_ones_own_making_is_not_believed(self):
        assignment, other = self.judge(strength="much"), self.judge(strength="much")
        of_another_pair = self.open_again(other)["opened"]
        forged = ("", "2020-01-01", of_another_pair + "x", of_another_pair)
        for number, opened in enumerate(forged, start=2):
            fields = self.open_again(assignment) | {"revision-reason": "slip", "opened": opened}
            before = timezone.now()
            self.client.post(self.revise_url(assignment), fields | {"comment": str(number)})
            self.assertGreater(assignment.submissions.get(revision=number).opened_at, before)

    def test_marked_passages_come_back_and_unchanged_they_are_no_change(self):
        factories.show_instead("**Drink** enough & rest; take 500 mg.")
        held = claim_next_assignment(study=self.study, rater=self.rater).assignment
        # In the source: the piece holds marks that are not shown.
        span = Span("left", "false", "mild", turn=0, start=2, end=21, quote="Drink** enough & re")
        entry = entry_for(self.criteria, strength="much", spans=(span,))
        submit_judgments(assignment=held, entry=entry, criteria=self.criteria)
        fields = {name: unescape(value) for name, value in self.open_again(held).items()}
        (shown,) = json.loads(fields["spans"])
        self.assertEqual((shown["quote"], shown["start"]), ("Drink enough & re", 0))
        self.client.post(self.revise_url(held), fields)
        self.assertEqual(Submission.objects.count(), 1)
        worse = json.dumps([shown | {"severity": "severe"}])
        fields |= {"spans": worse, "revision-reason": "reconsidered"}
        self.client.post(self.revise_url(held), fields)
        kept = MarkedSpan.objects.order_by("pk").values_list("severity", "start", "end", "quote")
        self.assertEqual(list(kept), [(s, 2, 21, span.quote) for s in ("mild", "severe")])

    def test_after_the_freeze_it_can_be_read_but_not_changed(self):
        assignment = self.judge()
        kept = self.open_again(assignment) | {"overall": "tie", "revision-reason": "slip"}
        freeze_study(study=self.study, by=None)
        self.open_again(assignment)
        self.assertContains(self.page, "The study is closed")
        self.assertNotContains(self.page, "Save the change")
        answer = self.client.post(self.revise_url(assignment), kept)
        self.assertContains(answer, "The study is closed", status_code=409)
        self.assertEqual(Submission.objects.count(), 1)

    def test_an_open_pair_and_somebody_elses_are_not_there(self):
        assignment = self.judge()
        open_pair = claim_next_assignment(study=self.study, rater=self.rater).assignment
        self.assertEqual(self.client.get(self.revise_url(open_pair)).status_code, 404)
        self.client.force_login(factories.make_user())
        for method in (self.client.get, self.client.post):
            self.assertEqual(method(self.revise_url(assignment)).status_code, 404)

    def test_signed_out_a_partial_says_401(self):
        assignment = self.judge()
        self.client.logout()
        answer = self.client.post(self.revise_url(assignment), VERDICT, headers=HTMX)
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(StudyRater.objects.get().submitted_count, 1)
        self.assertEqual(Study.objects.get().state, "running")

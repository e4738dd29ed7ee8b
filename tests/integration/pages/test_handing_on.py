"""Handing a pair on, a recognised system, a reported problem: with and without script."""

from django.http import HttpResponse
from django.urls import reverse

from annotations.comparisons.exclusion import withdraw_item
from annotations.models import Assignment, AuditEvent, ProblemReport, Submission
from annotations.studies.lifecycle import freeze_study
from tests import factories

from .judging import HTMX, VERDICT, JudgingCase


class HandingCase(JudgingCase):
    def post(self, name: str, pair: Assignment, headers=None, **fields: str) -> HttpResponse:
        url = reverse(f"rater:{name}", args=[self.study.public_id, pair.token])
        named = {key.replace("__", "-"): value for key, value in fields.items()}
        return self.client.post(url, named, headers=headers)

    def decline(self, pair: Assignment, headers=None, **fields: str) -> HttpResponse:
        return self.post("decline", pair, headers, **({"cannot__reason": "unreadable"} | fields))


class DeclineTests(HandingCase):
    def test_htmx_gets_the_next_pair_and_hears_what_was_done(self):
        pair = self.open_pair()
        answer = self.decline(pair, HTMX)
        self.assertContains(answer, "Handed on")
        self.assertNotContains(answer, '"saved">Saved')
        self.assertNotEqual(answer.context["assignment"].token, pair.token)
        pair.refresh_from_db()
        self.assertEqual(pair.state, Assignment.State.DECLINED)

    def test_without_script_a_redirect_leads_there(self):
        pair = self.open_pair()
        self.assertRedirects(self.decline(pair), self.url)
        self.assertRedirects(self.decline(pair), self.url)
        self.assertNotEqual(self.client.get(self.url).context["assignment"].token, pair.token)

    def test_another_reason_needs_words_and_nothing_chosen_is_lost(self):
        pair = self.open_pair()
        answer = self.decline(pair, HTMX, cannot__reason="other", accuracy="tie", comment="复查")
        self.assertContains(answer, "Please say in a few words", status_code=422)
        form = answer.context["form"]
        self.assertEqual((form["accuracy"].value(), form["comment"].value()), ("tie", "复查"))
        pair.refresh_from_db()
        self.assertEqual(pair.state, Assignment.State.OPEN)

    def test_a_judged_pair_answers_with_a_sentence_and_the_way_on(self):
        pair = self.open_pair()
        self.submit(pair, **VERDICT)
        answer = self.decline(pair, HTMX)
        self.assertContains(answer, "You have already judged this pair", status_code=409)
        self.assertContains(answer, "Go to the next pair", status_code=409)

    def test_what_was_handed_on_in_another_tab_is_not_judged(self):
        pair = self.open_pair()
        self.decline(pair)
        answer = self.submit(pair, HTMX, **VERDICT)
        self.assertContains(answer, "You have handed this pair on", status_code=409)
        self.assertFalse(Submission.objects.exists())


class RecognisedTests(HandingCase):
    def test_it_is_a_flag_by_default(self):
        pair = self.open_pair()
        self.assertContains(self.page, 'id="id_recognised"')
        self.assertEqual(self.decline(pair, cannot__reason="recognised").status_code, 422)
        self.submit(pair, **VERDICT, recognised="on")
        self.assertTrue(Submission.objects.get().recognised)


class HandedOnWhenRecognisedTests(HandingCase):
    fields = {"hands_on_recognised": True}

    def test_the_pair_goes_to_a_colleague(self):
        pair = self.open_pair()
        self.assertNotContains(self.page, 'id="id_recognised"')
        self.assertContains(self.page, "I recognise one: hand the pair on")
        answer = self.submit(pair, HTMX, **VERDICT, recognised="on")
        self.assertEqual(answer.status_code, 409)
        self.decline(pair, cannot__reason="recognised")
        pair.refresh_from_db()
        self.assertEqual(pair.decline_reason, "recognised")
        self.assertFalse(Submission.objects.exists())


class ReportTests(HandingCase):
    def report(self, pair: Assignment, headers=None, **fields: str) -> HttpResponse:
        return self.post("report", pair, headers, **({"report__key": "a" * 32} | fields))

    def test_htmx_gets_fresh_fields_and_the_status_line_only(self):
        pair = self.open_pair()
        answer = self.report(pair, HTMX, report__text="剂量单位写错了")
        self.assertContains(answer, "Reported, thank you.")
        self.assertNotContains(answer, 'id="assignment"')
        self.assertNotContains(answer, "剂量单位写错了")
        self.assertNotContains(answer, "a" * 32)
        report = ProblemReport.objects.get()
        self.assertEqual((report.assignment, report.text), (pair, "剂量单位写错了"))

    def test_a_double_click_is_one_report_and_a_second_report_is_another(self):
        pair = self.open_pair()
        for key in ("a", "a", "b"):
            self.report(pair, HTMX, report__key=key * 32)
        self.assertEqual(ProblemReport.objects.count(), 2)

    def test_without_script_the_same_pair_comes_back_with_everything_chosen(self):
        pair = self.open_pair()
        answer = self.report(pair, accuracy="tie", comment="复查")
        self.assertContains(answer, "Reported, thank you.")
        self.assertEqual(answer.context["assignment"].token, pair.token)
        self.assertEqual(answer.context["form"]["comment"].value(), "复查")

    def test_what_cannot_be_taken_keeps_its_text(self):
        pair = self.open_pair()
        answer = self.report(pair, HTMX, report__text="x" * 4001)
        self.assertContains(answer, "x" * 4001, status_code=422)
        freeze_study(study=self.study, by=None)
        answer = self.report(pair, HTMX, report__text="late")
        self.assertContains(answer, "late</textarea>", status_code=409)
        self.assertFalse(ProblemReport.objects.exists())


class WithdrawnItemTests(HandingCase):
    def setUp(self):
        super().setUp()
        self.rosa = factories.add_researcher(self.study)
        self.pair = self.open_pair()
        self.item = self.pair.comparison.item

    def withdraw(self) -> None:
        withdraw_item(study=self.study, item=self.item, by=self.rosa, reason="Broken.")

    def test_who_hands_it_in_gets_a_sentence_and_the_next_pair(self):
        self.withdraw()
        for headers in (HTMX, None):
            answer = self.submit(self.pair, headers, **VERDICT)
            self.assertContains(answer, "was withdrawn from the study")
            self.assertNotContains(answer, '"saved">Saved')
            self.assertNotEqual(answer.context["assignment"].token, self.pair.token)
        self.assertContains(self.decline(self.pair, HTMX), "was withdrawn from the study")
        self.assertFalse(Submission.objects.exists())

    def test_the_researcher_sees_the_report_and_withdraws_the_item(self):
        self.post("report", self.pair, report__key="a" * 32, report__text="<b>Mixed up</b>")
        self.client.force_login(self.rosa)
        page = reverse("researcher:monitor", args=[self.study.slug])
        self.assertContains(self.client.get(page, headers=HTMX), "&lt;b&gt;Mixed up")
        url = reverse("researcher:withdraw_item", args=[self.study.slug, self.item.pk])
        self.assertContains(self.client.get(page), url)
        self.assertContains(self.client.get(url), self.item.prompt)
        self.assertEqual(self.client.post(url, {"confirm": "on"}).status_code, 422)
        self.assertFalse(AuditEvent.objects.filter(action="item.withdraw").exists())
        answer = self.client.post(url, {"reason": "Broken.", "confirm": "on"})
        self.assertRedirects(answer, page)
        self.assertContains(self.client.get(page), "item withdrawn")

    def test_a_report_can_be_set_aside(self):
        self.post("report", self.pair, report__key="a" * 32)
        self.client.force_login(self.rosa)
        report = ProblemReport.objects.get()
        for _ in range(2):
            url = reverse("researcher:settle", args=[self.study.slug, report.pk])
            self.assertEqual(self.client.post(url).status_code, 302)
        report.refresh_from_db()
        self.assertIsNotNone(report.resolved_at)
        self.assertEqual(AuditEvent.objects.filter(action="report.settle").count(), 1)

    def test_counts_per_reason_stand_on_the_page(self):
        self.decline(self.pair, cannot__reason="missing_context")
        self.client.force_login(self.rosa)
        page = self.client.get(reverse("researcher:study", args=[self.study.slug]))
        self.assertContains(page, "Handed on by raters")
        self.assertEqual(page.context["handed_on"].by_reason, (("Missing context", 1),))

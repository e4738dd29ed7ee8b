"""Marked pieces from the form into the ledger and back."""

import json
from typing import Any

from django.db import ProgrammingError, transaction
from django.test import TestCase
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.exceptions import InvalidSubmission
from annotations.judging.marks import spans_for_browser
from annotations.judging.services import submit_judgments
from annotations.judging.spans import Span
from annotations.models import Assignment, MarkedSpan, Submission
from annotations.studies.lifecycle import start_study
from annotations.studies.verification import verify_study
from tests import factories
from tests.judging import entry_for

ANSWER = "**注意：**不要😀停药。停药。\n\n| 药 | mg |\n|--|--|\n| A | 5 |\n"
SHOWN = "注意：不要😀停药。停药。"


class MarkingCase(TestCase):
    """Alice judges a consultation; both systems answer twice, the patient speaks in between."""

    last_answer = ANSWER

    def setUp(self) -> None:
        self.alice = factories.make_user(name="Alice")
        self.study = factories.make_study(
            raters=[self.alice], raters_per_comparison=1, repeat_share=0, leak_policy="mask"
        )
        item = factories.make_item(self.study, kind="multi_turn")
        for system in self.study.systems.all():
            texts = ("我咳嗽。", f"{system.position} {ANSWER}", "停药吗？", self.last_answer)
            factories.make_response(item, system, *texts)
        self.study = start_study(study=self.study, by=None)
        self.criteria = list(self.study.criteria.all())
        rater = self.study.raters.get()
        self.assignment = claim_next_assignment(study=self.study, rater=rater).assignment

    def mark(self, shown: str = "停药", *, nth: int = 0, **fields: Any) -> dict[str, Any]:
        """In the browser's terms."""
        start = SHOWN.index(shown)
        for _ in range(nth):
            start = SHOWN.index(shown, start + 1)
        mark = {"side": "left", "turn": 3, "start": start, "end": start + len(shown)}
        return mark | {"quote": shown, "type": "dangerous", "severity": "severe"} | fields


class FormCase(MarkingCase):
    def submit(self, spans: object, **fields: str):
        self.client.force_login(self.alice)
        args = {"study_id": self.study.public_id, "token": self.assignment.token}
        spans = spans if isinstance(spans, str) else json.dumps(spans)
        verdict = {criterion.key: "tie" for criterion in self.criteria}
        verdict |= {"idempotency_key": "0" * 32, "spans": spans, "comment": "左边危险"}
        return self.client.post(reverse("rater:submit", kwargs=args), verdict | fields)


class MaskedTests(FormCase):
    """The study hides what tells the writer; marks quote what is shown."""

    last_answer = f"作为一个人工智能语言模型，{ANSWER}"

    def test_what_was_masked_counts_as_it_is_shown(self):
        start = len("作为〔略〕，") + SHOWN.index("停药")
        mark = self.mark() | {"start": start, "end": start + 2}
        self.assertEqual(self.submit([mark]).status_code, 302)
        span = MarkedSpan.objects.get()
        self.assertEqual(span.turn.raw_text, self.last_answer)
        self.assertIn("〔略〕", span.turn.shown_text)
        self.assertEqual(span.turn.shown_text[span.start : span.end], "停药")


class FormTests(FormCase):
    def test_marks_are_stored_in_terms_of_the_source(self):
        omission = {"side": "right", "type": "omission", "severity": "mild"}
        self.assertEqual(self.submit([self.mark(nth=1), omission]).status_code, 302)
        placed, missing = MarkedSpan.objects.order_by("pk")
        self.assertEqual((placed.side, placed.turn.position), ("left", 3))
        self.assertEqual((placed.start, placed.end, placed.quote), (13, 15, "停药"))
        self.assertEqual(placed.turn.shown_text[placed.start : placed.end], placed.quote)
        self.assertEqual((placed.type, placed.severity), ("dangerous", "severe"))
        self.assertEqual((missing.side, missing.turn, missing.quote), ("right", None, ""))

    def test_each_side_is_the_answer_that_stood_there(self):
        comparison = self.assignment.comparison
        shown = [(comparison.response_a, "0"), (comparison.response_b, "1")]
        if self.assignment.slot.swapped:
            shown.reverse()
        for side, (_response, quote) in zip(("right", "left"), shown, strict=True):
            wrong = self.mark(side=side, turn=1, start=0, end=1, quote=quote)
            self.assertEqual(self.submit([wrong]).status_code, 422)
        marks = [
            self.mark(side=side, turn=1, start=0, end=1, quote=quote)
            for side, (_response, quote) in zip(("left", "right"), shown, strict=True)
        ]
        self.assertEqual(self.submit(marks).status_code, 302)
        marked = [span.turn.response for span in MarkedSpan.objects.order_by("side")]
        self.assertEqual(marked, [response for response, _quote in shown])

    def test_what_does_not_fit_is_refused_once_and_nothing_else_is_lost(self):
        wrong = [
            self.mark(quote="停"),
            self.mark(turn=2),
            self.mark(turn=7),
            self.mark(side="middle"),
            self.mark(end=10_000),
            self.mark(type="omission"),
            self.mark(start=None),
        ]
        for mark in wrong:
            with self.subTest(mark):
                page = self.submit([self.mark(), mark])
                message = "Marked passage 2 does not fit its answer."
                self.assertContains(page, message, count=1, status_code=422)
                self.assertContains(page, "左边危险</textarea>", status_code=422)
                form = page.context["form"]
                self.assertEqual(json.loads(form["spans"].value()), [self.mark(), mark])
                self.assertTrue(all(group.options[1].is_chosen for group in form.groups()))
        self.assertContains(self.submit("[{"), "cannot be read", status_code=422)
        self.assertFalse(Submission.objects.exists())

    def test_without_script_a_refused_mark_can_be_left_out(self):
        self.assertContains(self.submit("[{"), 'name="without_spans"', status_code=422)
        self.assertEqual(self.submit("[{", without_spans="on").status_code, 302)
        self.assertFalse(MarkedSpan.objects.exists())

    def test_a_draft_brings_its_marks_back(self):
        self.client.force_login(self.alice)
        args = {"study_id": self.study.public_id, "token": self.assignment.token}
        spans = json.dumps([self.mark()], ensure_ascii=False)
        draft = {"spans": spans, "draft_revision": 1}
        self.client.post(reverse("rater:draft", kwargs=args), draft)
        page = self.client.get(reverse("rater:judge", kwargs={"study_id": self.study.public_id}))
        self.assertEqual(page.context["form"]["spans"].value(), spans)


class LedgerTests(MarkingCase):
    def submit(self, *spans: Span, assignment: Assignment | None = None) -> Submission:
        entry = entry_for(self.criteria, "tie", spans=spans)
        return submit_judgments(
            assignment=assignment or self.assignment, entry=entry, criteria=self.criteria
        )

    SPAN = Span("left", "false", "mild", turn=3, start=2, end=9, quote="注意：**不要")

    def test_the_hash_covers_the_marks(self):
        self.submit(self.SPAN, Span("right", "omission", "severe"))
        self.assertTrue(all(verdict.holds for verdict in verify_study(self.study)))

    def test_the_service_refuses_what_does_not_stand_there(self):
        for wrong in (
            Span("left", "false", "mild", turn=2, start=0, end=2, quote="停药"),
            Span("left", "false", "mild", turn=3, start=0, end=2, quote="停药"),
            Span("left", "false", "mild"),
        ):
            with self.subTest(wrong), self.assertRaises(InvalidSubmission):
                self.submit(wrong)
        self.assertFalse(Submission.objects.exists())

    def test_a_revision_gets_them_in_the_browser_s_terms(self):
        submission = self.submit(self.SPAN, Span("right", "omission", "severe"))
        self.assertEqual(
            spans_for_browser(submission),
            [
                self.mark("注意：不要", type="false", severity="mild"),
                {"side": "right", "type": "omission", "severity": "severe", "turn": None}
                | {"start": None, "end": None, "quote": ""},
            ],
        )

    def test_marks_are_never_changed(self):
        self.submit(self.SPAN)
        with self.assertRaises(ProgrammingError), transaction.atomic():
            MarkedSpan.objects.update(severity="severe")

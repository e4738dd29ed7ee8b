"""Verdicts of an LLM judge come in, all or none, and can be taken away again."""

from django.db import IntegrityError, transaction
from django.test import TestCase

from annotations.datasets.rows import Reason
from annotations.exceptions import AnnotationsError, WrongState, violated_constraint
from annotations.models import AuditEvent, JudgeVerdict, LlmJudge, Study
from annotations.studies.audit_sentences import sentences
from annotations.studies.judges.services import import_verdicts, remove_judge
from annotations.studies.lifecycle import freeze_study
from annotations.studies.manifest import compute_manifest
from tests import factories
from tests.llm_judges import add_judge, parsed

A, B = "secret-alpha", "secret-beta"


class LlmJudgeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = factories.make_running_study(single_turn=3)
        cls.items = list(cls.study.items.order_by("pk"))

    def row(self, number: int, left: str, right: str, verdict: str, **more: str) -> dict:
        item = self.items[number].external_id
        return {"external_id": item, "left": left, "right": right, "verdict": verdict} | more

    def both(self, number: int, one: str, other: str, g1: str, g2: str) -> dict:
        names = {"model_1": one, "model_2": other, "g1_winner": g1, "g2_winner": g2}
        return {"question_id": self.items[number].external_id, "judge": ["m", "p"]} | names

    def stored(self) -> list[tuple]:
        rows = JudgeVerdict.objects.order_by("item")
        return list(rows.values_list("item", "left_first", "right_first"))

    def bring(self, *rows: dict, judge: str = "gpt", **more):
        return import_verdicts(study=self.study, file=parsed(*rows), by=None, judge=judge, **more)

    def test_a_row_an_order(self):
        rows = (
            self.row(0, A, B, "left"),
            self.row(0, B, A, "left"),
            self.row(1, B, A, "right"),
            self.row(2, A, B, "error"),
            self.row(2, B, A, "tie"),
        )
        told = self.bring(*rows, dry_run=True)
        self.assertEqual((told.pairs, told.one_order, told.unreadable), (3, 1, 1))
        self.assertFalse(LlmJudge.objects.exists())
        self.assertTrue(self.bring(*rows).written)
        one, two, three = (item.pk for item in self.items)
        # The first pair contradicts itself: whoever stood left was better.
        self.assertEqual(self.stored(), [(one, 1, -1), (two, None, 1), (three, None, 0)])

    def test_both_orders_a_row_whichever_model_comes_first(self):
        self.bring(
            self.both(0, A, B, "model_1", "model_1"),
            self.both(1, B, A, "model_1", "error"),
            self.both(2, B, A, "tie", "model_2"),
        )
        one, two, three = (item.pk for item in self.items)
        # g1 of the second pair has the study's first system on the right.
        self.assertEqual(self.stored(), [(one, 1, 1), (two, None, -1), (three, 1, 0)])
        self.assertEqual(LlmJudge.objects.get().name, "m / p")

    def test_every_bad_row_is_named_and_nothing_is_stored(self):
        report = self.bring(
            self.row(0, A, B, "left"),
            self.row(0, A, B, "tie"),
            {**self.row(1, A, B, "tie"), "external_id": "elsewhere"},
            self.row(1, "gpt-9", B, "tie"),
            self.row(1, A, B, "tie", criterion="beauty"),
        )
        self.assertEqual(
            [(one.row, one.field, one.reason) for one in report.errors],
            [
                (2, "", Reason.ORDER_TWICE),
                (3, "external_id", Reason.UNKNOWN_ITEM),
                (4, "left", Reason.UNKNOWN_NAME),
                (5, "criterion", Reason.UNKNOWN_NAME),
            ],
        )
        self.assertEqual((report.written, LlmJudge.objects.count()), (False, 0))
        told = self.bring(self.both(0, A, "gpt-9", "tie", "tie"))
        self.assertEqual([one.field for one in told.errors], ["model_2"])
        nameless = self.bring(self.row(0, A, B, "tie"), judge=" ")
        empty = self.bring(self.row(0, A, B, ""))
        reasons = [one.errors[0].reason for one in (nameless, empty)]
        self.assertEqual(reasons, [Reason.NO_JUDGE, Reason.NO_VERDICT])
        self.assertFalse(AuditEvent.objects.filter(action__startswith="llm_judge").exists())

    def test_criteria_and_judges_of_one_file_stand_apart(self):
        self.bring(
            self.row(0, A, B, "left", criterion="accuracy"),
            self.row(0, A, B, "right"),
            self.row(0, A, B, "tie", judge="other"),
        )
        found = LlmJudge.objects.order_by("pk").values_list("name", "criterion__key")
        self.assertEqual(
            list(found), [("gpt", "accuracy"), ("gpt", "overall"), ("other", "overall")]
        )

    def test_the_same_file_and_the_same_judge_are_refused(self):
        self.bring(self.row(0, A, B, "left"))
        with self.assertRaisesMessage(AnnotationsError, "this very file"):
            self.bring(self.row(0, A, B, "left"), judge="another name")
        with self.assertRaisesMessage(AnnotationsError, "“gpt” on the criterion “overall”"):
            self.bring(self.row(1, A, B, "left"))
        self.assertEqual(JudgeVerdict.objects.count(), 1)

    def test_a_draft_and_practice_take_none(self):
        with self.assertRaises(WrongState):
            import_verdicts(
                study=factories.make_study(), file=parsed(self.row(0, A, B, "tie")), by=None
            )
        draft = factories.fill_study(factories.make_study(), single_turn=1)
        factories.make_practice(draft, "tie")
        row = {"external_id": draft.items.last().external_id, "left": A, "right": B}
        Study.objects.filter(pk=draft.pk).update(state="running", started_at="2026-01-01T00:00Z")
        draft.refresh_from_db()
        file = parsed(row | {"verdict": "tie"})
        told = import_verdicts(study=draft, file=file, by=None, judge="gpt")
        self.assertEqual([one.reason for one in told.errors], [Reason.UNKNOWN_ITEM])

    def test_brought_in_and_taken_away_after_the_freeze_without_a_trace_in_the_manifest(self):
        frozen = freeze_study(study=self.study, by=None)
        before = compute_manifest(frozen)["tables"]
        import_verdicts(study=frozen, file=parsed(self.row(0, A, B, "left")), by=None, judge="gpt")
        self.assertEqual(compute_manifest(frozen)["tables"], before)
        remove_judge(judge=LlmJudge.objects.get(), by=None)
        self.assertFalse(JudgeVerdict.objects.exists())
        events = frozen.audit_events.filter(action__startswith="llm_judge").order_by("sequence")
        told = [one.what for one in sentences(events)]
        self.assertEqual(
            told,
            [
                "brought in the verdicts of the LLM judge gpt on overall, pairs: 1",
                "deleted the verdicts of the LLM judge gpt on overall, pairs: 1",
            ],
        )
        # Nor how the verdicts turned out: members read the record of a blinded study.
        self.assertEqual(set(events[0].data), {"criterion", "pairs", "file", "sha256"})
        self.assertTrue(self.bring(self.row(0, A, B, "left")).written)

    def test_the_tables_hold_what_the_services_promise(self):
        item = self.items[0]
        judge = add_judge(self.study, [(item, 1, None)])
        pair = {"judge": judge, "item": item, "first": judge.verdicts.get().first}
        second = judge.verdicts.get().second
        for values, name in (
            ({**pair, "second": second}, "judge_verdict_once_per_pair"),
            ({**pair, "second": pair["first"]}, "judge_verdict_between_two_systems"),
            (
                {**pair, "item": self.items[1], "second": second, "left_first": 2},
                "judge_verdict_is_win_tie_or_loss",
            ),
        ):
            with self.subTest(name):
                with self.assertRaises(IntegrityError) as caught, transaction.atomic():
                    JudgeVerdict.objects.create(**values)
                self.assertEqual(violated_constraint(caught.exception), name)
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            add_judge(self.study, [])
        self.assertEqual(violated_constraint(caught.exception), "llm_judge_once_per_criterion")

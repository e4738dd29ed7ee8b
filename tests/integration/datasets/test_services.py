"""Imports write everything or nothing, and a second time nothing."""

import json
import os
from pathlib import Path
from unittest import skipUnless

from django.test import TestCase

from annotations.datasets.parsing import parse_items, parse_responses
from annotations.datasets.rows import ParsedFile, Reason
from annotations.datasets.services import Counts, ImportReport, import_dataset, import_responses
from annotations.exceptions import AnnotationsError, WrongState
from annotations.ledger import content_sha256, text_sha256
from annotations.models import AuditEvent, Item, Response, Study, System, Turn
from tests.factories import make_running_study, make_study

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"
EXAMPLES = ROOT / "docs" / "examples"
HUATUO100_DIR = os.environ.get("HUATUO100_DIR", "")
QUESTION = {"external_id": "a", "kind": "single_turn", "language": "en", "prompt": "Why?"}


def items_of(*rows: object, file: str = "items.jsonl") -> ParsedFile:
    return parse_items(file, "".join(json.dumps(row) + "\n" for row in rows).encode())


def responses_of(*rows: object, file: str = "responses.jsonl") -> ParsedFile:
    return parse_responses(file, "".join(json.dumps(row) + "\n" for row in rows).encode())


def read(path: Path) -> ParsedFile:
    return parse_responses(path.name, path.read_bytes())


class ImportTestCase(TestCase):
    def setUp(self):
        self.study = make_study()
        self.alpha, self.beta = self.study.systems.order_by("position")

    def import_items(self, *files: ParsedFile, skip_bad: bool = False) -> ImportReport:
        return import_dataset(study=self.study, files=files, by=None, skip_bad=skip_bad)

    def import_answers(
        self, system: System, *files: ParsedFile, skip_bad: bool = False
    ) -> ImportReport:
        return import_responses(
            study=self.study, system=system, files=files, by=None, skip_bad=skip_bad
        )

    def assert_nothing_written(self):
        self.assertEqual((Item.objects.count(), Response.objects.count()), (0, 0))
        self.assertEqual((Turn.objects.count(), AuditEvent.objects.count()), (0, 0))


class DatasetTests(ImportTestCase):
    def test_items_are_written_with_all_their_fields(self):
        file = parse_items("items.jsonl", (EXAMPLES / "items.jsonl").read_bytes())
        report = self.import_items(file)
        self.assertEqual((report.items, report.errors), (Counts(3, 0), ()))
        self.assertEqual(set(report.without_comparison), {"q1", "q2", "c1"})
        item = self.study.items.get(external_id="q2")
        self.assertEqual((item.kind, item.language), ("single_turn", "zh-hans"))
        self.assertEqual((item.category, item.specialty), ("症状处理", "皮肤科"))
        self.assertEqual(item.extra, {"source": "written for this project"})
        self.assertIn("炉甘石洗剂", item.reference)

    def test_a_second_import_changes_nothing(self):
        self.import_items(items_of(QUESTION))
        before = list(Item.objects.values())
        self.assertEqual(self.import_items(items_of(QUESTION)).items, Counts(0, 1))
        self.assertEqual(list(Item.objects.values()), before)
        self.assertEqual(AuditEvent.objects.filter(action="dataset.import").count(), 1)

    def test_the_act_is_recorded_with_the_file(self):
        file = items_of(QUESTION)
        self.import_items(file)
        event = AuditEvent.objects.get(action="dataset.import")
        self.assertEqual(event.data["items"], 1)
        self.assertEqual(event.data["files"], [{"name": "items.jsonl", "sha256": file.sha256}])

    def test_blanks_and_line_ends_are_no_other_content(self):
        self.import_items(items_of({**QUESTION, "prompt": "Why? \n\nTell me."}))
        report = self.import_items(items_of({**QUESTION, "prompt": "Why?\r\nTell  me."}))
        self.assertEqual((report.items, report.errors), (Counts(0, 1), ()))
        self.assertEqual(Item.objects.get().prompt, "Why? \n\nTell me.")

    def test_other_content_is_a_bad_row_that_names_the_field_and_never_an_update(self):
        self.import_items(items_of(QUESTION))
        changed = {**QUESTION, "prompt": "Why not?", "category": "x"}
        for skip_bad in (False, True):
            report = self.import_items(items_of(changed), skip_bad=skip_bad)
            (error,) = report.errors
            self.assertEqual(
                (error.row, error.field, error.reason),
                (1, "category, prompt", Reason.OTHER_CONTENT),
            )
        self.assertEqual(Item.objects.get().prompt, "Why?")

    def test_two_files_of_one_import_may_not_contradict_each_other(self):
        report = self.import_items(
            items_of(QUESTION, file="1"), items_of({**QUESTION, "prompt": "How?"}, file="2")
        )
        (error,) = report.errors
        self.assertEqual((error.file, error.field), ("2", "prompt"))
        self.assert_nothing_written()

    def test_nothing_is_written_while_a_row_is_bad_unless_asked_for(self):
        file = items_of(QUESTION, {**QUESTION, "external_id": "b", "prompt": ""})
        report = self.import_items(file)
        self.assertFalse(report.written)
        self.assertEqual((report.items, report.bad_rows), (Counts(0, 0), 1))
        self.assert_nothing_written()
        report = self.import_items(file, skip_bad=True)
        self.assertTrue(report.written)
        self.assertEqual((report.items, report.bad_rows), (Counts(1, 0), 1))
        self.assertEqual(Item.objects.get().external_id, "a")

    def test_a_study_that_has_started_takes_no_items(self):
        self.study = make_running_study()
        before = Item.objects.count()
        with self.assertRaises(WrongState):
            self.import_items(items_of(QUESTION))
        self.assertEqual(Item.objects.count(), before)

    def test_queries_do_not_grow_with_the_rows(self):
        def rows(prefix: str, count: int) -> ParsedFile:
            return items_of(*({**QUESTION, "external_id": f"{prefix}{n}"} for n in range(count)))

        for file in (rows("few", 2), rows("many", 900)):
            with self.assertNumQueries(8):
                self.import_items(file)


class ResponseTests(ImportTestCase):
    def setUp(self):
        super().setUp()
        self.import_items(parse_items("items.csv", (EXAMPLES / "items.csv").read_bytes()))

    def test_responses_are_done_and_hashed(self):
        report = self.import_answers(self.alpha, read(EXAMPLES / "responses.jsonl"))
        self.assertEqual((report.responses, report.errors), (Counts(3, 0), ()))
        response = Response.objects.get(item__external_id="c1")
        self.assertEqual((response.origin, response.status), ("imported", "done"))
        turns = list(response.turns.order_by("position"))
        self.assertEqual(
            [(turn.position, turn.round_number, turn.role) for turn in turns],
            [(0, 1, "patient"), (1, 1, "assistant"), (2, 2, "patient"), (3, 2, "assistant")],
        )
        texts = [turn.shown_text for turn in turns]
        self.assertEqual(texts, [turn.raw_text for turn in turns])
        self.assertEqual([turn.raw_sha256 for turn in turns], [text_sha256(t) for t in texts])
        self.assertEqual(response.shown_sha256, content_sha256(texts))
        answer = Response.objects.get(item__external_id="q1")
        self.assertEqual(answer.turns.get().round_number, 1)
        self.assertEqual(answer.extra["finish_reason"], "stop")

    def test_a_second_import_changes_nothing_from_either_container(self):
        self.import_answers(self.alpha, read(EXAMPLES / "responses.jsonl"))
        before = list(Response.objects.values()), list(Turn.objects.values())
        for name in ("responses.jsonl", "responses.csv"):
            report = self.import_answers(self.alpha, read(EXAMPLES / name))
            self.assertEqual((report.responses, report.errors), (Counts(0, 3), ()))
        self.assertEqual((list(Response.objects.values()), list(Turn.objects.values())), before)

    def test_items_of_one_system_only_are_reported_until_the_second_comes(self):
        report = self.import_answers(self.alpha, read(EXAMPLES / "responses.jsonl"))
        self.assertEqual(set(report.without_comparison), {"q1", "q2", "c1"})
        report = self.import_answers(self.beta, responses_of({"external_id": "q2", "answer": "X"}))
        self.assertEqual(set(report.without_comparison), {"q1", "c1"})

    def test_other_content_is_a_bad_row_and_never_an_update(self):
        first = {"external_id": "q1", "answer": "Rest.", "extra": {"n": 1}}
        self.import_answers(self.alpha, responses_of(first))
        changes = {
            "answer": {**first, "answer": "Rest. "},
            "extra": {**first, "extra": {"n": 2}},
        }
        for field, changed in changes.items():
            report = self.import_answers(self.alpha, responses_of(changed), skip_bad=True)
            (error,) = report.errors
            self.assertEqual((error.field, error.reason), (field, Reason.OTHER_CONTENT))
        self.assertEqual(Turn.objects.get().raw_text, "Rest.")

    def test_the_other_system_may_say_the_same(self):
        row = {"external_id": "q1", "answer": "Rest."}
        for system in (self.alpha, self.beta):
            self.assertEqual(self.import_answers(system, responses_of(row)).responses, Counts(1, 0))

    def test_responses_without_their_item_or_of_the_other_kind(self):
        report = self.import_answers(
            self.alpha,
            responses_of(
                {"external_id": "nowhere", "answer": "Rest."},
                {"external_id": "c1", "answer": "Rest."},
            ),
        )
        self.assertEqual(
            [(error.row, error.reason) for error in report.errors],
            [(1, Reason.UNKNOWN_ITEM), (2, Reason.KIND_MISMATCH)],
        )
        self.assertFalse(Response.objects.exists())

    def test_five_spoilt_rows_of_five_kinds(self):
        Item.objects.bulk_create(
            Item(study=self.study, external_id=name, kind="single_turn", language="en", prompt="?")
            for name in "abdeg"
        )
        report = self.import_answers(self.alpha, read(DATA / "spoilt.responses.jsonl"))
        self.assertEqual([error.row for error in report.errors], [2, 3, 4, 5, 6])
        self.assertEqual(len({error.reason for error in report.errors}), 5)
        self.assertFalse(Response.objects.exists())
        report = self.import_answers(
            self.alpha, read(DATA / "spoilt.responses.jsonl"), skip_bad=True
        )
        self.assertEqual((report.responses, report.bad_rows), (Counts(2, 0), 5))

    def test_a_system_of_another_study_is_refused(self):
        stranger = make_study().systems.first()
        with self.assertRaises(AnnotationsError):
            self.import_answers(stranger, responses_of({"external_id": "q1", "answer": "X"}))
        self.assertFalse(Response.objects.exists())

    def test_the_simulated_patient_is_no_system_to_compare(self):
        patient = System.objects.create(
            study=self.study, position=9, name="p", role=System.Role.PATIENT
        )
        with self.assertRaises(AnnotationsError):
            self.import_answers(patient, responses_of({"external_id": "q1", "answer": "X"}))

    def test_queries_do_not_grow_with_the_rows(self):
        few, many = 2, 400
        for system, count in ((self.alpha, few), (self.beta, many)):
            rows = [{**QUESTION, "external_id": f"{count}-{n}"} for n in range(count)]
            self.import_items(items_of(*rows))
            answers = [{"external_id": row["external_id"], "answer": "X"} for row in rows]
            with self.assertNumQueries(13):
                self.import_answers(system, responses_of(*answers))


class HuatuoTests(ImportTestCase):
    def import_pair(self, prefix: str) -> list[ImportReport]:
        return [
            self.import_answers(system, read(DATA / "huatuo" / f"{prefix}.{name}.json"))
            for system, name in ((self.alpha, "alpha"), (self.beta, "beta"))
        ]

    def test_one_row_gives_item_and_response_and_ids_join_the_systems(self):
        first, second = self.import_pair("inst")
        self.assertEqual((first.items, first.responses), (Counts(3, 0), Counts(3, 0)))
        self.assertEqual((second.items, second.responses), (Counts(0, 3), Counts(3, 0)))
        self.assertEqual(first.without_comparison, ("s1", "s2", "s3"))
        self.assertEqual(second.without_comparison, ())
        answers = Turn.objects.filter(response__item__external_id="s1").order_by("response")
        self.assertEqual([turn.raw_text[:4] for turn in answers], ["可以少量", "不建议。"])

    def test_cases_that_differ_in_blanks_only_are_one(self):
        _, second = self.import_pair("conv")
        self.assertEqual((second.items, second.errors), (Counts(0, 2), ()))
        self.assertIn("疾病： \n", Item.objects.get(external_id="101").case)

    def test_importing_again_adds_nothing(self):
        for prefix in ("inst", "conv"):
            self.import_pair(prefix)
            for report in self.import_pair(prefix):
                self.assertEqual((report.items.new, report.responses.new), (0, 0))
        self.assertEqual((Item.objects.count(), Response.objects.count()), (5, 10))

    def test_a_contradicting_item_takes_its_response_along(self):
        self.import_pair("inst")
        third = System.objects.create(study=self.study, position=2, name="secret-gamma")
        rows = json.loads((DATA / "huatuo" / "inst.alpha.json").read_text(encoding="utf-8"))
        rows[1]["query"] = "别的问题？"
        file = parse_responses("inst.gamma.json", json.dumps(rows).encode())
        report = self.import_answers(third, file, skip_bad=True)
        (error,) = report.errors
        self.assertEqual((error.row, error.field), (2, "prompt"))
        self.assertEqual(report.responses, Counts(2, 0))
        self.assertFalse(third.responses.filter(item__external_id="s2").exists())


@skipUnless(HUATUO100_DIR, "HUATUO100_DIR does not name the folder of the published files")
class PublishedFilesTests(ImportTestCase):
    def test_all_four_files_and_again(self):
        folder = Path(HUATUO100_DIR)
        for again in (False, True):
            for system, name in ((self.alpha, "GPT4"), (self.beta, "HuatuoGPT2-7B")):
                files = [read(folder / f"{prefix}.{name}.json") for prefix in ("inst", "conv")]
                report = self.import_answers(system, *files)
                self.assertEqual(report.errors, ())
                expected = Counts(0, 120) if again else Counts(120, 0)
                self.assertEqual(report.responses, expected)
        self.assertEqual(report.without_comparison, ())
        counts = [self.study.items.filter(kind=kind).count() for kind in Item.Kind]
        self.assertEqual(counts, [62, 58])
        self.assertEqual(Response.objects.count(), 240)
        self.assertEqual(Turn.objects.count(), 2 * 62 + 2 * 58 * 4)
        self.assertEqual(Study.objects.count(), 1)

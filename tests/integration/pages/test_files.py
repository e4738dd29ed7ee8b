"""A researcher brings a file: guessed, mapped, previewed, and only then imported."""

import io
import json
from collections.abc import Sequence

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from annotations.models import AuditEvent, Item, Response, Upload, UploadPiece
from tests import factories
from tests.unit.datasets.files import csv_text, workbook

HEADER = ("编号", "题目", "科室", "备注")
ROWS = (
    ("1", "头痛三天，应该做什么检查？", "神经内科", "x"),
    ("2", "孩子发烧39℃，能吃布洛芬吗？", "儿科", "y"),
)


class FilesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_study(slug="pilot")
        cls.rosa = factories.add_researcher(cls.study)

    def setUp(self) -> None:
        self.client.force_login(self.rosa)

    def url(self, route: str, **arguments: object) -> str:
        return reverse(f"researcher:{route}", kwargs={"slug": "pilot"} | arguments)

    def send(self, data: bytes, name: str = "items.csv") -> HttpResponse:
        sent = {"file": SimpleUploadedFile(name, data)}
        return self.client.post(self.url("upload_file"), sent, follow=True)

    def act(self, name: str, **sent: object) -> HttpResponse:
        url = self.url(name, token=Upload.objects.get().token)
        return self.client.post(url, sent, follow=True)

    def choices(self, **changed: str) -> dict[str, str]:
        """The form as it stands, with these fields changed."""
        answer = self.client.get(self.url("uploaded_file", token=Upload.objects.get().token))
        form = answer.context["form"]
        found = {name: form.initial.get(name, "") for name in form.fields}
        return {name: value for name, value in found.items() if value} | changed


class ImportingItemsTests(FilesTestCase):
    def test_columns_are_guessed_and_nothing_is_imported_before_the_button(self):
        page = self.send(csv_text(HEADER, *ROWS).encode("gb18030"))
        self.assertContains(page, "All rows are good; nothing is imported yet")
        self.assertContains(page, "GB18030")
        self.assertContains(page, "头痛三天，应该做什么检查？")
        initial = page.context["form"].initial
        self.assertEqual(
            {name: initial.get(name) for name in ("field-external_id", "field-prompt")},
            {"field-external_id": "column:编号", "field-prompt": "column:题目"},
        )
        self.assertEqual(initial["field-language"], "constant:detect")
        self.assertFalse(Item.objects.exists())
        page = self.act("import_file")
        self.assertContains(page, "Imported: 2 new items.")
        stored = Item.objects.order_by("pk").values_list(
            "external_id", "kind", "language", "specialty", "prompt", "extra"
        )
        self.assertEqual(
            list(stored),
            [(i, "single_turn", "zh-hans", specialty, q, {}) for i, q, specialty, _ in ROWS],
        )
        self.assertEqual((Upload.objects.count(), UploadPiece.objects.count()), (0, 0))

    def test_the_same_file_again_adds_nothing_and_says_so(self):
        data = csv_text(HEADER, *ROWS).encode()
        self.send(data)
        self.act("import_file")
        page = self.send(data)
        self.assertContains(page, "Nothing in it is new")
        self.assertNotContains(page, self.url("import_file", token=Upload.objects.get().token))
        # The button of a page that stood open all the while.
        page = self.act("import_file")
        self.assertContains(page, "2 rows were there before")
        self.assertEqual(Item.objects.count(), 2)
        self.assertEqual(AuditEvent.objects.filter(action="dataset.import").count(), 1)

    def test_the_button_pressed_twice_imports_once(self):
        self.send(csv_text(HEADER, *ROWS).encode())
        token = Upload.objects.get().token
        self.act("import_file")
        page = self.client.post(self.url("import_file", token=token), follow=True)
        self.assertContains(page, "This file was imported already, or thrown away.")
        self.assertEqual(Item.objects.count(), 2)

    def test_a_wrong_guess_is_corrected(self):
        header = ("编号", "题目", "内容")
        self.send(csv_text(header, ("1", "感冒", "男，30岁，咳嗽三天，想知道吃什么药。")).encode())
        sent = self.choices(**{"field-prompt": "", "field-case": "column:内容"})
        sent |= {"field-category": "column:题目", "keeps_rest": "on"}
        self.act("map_columns", **sent)
        self.act("import_file")
        item = Item.objects.get()
        self.assertEqual(
            (item.kind, item.category, item.case[:5]), ("multi_turn", "感冒", "男，30岁")
        )

    def test_pasted_rows_of_a_spreadsheet(self):
        text = "id\tquestion\n7\tWhat helps against cough?\n"
        self.client.post(self.url("upload_file"), {"text": text})
        self.act("import_file")
        item = Item.objects.get()
        self.assertEqual((item.external_id, item.language), ("7", "en"))

    def test_a_file_nobody_can_read_is_told_on_the_form_and_not_kept(self):
        page = self.send("编号,题目\n1,头痛\n".encode("utf-16"))
        self.assertContains(page, "UTF-16", status_code=422)
        self.assertContains(self.send(b" "), "empty", status_code=422)
        page = self.send(b"x" * (50 * 1024**2 + 1))
        self.assertContains(page, "larger than 50 MB", status_code=422)
        page = self.client.post(self.url("upload_file"), {})
        self.assertContains(page, "Choose a file or paste some rows.", status_code=422)
        self.assertFalse(Upload.objects.exists())

    def test_what_looks_like_a_patient_is_shown_and_counted(self):
        text = "患者李小明，男，45岁，电话13812345678，胸痛三小时，怎么办？"
        page = self.send(csv_text(HEADER, ("1", text, "内科", "")).encode())
        self.assertContains(page, "Identity of a patient?")
        self.assertContains(page, "13812345678，胸痛三小时")
        told = [(w.row, w.column, str(w.kind)) for w in page.context["warnings"]]
        self.assertEqual(told, [(2, "题目", "name of a person"), (2, "题目", "telephone number")])
        self.act("import_file")
        event = AuditEvent.objects.get(action="dataset.import")
        self.assertEqual(event.data["identity_warnings"], {"name": 1, "phone": 1})
        self.assertNotIn("李小明", json.dumps(event.data, ensure_ascii=False))


class BadRowsTests(FilesTestCase):
    """A thousand rows, seventeen of them bad, in nine ways."""

    HEADER = ("external_id", "kind", "language", "prompt", "case", "reference", "extra")
    # row: (what to change, column, what is said)
    SPOILT = {
        12: ({"external_id": ""}, "external_id", "is missing"),
        57: (
            {"external_id": "q10"},
            "external_id",
            "the id “q10” stands in row 10 of this file already",
        ),
        58: (
            {"external_id": "q10"},
            "external_id",
            "the id “q10” stands in row 10 of this file already",
        ),
        101: ({"kind": "triple"}, "kind", "is “triple”, allowed: single_turn, multi_turn"),
        102: ({"kind": ""}, "kind", "is missing"),
        233: ({"language": "fr"}, "language", "is “fr”, allowed: zh-hans, en"),
        234: ({"language": "klingon"}, "language", "is “klingon”, allowed: zh-hans, en"),
        300: ({"prompt": ""}, "prompt", "is missing"),
        301: ({"prompt": " \u200b "}, "prompt", "is empty"),
        302: ({"prompt": "\u3000"}, "prompt", "is empty"),
        444: (
            {"prompt": "太长" * 60_000},
            "prompt",
            "has 120000 characters, at most 100000 are allowed",
        ),
        512: ({"case": "有病例"}, "case", "has no place in an item of the kind single_turn"),
        513: ({"case": "也有"}, "case", "has no place in an item of the kind single_turn"),
        700: ({"extra": "{broken"}, "extra", "this is not valid JSON"),
        701: ({"extra": "[1, 2]"}, "extra", "has the wrong type, expected: object"),
        999: (
            {"reference": "a\x00b"},
            "reference",
            "holds the character U+0000, which cannot be stored",
        ),
        1001: ({"extra": '{"a": NaN}'}, "extra", "this is not valid JSON"),
    }

    def rows(self) -> list[dict[str, str]]:
        rows = []
        for number in range(2, 1002):
            row = {
                "external_id": f"q{number}",
                "kind": "single_turn",
                "language": "zh-hans",
                "prompt": f"第{number}题：咳嗽{number}天怎么办？",
            }
            rows.append(row | self.SPOILT.get(number, ({},))[0])
        return rows

    def told(self, page: HttpResponse) -> list[tuple]:
        return [(one.row, one.column, one.reason) for one in page.context["bad"]]

    def test_every_bad_row_is_told_at_once_and_the_good_ones_only_on_demand(self):
        table = [[row.get(name, "") for name in self.HEADER] for row in self.rows()]
        lines = [[cell.replace('"', '""') for cell in row] for row in table]
        page = self.send(csv_text(self.HEADER, *lines).encode("gb18030"))
        self.assertEqual(page.context["report"].bad_rows, 17)
        self.assertContains(page, "17 rows are bad; nothing is imported yet")
        told = self.told(page)
        self.assertEqual([row for row, _, _ in told], sorted(self.SPOILT))
        for row, column, reason in told:
            _, expected_column, expected = self.SPOILT[row]
            with self.subTest(row):
                self.assertEqual(column, expected_column)
                self.assertTrue(reason.startswith(expected), reason)
        self.act("import_file")
        self.assertFalse(Item.objects.exists())
        self.assert_download(Upload.objects.get().token)
        page = self.act("import_file", only_good="yes")
        self.assertContains(page, "Imported: 983 new items, 17 bad rows left out.")
        self.assertEqual(Item.objects.count(), 983)

    def assert_download(self, token: str) -> None:
        answer = self.client.get(self.url("bad_rows", token=token))
        self.assertIn('filename="items-bad-rows.csv"', answer.headers["Content-Disposition"])
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        self.assertTrue(text.startswith("what_is_wrong,external_id,kind,"))
        self.assertEqual(text.count("\r\n"), 18)
        self.assertIn("kind: is “triple”, allowed: single_turn, multi_turn", text)
        self.assertIn("第999题", text)

    def test_a_mended_download_comes_in(self):
        self.send(workbook(HEADER, *ROWS, ("3", "", "内科", "")), "items.xlsx")
        self.act("import_file", only_good="yes")
        self.send(workbook(HEADER, *ROWS, ("3", "", "内科", "")), "items.xlsx")
        token = Upload.objects.get().token
        answer = self.client.get(self.url("bad_rows", token=token))
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
        self.assertEqual(rows[0], ["what_is_wrong", *HEADER])
        self.assertEqual(rows[1][:2], ["prompt: is missing", "3"])
        book.active["C2"] = "腹痛怎么办？"
        mended = io.BytesIO()
        book.save(mended)
        self.act("discard_file")
        self.send(mended.getvalue(), "items-bad-rows.xlsx")
        self.act("import_file")
        self.assertEqual(Item.objects.get(external_id="3").prompt, "腹痛怎么办？")

    def test_bad_lines_come_back_as_lines(self):
        lines = b'{"id": "1", "question": "Why?"}\n{"id": "2"}\n{"id": "3", "question"\n'
        self.send(lines, "items.jsonl")
        answer = self.client.get(self.url("bad_rows", token=Upload.objects.get().token))
        told = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
        self.assertEqual(told[0], {"what_is_wrong": "prompt: is missing", "id": "2"})
        self.assertEqual(told[1]["line"], '{"id": "3", "question"')


class ImportingAnswersTests(FilesTestCase):
    """Questions and the answers of two systems side by side, as labs keep them."""

    TABLE = (
        ("题号", "题目", "secret-alpha", "secret-beta 的回答"),
        ("1", "头痛怎么办？", "休息。", "去医院。"),
        ("2", "咳嗽怎么办？", "喝水。", ""),
    )

    def send_table(self) -> HttpResponse:
        self.send(workbook(*self.TABLE), "all.xlsx")
        return self.act("import_file")

    def test_the_file_is_kept_for_the_answers_in_it(self):
        page = self.send_table()
        self.assertContains(page, "The file has answers too")
        self.assertContains(page, "Whose answers are these?")
        page = self.act("map_columns", **self.choices(system="secret-alpha"))
        self.assertContains(page, "New answers of secret-alpha")
        page = self.act("import_file", keep="yes")
        self.assertContains(page, "Imported: 2 new answers.")
        page = self.act("map_columns", **self.choices(system="secret-beta"))
        self.assertEqual(
            [(one.row, one.column) for one in page.context["bad"]], [(3, "secret-beta 的回答")]
        )
        self.act("import_file", only_good="yes")
        self.assertFalse(Upload.objects.exists())
        told = Response.objects.order_by("pk").values_list(
            "system__name", "item__external_id", "turns__raw_text"
        )
        self.assertEqual(
            list(told),
            [
                ("secret-alpha", "1", "休息。"),
                ("secret-alpha", "2", "喝水。"),
                ("secret-beta", "1", "去医院。"),
            ],
        )

    def test_answers_imported_for_the_wrong_system_are_taken_back(self):
        self.send_table()
        self.act("map_columns", **self.choices(system="secret-alpha"))
        self.act("import_file")
        alpha, beta = self.study.systems.order_by("position")
        page = self.client.post(self.url("remove_answers", system=beta.pk), follow=True)
        self.assertContains(page, "are removed (0)")
        self.client.post(self.url("remove_answers", system=alpha.pk))
        self.assertEqual((Response.objects.count(), Item.objects.count()), (0, 2))
        (event,) = AuditEvent.objects.filter(action="responses.remove")
        self.assertEqual(event.data, {"system": "secret-alpha", "responses": 2})


class ItemsStepTests(FilesTestCase):
    def test_an_empty_study_is_helped_with_examples(self):
        page = self.client.get(self.url("setup_items"))
        self.assertContains(page, "Examples to fill in")
        for name in page.context["examples"]:
            answer = self.client.get(self.url("example_file", example=name))
            data = b"".join(answer.streaming_content)
            self.send(data, name)
            upload = Upload.objects.get()
            self.assertEqual(upload.choices["content"], name.partition(".")[0])
            self.act("discard_file")
        self.assertEqual(
            self.client.get(self.url("example_file", example="study.toml")).status_code, 404
        )

    def test_items_are_counted_listed_opened_and_taken_out(self):
        items: Sequence[Item] = [
            factories.make_item(self.study, specialty="儿科", reference="安静休息"),
            factories.make_item(self.study, kind="multi_turn"),
            factories.make_item(self.study),
        ]
        factories.make_response(items[0], self.study.systems.order_by("position")[0])
        page = self.client.get(self.url("setup_items"))
        self.assertContains(page, "儿科")
        self.assertEqual([t.count for t in page.context["overview"].kinds], [2, 1])
        page = self.client.get(self.url("setup_item", item=items[0].pk))
        self.assertContains(page, "安静休息")
        self.assertContains(page, "drink enough and rest")
        self.client.post(self.url("remove_items"), {"item": [items[0].pk], "which": "ticked"})
        self.assertEqual(Item.objects.count(), 2)
        self.client.post(self.url("remove_items"), {"which": "ticked"})
        self.assertEqual(Item.objects.count(), 2)
        self.client.post(self.url("remove_items"), {"which": "all"})
        self.assertFalse(Item.objects.exists())
        told = AuditEvent.objects.filter(action="items.remove").order_by("pk")
        self.assertEqual(
            [event.data for event in told],
            [{"items": 1, "responses": 1}, {"items": 2, "responses": 0}],
        )

    def test_what_a_system_was_paid_for_stays(self):
        item = factories.make_item(self.study)
        alpha = self.study.systems.order_by("position")[0]
        factories.make_response(item, alpha, origin=Response.Origin.GENERATED)
        page = self.client.post(self.url("remove_items"), {"which": "all"}, follow=True)
        self.assertContains(page, "generated answers")
        self.assertTrue(Item.objects.exists())

    def test_a_started_study_shows_its_items_and_takes_nothing(self):
        study = factories.make_running_study(slug="running")
        factories.add_researcher(study, self.rosa)
        url = reverse("researcher:setup_items", kwargs={"slug": "running"})
        page = self.client.get(url)
        self.assertNotContains(page, "Look into the file")
        self.assertNotContains(page, "Remove")
        self.client.post(url + "remove/", {"which": "all"})
        self.assertEqual(study.items.count(), 1)
        answer = self.client.post(
            url + "upload/",
            {"file": SimpleUploadedFile("a.csv", csv_text(HEADER, *ROWS).encode())},
            follow=True,
        )
        self.assertContains(answer, "before a study starts")
        self.assertEqual(study.items.count(), 1)

    def test_a_colleague_does_not_see_a_file_that_was_not_imported(self):
        self.send(csv_text(HEADER, *ROWS).encode())
        token = Upload.objects.get().token
        self.client.force_login(factories.add_researcher(self.study))
        for name in ("uploaded_file", "bad_rows"):
            self.assertEqual(self.client.get(self.url(name, token=token)).status_code, 404)
        self.client.post(self.url("discard_file", token=token))
        self.client.post(self.url("import_file", token=token))
        self.assertTrue(Upload.objects.exists())
        self.assertFalse(Item.objects.exists())

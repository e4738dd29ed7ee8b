"""A researcher brings a file: guessed, mapped, previewed, and only then imported."""

import json

from annotations.models import AuditEvent, Item, Upload, UploadPiece
from tests.unit.datasets.files import csv_text

from .files import HEADER, ROWS, FilesTestCase


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

"""Answers from a file, and what the step then shows."""

from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from annotations.models import AuditEvent, Item, Response, Upload
from tests import factories
from tests.unit.datasets.files import csv_text, workbook

from .files import HEADER, ROWS, FilesTestCase


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

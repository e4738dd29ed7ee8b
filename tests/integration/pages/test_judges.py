"""The page of LLM judges: a file is tried, stored, taken away; nothing tells how it turned out."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from annotations.models import JudgeVerdict, LlmJudge, Upload
from annotations.studies.lifecycle import freeze_study
from tests import factories
from tests.llm_judges import add_judge
from tests.unit.datasets.files import csv_text

HEADER = ("题号", "left_system", "right_system", "判定")
A, B = "secret-alpha", "secret-beta"


class JudgesPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_running_study(slug="cough", single_turn=2)
        cls.items = [item.external_id for item in cls.study.items.order_by("pk")]
        cls.rosa = factories.add_researcher(cls.study)

    def setUp(self) -> None:
        self.client.force_login(self.rosa)

    def url(self, name: str, **arguments: object) -> str:
        return reverse(f"researcher:{name}", kwargs={"slug": "cough"} | arguments)

    def send(self, data: bytes, name: str, judge: str = "") -> HttpResponse:
        sent = {"file": SimpleUploadedFile(name, data), "judge": judge}
        return self.client.post(self.url("upload_verdicts"), sent, follow=True)

    def act(self, name: str, **sent: str) -> HttpResponse:
        url = self.url(name, token=Upload.objects.get().token)
        return self.client.post(url, sent, follow=True)

    def csv(self, *verdicts: str) -> bytes:
        rows = [(item, A, B, one) for item, one in zip(self.items, verdicts, strict=True)]
        turned = [(item, B, A, "平") for item in self.items]
        return csv_text(HEADER, *rows, *turned).encode("gb18030")

    def test_tried_stored_once_and_taken_away(self):
        page = self.send(self.csv("left", "error"), "judged.csv", judge="gpt-4o, prompt 3")
        self.assertContains(page, "All rows are good; nothing is imported yet")
        self.assertFalse(LlmJudge.objects.exists())
        token = Upload.objects.get().token
        # The items' page does not know this file.
        self.assertEqual(self.client.get(self.url("uploaded_file", token=token)).status_code, 404)
        page = self.act("import_verdicts")
        self.assertContains(page, "Stored: the judge&#x27;s verdicts on 2 pairs.")
        judge = LlmJudge.objects.get()
        self.assertContains(page, "gpt-4o, prompt 3")
        self.assertContains(page, judge.sha256)
        self.assertFalse(Upload.objects.exists())
        page = self.client.post(self.url("import_verdicts", token=token), follow=True)
        self.assertContains(page, "imported already, or thrown away")
        page = self.send(self.csv("left", "error"), "judged.csv", judge="once more")
        self.assertContains(page, "The verdicts of this very file are here already.")
        self.act("discard_verdicts")
        page = self.client.post(self.url("remove_judge", judge=judge.pk), follow=True)
        self.assertContains(page, "None yet.")
        self.assertFalse(JudgeVerdict.objects.exists())

    def test_fastchat_lines_and_bad_rows_in_chinese(self):
        self.client.cookies["django_language"] = "zh-hans"
        row = {"question_id": self.items[0], "model_1": A, "model_2": B, "turn": 1}
        row |= {"g1_winner": "model_1", "g2_winner": "maybe", "judge": ["gpt-4", "pair-v2"]}
        page = self.send(json.dumps(row).encode(), "gpt-4_pair.jsonl")
        self.assertEqual([one.column for one in page.context["bad"]], ["g2_winner"])
        self.assertContains(page, "“maybe”")
        self.assertContains(page, "裁判")
        self.assertContains(self.act("import_verdicts"), "没有导入")
        found = self.client.get(self.url("bad_verdicts", token=Upload.objects.get().token))
        self.assertIn("maybe", b"".join(found.streaming_content).decode())
        self.assertFalse(LlmJudge.objects.exists())

    def test_a_wrong_guess_and_a_missing_name_are_mended(self):
        data = csv_text(("item", "left", "right", "said"), (self.items[0], A, B, "tie")).encode()
        page = self.send(data, "x.csv")
        self.assertContains(page, "nothing says which judge this is")
        form = page.context["form"]
        sent = {name: form.initial.get(name) or "" for name in form.fields}
        page = self.act(
            "map_verdicts", **sent | {"field-verdict": "column:said", "judge_name": "own"}
        )
        self.assertContains(page, "A pair whose other order is missing")
        self.act("import_verdicts")
        stored = JudgeVerdict.objects.values_list("judge__name", "left_first", "right_first")
        self.assertEqual(list(stored), [("own", 0, None)])

    def test_before_the_unblinding_nothing_tells_how_it_turned_out(self):
        items = list(self.study.items.all())
        pages = []
        for value in (1, -1):
            judge = add_judge(self.study, [(item, value, value) for item in items])
            page = self.client.get(self.url("judges")).content.decode()
            pages.append(page.replace(str(judge.imported_at)[:16], "").split("<main")[1])
            self.assertNotIn(A, page)
            judge.delete()
        # Only what differs from visit to visit may differ: the tokens of the forms.
        one, other = (_without_tokens(page, judge.pk) for page in pages)
        self.assertEqual(one, other)
        add_judge(self.study, [(items[0], 1, 1)])
        freeze_study(study=self.study, by=None)
        self.assertNotContains(self.client.get(self.url("results")), "gpt-judge")

    def test_raters_never_learn_of_it(self):
        add_judge(self.study, [(self.study.items.first(), 1, 1)])
        rater = factories.add_rater(self.study)
        self.client.force_login(rater.user)
        for name in ("study", "judge", "history", "finish"):
            url = reverse(f"rater:{name}", kwargs={"study_id": self.study.public_id})
            self.assertNotContains(self.client.get(url, follow=True), "gpt-judge")


def _without_tokens(page: str, pk: int) -> str:
    lines = (line for line in page.splitlines() if "csrf" not in line and "/remove/" not in line)
    return "\n".join(lines)

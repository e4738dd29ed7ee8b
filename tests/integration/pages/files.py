"""What tests of importing by the pages share."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from annotations.models import Upload
from tests import factories

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

"""Links and texts from the command line."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command
from django.test import Client, TestCase

from annotations.models import Invitation
from tests import factories


class CommandTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_study()
        self.folder = Path(self.enterContext(TemporaryDirectory()))

    def call(self, name: str, *arguments: str) -> str:
        out = io.StringIO()
        call_command(name, self.study.slug, *arguments, stdout=out, no_color=True)
        return out.getvalue()

    def link(self, output: str) -> str:
        (line,) = (line for line in output.splitlines() if line.startswith("https://"))
        return line.removeprefix("https://eval.example.org")

    def test_a_personal_link(self):
        output = self.call("invite_rater", "--name", "Dr. Li", "--site", "https://eval.example.org")
        client = Client()
        self.assertEqual(client.post(self.link(output)).status_code, 302)
        self.assertEqual(self.study.raters.get().user.name, "Dr. Li")

    def test_a_new_link_for_somebody_who_is_there(self):
        rater = factories.add_rater(self.study)
        self.call("invite_rater", "--rater", rater.pseudonym)
        self.assertEqual(Invitation.objects.get().rater, rater)
        with self.assertRaisesMessage(CommandError, "R-NOBODY"):
            self.call("invite_rater", "--rater", "R-NOBODY")

    def test_it_must_be_said_whom_a_link_is_for(self):
        with self.assertRaisesMessage(CommandError, "--name"):
            self.call("invite_rater")
        self.assertFalse(Invitation.objects.exists())

    def test_a_group_link_with_its_qr_code(self):
        output = self.call(
            *("invite_group", "--name", "Ward", "--uses", "7", "--days", "3", "--qr"),
            *("--site", "https://eval.example.org"),
        )
        self.assertEqual(Invitation.objects.get().use_limit, 7)
        self.assertIn("█", output)
        self.assertEqual(Client().get(self.link(output)).status_code, 200)

    def test_without_an_address_it_says_what_to_do(self):
        self.assertIn("SITE_URL", self.call("invite_group", "--name", "W", "--uses", "1"))

    def test_a_new_version_of_a_text(self):
        files = {name: self.folder / name for name in ("en", "zh")}
        files["en"].write_text("Read twice.", encoding="utf-8")
        files["zh"].write_text("请读两遍。", encoding="utf-8")
        arguments = (
            *("publish_guidance", "--purpose", "guideline"),
            *("--en", str(files["en"]), "--zh-hans", str(files["zh"])),
        )
        for _ in range(2):
            self.assertIn("Version 1", self.call(*arguments))
        text = self.study.guidance_texts.get()
        self.assertEqual(text.text, {"en": "Read twice.", "zh-hans": "请读两遍。"})
        files["en"].write_text("Ask secret-beta.", encoding="utf-8")
        with self.assertRaisesMessage(CommandError, "secret-beta"):
            self.call(*arguments)

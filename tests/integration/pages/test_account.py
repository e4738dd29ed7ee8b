"""Signing in and out, the demo's door, the language of a person."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.test import TestCase, override_settings
from django.urls import reverse

from annotations.pages.account.demo import DEMO_USERS
from tests import factories

LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


class SignInTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_study()
        self.rosa = factories.add_researcher(self.study)
        self.url = reverse("account:login")

    def sign_in(self, **fields: str):
        return self.client.post(
            self.url, {"username": self.rosa.email.upper(), "password": "correct horse"} | fields
        )

    def test_a_researcher_comes_to_the_list_of_studies(self):
        self.assertRedirects(self.sign_in(), "/", target_status_code=302)
        self.assertRedirects(self.client.get("/"), reverse("researcher:studies"))

    def test_a_wrong_password_signs_nobody_in(self):
        self.assertContains(self.sign_in(password="wrong"), "errorlist")
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_the_next_page_stays_on_this_site(self):
        answer = self.client.post(
            f"{self.url}?next=https://evil.example/",
            {"username": self.rosa.email, "password": "correct horse"},
        )
        self.assertRedirects(answer, "/", target_status_code=302)

    def test_signing_out_is_a_post_and_clears_the_browser(self):
        self.client.force_login(self.rosa)
        url = reverse("account:logout")
        self.assertEqual(self.client.get(url).status_code, 405)
        answer = self.client.post(url)
        self.assertEqual(answer.headers["Clear-Site-Data"], '"cache", "storage"')
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_somebody_without_a_study_is_told_so(self):
        self.client.force_login(factories.make_user())
        self.assertContains(self.client.get("/"), "You are not part of a study yet.")


class LanguageTests(TestCase):
    def test_the_switch_keeps_the_page_and_is_remembered_with_the_person(self):
        user = factories.make_user(email="wang@example.org", password="correct horse")
        self.client.force_login(user)
        answer = self.client.post(
            reverse("set_language"), {"language": "zh-hans", "next": "/studies/"}
        )
        self.assertRedirects(answer, "/studies/")
        user.refresh_from_db()
        self.assertEqual(user.language, "zh-hans")
        self.client.cookies.clear()
        self.client.post(
            reverse("account:login"), {"username": user.email, "password": "correct horse"}
        )
        self.assertEqual(self.client.cookies["django_language"].value, "zh-hans")

    def test_an_unknown_language_changes_nothing(self):
        user = factories.make_user()
        self.client.force_login(user)
        self.client.post(reverse("set_language"), {"language": "xx", "next": "/"})
        user.refresh_from_db()
        self.assertEqual(user.language, "")


@override_settings(DEMO=True, DEMO_SECRET="open-sesame")
class DemoTests(TestCase):
    def setUp(self) -> None:
        self.user = factories.make_user(email=DEMO_USERS["physician"])

    def url(self, role: str = "physician", secret: str = "open-sesame") -> str:
        return reverse("account:demo_sign_in", kwargs={"role": role, "secret": secret})

    def test_get_changes_nothing_and_post_signs_in(self):
        for _ in range(20):
            self.assertContains(self.client.get(self.url()), "Sign in as the demo physician")
            self.client.head(self.url())
        self.assertNotIn("_auth_user_id", self.client.session)
        self.assertRedirects(self.client.post(self.url()), "/")
        self.assertEqual(self.client.session["_auth_user_id"], str(self.user.pk))

    def test_works_again_and_again(self):
        for _ in range(2):
            self.client.logout()
            self.assertRedirects(self.client.post(self.url()), "/")

    def test_does_not_exist_elsewhere(self):
        for refused in (
            self.client.post(self.url(secret="open-sesame-")),
            self.client.post(self.url(role="administrator")),
            self.client.post(self.url(), REMOTE_ADDR="10.0.0.7"),
            self.client.post(self.url(), headers={"X-Forwarded-For": "127.0.0.1"}),
        ):
            self.assertEqual(refused.status_code, 404)
        with override_settings(DEMO=False):
            self.assertEqual(self.client.post(self.url()).status_code, 404)
        with override_settings(DEMO_SECRET=""):
            self.assertEqual(self.client.post(self.url()).status_code, 404)
        self.assertNotIn("_auth_user_id", self.client.session)


class HeaderTests(TestCase):
    def test_every_answer_carries_the_policy(self):
        for path in ("/sign-in/", "/nowhere/", "/static/css/base.css", "/"):
            with self.subTest(path):
                policy = self.client.get(path).headers["Content-Security-Policy"]
                self.assertIn("default-src 'none'", policy)
                self.assertNotIn("unsafe", policy)

    def test_pages_are_kept_nowhere(self):
        for path in ("/sign-in/", "/nowhere/", "/"):
            self.assertIn("no-store", self.client.get(path).headers["Cache-Control"])

    def test_a_page_that_is_not_there_is_a_page(self):
        answer = self.client.get("/nowhere/", headers={"Accept-Language": "en"})
        self.assertContains(answer, "There is nothing here for you", status_code=404)


class ScriptTests(TestCase):
    def test_a_rater_loads_at_most_60_kilobytes_of_script(self):
        user = factories.make_user()
        study = factories.make_running_study(raters=[user])
        self.client.force_login(user)
        page = self.client.get(f"/s/{study.public_id}/judge/").content.decode()
        sources = re.findall(r'<script[^>]* src="/static/([^"]+)"', page)
        self.assertEqual(len(sources), page.count("<script"))
        files = set().union(*(with_imports(Path(find(name))) for name in sources))
        # The page's modules are found: htmx alone would always be light enough.
        self.assertGreater(len(files), 10)
        size = sum(len(gzip.compress(file.read_bytes())) for file in files)
        self.assertLessEqual(size, 60 * 1024)


def with_imports(script: Path) -> set[Path]:
    """A script and every module that it imports, directly or not."""
    found, waiting = set(), [script.resolve()]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            source = file.read_text(encoding="utf-8")
            names = re.findall(r'(?:^import\s*|\bfrom\s*)"(\.[^"]+)"', source, re.MULTILINE)
            waiting += [(file.parent / name).resolve() for name in names]
    return found

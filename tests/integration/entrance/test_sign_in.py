"""The password form: bounded, and it tells nobody who is there."""

from django.http import HttpResponse
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from annotations.entrance.attempts import SLICE
from annotations.models import AttemptCount
from tests import factories

from .test_codes import comparable, in_

URL = "/sign-in/"


# How long a password takes to hash is measured in tests/load/coming_in.py.
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class PasswordTests(TestCase):
    def setUp(self) -> None:
        self.rosa = factories.make_user(email="rosa@example.org", password="correct horse")

    def sign_in(self, email: str = "rosa@example.org", password: str = "wrong") -> HttpResponse:
        return self.client.post(URL, {"username": email, "password": password})

    def test_ten_tries_per_account_and_then_not_even_the_right_password(self):
        statuses = [
            self.sign_in(f"{'Rosa' if n % 2 else 'rosa'}@example.org").status_code
            for n in range(12)
        ]
        self.assertEqual(statuses, [200] * 10 + [429] * 2)
        self.assertEqual(self.sign_in(password="correct horse").status_code, 429)
        self.assertNotIn("_auth_user_id", self.client.session)
        with in_(minutes=20):
            self.assertEqual(self.sign_in(password="correct horse").status_code, 302)

    def test_known_unknown_and_passwordless_accounts_answer_the_same(self):
        factories.make_user(email="link@example.org")
        emails = ("rosa@example.org", "nobody@example.org", "link@example.org")
        for _ in range(11):
            pages = [self.sign_in(email) for email in emails]
            bodies = {
                comparable(page).replace(email, "")
                for page, email in zip(pages, emails, strict=True)
            }
            self.assertEqual(len(bodies), 1)
            self.assertEqual(len({page.status_code for page in pages}), 1)

    def test_one_address_is_bounded(self):
        AttemptCount.objects.create(
            key="password-from:127.0.0.1", window_start=timezone.now() - SLICE, count=60
        )
        self.assertEqual(self.sign_in(password="correct horse").status_code, 429)

    def test_the_admin_has_no_second_door(self):
        answer = self.client.get("/admin/login/?next=/admin/auth/")
        self.assertRedirects(answer, f"{URL}?next=%2Fadmin%2Fauth%2F")
        self.assertEqual(self.client.post("/admin/login/", {}).status_code, 302)
        self.client.force_login(self.rosa)
        self.assertEqual(self.client.get("/admin/login/").status_code, 404)

    def test_behind_a_proxy_its_last_note_counts(self):
        with self.settings(BEHIND_PROXY=True):
            self.client.post(
                URL,
                {"username": "a", "password": "b"},
                headers={"X-Forwarded-For": "1.2.3.4, 2001:db8:1:2:3:4:5:6"},
            )
        keys = AttemptCount.objects.values_list("key", flat=True)
        self.assertIn("password-from:2001:db8:1:2::/64", list(keys))


class SignOutTests(TestCase):
    def test_leads_to_a_page_that_says_how_to_come_back(self):
        self.client.force_login(factories.make_user())
        answer = self.client.post(reverse("account:logout"))
        self.assertRedirects(answer, reverse("account:signed_out"))
        self.assertEqual(answer.headers["Clear-Site-Data"], '"cache", "storage"')
        page = self.client.get(reverse("account:signed_out"))
        self.assertContains(page, "Nothing of the study is left in this browser.")

    def test_the_sign_in_page_speaks_to_physicians_first(self):
        html = self.client.get(URL).content.decode()
        self.assertLess(html.index("Enter a code"), html.index('name="password"'))

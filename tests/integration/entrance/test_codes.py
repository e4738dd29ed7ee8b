"""One-time codes: for another device, by mail, and what guessing meets."""

from datetime import timedelta
from unittest import mock

from django.core import mail
from django.http import HttpResponse
from django.test import Client, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from annotations.entrance import codes, tasks
from annotations.entrance.attempts import SLICE, forget_old_attempts
from annotations.entrance.codes import make_device_code
from annotations.models import AttemptCount, SignInCode
from tests import factories

URL = "/code/"


def in_(**delta: float):
    """Time as it will be."""
    later = timezone.now() + timedelta(**delta)
    return mock.patch("django.utils.timezone.now", lambda: later)


class CodeCase(TestCase):
    def setUp(self) -> None:
        self.alice = factories.make_user(name="Alice", email="alice@example.org")

    def enter(self, code: object, client: Client | None = None, **fields: str) -> HttpResponse:
        client = client or Client()
        client.get(URL)
        return client.post(URL, {"code": str(code)} | fields)

    def signed_in(self, client: Client) -> str | None:
        return client.session.get("_auth_user_id")


class DeviceCodeTests(CodeCase):
    def make(self) -> str:
        return str(make_device_code(user=self.alice))

    def test_a_code_shown_on_one_device_signs_in_on_another(self):
        self.client.force_login(self.alice)
        self.assertNotContains(self.client.get("/device/"), '<svg viewBox="0 0 1')
        page = self.client.post("/device/")
        shown = page.context["shown"]
        self.assertContains(page, shown.text)
        self.assertContains(page, 'class="segno"')
        self.assertNotContains(page, "style=")
        other = Client()
        self.assertRedirects(self.enter(shown.text, other, shared="on"), "/")
        self.assertEqual(self.signed_in(other), str(self.alice.pk))
        self.assertTrue(other.session["shared"])
        self.assertEqual(self.signed_in(self.client), str(self.alice.pk))

    def test_a_scanned_code_stands_in_the_field_and_is_not_used_by_looking(self):
        code = self.make()
        for _ in range(5):
            self.assertContains(self.client.get(URL, {"code": code}), f'value="{code}"')
        self.assertEqual(self.enter(code).status_code, 302)

    def test_works_once(self):
        code = self.make()
        self.assertEqual(self.enter(code).status_code, 302)
        self.assertEqual(self.enter(code).status_code, 422)

    def test_a_double_click_works_and_another_browser_does_not(self):
        code, again = self.make(), Client()
        self.client.get(URL)
        again.cookies["browser"] = self.client.cookies["browser"].value
        for client in (self.client, again):
            self.assertEqual(client.post(URL, {"code": code}).status_code, 302)
        self.assertEqual(Client().post(URL, {"code": code}).status_code, 422)

    def test_lasts_ten_minutes(self):
        code = self.make()
        with in_(minutes=10, seconds=1):
            self.assertEqual(self.enter(code).status_code, 422)
        with in_(minutes=9):
            self.assertEqual(self.enter(code).status_code, 302)

    def test_a_new_code_takes_the_place_of_the_old_one(self):
        old, new = self.make(), self.make()
        self.assertEqual(self.enter(old).status_code, 422)
        self.assertEqual(self.enter(new).status_code, 302)

    def test_only_its_hash_is_stored(self):
        code = self.make()
        self.assertNotIn(code[4:], str(SignInCode.objects.values().get()))

    def test_a_handle_that_is_taken_is_drawn_again(self):
        taken = make_device_code(user=factories.make_user())
        drawn = iter([taken, taken, codes.new_code(with_handle=True)])
        with mock.patch.object(codes, "new_code", lambda **_: next(drawn)):
            self.assertNotEqual(make_device_code(user=self.alice).handle, taken.handle)

    def test_somebody_who_may_not_sign_in_any_more_is_not_let_in(self):
        code = self.make()
        type(self.alice).objects.update(is_active=False)
        self.assertEqual(self.enter(code).status_code, 422)


class GuessingTests(CodeCase):
    def guess(self, handle: str, times: int) -> list[HttpResponse]:
        letters = "23456789ABCDEFGH"
        return [self.enter(f"{handle}-{letters[n] * 6}") for n in range(times)]

    def test_ten_guesses_at_an_account_and_then_not_even_the_right_code(self):
        code = make_device_code(user=self.alice)
        with mock.patch.object(codes, "_matches", wraps=codes._matches) as evaluated:
            statuses = [answer.status_code for answer in self.guess(code.handle, 13)]
            self.assertEqual(statuses, [422] * 10 + [429] * 3)
            self.assertEqual(self.enter(code).status_code, 429)
            self.assertEqual(evaluated.call_count, 10)

    def test_a_new_code_gives_no_new_guesses(self):
        self.guess(make_device_code(user=self.alice).handle, 10)
        self.assertEqual(self.enter(make_device_code(user=self.alice)).status_code, 429)

    def test_at_most_ten_in_any_fifteen_minutes_and_free_again_after_twenty(self):
        code = make_device_code(user=self.alice)
        self.guess(code.handle, 10)
        with in_(minutes=14, seconds=59):
            self.assertEqual(self.guess(code.handle, 1)[0].status_code, 429)
        with in_(minutes=20):
            again = make_device_code(user=self.alice)
            self.assertEqual(self.enter(again).status_code, 302)

    def test_a_handle_that_nobody_has_answers_the_same(self):
        real = self.guess(make_device_code(user=self.alice).handle, 12)
        invented = self.guess("222", 12)
        for one, other in zip(real, invented, strict=True):
            self.assertEqual(one.status_code, other.status_code)
            self.assertEqual(comparable(one), comparable(other))

    def test_one_address_is_bounded_whatever_it_guesses_at(self):
        AttemptCount.objects.create(
            key="code-from:127.0.0.1", window_start=timezone.now() - SLICE, count=60
        )
        self.assertEqual(self.enter(make_device_code(user=self.alice)).status_code, 429)

    def test_old_counts_are_removed(self):
        self.guess("222", 1)
        self.assertEqual(forget_old_attempts(), 0)
        with in_(minutes=40):
            tasks.tidy_up()
        self.assertFalse(AttemptCount.objects.exists())


@override_settings(MAIL_IS_SET_UP=True)
class MailedCodeTests(CodeCase):
    def ask(self, email: str, client: Client | None = None) -> HttpResponse:
        client = client or self.client
        with (
            mock.patch.object(tasks.send_code, "delay", tasks.send_code.run),
            self.captureOnCommitCallbacks(execute=True),
        ):
            return client.post(reverse("account:mail_code"), {"email": email})

    def code(self) -> str:
        return mail.outbox[-1].body.split("Your code is ")[1].split()[0]

    def test_a_code_by_mail_signs_in_the_browser_that_asked(self):
        self.assertRedirects(self.ask(" Alice@Example.org"), URL)
        self.assertEqual(mail.outbox[0].to, ["alice@example.org"])
        other = Client()
        self.ask("nobody@example.org", other)
        for elsewhere in (other, Client()):
            self.assertEqual(self.enter(self.code(), elsewhere).status_code, 422)
        self.assertEqual(self.enter(self.code(), self.client).status_code, 302)
        self.assertEqual(self.signed_in(self.client), str(self.alice.pk))
        self.assertEqual(self.enter(self.code(), self.client).status_code, 422)

    def test_the_letter_is_in_the_persons_language(self):
        type(self.alice).objects.update(language="zh-hans")
        self.ask(self.alice.email)
        self.assertNotIn("Your code", mail.outbox[0].body)

    def test_an_unknown_address_is_answered_the_same_and_gets_no_letter(self):
        unknown = Client()
        known_answer = self.ask(self.alice.email)
        unknown_answer = self.ask("nobody@example.org", unknown)
        self.assertEqual(len(mail.outbox), 1)
        self.assertEqual(known_answer.status_code, unknown_answer.status_code)
        self.assertEqual(known_answer.content, unknown_answer.content)
        for client in (self.client, unknown):
            client.get("/")
        pages = [self.enter("222222", client) for client in (self.client, unknown)]
        self.assertEqual(comparable(pages[0]), comparable(pages[1]))

    def test_guesses_are_counted_across_browsers_for_known_and_unknown_alike(self):
        for email in (self.alice.email, "nobody@example.org"):
            statuses = []
            for _ in range(3):
                client = Client()
                self.ask(email, client)
                statuses += [self.enter("222222", client).status_code for _ in range(4)]
            self.assertEqual(statuses, [422] * 10 + [429] * 2)

    def test_somebody_who_asks_too_often_gets_no_more_letters_and_the_same_answer(self):
        answers = [self.ask(self.alice.email, Client()) for _ in range(7)]
        self.assertEqual(len(mail.outbox), 5)
        self.assertEqual({answer.status_code for answer in answers}, {302})

    def test_without_a_mail_server_there_is_no_such_page(self):
        with override_settings(MAIL_IS_SET_UP=False):
            self.assertEqual(self.client.get(reverse("account:mail_code")).status_code, 404)
            self.assertNotContains(self.client.get("/sign-in/"), "by mail")

    def test_a_broker_that_is_down_shows_no_difference(self):
        with (
            mock.patch.object(tasks.send_code, "delay", side_effect=OSError("down")),
            self.assertLogs("django.test", "ERROR"),
            self.captureOnCommitCallbacks(execute=True),
        ):
            answer = self.client.post(reverse("account:mail_code"), {"email": "a@example.org"})
        self.assertRedirects(answer, URL)


def comparable(answer: HttpResponse) -> str:
    """A page but for its CSRF tokens and what was typed."""
    lines = answer.content.decode().splitlines()
    return "\n".join(
        line for line in lines if "csrfmiddlewaretoken" not in line and 'name="code"' not in line
    )

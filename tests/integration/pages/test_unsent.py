"""Without script: a stale token or an ended session loses nothing that was filled in."""

import re

from django.test import Client
from django.urls import reverse

from annotations.models import Draft, Submission
from tests import factories

from .judging import HTMX, VERDICT, JudgingCase

FILLED = VERDICT | {"comment": "两边都没有问过敏史", "harm_left": "on", "idempotency_key": "c" * 32}


class StaleTokenTests(JudgingCase):
    def setUp(self) -> None:
        super().setUp()
        self.pair = self.open_pair()
        self.browser = Client(enforce_csrf_checks=True)
        self.browser.force_login(self.alice)
        self.browser.get(self.url)

    def post(self, url: str, **headers: str):
        fields = FILLED | {"csrfmiddlewaretoken": "x" * 64}
        return self.browser.post(url, fields, headers=headers)

    def test_the_form_comes_back_filled_in_and_one_more_press_hands_it_in(self):
        page = self.post(self.submit_url(self.pair))
        self.assertContains(page, "Please submit once more.", status_code=403)
        self.assertContains(page, "两边都没有问过敏史</textarea>", status_code=403)
        self.assertEqual(page.context["form"]["overall"].value(), "left")
        self.assertFalse(Submission.objects.exists())
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
        again = FILLED | {"csrfmiddlewaretoken": token}
        self.assertRedirects(self.browser.post(self.submit_url(self.pair), again), self.url)
        self.assertEqual(Submission.objects.get().comment, FILLED["comment"])

    def test_a_script_is_told_so_and_gets_a_new_token(self):
        for address in ("rater:submit", "rater:draft"):
            args = {"study_id": self.study.public_id, "token": self.pair.token}
            for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
                answer = self.post(reverse(address, kwargs=args), **headers)
                self.assertEqual(answer.status_code, 403)
                self.assertEqual(answer.json(), {"csrf_failed": True})
        url = reverse("rater:csrf", kwargs={"study_id": self.study.public_id})
        fields = FILLED | {"csrfmiddlewaretoken": self.browser.get(url).json()["csrf"]}
        answer = self.browser.post(self.submit_url(self.pair), fields, headers=HTMX)
        self.assertEqual(answer.status_code, 200)

    def test_what_another_site_sent_is_not_shown(self):
        page = self.post(self.submit_url(self.pair), **{"Sec-Fetch-Site": "cross-site"})
        self.assertContains(page, "This is not allowed", status_code=403)
        self.assertNotContains(page, "两边", status_code=403)

    def test_other_forms_are_refused_as_ever(self):
        page = self.post(reverse("account:logout"))
        self.assertContains(page, "This is not allowed", status_code=403)


class EndedSessionTests(JudgingCase):
    def setUp(self) -> None:
        super().setUp()
        self.pair = self.open_pair()
        self.client.logout()

    def send(self):
        return self.client.post(self.submit_url(self.pair), FILLED)

    def test_it_waits_for_its_owner_to_sign_in_again(self):
        answer = self.send()
        sign_in = f"{reverse('account:login')}?next={self.url}"
        self.assertRedirects(answer, sign_in, fetch_redirect_response=False)
        self.assertContains(self.client.get(sign_in), "comes back with you")
        self.assertFalse(Submission.objects.exists())
        self.alice.set_password("correct horse")
        self.alice.email = "alice@example.org"
        self.alice.save()
        form = {"username": self.alice.email, "password": "correct horse"}
        self.assertRedirects(self.client.post(sign_in, form), self.url)
        self.assertEqual(Draft.objects.get().fields["comment"], FILLED["comment"])

    def test_it_stands_on_the_page_again(self):
        self.send()
        waiting = self.client.session["unsent_form"]
        self.client.force_login(self.alice)  # empties the session, unlike signing in
        session = self.client.session
        session["unsent_form"] = waiting
        session.save()
        page = self.client.get(self.url)
        self.assertContains(page, "It is not handed in yet.")
        self.assertContains(page, "两边都没有问过敏史</textarea>")
        self.assertEqual(page.context["form"]["accuracy"].value(), "tie")
        self.assertNotContains(self.client.get(self.url), "It is not handed in yet.")
        self.assertContains(self.client.get(self.url), "两边都没有问过敏史</textarea>")

    def test_somebody_else_does_not_get_it(self):
        self.send()
        waiting = self.client.session["unsent_form"]
        bob = factories.add_rater(self.study).user
        self.client.force_login(bob)
        session = self.client.session
        session["unsent_form"] = waiting
        session.save()
        self.assertNotContains(self.client.get(self.url), "两边")
        self.assertNotIn("unsent_form", self.client.session)
        self.assertFalse(Draft.objects.exists())

    def test_who_knows_no_token_stores_nothing(self):
        self.client.post(self.submit_url(self.pair).replace(self.pair.token, "x" * 43), FILLED)
        self.assertNotIn("unsent_form", self.client.session)

    def test_a_script_is_told_so(self):
        answer = self.client.post(self.submit_url(self.pair), FILLED, headers=HTMX)
        self.assertEqual(answer.status_code, 401)
        self.assertNotIn("unsent_form", self.client.session)

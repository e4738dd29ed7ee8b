"""The researcher's page of raters and links."""

import re

from django.db import connection
from django.http import HttpResponse
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Invitation, StudyRater
from annotations.models.fields import new_key
from tests import factories


class RatersPageTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_running_study()
        self.client.force_login(factories.add_researcher(self.study))

    def url(self, name: str, **arguments: object) -> str:
        return reverse(f"researcher:{name}", kwargs={"slug": self.study.slug} | arguments)

    def invite(self, key: str = "", **fields: object) -> HttpResponse:
        fields = {"name": "王医生", "days": 14, "key": key or new_key()} | fields
        return self.client.post(
            self.url("invite"), {f"rater-{name}": value for name, value in fields.items()}
        )

    def links(self, answer: HttpResponse) -> list[str]:
        return sorted(set(re.findall(r"http://testserver(/join/[^/]+/)", answer.content.decode())))

    def test_a_new_rater_and_a_link_that_works(self):
        answer = self.invite(email="wang@example.org", quota=20)
        (link,) = self.links(answer)
        self.assertContains(answer, 'class="segno"')
        rater = self.study.raters.get()
        self.assertEqual((rater.user.name, rater.quota), ("王医生", 20))
        client = Client()
        client.post(link)
        self.assertEqual(client.session["_auth_user_id"], str(rater.user_id))

    def test_the_text_for_the_chat_is_in_both_languages(self):
        letter = self.invite().context["made"].letter
        self.assertIn("诚邀您参加“Answers compared（中）”研究的评审", letter)
        self.assertIn("“Answers compared”. Open this link:", letter)
        self.assertIn("No password is needed.", letter)

    def test_the_link_is_shown_this_once(self):
        self.invite()
        self.assertEqual(self.links(self.client.get(self.url("raters"))), [])

    def test_sent_again_it_is_the_same_rater_with_a_new_link(self):
        key = new_key()
        first, second = self.links(self.invite(key)), self.links(self.invite(key))
        self.assertNotEqual(first, second)
        self.assertEqual(StudyRater.objects.count(), 1)
        self.assertEqual(Client().post(first[0]).status_code, 410)

    def test_somebody_who_runs_the_study_cannot_be_invited(self):
        boss = self.study.members.get().user
        answer = self.invite(email=boss.email)
        self.assertContains(answer, "Nobody can run a study and judge in it.", status_code=409)
        self.assertFalse(Invitation.objects.exists())

    def test_a_new_link_for_somebody_who_is_there(self):
        rater = factories.add_rater(self.study)
        answer = self.client.post(self.url("new_link", pseudonym=rater.pseudonym))
        self.assertEqual(len(self.links(answer)), 1)
        self.assertEqual(Invitation.objects.get().rater, rater)

    def test_a_group_link(self):
        fields = {"group-name": "Ward 3", "group-use_limit": 5, "group-days": 7}
        answer = self.client.post(self.url("invite_group"), fields)
        self.assertEqual(len(self.links(answer)), 1)
        link = Invitation.objects.get()
        self.assertEqual((link.name, link.use_limit, link.rater), ("Ward 3", 5, None))

    def test_faults_are_said_and_nothing_is_made(self):
        for answer in (
            self.invite(name=""),
            self.invite(days=1000),
            self.client.post(self.url("invite_group"), {"group-name": "x"}),
        ):
            self.assertContains(answer, "errorlist", status_code=422)
        self.assertFalse(Invitation.objects.exists() or StudyRater.objects.exists())

    def test_revoking_kills_the_link(self):
        (link,) = self.links(self.invite())
        row = Invitation.objects.get()
        answer = self.client.post(self.url("revoke", link=row.pk), follow=True)
        self.assertContains(answer, "The link is revoked.")
        self.assertContains(answer, "<td>revoked</td>", html=True)
        self.assertEqual(Client().post(link).status_code, 410)

    def test_links_and_raters_of_another_study_are_out_of_reach(self):
        other = factories.make_study()
        rater = factories.add_rater(other)
        link = Invitation.objects.create(
            study=other, token_sha256="x", expires_at="2100-01-01T00:00:00Z"
        )
        for url in (
            self.url("new_link", pseudonym=rater.pseudonym),
            self.url("revoke", link=link.pk),
        ):
            self.assertEqual(self.client.post(url).status_code, 404)
        link.refresh_from_db()
        self.assertIsNone(link.revoked_at)

    def test_the_page_costs_the_same_with_many_rows(self):
        self.invite()
        few = self.statements()
        for _ in range(5):
            self.invite()
        self.assertEqual(self.statements(), few)

    def statements(self) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.client.get(self.url("raters"))
        return len(captured.captured_queries)

"""Who runs a study: added, promoted, removed; and how somebody without an account comes in."""

import re

from django.db import connection
from django.test import Client, TestCase
from django.urls import reverse

from annotations.exceptions import AnnotationsError
from annotations.models import AuditEvent, MemberInvitation, StudyMember, User
from annotations.studies import members
from tests import factories

PASSWORD = "a long enough phrase 7"


class MembersTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_study()
        cls.ada = factories.make_user(email="ada@example.org", name="Ada")
        cls.own = StudyMember.objects.create(
            study=cls.study, user=cls.ada, role=StudyMember.Role.ADMINISTRATOR
        )
        cls.known = factories.make_user(email="known@example.org", name="Kim")

    def setUp(self) -> None:
        self.client.force_login(self.ada)

    def url(self, name: str, **arguments: object) -> str:
        return reverse(f"researcher:{name}", kwargs={"slug": self.study.slug} | arguments)

    def add(self, email: str, role: str = "researcher"):
        return self.client.post(self.url("add_member"), {"email": email, "role": role})

    def link(self, email: str = "new@example.org", role: str = "researcher") -> str:
        page = self.add(email, role)
        return re.search(r"/join-team/[\w-]+/", page.content.decode()).group()

    def actions(self) -> list[str]:
        events = AuditEvent.objects.filter(action__startswith="member.")
        return list(events.order_by("pk").values_list("action", flat=True))

    def test_whoever_has_an_account_is_in_at_once(self):
        self.assertRedirects(self.add(" Known@Example.org", "analyst"), self.url("members"))
        member = self.study.members.get(user=self.known)
        self.assertEqual(member.role, "analyst")
        self.assertEqual(self.actions(), ["member.add"])
        self.add("known@example.org", "administrator")
        self.assertEqual(self.study.members.get(user=self.known).role, "analyst")

    def test_a_rater_of_the_study_cannot_become_a_member(self):
        factories.add_rater(self.study, self.known)
        answer = self.add("known@example.org")
        self.assertContains(answer, "Nobody can run a study and judge in it.", status_code=409)
        self.assertEqual(self.study.members.count(), 1)

    def test_a_role_is_changed_and_recorded(self):
        self.add("known@example.org")
        member = self.study.members.get(user=self.known)
        self.client.post(self.url("change_member", member=member.pk), {"role": "administrator"})
        member.refresh_from_db()
        self.assertEqual(member.role, "administrator")
        event = AuditEvent.objects.get(action="member.role")
        self.assertEqual(event.data, {"before": "researcher", "role": "administrator"})
        self.assertEqual(event.target, f"user:{self.known.key}")

    def test_the_last_administrator_stays_one(self):
        for name, data in (("change_member", {"role": "analyst"}), ("remove_member", {})):
            answer = self.client.post(self.url(name, member=self.own.pk), data)
            self.assertContains(answer, "A study needs an administrator", status_code=409)
        self.own.refresh_from_db()
        self.assertEqual(self.own.role, "administrator")
        self.assertEqual(self.actions(), [])

    def test_an_administrator_who_may_not_sign_in_does_not_count(self):
        gone = factories.make_user(is_active=False)
        StudyMember.objects.create(study=self.study, user=gone, role="administrator")
        with self.assertRaises(AnnotationsError):
            members.remove_member(member=self.own, by=self.ada)

    def test_whoever_is_removed_finds_nothing(self):
        self.add("known@example.org", "administrator")
        self.client.force_login(self.known)
        self.assertEqual(self.client.get(self.url("members")).status_code, 200)
        members.remove_member(member=self.study.members.get(user=self.known), by=self.ada)
        self.assertEqual(self.client.get(self.url("study")).status_code, 404)

    def test_a_researcher_sees_the_team_and_decides_nothing(self):
        StudyMember.objects.create(study=self.study, user=self.known)
        self.client.force_login(self.known)
        page = self.client.get(self.url("members"))
        self.assertContains(page, "ada@example.org")
        self.assertNotContains(page, "<select")
        self.assertEqual(self.add("x@example.org").status_code, 404)

    def test_the_record_keeps_neither_name_nor_address(self):
        self.link()
        self.add("known@example.org")
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(t::text, ' ') FROM annotations_auditevent t")
            self.assertNotRegex(cursor.fetchone()[0], "example.org|Kim|Ada")

    def test_statements_do_not_grow_with_the_team(self):
        self.client.get(self.url("members"))
        with self.assertNumQueries(5):
            self.client.get(self.url("members"))
        for _ in range(5):
            StudyMember.objects.create(study=self.study, user=factories.make_user())
        with self.assertNumQueries(5):
            self.client.get(self.url("members"))

    # Links

    def test_a_link_makes_an_account_once(self):
        link = self.link(role="analyst")
        visitor = Client()
        for _ in range(3):
            visitor.head(link), visitor.get(link)
        answer = visitor.post(link, {"name": "Nina", "password": PASSWORD})
        self.assertRedirects(answer, self.url("study"))
        nina = User.objects.get(email="new@example.org")
        self.assertEqual(self.study.members.get(user=nina).role, "analyst")
        self.assertTrue(nina.check_password(PASSWORD))
        self.assertEqual(visitor.get(link).status_code, 404)
        self.assertEqual(Client().post(link, {"name": "N", "password": PASSWORD}).status_code, 404)

    def test_a_weak_password_uses_nothing_up(self):
        link = self.link()
        self.assertEqual(Client().post(link, {"name": "N", "password": "short"}).status_code, 409)
        self.assertFalse(User.objects.filter(email="new@example.org").exists())
        self.assertEqual(Client().get(link).status_code, 200)

    def test_a_link_never_signs_in_somebody_who_is_there(self):
        """The address got an account meanwhile: the link alone is not enough any more."""
        link = self.link()
        owner = factories.make_user(email="new@example.org")
        for visitor in (Client(), self.client):
            answer = visitor.post(link, {"name": "N", "password": PASSWORD})
            self.assertEqual(answer.status_code, 409)
        self.assertFalse(self.study.members.filter(user=owner).exists())
        self.client.force_login(owner)
        self.assertRedirects(self.client.post(link), self.url("study"))

    def test_a_newer_link_and_a_revoked_one(self):
        first, second = self.link(), self.link()
        self.assertEqual(Client().get(first).status_code, 404)
        invitation = members.open_invitations(self.study).get()
        for _ in range(2):
            self.client.post(self.url("revoke_member_link", link=invitation.pk))
        self.assertEqual(Client().get(second).status_code, 404)
        self.assertEqual(self.actions().count("member.invitation_revoke"), 1)

    def test_an_expired_link_is_dead(self):
        link = self.link()
        MemberInvitation.objects.update(expires_at="2020-01-01T00:00Z")
        self.assertEqual(Client().post(link, {"name": "N", "password": PASSWORD}).status_code, 404)


class TokensPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_study()
        cls.rosa = factories.add_researcher(cls.study)
        cls.url = reverse("account:tokens")

    def setUp(self) -> None:
        self.client.force_login(self.rosa)

    def make(self, **fields: object):
        data = {"name": "Jupyter", "scopes": ["read"], "days": 30} | fields
        return self.client.post(self.url, data)

    def test_a_secret_is_shown_once(self):
        page = self.make(study=self.study.pk).content.decode()
        secret = re.search(r"hev_[\w-]+", page).group()
        again = self.client.get(self.url)
        self.assertNotContains(again, secret)
        self.assertContains(again, "Jupyter")
        token = self.rosa.api_tokens.get()
        self.assertEqual((token.scopes, token.study), (["read"], self.study))

    def test_another_persons_study_cannot_be_chosen(self):
        other = factories.make_study()
        self.assertEqual(self.make(study=other.pk).status_code, 422)
        self.assertFalse(self.rosa.api_tokens.exists())

    def test_a_token_is_revoked_by_its_person_only(self):
        self.make()
        token = self.rosa.api_tokens.get()
        url = reverse("account:revoke_token", kwargs={"api_token": token.pk})
        self.client.force_login(factories.add_researcher(self.study))
        self.assertEqual(self.client.post(url).status_code, 404)
        self.client.force_login(self.rosa)
        self.assertRedirects(self.client.post(url), self.url)
        token.refresh_from_db()
        self.assertIsNotNone(token.revoked_at)

    def test_nothing_ticked_and_too_long_are_said(self):
        self.assertEqual(self.make(scopes=[]).status_code, 422)
        self.assertEqual(self.make(days=1000).status_code, 422)

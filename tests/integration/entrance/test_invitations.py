"""Links: opened by machines without effect, used once by people, dead with a reason."""

from datetime import timedelta

from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from annotations.entrance.invitations import make_group_link, make_personal_link, revoke_link
from annotations.exceptions import AnnotationsError
from annotations.models import AuditEvent, Invitation, Study, StudyRater, User
from tests import factories


class LinkCase(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_running_study(raters_per_comparison=2)
        self.rater = factories.add_rater(self.study)

    def personal(self) -> str:
        return make_personal_link(rater=self.rater, by=None).token

    def group(self, **fields: object) -> str:
        fields = {"name": "Ward 3", "use_limit": 2} | fields
        return make_group_link(study=self.study, by=None, **fields).token

    def url(self, token: str) -> str:
        return reverse("account:join", args=[token])

    def open_link(self, token: str) -> HttpResponse:
        return self.client.get(self.url(token))

    def use(self, token: str, client: Client | None = None, **fields: str) -> HttpResponse:
        """As a browser does: the page first, then its button."""
        client = client or Client()
        client.get(self.url(token))
        return client.post(self.url(token), fields)

    def entry(self) -> str:
        return reverse("rater:study", args=[self.study.public_id])

    def signed_in(self, client: Client) -> str | None:
        return client.session.get("_auth_user_id")


class PersonalLinkTests(LinkCase):
    def test_opening_changes_nothing_and_the_button_signs_in(self):
        token = self.personal()
        for _ in range(20):
            self.assertContains(self.open_link(token), "Answers compared")
            self.client.head(self.url(token))
        self.assertEqual(Invitation.objects.get().use_count, 0)
        self.assertRedirects(self.use(token, self.client), self.entry())
        self.assertEqual(self.signed_in(self.client), str(self.rater.user_id))

    def test_links_survive_their_scanners_and_die_with_their_use(self):
        for _ in range(5):  # a hundred: tests/load/coming_in.py
            token, client, scanner = self.personal(), Client(), Client()
            for _ in range(10):
                scanner.get(self.url(token)), scanner.head(self.url(token))
            self.assertEqual(self.use(token, client).status_code, 302)
            self.assertEqual(self.signed_in(client), str(self.rater.user_id))
            self.assertEqual(self.use(token).status_code, 410)

    def test_only_the_hash_is_stored_and_the_act_is_recorded(self):
        token = self.personal()
        self.assertNotIn(token, str(Invitation.objects.values().get()))
        event = AuditEvent.objects.get(action="invitation.create")
        self.assertEqual(event.target, self.rater.pseudonym)

    def test_a_double_click_of_one_browser_is_one_sign_in(self):
        token, again = self.personal(), Client()
        self.client.get(self.url(token))
        # The second click leaves before the first answer, with its cookies, has arrived.
        again.cookies["browser"] = self.client.cookies["browser"].value
        for client in (self.client, again):
            self.assertRedirects(client.post(self.url(token)), self.entry())
        self.assertEqual(Invitation.objects.get().use_count, 1)
        Invitation.objects.update(used_at=timezone.now() - timedelta(minutes=2))
        late = Client()
        late.cookies["browser"] = again.cookies["browser"].value
        self.assertEqual(late.post(self.url(token)).status_code, 410)

    def test_a_new_link_kills_the_older_one(self):
        old, new = self.personal(), self.personal()
        self.assertContains(self.use(old), "This link is not valid", status_code=410)
        self.assertEqual(self.use(new).status_code, 302)

    def test_dead_links_say_what_to_do(self):
        for change, words in (
            ({"expires_at": timezone.now()}, "This link has expired"),
            ({"revoked_at": timezone.now()}, "This link is not valid"),
            ({"use_count": 1}, "This link has been used"),
        ):
            token = self.personal()
            Invitation.objects.filter(revoked_at=None).update(**change)
            for answer in (self.open_link(token), self.use(token)):
                self.assertContains(answer, words, status_code=410)
                self.assertContains(answer, "for a new link", status_code=410)
            Invitation.objects.update(revoked_at=timezone.now())
        self.assertContains(self.open_link("x" * 32), "must be whole", status_code=404)

    def test_a_removed_rater_is_not_let_in_and_the_link_not_used(self):
        token = self.personal()
        StudyRater.objects.update(status="removed")
        self.assertEqual(self.use(token).status_code, 410)
        self.assertEqual(Invitation.objects.get().use_count, 0)
        with self.assertRaises(AnnotationsError):
            self.personal()

    def test_a_paused_study_lets_its_raters_back_in(self):
        Study.objects.update(state=Study.State.PAUSED)
        self.assertRedirects(self.use(self.personal()), self.entry(), fetch_redirect_response=False)

    def test_who_is_in_already_is_led_in_without_a_use(self):
        token = self.personal()
        self.client.force_login(self.rater.user)
        self.assertContains(self.open_link(token), "take part already")
        self.assertRedirects(self.client.post(self.url(token)), self.entry())
        self.assertEqual(Invitation.objects.get().use_count, 0)

    def test_somebody_elses_session_ends_with_a_warning(self):
        other = factories.make_user(name="Dr. Other")
        self.client.force_login(other)
        token = self.personal()
        self.assertContains(self.open_link(token), "Going on signs them out.")
        self.client.post(self.url(token))
        self.assertEqual(self.signed_in(self.client), str(self.rater.user_id))

    def test_a_shared_computer_keeps_the_session_until_the_browser_is_closed(self):
        self.use(self.personal(), self.client, shared="on")
        self.assertTrue(self.client.session.get_expire_at_browser_close())
        self.assertTrue(self.client.session["shared"])
        own = Client()
        self.use(self.personal(), own)
        self.assertFalse(own.session.get_expire_at_browser_close())
        self.assertEqual(own.session.get_expiry_age(), 14 * 24 * 3600)
        self.assertFalse(own.session["shared"])


class GroupLinkTests(LinkCase):
    def test_enrols_somebody_new_without_mail_and_password(self):
        answer = self.use(self.group(), self.client, name="王医生", language="zh-hans")
        self.assertRedirects(answer, self.entry(), fetch_redirect_response=False)
        user = User.objects.latest("pk")
        self.assertEqual((user.name, user.email, user.language), ("王医生", None, "zh-hans"))
        self.assertFalse(user.has_usable_password())
        self.assertEqual(self.signed_in(self.client), str(user.pk))
        self.assertEqual(self.study.raters.filter(user=user).count(), 1)
        self.assertEqual(answer.cookies["django_language"].value, "zh-hans")

    def test_signs_in_nobody_who_is_there_already(self):
        token = self.group()
        for _ in range(2):
            self.assertEqual(self.use(token, name=self.rater.user.name).status_code, 302)
        self.assertEqual(self.study.raters.count(), 3)

    def test_is_used_up_exactly(self):
        token = self.group(use_limit=2)
        statuses = [self.use(token, name=f"Dr. {n}").status_code for n in range(4)]
        self.assertEqual(statuses, [302, 302, 410, 410])
        self.assertEqual(self.study.raters.count(), 3)

    def test_a_double_click_enrols_once(self):
        token, again = self.group(), Client()
        self.client.get(self.url(token))
        again.cookies["browser"] = self.client.cookies["browser"].value
        for client in (self.client, again):
            self.assertEqual(client.post(self.url(token), {"name": "Dr. Li"}).status_code, 302)
        self.assertEqual(Invitation.objects.get().use_count, 1)
        self.assertEqual(self.signed_in(self.client), self.signed_in(again))

    def test_the_next_person_at_the_same_computer_is_somebody_else(self):
        token = self.group()
        self.use(token, self.client, name="Dr. Li")
        first = self.signed_in(self.client)
        self.client.post(reverse("account:logout"))
        self.use(token, self.client, name="Dr. Li")
        self.assertNotEqual(self.signed_in(self.client), first)
        self.assertEqual(Invitation.objects.get().use_count, 2)

    def test_a_name_is_needed(self):
        answer = self.use(self.group(), name="")
        self.assertContains(answer, "errorlist", status_code=422)
        self.assertEqual(Invitation.objects.get().use_count, 0)

    def test_members_are_told_no(self):
        self.client.force_login(factories.add_researcher(self.study))
        token = self.group()
        for answer in (self.open_link(token), self.client.post(self.url(token), {"name": "x"})):
            self.assertContains(answer, "Nobody can run a study and judge in it", status_code=403)
        self.assertEqual((self.study.raters.count(), Invitation.objects.get().use_count), (1, 0))

    def test_who_takes_part_already_uses_nothing_up(self):
        self.client.force_login(self.rater.user)
        self.assertRedirects(self.client.post(self.url(self.group())), self.entry())
        self.assertEqual((self.study.raters.count(), Invitation.objects.get().use_count), (1, 0))

    def test_a_physician_of_another_study_joins_as_who_they_are(self):
        other = factories.add_rater(factories.make_study()).user
        self.client.force_login(other)
        token = self.group()
        self.assertContains(self.open_link(token), "will take part under this name")
        self.assertRedirects(self.client.post(self.url(token)), self.entry())
        self.assertEqual(self.study.raters.filter(user=other).count(), 1)

    def test_a_full_panel_takes_nobody_and_uses_nothing_up(self):
        panel = factories.make_running_study(panel="fixed", raters_per_comparison=1)
        factories.add_rater(panel)
        token = make_group_link(study=panel, name="", use_limit=9, by=None).token
        answer = self.use(token, name="Dr. Li")
        self.assertContains(answer, "The panel is complete", status_code=409)
        self.assertEqual((panel.raters.count(), Invitation.objects.get().use_count), (1, 0))
        self.assertFalse(User.objects.filter(name="Dr. Li").exists())

    def test_takes_nobody_while_the_study_pauses_and_works_again_after(self):
        token = self.group()
        Study.objects.update(state=Study.State.PAUSED)
        self.assertContains(self.use(token, name="x"), "Your link stays good", status_code=409)
        Study.objects.update(state=Study.State.RUNNING)
        self.assertEqual(self.use(token, name="x").status_code, 302)

    def test_a_revoked_link_is_dead_and_it_is_recorded_once(self):
        token = self.group()
        for _ in range(2):
            revoke_link(invitation=Invitation.objects.get(), by=None)
        self.assertEqual(self.use(token, name="x").status_code, 410)
        self.assertEqual(AuditEvent.objects.filter(action="invitation.revoke").count(), 1)

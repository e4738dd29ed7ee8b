"""A link's session opens the link's study alone: whoever made the link could have used it."""

from django.test import Client, TestCase
from django.urls import get_resolver, reverse

from annotations.assignment.services import claim_next_assignment
from annotations.entrance.codes import make_device_code
from annotations.entrance.invitations import make_group_link, make_personal_link
from annotations.models import Study, StudyMember, StudyRater
from annotations.pages.reach import OPEN, SESSION_KEY
from annotations.studies.members import add_member
from tests import factories

PASSWORD = "correct horse"


class ReachCase(TestCase):
    """Alice judges in two studies; whoever runs the first made her a link."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.study, cls.other, cls.third = (
            factories.make_running_study(
                matches_specialties=True,
                before=lambda draft, named=named: draft.items.update(specialty=named),
            )
            for named in ("Dermatology", "Cardiology", "Oncology")
        )
        cls.rosa = factories.add_researcher(cls.study)
        cls.alice = factories.make_user(name="Alice", email="alice@example.org", password=PASSWORD)
        cls.rater = factories.add_rater(cls.study, cls.alice)
        cls.elsewhere = factories.add_rater(cls.other, cls.alice, specialties=["Cardiology"])

    def setUp(self) -> None:
        self.come_in(self.rater)

    def come_in(self, rater: StudyRater, client: Client | None = None) -> None:
        token = make_personal_link(rater=rater, by=self.rosa).token
        answer = (client or self.client).post(reverse("account:join", args=[token]))
        self.assertEqual(answer.status_code, 302)

    def status(self, study: Study, client: Client | None = None) -> int:
        client = client or self.client
        return client.get(reverse("rater:judge", args=[study.public_id])).status_code

    def assert_reaches(self, *studies: Study, client: Client | None = None) -> None:
        found = {study for study in (self.study, self.other) if self.status(study, client) == 200}
        self.assertEqual(found, set(studies))


class LinkSessionTests(ReachCase):
    def test_it_opens_its_study_and_no_other(self):
        self.assert_reaches(self.study)
        self.assertRedirects(
            self.client.get("/"), reverse("rater:study", args=[self.study.public_id])
        )
        for name in ("rater:study", "rater:history", "rater:finish"):
            url = reverse(name, args=[self.other.public_id])
            self.assertRedirects(self.client.get(url), f"{reverse('account:login')}?next={url}")
            self.assertEqual(self.client.post(url).status_code, 404)
            self.assertEqual(self.client.get(url, headers={"HX-Request": "true"}).status_code, 404)
        url = reverse("account:login")
        self.assertContains(self.client.get(url), "it opens that study alone")

    def test_every_pair_of_another_study_is_out_of_reach(self):
        token = claim_next_assignment(study=self.other, rater=self.elsewhere).assignment.token
        for name in ("submit", "draft", "decline", "report", "feedback"):
            url = reverse(f"rater:{name}", args=[self.other.public_id, token])
            self.assertEqual(self.client.post(url).status_code, 404)
            # Its token under the study that is in reach names nothing either.
            url = reverse(f"rater:{name}", args=[self.study.public_id, token])
            self.assertIn(self.client.post(url).status_code, (404, 405))

    def test_rights_that_came_after_the_link_are_out_of_reach(self):
        StudyMember.objects.create(study=self.third, user=self.alice, role="administrator")
        self.alice.is_staff = self.alice.is_superuser = True
        self.alice.save()
        for url in (
            reverse("researcher:study", args=[self.third.slug]),
            reverse("researcher:studies"),
            reverse("account:tokens"),
            reverse("admin:index"),
        ):
            self.assertRedirects(self.client.get(url), f"{reverse('account:login')}?next={url}")
            self.assertEqual(self.client.post(url).status_code, 404)

    def test_the_list_of_open_pages_names_pages_that_there_are(self):
        names = set(get_resolver().namespace_dict["account"][1].reverse_dict.keys())
        self.assertEqual(OPEN["account"] - names, set())
        self.assertEqual(
            {"tokens", "revoke_token"}, {n for n in names if isinstance(n, str)} - OPEN["account"]
        )

    def test_the_profile_neither_names_nor_changes_what_another_study_asks_for(self):
        page = self.client.get(reverse("account:profile"))
        self.assertContains(page, "Dermatology")
        self.assertNotContains(page, "Cardiology")
        self.client.post(reverse("account:profile"), {"specialties": "Dermatology"})
        self.rater.refresh_from_db(), self.elsewhere.refresh_from_db()
        self.assertEqual(self.rater.specialties, ["Dermatology"])
        self.assertEqual(self.elsewhere.specialties, ["Cardiology"])


class FurtherTests(ReachCase):
    """What widens a session, and what does not."""

    def test_a_second_study_s_link_adds_its_study(self):
        self.come_in(self.elsewhere)
        self.assert_reaches(self.study, self.other)

    def test_a_link_narrows_no_session_of_the_same_person(self):
        mine = Client()
        mine.force_login(self.alice)
        self.come_in(self.rater, mine)
        self.assert_reaches(self.study, self.other, client=mine)

    def test_somebody_else_s_session_is_no_way_on(self):
        """The link's session begins anew, whatever was open before."""
        bob = Client()
        bob.force_login(factories.add_rater(self.other).user)
        self.come_in(self.rater, bob)
        self.assert_reaches(self.study, client=bob)

    def test_a_password_opens_everything(self):
        url = reverse("rater:judge", args=[self.other.public_id])
        fields = {"username": "alice@example.org", "password": PASSWORD, "next": url}
        answer = self.client.post(reverse("account:login"), fields)
        self.assertRedirects(answer, url)
        self.assert_reaches(self.study, self.other)

    def test_a_code_opens_as_much_as_the_device_that_showed_it(self):
        shown = self.client.post(reverse("account:device")).context["shown"].text
        second = Client()
        second.post(reverse("account:code"), {"code": shown})
        self.assert_reaches(self.study, client=second)
        # One from a device of her own opens everything, here too.
        own = str(make_device_code(user=self.alice))
        second.post(reverse("account:code"), {"code": own})
        self.assert_reaches(self.study, self.other, client=second)

    def test_a_group_link_adds_only_what_its_person_was_not_in(self):
        token = make_group_link(study=self.third, name="", use_limit=9, by=None).token
        url = reverse("account:join", args=[token])
        self.assertEqual(self.client.post(url).status_code, 302)
        self.assertEqual(self.status(self.third), 200)
        token = make_group_link(study=self.other, name="", use_limit=9, by=None).token
        url = reverse("account:join", args=[token])
        self.assertContains(self.client.post(url), "You take part already", status_code=409)
        self.assert_reaches(self.study)

    def test_nobody_joins_a_team_by_it(self):
        added = add_member(study=self.third, email="a@example.org", role="analyst", by=None)
        type(self.alice).objects.filter(pk=self.alice.pk).update(email="a@example.org")
        token = added.token
        url = reverse("account:join_team", args=[token])
        self.assertEqual(self.client.post(url).status_code, 409)
        self.assertFalse(self.third.members.filter(user=self.alice).exists())
        del (session := self.client.session)[SESSION_KEY]
        session.save()
        self.assertEqual(self.client.post(url).status_code, 302)

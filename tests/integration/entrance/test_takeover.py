"""A personal link is seen by whoever invites: it must open no account with more rights."""

from django.test import TestCase
from django.urls import reverse

from annotations.entrance.invitations import LinkDead, make_personal_link, use_personal_link
from annotations.exceptions import AnnotationsError
from annotations.models import StudyMember
from tests import factories


class TakeoverTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.study = factories.make_study()
        cls.mallory = factories.add_researcher(cls.study)
        cls.victim = factories.make_user(email="victim@example.org")

    def invite(self) -> str:
        rater = factories.add_rater(self.study, self.victim)
        return make_personal_link(rater=rater, by=self.mallory).token

    def test_no_link_is_made_for_a_researcher_or_an_operator(self):
        other = factories.make_study()
        member = StudyMember.objects.create(study=other, user=self.victim, role="analyst")
        with self.assertRaises(AnnotationsError):
            self.invite()
        member.delete()
        self.victim.is_staff = True
        self.victim.save()
        with self.assertRaises(AnnotationsError):
            make_personal_link(rater=self.study.raters.get(), by=self.mallory)

    def test_a_link_made_before_dies_with_the_first_right(self):
        token = self.invite()
        StudyMember.objects.create(study=factories.make_study(), user=self.victim)
        with self.assertRaises(LinkDead):
            use_personal_link(token=token, browser="b")
        answer = self.client.post(reverse("account:join", kwargs={"token": token}))
        self.assertEqual(answer.status_code, 410)
        self.assertNotIn("_auth_user_id", self.client.session)

    def test_a_physician_comes_in(self):
        self.assertEqual(use_personal_link(token=self.invite(), browser="b").user, self.victim)

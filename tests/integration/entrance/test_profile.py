"""What physicians say about themselves, and the pairs that follow from it."""

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from annotations.entrance.raters import add_rater
from annotations.models import RaterProfile
from tests import factories

URL = "/profile/"


class ProfileTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_study(matches_specialties=True)
        self.other = factories.make_study()
        for specialty in ("Cardiology", "儿科", ""):
            factories.make_item(self.study, specialty=specialty)
        self.alice = factories.make_user()
        self.rater = factories.add_rater(self.study, self.alice)
        self.rater_elsewhere = factories.add_rater(self.other, self.alice)
        self.client.force_login(self.alice)

    def save(self, **fields: object) -> HttpResponse:
        return self.client.post(URL, {"study": self.study.public_id} | fields)

    def specialties(self) -> list[str]:
        self.rater.refresh_from_db()
        return self.rater.specialties

    def test_everything_is_optional_and_leads_on(self):
        judge = reverse("rater:judge", args=[self.study.public_id])
        self.assertRedirects(self.save(), judge, fetch_redirect_response=False)
        self.assertEqual(RaterProfile.objects.get().languages, [])
        self.assertEqual(self.specialties(), [])

    def test_is_stored_and_shown_again(self):
        self.save(
            specialty="Cardiology",
            years_of_practice="12",
            title="主任医师",
            languages=["zh-hans", "en"],
            specialties=["儿科"],
        )
        stored = RaterProfile.objects.get(user=self.alice)
        self.assertEqual((stored.specialty, stored.years_of_practice), ("Cardiology", 12))
        self.assertEqual((stored.title, stored.languages), ("主任医师", ["zh-hans", "en"]))
        page = self.client.get(URL)
        for words in ('value="Cardiology"', 'value="12"', 'value="主任医师"'):
            self.assertContains(page, words)
        self.assertContains(page, "checked", count=4)

    def test_the_study_takes_what_is_stated_as_its_items_write_it(self):
        self.save(specialty=" cardiology ", specialties=["儿科"])
        self.assertEqual(self.specialties(), ["Cardiology", "儿科"])
        self.save(specialty="Dermatology")
        self.assertEqual(self.specialties(), ["Dermatology"])
        self.rater_elsewhere.refresh_from_db()
        self.assertEqual(self.rater_elsewhere.specialties, [])

    def test_a_specialty_that_the_study_lacks_cannot_be_ticked(self):
        self.assertEqual(self.save(specialties=["Astrology"]).status_code, 422)
        self.assertFalse(RaterProfile.objects.exists())

    def test_skipping_is_remembered(self):
        self.assertContains(self.client.get(URL), "Skip for now")
        self.save(skip="1", specialty="ignored")
        self.assertEqual(RaterProfile.objects.get().specialty, "")
        self.assertNotContains(self.client.get(URL), "Skip for now")

    def test_somebody_with_a_profile_brings_their_specialty_along(self):
        self.save(specialty="cardiology")
        study = factories.make_study(matches_specialties=True)
        factories.make_item(study, specialty="CARDIOLOGY")
        self.assertEqual(
            add_rater(study=study, user=self.alice, by=None).specialties, ["CARDIOLOGY"]
        )

    def test_a_number_that_is_none_is_said(self):
        self.assertContains(self.save(years_of_practice="many"), "errorlist", status_code=422)

    def test_a_study_of_somebody_else_opens_nothing(self):
        foreign = factories.make_study()
        answer = self.client.post(URL, {"study": foreign.public_id}, follow=True)
        self.assertEqual(answer.status_code, 404)

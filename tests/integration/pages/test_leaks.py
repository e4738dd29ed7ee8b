"""The page on which somebody decides about what the scan found."""

from django.test import TestCase
from django.urls import reverse

from annotations.comparisons.leak_preview import preview_of
from annotations.models import Comparison, LeakHit, StudyMember
from annotations.studies.lifecycle import start_study
from tests import factories
from tests.integration.comparisons.test_leaks import LEAK, MASKED, make_leaking_study


class LeaksPageTests(TestCase):
    def setUp(self) -> None:
        self.study = start_study(study=make_leaking_study(reviews_leaks=True), by=None)
        self.rosa = factories.add_researcher(self.study)
        self.client.force_login(self.rosa)
        self.url = reverse("researcher:leaks", kwargs={"slug": self.study.slug})

    def decide(self, decision: str, *hits: LeakHit, **fields: str):
        url = reverse("researcher:decide_leaks", kwargs={"slug": self.study.slug})
        data = {"decision": decision, "hit": [hit.pk for hit in hits]} | fields
        return self.client.post(url, data)

    def pair(self) -> Comparison:
        return self.study.comparisons.get(item__external_id="leaking")

    def shown(self) -> str:
        return self.pair().response_a.turns.get().shown_text

    def test_finds_stand_in_their_surroundings(self):
        page = self.client.get(self.url)
        self.assertContains(page, "2 finds wait")
        self.assertContains(page, "I advise rest. I am <mark>SECRET-ALPHA</mark>.")
        self.assertContains(page, '<td>secret-alpha</td><td class="number">2</td>')

    def test_accepted_it_is_shown_as_it_is(self):
        first, second = LeakHit.objects.order_by("start")
        self.decide("accepted", first)
        self.assertIsNone(self.pair().released_at)
        self.decide("accepted", second)
        self.assertIsNotNone(self.pair().released_at)
        self.assertEqual(self.shown(), LEAK)
        event = self.study.audit_events.filter(action="leaks.decide").first()
        self.assertEqual(event.data, {"finds": 1, "decision": "accepted", "items": ["leaking"]})
        first.refresh_from_db()
        self.assertEqual((first.decision, first.decided_by), ("accepted", f"user:{self.rosa.key}"))

    def test_masked_all_at_once(self):
        self.decide("masked", everything="1")
        self.assertEqual(self.shown(), MASKED)
        self.assertIsNotNone(self.pair().released_at)

    def test_one_accepted_one_masked(self):
        first, second = LeakHit.objects.order_by("start")
        self.decide("accepted", first)
        self.decide("masked", second)
        self.assertEqual(self.shown(), "As an AI language model, I advise rest. I am ‹omitted›.")

    def test_excluded_its_comparison_is_withdrawn_also_when_it_is_out(self):
        hits = list(LeakHit.objects.all())
        self.decide("accepted", *hits)
        self.decide("masked", *hits)  # out: too late
        self.assertEqual(self.shown(), LEAK)
        self.decide("excluded", hits[0])
        self.assertIsNotNone(self.pair().withdrawn_at)
        self.study.refresh_from_db()
        self.assertEqual(self.study.released_count, 1)

    def test_nonsense_changes_nothing(self):
        for answer in (
            self.decide("masked"),
            self.decide("burnt", *LeakHit.objects.all()),
            self.decide("accepted", hit="none"),
        ):
            self.assertRedirects(answer, self.url)
        self.assertEqual(LeakHit.objects.filter(decision="").count(), 2)

    def test_an_analyst_does_not_learn_which_system_leaks(self):
        StudyMember.objects.update(role=StudyMember.Role.ANALYST)
        self.assertEqual(self.client.get(self.url).status_code, 404)
        self.assertEqual(self.decide("masked", everything="1").status_code, 404)


class DraftTests(TestCase):
    """While nothing is released yet, the page tells what will be found, and stores nothing."""

    def setUp(self) -> None:
        self.study = make_leaking_study(leak_policy="mask")
        self.client.force_login(factories.add_researcher(self.study))
        self.url = reverse("researcher:leaks", kwargs={"slug": self.study.slug})

    def test_finds_of_a_draft_are_shown_and_not_stored(self):
        page = self.client.get(self.url)
        self.assertContains(page, "Answers 1 to 4 of 4 were looked through.")
        self.assertContains(page, "I advise rest. I am <mark>SECRET-ALPHA</mark>.")
        self.assertContains(page, '<td>secret-alpha</td><td class="number">2</td>')
        self.assertNotContains(page, '<button class="button" name="decision"')
        self.assertFalse(LeakHit.objects.exists())

    def test_what_takes_too_long_goes_on_with_the_next_answer(self):
        preview = preview_of(self.study, 1, seconds=0)
        self.assertEqual((preview.start, preview.end, preview.has_more), (1, 2, True))
        page = self.client.get(self.url, {"from": "3"})
        self.assertContains(page, "Answers 4 to 4 of 4")
        self.assertEqual(self.client.get(self.url, {"from": "9" * 40}).status_code, 200)

    def test_names_that_are_added_are_found_at_once(self):
        self.study.systems.filter(position=1).update(aliases=["enough"])
        self.assertContains(self.client.get(self.url), "<mark>enough</mark>")

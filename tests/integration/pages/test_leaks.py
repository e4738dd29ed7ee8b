"""The page on which somebody decides about what the scan found."""

from django.test import TestCase
from django.urls import reverse

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

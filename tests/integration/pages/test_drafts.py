"""Drafts: acknowledged, opened on another device, never overwritten by what is older."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.assignment.services import expire_leases
from annotations.models import Assignment, Draft, Submission

from .judging import VERDICT, JudgingCase


class DraftTests(JudgingCase):
    def save(self, assignment: Assignment, **fields: object):
        args = {"study_id": self.study.public_id, "token": assignment.token}
        return self.client.post(reverse("rater:draft", kwargs=args), fields)

    def test_another_device_opens_the_same_pair_with_the_draft(self):
        pair = self.open_pair()
        key = "b" * 32
        answer = self.save(
            pair, overall="left", comment="复查<b>", idempotency_key=key, draft_revision=3
        )
        self.assertEqual(answer.json()["revision"], 3)
        other = Client()
        other.force_login(self.alice)
        page = other.get(self.url)
        self.assertEqual(page.context["assignment"].token, pair.token)
        self.assertContains(page, 'data-draft-revision="3"')
        self.assertContains(page, "复查&lt;b&gt;</textarea>")
        self.assertEqual(page.context["form"]["idempotency_key"].value(), key)
        self.assertTrue(next(iter(page.context["form"].groups())).options[0].is_chosen)

    def test_an_older_state_never_wins(self):
        pair = self.open_pair()
        self.save(pair, comment="new", draft_revision=5)
        answer = self.save(pair, comment="old", draft_revision=4)
        self.assertEqual(answer.json()["stored"]["comment"], "new")
        self.assertEqual(Draft.objects.get().fields["comment"], "new")

    def test_a_page_that_has_not_seen_what_another_stored_overwrites_nothing(self):
        pair = self.open_pair()
        here, there = {"draft_page": "a1"}, {"draft_page": "b2"}
        self.save(pair, comment="here", draft_revision=1, **here)
        blind = self.save(pair, comment="there", draft_revision=9, draft_base=0, **there).json()
        self.assertEqual((blind["revision"], blind["stored"]["comment"]), (1, "here"))
        knowing = self.save(pair, comment="both", draft_revision=2, draft_base=1, **there).json()
        self.assertNotIn("stored", knowing)
        late = self.save(pair, comment="late", draft_revision=2, draft_base=1, **here).json()
        self.assertEqual(late["stored"]["comment"], "both")
        self.assertEqual(Draft.objects.get().fields["comment"], "both")

    def test_active_time_adds_up_over_devices_and_is_no_longer_than_the_pair_was_out(self):
        pair = self.open_pair()
        out = timezone.now() - timedelta(seconds=300)
        Assignment.objects.filter(pk=pair.pk).update(claimed_at=out)
        self.save(pair, active_seconds=120, draft_revision=1, draft_page="a1")
        blind = self.save(pair, active_seconds=30, draft_revision=1, draft_page="b2").json()
        self.assertEqual(blind["active_seconds"], 120)
        self.save(pair, active_seconds=4000, draft_revision=2, draft_base=1, draft_page="b2")
        self.assertAlmostEqual(Draft.objects.get().active_seconds, 300, delta=5)

    def test_a_draft_costs_six_statements(self):
        pair = self.open_pair()
        self.save(pair, comment="1", draft_revision=1)
        with CaptureQueriesContext(connection) as queries:
            self.save(pair, comment="2", draft_revision=2)
        sent = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        # Session, person, the locked pair, criteria, the draft read and written.
        self.assertEqual(len(sent), 6, "\n".join(sent))

    def test_handing_in_forgets_the_draft(self):
        pair = self.open_pair()
        self.save(pair, comment="mine", draft_revision=1)
        self.submit(pair, **VERDICT)
        self.assertEqual(Submission.objects.count(), 1)
        self.assertFalse(Draft.objects.exists())
        self.assertEqual(self.save(pair, comment="late", draft_revision=2).status_code, 409)
        self.assertFalse(Draft.objects.exists())

    def test_a_draft_renews_the_lease_and_reopens_an_expired_hold(self):
        pair = self.open_pair()
        late = timezone.now() - timedelta(hours=1)
        Assignment.objects.filter(pk=pair.pk).update(leased_until=late)
        expire_leases()
        self.assertEqual(self.save(pair, comment="back", draft_revision=1).status_code, 200)
        pair.refresh_from_db()
        self.assertEqual(pair.state, Assignment.State.OPEN)
        self.assertGreater(pair.leased_until, timezone.now())

    def test_a_session_that_ended_loses_nothing(self):
        pair = self.open_pair()
        self.save(pair, comment="half", draft_revision=1)
        self.client.logout()
        self.assertEqual(self.save(pair, comment="more", draft_revision=2).status_code, 401)
        self.client.force_login(self.alice)
        self.assertContains(self.client.get(self.url), "half</textarea>")

    def test_a_spoilt_revision_is_refused(self):
        pair = self.open_pair()
        for wrong in ("-1", "x", str(2**31)):
            self.assertEqual(self.save(pair, draft_revision=wrong).status_code, 422)
            self.assertEqual(self.save(pair, draft_base=wrong).status_code, 422)
        self.assertEqual(self.save(pair, draft_page="<b>").status_code, 422)
        self.assertFalse(Draft.objects.exists())

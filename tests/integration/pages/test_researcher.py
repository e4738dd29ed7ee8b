"""The researchers' pages: counts before unblinding, acts with a confirmation."""

from time import time

from django.test import TestCase
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.entrance.guidance import publish_guidance
from annotations.exceptions import AnnotationsError
from annotations.judging.services import submit_judgments
from annotations.models import Response, Study, StudyMember
from annotations.pages.account.entering import FRESH_SECONDS, SIGNED_IN_AT
from annotations.studies.lifecycle import freeze_study, start_study
from tests import factories
from tests.judging import entry_for

HTMX = {"HX-Request": "true"}


class StudyPageTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_running_study(
            single_turn=2, raters_per_comparison=1, repeat_share=0
        )
        self.rosa = factories.add_researcher(self.study)
        self.client.force_login(self.rosa)
        self.url = reverse("researcher:study", kwargs={"slug": self.study.slug})

    def judge(self, choice: str) -> None:
        rater = self.study.raters.first() or factories.add_rater(self.study)
        claim = claim_next_assignment(study=self.study, rater=rater)
        criteria = list(self.study.criteria.all())
        submit_judgments(
            assignment=claim.assignment, entry=entry_for(criteria, choice), criteria=criteria
        )

    def test_the_list_names_own_studies_only(self):
        other = factories.make_study()
        page = self.client.get(reverse("researcher:studies"))
        self.assertContains(page, self.study.slug)
        self.assertNotContains(page, other.slug)

    def test_shows_counts_and_totals_of_sides(self):
        self.judge("left")
        self.judge("tie")
        page = self.client.get(self.url)
        self.assertEqual((page.context["planned"].done, page.context["planned"].slots), (2, 2))
        self.assertContains(page, "left 1, tie 1, right 0 of 2")

    def test_the_partial_is_the_counts_alone(self):
        partial = self.client.get(self.url, headers=HTMX)
        self.assertTrue(partial.content.strip().startswith(b'<div id="progress"'))

    def test_costs_the_same_with_more_raters(self):
        self.client.get(self.url)
        with self.assertNumQueries(12):
            self.client.get(self.url)
        for _ in range(5):
            factories.add_rater(self.study)
        with self.assertNumQueries(12):
            self.client.get(self.url)

    def test_a_stranger_and_a_rater_find_nothing(self):
        for user in (factories.make_user(), factories.add_rater(self.study).user):
            self.client.force_login(user)
            self.assertEqual(self.client.get(self.url).status_code, 404)
            self.assertEqual(self.act("freeze", confirm="on").status_code, 404)
        self.assert_state("running")

    def act(self, name: str, **fields: str):
        url = reverse(f"researcher:{name}", kwargs={"slug": self.study.slug})
        return self.client.post(url, {f"{name}-{key}": value for key, value in fields.items()})

    def assert_state(self, state: str) -> None:
        self.study.refresh_from_db()
        self.assertEqual(self.study.state, state)

    def test_freezing_needs_the_box_to_be_ticked(self):
        self.assertContains(self.act("freeze"), "This field is required.", status_code=422)
        self.assert_state("running")
        self.assertRedirects(self.act("freeze", confirm="on"), self.url)
        self.assert_state("frozen")

    def test_unblinding_needs_a_frozen_study_a_reason_and_the_password(self):
        right = {"confirm": "on", "reason": "All is judged.", "password": "correct horse"}
        self.assertEqual(self.act("unblind", **right).status_code, 409)
        freeze_study(study=self.study, by=self.rosa)
        for wrong in ({"reason": ""}, {"password": ""}, {"password": "battery"}):
            self.assertEqual(self.act("unblind", **right | wrong).status_code, 422)
        self.assert_state("frozen")
        self.act("unblind", **right)
        self.assert_state("unblinded")
        event = self.study.audit_events.get(action="study.unblind")
        self.assertEqual(event.data, {"reason": "All is judged.", "proof": "password"})
        self.assertEqual(event.actor, f"user:{self.rosa.key}")

    def test_who_has_no_password_signs_in_anew(self):
        freeze_study(study=self.study, by=self.rosa)
        self.rosa.set_unusable_password()
        self.rosa.save(update_fields=["password"])
        self.client.force_login(self.rosa)
        right = {"confirm": "on", "reason": "All is judged."}
        self.assertContains(self.act("unblind", **right), "You have no password.", status_code=422)
        self.sign_in_by_link(seconds_ago=FRESH_SECONDS + 1)
        self.assertEqual(self.act("unblind", **right).status_code, 422)
        self.sign_in_by_link(seconds_ago=1)
        self.act("unblind", **right)
        self.assert_state("unblinded")

    def sign_in_by_link(self, *, seconds_ago: int) -> None:
        session = self.client.session
        session[SIGNED_IN_AT] = time() - seconds_ago
        session.save()

    def test_a_password_is_not_guessed_at_an_open_page(self):
        freeze_study(study=self.study, by=self.rosa)
        for _ in range(10):
            self.act("unblind", confirm="on", reason="?", password="wrong")
        right = self.act("unblind", confirm="on", reason="?", password="correct horse")
        self.assertEqual(right.status_code, 422)
        self.assert_state("frozen")

    def test_pause_and_resume(self):
        self.act("pause")
        self.assert_state("paused")
        self.act("resume")
        self.assert_state("running")

    def test_acts_are_posts(self):
        url = reverse("researcher:freeze", kwargs={"slug": self.study.slug})
        self.assertEqual(self.client.get(url).status_code, 405)

    def test_an_analyst_reads_and_changes_nothing(self):
        StudyMember.objects.update(role=StudyMember.Role.ANALYST)
        page = self.client.get(self.url)
        self.assertNotContains(page, "What can be done now")
        self.assertEqual(self.act("freeze", confirm="on").status_code, 404)
        self.assert_state("running")

    def test_a_failed_answer_is_shown_and_tried_again(self):
        Response.objects.filter(pk=Response.objects.first().pk).update(
            status="failed", completed_at=None, error_code="timeout"
        )
        self.study.comparisons.update(released_at=None)
        page = self.client.get(self.url)
        self.assertContains(page, "Try the failed answers again")
        url = reverse("researcher:retry", kwargs={"slug": self.study.slug})
        self.assertRedirects(self.client.post(url), self.url)
        self.assertFalse(Response.objects.filter(status="failed").exists())

    def test_comparisons_that_failed_are_excluded_with_a_reason(self):
        self.assertNotContains(self.client.get(self.url), "Exclude what has failed")
        Response.objects.filter(pk=Response.objects.first().pk).update(
            status="failed", completed_at=None, error_code="timeout"
        )
        self.study.comparisons.update(released_at=None)
        self.assertContains(self.client.get(self.url), "Exclude what has failed")
        self.assertEqual(self.act("exclude", confirm="on").status_code, 422)
        self.assertFalse(self.study.comparisons.filter(withdrawn_at__isnull=False).exists())
        self.assertRedirects(self.act("exclude", confirm="on", reason="No quota."), self.url)
        self.assertEqual(self.study.comparisons.filter(withdrawn_at__isnull=False).count(), 1)

    def test_a_draft_leads_to_the_start(self):
        study = factories.fill_study(factories.make_study(), single_turn=1)
        factories.add_researcher(study, self.rosa)
        factories.add_rater(study)
        for purpose in ("consent", "guideline"):
            publish_guidance(study=study, purpose=purpose, text=factories.both("Text"), by=None)
        self.study = study
        page = self.client.get(reverse("researcher:study", kwargs={"slug": study.slug}))
        start = reverse("researcher:setup_start", kwargs={"slug": study.slug})
        self.assertContains(page, f'class="button go" href="{start}"')
        self.assertEqual(self.client.post(start).status_code, 422)
        self.assert_state(Study.State.DRAFT)
        self.assertRedirects(self.client.post(start, {"confirm": "on"}), page.request["PATH_INFO"])
        self.assert_state(Study.State.RUNNING)

    def test_a_system_added_after_a_text_that_names_it_keeps_the_study_from_starting(self):
        self.study = factories.fill_study(factories.make_study(), single_turn=1)
        factories.add_researcher(self.study, self.rosa)
        for purpose in ("consent", "guideline"):
            text = factories.both("Prefer Nova.")
            publish_guidance(study=self.study, purpose=purpose, text=text, by=None)
        self.study.systems.filter(position=0).update(name="Nova")
        start = reverse("researcher:setup_start", kwargs={"slug": self.study.slug})
        self.assertContains(
            self.client.get(start), "Raters read Guideline, and it names a system: Nova."
        )
        self.assertEqual(self.client.post(start, {"confirm": "on"}).status_code, 409)
        with self.assertRaisesMessage(AnnotationsError, "names a system: Nova"):
            start_study(study=self.study, by=self.rosa)
        self.assert_state(Study.State.DRAFT)

    def test_a_draft_that_lacks_something_does_not_start(self):
        self.study = factories.fill_study(factories.make_study(), single_turn=1)
        factories.add_researcher(self.study, self.rosa)
        start = reverse("researcher:setup_start", kwargs={"slug": self.study.slug})
        answer = self.client.post(start, {"confirm": "on"})
        self.assertContains(answer, "Consent text and guideline are missing.", status_code=409)
        self.assert_state(Study.State.DRAFT)

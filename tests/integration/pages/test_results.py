"""The results page: only after unblinding, only for the study's researchers, and right."""

from hashlib import sha256

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from annotations.assignment.services import claim_next_assignment
from annotations.exports.services import RESULT_TABLES
from annotations.judging.services import submit_judgments
from annotations.models import Export, StudyMember
from annotations.studies.lifecycle import freeze_study, unblind_study
from tests import factories
from tests.judging import entry_for


class ResultsTests(TestCase):
    def setUp(self) -> None:
        self.study = factories.make_running_study(
            single_turn=3, multi_turn=1, raters_per_comparison=1, repeat_share=0
        )
        self.rosa = factories.add_researcher(self.study)
        self.client.force_login(self.rosa)
        self.url = reverse("researcher:results", kwargs={"slug": self.study.slug})
        rater = factories.add_rater(self.study)
        self.criteria = list(self.study.criteria.all())
        for _ in range(4):
            assignment = claim_next_assignment(study=self.study, rater=rater).assignment
            # Every rater prefers the first system, wherever it stands.
            choice = "right" if assignment.slot.swapped else "left"
            submit_judgments(
                assignment=assignment,
                entry=entry_for(self.criteria, choice),
                criteria=self.criteria,
            )

    def unblind(self) -> None:
        freeze_study(study=self.study, by=self.rosa)
        unblind_study(study=self.study, by=self.rosa, reason="All is judged.")

    def test_do_not_exist_before_unblinding(self):
        self.assertEqual(self.client.get(self.url).status_code, 404)
        freeze_study(study=self.study, by=self.rosa)
        self.assertEqual(self.client.get(self.url).status_code, 404)

    def test_show_wins_by_system_in_both_languages(self):
        self.unblind()
        page = self.client.get(self.url)
        sentence = "secret-alpha better in 100 % (4), tie in 0 % (0), secret-beta better in 0 % (0)"
        self.assertContains(page, f"{sentence} of 4 judgments.", count=len(self.criteria))
        self.assertContains(page, "Win difference: +100 points.")
        self.assertContains(page, "Single-turn")
        chinese = self.client.get(self.url, headers={"Accept-Language": "zh-hans"})
        self.assertContains(chinese, "secret-alpha 更好")

    def test_bars_are_drawn_by_the_server(self):
        self.unblind()
        page = self.client.get(self.url)
        self.assertContains(page, '<rect class="win" x="0.0%" width="100.0%" height="36"/>')
        self.assertNotContains(page, "style=")

    def test_are_for_the_studys_members_and_not_for_raters_and_strangers(self):
        self.unblind()
        for user in (factories.make_user(), self.study.raters.get().user):
            self.client.force_login(user)
            self.assertEqual(self.client.get(self.url).status_code, 404)
        self.client.force_login(self.rosa)
        StudyMember.objects.update(role=StudyMember.Role.ANALYST)
        self.assertEqual(self.client.get(self.url).status_code, 200)

    def test_a_study_without_judgments_says_so(self):
        study = factories.make_running_study()
        factories.add_researcher(study, self.rosa)
        freeze_study(study=study, by=self.rosa)
        unblind_study(study=study, by=self.rosa, reason="Given up.")
        page = self.client.get(reverse("researcher:results", kwargs={"slug": study.slug}))
        self.assertContains(page, "Nothing was judged before the study was frozen.")

    def export(self, what: str, form: str = "csv") -> HttpResponse:
        args = {"slug": self.study.slug, "what": what, "form": form}
        return self.client.post(reverse("researcher:export", kwargs=args))

    def test_files_by_system_exist_only_after_unblinding(self):
        for what in ("judgments", "judgments-all-revisions", *RESULT_TABLES):
            self.assertEqual(self.export(what).status_code, 404)
        self.assertFalse(Export.objects.exists())
        self.unblind()
        answer = self.export("judgments")
        body = b"".join(answer.streaming_content)
        self.assertEqual(len(body.decode().splitlines()), 1 + 4 * len(self.criteria))
        self.assertEqual(Export.objects.get().sha256, sha256(body).hexdigest())
        self.assertIn(f"{self.study.slug}-judgments.csv", answer.headers["Content-Disposition"])

    def test_totals_exist_before(self):
        body = b"".join(self.export("counts", "jsonl").streaming_content).decode()
        self.assertNotIn("secret-", body)
        self.assertEqual(len(body.splitlines()), len(self.criteria))

    def test_what_does_not_exist_is_not_found(self):
        self.unblind()
        self.assertEqual(self.export("passwords").status_code, 404)
        self.assertEqual(self.export("judgments", "exe").status_code, 404)

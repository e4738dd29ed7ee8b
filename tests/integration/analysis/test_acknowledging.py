"""Whoever has looked at a finding stands beside it with their reason, wherever it is shown."""

from django.test import TestCase
from django.urls import reverse

from annotations.analysis.acknowledging import acknowledge_finding
from annotations.analysis.computed import report_of
from annotations.analysis.report import Filters
from annotations.analysis.tables import results_json
from annotations.analysis.telling.report import sections
from annotations.exceptions import AnnotationsError, WrongState
from annotations.exports.paper.services import Wanted, figure_file, report_file, text_file
from annotations.models import Study, StudyMember
from annotations.studies.audit_sentences import sentences
from annotations.studies.lifecycle import freeze_study
from tests.factories import add_rater, add_researcher, make_running_study, make_user
from tests.results import always, judge, unblind

REASON = "She alone saw the <rare> cases; the others' part agrees."
STANDS = "A finding stands against the results below: one rater gave more than half"


class AcknowledgingTests(TestCase):
    """One of three raters judged ten of twelve pairs."""

    @classmethod
    def setUpTestData(cls):
        study = make_running_study(
            criteria=("overall", "accuracy"), single_turn=12, panel="open", raters_per_comparison=1
        )
        for quota in (1, 1, None):
            judge(study, add_rater(study, quota=quota), always("win"))
        cls.study = unblind(study)
        cls.rosa = add_researcher(cls.study, make_user(name="Rosa", email="rosa@example.org"))
        cls.page = reverse("researcher:results", kwargs={"slug": cls.study.slug})
        cls.url = cls.address("dominant_rater")

    @classmethod
    def address(cls, problem: str) -> str:
        return reverse("researcher:finding", kwargs={"slug": cls.study.slug, "problem": problem})

    def setUp(self):
        self.client.force_login(self.rosa)

    def events(self):
        return self.study.audit_events.filter(action="finding.acknowledge")

    def acknowledge(self) -> None:
        self.assertRedirects(self.client.post(self.url, {"reason": REASON}), self.page)

    def test_the_page_offers_it_to_who_runs_the_study(self):
        self.assertContains(self.client.get(self.page), self.url)
        self.assertContains(self.client.get(self.url), "No conclusion is drawn")
        analyst = make_user()
        StudyMember.objects.create(study=self.study, user=analyst, role="analyst")
        self.client.force_login(analyst)
        page = self.client.get(self.page)
        self.assertContains(page, "What withholds results")
        self.assertNotContains(page, self.url)
        self.assertEqual(self.client.post(self.url, {"reason": REASON}).status_code, 404)
        self.assertFalse(self.events().exists())

    def test_a_reason_is_a_sentence(self):
        answer = self.client.post(self.url, {"reason": "It is fine."})
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.events().exists())

    def test_what_nothing_withholds_cannot_be_acknowledged(self):
        for problem in ("duplicated", "twin_rows", "nonsense"):
            answer = self.client.post(self.address(problem), {"reason": REASON})
            self.assertEqual(answer.status_code, 404, problem)
        with self.assertRaises(AnnotationsError):
            self.record(self.study, "duplicated")
        self.assertFalse(self.events().exists())

    def record(self, study: Study, problem: str):
        results = report_of(self.study)
        found = {"study": study, "results": results, "problem": problem}
        return acknowledge_finding(**found, reason=REASON, by=self.rosa)

    def test_before_the_unblinding_there_is_nothing_to_look_at(self):
        frozen = freeze_study(study=make_running_study(), by=None)
        with self.assertRaises(WrongState):
            self.record(frozen, "dominant_rater")

    def test_the_results_then_stand_under_who_when_and_why(self):
        page = self.client.get(self.page)
        self.assertNotContains(page, "Win difference:")
        self.acknowledge()
        (event,) = self.events()
        self.assertEqual(
            event.data, {"finding": "dominant_rater", "reason": REASON, "role": "administrator"}
        )
        page = self.client.get(self.page)
        self.assertContains(page, "Win difference:")
        self.assertContains(page, "Rosa (Study administrator) has looked at it")
        self.assertContains(page, f"{event.created_at:%Y-%m-%d %H:%M} UTC")
        self.assertContains(page, "She alone saw the &lt;rare&gt; cases")
        self.assertNotContains(page, "What withholds results")
        self.assertNotContains(page, "no result")
        told = {one.key: " ".join(one.warnings) for one in sections(report_of(self.study))}
        self.assertIn(STANDS, told["primary"])
        self.assertIn(STANDS, told["criteria"])
        said = sentences([event])[0].text
        self.assertIn("Rosa had results shown", said)
        self.assertIn("“one rater with more than half of all judgments” stands", said)

    def test_the_first_reason_stands(self):
        self.acknowledge()
        self.assertEqual(self.client.post(self.url, {"reason": REASON * 2}).status_code, 404)
        self.assertEqual(self.record(self.study, "dominant_rater"), self.events().get())

    def test_every_file_says_so_too(self):
        self.acknowledge()
        wanted = Wanted(self.study, Filters(), "", "en")
        whole = report_file(wanted, "html").content.decode()
        self.assertIn("She alone saw the &lt;rare&gt; cases", whole)
        self.assertEqual(report_file(wanted, "pdf").content[:5], b"%PDF-")
        self.assertIn(STANDS, text_file(wanted, "paragraphs").content.decode())
        for form in ("tex", "md"):
            table = figure_file(wanted, "primary-differences", form).content.decode()
            self.assertIn(STANDS, table)
        (found,) = results_json(self.study)["acknowledged"]
        self.assertEqual((found["problem"], found["name"]), ("dominant_rater", "Rosa"))

    def test_a_narrowed_report_says_so_as_well_and_offers_nothing(self):
        narrowed = {"rater": list(self.study.raters.values_list("pseudonym", flat=True))}
        self.assertNotContains(self.client.get(self.page, narrowed), self.url)
        self.acknowledge()
        self.assertContains(self.client.get(self.page, narrowed), "has looked at it")

    def test_it_outlives_the_account(self):
        self.acknowledge()
        type(self.rosa).objects.filter(pk=self.rosa.pk).update(name="")
        self.assertContains(self.client.get(self.page), "Study administrator has looked at it")

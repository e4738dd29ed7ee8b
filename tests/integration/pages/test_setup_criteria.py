"""The criteria step works by plain buttons, each of which sends the whole page."""

from typing import Any

from django.test import TestCase
from django.urls import reverse

from annotations.models import AuditEvent, Study
from annotations.studies.lifecycle import start_study
from tests import factories

STANDARD = ["overall", "professionalism", "accuracy", "richness", "humanistic_care"]
NEW = {
    "name_en": "Follow-up advice",
    "name_zh": "随访建议",
    "description_en": "Better says when to come back.",
    "description_zh": "说明何时复诊的为优。",
}


class CriteriaTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = factories.make_study(slug="cough")
        cls.rosa = factories.add_researcher(cls.study)
        cls.url = reverse("researcher:setup_criteria", args=["cough"])

    def setUp(self):
        self.client.force_login(self.rosa)

    def filled(self, url: str = "") -> dict[str, Any]:
        """What the page would send as it stands."""
        rows = self.client.get(url or self.url).context["rows"]
        sent = {f"form-{key}": value for key, value in rows.management_form.initial.items()}
        for row in rows:
            sent |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
        return sent

    def send(self, act: str, url: str = "", **changes: Any) -> Any:
        return self.client.post(self.url, self.filled(url) | changes | {"act": act})

    def keys(self) -> list[str]:
        return list(self.study.criteria.order_by("position").values_list("key", flat=True))

    def test_stored_as_it_stands_nothing_changes(self):
        before = list(self.study.criteria.values())
        self.assertEqual(self.send("").status_code, 302)
        self.assertEqual(list(self.study.criteria.values()), before)
        self.assertFalse(AuditEvent.objects.filter(action="criteria.edit").exists())

    def test_a_new_one_is_added_with_a_name_for_exports(self):
        page = self.send("add")
        self.assertEqual(page.url, f"{self.url}?add=1#new")
        # Left empty it is no criterion and no error.
        self.assertEqual(self.send("save", url=f"{self.url}?add=1").status_code, 302)
        self.assertEqual(self.keys(), STANDARD)
        new = {f"form-5-{name}": value for name, value in NEW.items()}
        self.send("save", url=f"{self.url}?add=1", **new)
        self.assertEqual(self.keys(), [*STANDARD, "follow_up_advice"])
        self.assertEqual(self.study.criteria.last().name["zh-hans"], "随访建议")

    def test_two_of_one_name_get_names_of_their_own(self):
        for position in (5, 6):
            new = {f"form-{position}-{name}": value for name, value in NEW.items()}
            self.send("save", url=f"{self.url}?add=1", **new)
        self.assertEqual(self.keys()[5:], ["follow_up_advice", "follow_up_advice_2"])

    def test_moves_keep_what_was_typed_and_overall_stays_first(self):
        self.send("down:1", **{"form-2-name_en": "Correctness"})
        self.assertEqual(self.keys()[:3], ["overall", "accuracy", "professionalism"])
        self.assertEqual(self.study.criteria.get(key="accuracy").name["en"], "Correctness")
        self.send("up:1")
        self.assertEqual(self.keys()[0], "overall")
        self.send("up:2")
        self.assertEqual(self.keys()[:3], STANDARD[:3])

    def test_removes_and_puts_back(self):
        self.study.primary_criterion = "accuracy"
        self.study.save()
        self.send("remove:2")
        self.assertNotIn("accuracy", self.keys())
        self.assertEqual(Study.objects.get().primary_criterion, "overall")
        self.send("standard")
        self.assertEqual(sorted(self.keys()), sorted(STANDARD))

    def test_overall_cannot_be_removed(self):
        answer = self.send("remove:0")
        self.assertContains(answer, "The overall verdict cannot be removed.", status_code=409)
        self.assertEqual(self.keys(), STANDARD)

    def test_what_is_missing_is_said_at_its_field(self):
        answer = self.send("save", **{"form-1-description_zh": ""})
        self.assertEqual(answer.status_code, 422)
        errors = [list(row.errors) for row in answer.context["rows"]]
        self.assertEqual(errors, [[], ["description_zh"], [], [], []])

    def test_a_criterion_that_names_a_system_is_refused(self):
        answer = self.send("save", **{"form-1-name_en": "As good as Secret-Beta"})
        self.assertContains(answer, "it names a system: secret-beta", status_code=409)

    def test_a_started_study_keeps_its_criteria(self):
        data = self.filled()
        factories.fill_study(self.study, single_turn=1)
        start_study(study=self.study, by=self.rosa)
        self.assertContains(self.client.get(self.url), "This is fixed.")
        answer = self.client.post(self.url, data | {"act": "remove:1"})
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(self.keys(), STANDARD)


class RaterTextsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = factories.make_study(
            slug="cough", panel="fixed", raters=[factories.make_user()]
        )
        cls.rosa = factories.add_researcher(cls.study)
        cls.url = reverse("researcher:setup_raters", args=["cough"])

    def setUp(self):
        self.client.force_login(self.rosa)

    def publish(self, purpose: str = "guideline", **texts: str) -> Any:
        sent = {f"{purpose}-en": "Look twice.", f"{purpose}-zh": "看两遍。"}
        sent |= {f"{purpose}-{key}": value for key, value in texts.items()}
        return self.client.post(self.url, sent | {"purpose": purpose})

    def test_shows_who_sits_where(self):
        seats = self.client.get(self.url).context["seats"]
        self.assertEqual([seat.rater is not None for seat in seats], [True, False, False])

    def test_publishes_versions_and_an_equal_text_once(self):
        for _ in range(2):
            self.assertRedirects(self.publish(), self.url)
        self.publish(en="Look three times.")
        self.study.refresh_from_db()
        self.assertEqual((self.study.guideline_version, self.study.consent_version), (2, 0))
        self.publish("consent")
        gaps = self.client.get(self.url).context["missing"]
        self.assertNotIn("Consent", " ".join(gap.sentence for gap in gaps))

    def test_a_text_in_one_language_is_refused_at_its_field(self):
        answer = self.publish(zh=" ")
        self.assertEqual(answer.status_code, 422)
        form = answer.context["texts"][1].form
        self.assertEqual(list(form.errors), ["zh"])
        self.assertFalse(self.study.guidance_texts.exists())

    def test_a_text_that_names_a_system_is_refused(self):
        answer = self.publish(en="Prefer secret-alpha.")
        self.assertContains(answer, "it names a system", status_code=409)

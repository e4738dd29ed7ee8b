"""A new study, from a template or an earlier one."""

from django.test import TestCase
from django.urls import reverse

from annotations.entrance.guidance import publish_guidance
from annotations.generation.keys import encrypt_key
from annotations.models import AuditEvent, Endpoint, Study, StudyRater
from annotations.studies.researchers import create_researcher
from tests import factories

NEW = "/studies/new/"
TITLES = {"title_en": "Which answer is better?", "title_zh": "哪个回答更好？"}


class NewStudyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.rosa = create_researcher(email="rosa@example.org", password="correct horse 7", by=None)

    def setUp(self):
        self.client.force_login(self.rosa)

    def make(self, **fields):
        return self.client.post(NEW, TITLES | fields)

    def test_a_researcher_without_any_study_makes_one_and_runs_it(self):
        answer = self.make(source="multi_turn")
        study = Study.objects.get()
        plan = reverse("researcher:setup_plan", args=[study.slug])
        self.assertRedirects(answer, f"{plan}?expected_kind=multi_turn")
        self.assertEqual(study.slug, "which-answer-is-better")
        self.assertEqual(study.title["zh-hans"], "哪个回答更好？")
        self.assertEqual((study.panel, study.raters_per_comparison), ("fixed", 3))
        self.assertEqual(study.members.get().role, "administrator")
        self.assertEqual(study.criteria.count(), 5)
        self.assertEqual((study.consent_version, study.guideline_version), (1, 1))

    def test_every_template_makes_a_draft(self):
        for template in ("single_turn", "multi_turn", "all_pairs", "one_vs_rest"):
            with self.subTest(template):
                self.assertEqual(self.make(source=template).status_code, 302)
        slugs = sorted(Study.objects.values_list("slug", flat=True))
        stem = "which-answer-is-better"
        self.assertEqual(slugs, [stem, f"{stem}-2", f"{stem}-3", f"{stem}-4"])
        pairs = Study.objects.get(slug=f"{stem}-4").system_pairs
        self.assertEqual(pairs, "one_vs_rest")

    def test_what_is_missing_is_said_at_its_field_and_nothing_is_made(self):
        answer = self.client.post(NEW, {"source": "single_turn", "title_en": "Answers"})
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(list(answer.context["form"].errors), ["title_zh"])
        self.assertFalse(Study.objects.exists())

    def test_a_taken_or_reserved_short_name_is_refused_at_its_field(self):
        factories.make_study(slug="cough")
        for slug in ("cough", "new"):
            answer = self.make(source="single_turn", slug=slug)
            self.assertEqual(answer.status_code, 409)
            self.assertEqual(list(answer.context["form"].errors), ["slug"])
        self.assertEqual(Study.objects.count(), 1)

    def test_a_title_of_chinese_signs_alone_gets_a_short_name(self):
        self.client.post(NEW, {"source": "single_turn", "title_en": "回答", "title_zh": "回答"})
        self.assertEqual(Study.objects.get().slug, "study")

    def test_raters_and_strangers_find_no_such_page(self):
        rater = factories.add_rater(factories.make_study()).user
        self.client.force_login(rater)
        self.assertEqual(self.client.get(NEW).status_code, 404)
        self.assertNotContains(self.client.get("/studies/"), NEW)
        self.assertEqual(self.make(source="single_turn").status_code, 404)
        self.assertEqual(Study.objects.count(), 1)

    def test_the_page_offers_a_copy_only_where_there_is_something(self):
        self.assertNotContains(self.client.get(NEW), 'value="copy"')
        factories.add_researcher(factories.make_study(), self.rosa)
        self.assertContains(self.client.get(NEW), 'value="copy"')


class CopyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.earlier = factories.make_study(
            slug="earlier", panel="fixed", raters=[factories.make_user()], repeat_share="0.1"
        )
        cls.earlier.exclusion_rules = [{"rule": "active_seconds_below", "value": "20"}]
        cls.earlier.save()
        endpoint = Endpoint.objects.create(
            study=cls.earlier,
            name="here",
            base_url="https://llm.example.org/v1",
            encrypted_key=encrypt_key("sk-very-secret"),
            concurrency=9,
            budget=12,
        )
        cls.earlier.systems.update(endpoint=endpoint)
        factories.fill_study(cls.earlier, single_turn=2)
        publish_guidance(
            study=cls.earlier,
            purpose="guideline",
            text={"en": "Look twice.", "zh-hans": "看两遍。"},
            by=None,
        )
        publish_guidance(
            study=cls.earlier, purpose="consent", text=factories.both("Free."), by=None
        )
        cls.rosa = factories.add_researcher(cls.earlier)

    def setUp(self):
        self.client.force_login(self.rosa)

    def copy(self, **fields) -> Study:
        answer = self.client.post(
            NEW, TITLES | {"source": "copy", "earlier": self.earlier.pk, "slug": "copy"} | fields
        )
        self.assertEqual(answer.status_code, 302, answer.context and answer.context["form"].errors)
        return Study.objects.get(slug="copy")

    def test_takes_rules_texts_and_systems_but_no_person_and_no_key(self):
        copy = self.copy()
        self.assertEqual(copy.repeat_share, self.earlier.__class__.objects.first().repeat_share)
        self.assertEqual(copy.exclusion_rules, self.earlier.exclusion_rules)
        self.assertNotEqual(copy.seed, self.earlier.seed)
        self.assertEqual(
            list(copy.systems.values_list("name", "aliases", "endpoint__name")),
            list(self.earlier.systems.values_list("name", "aliases", "endpoint__name")),
        )
        endpoint = copy.endpoints.get()
        self.assertEqual((endpoint.concurrency, endpoint.budget), (9, 12))
        self.assertEqual(endpoint.encrypted_key, "")
        guideline = copy.guidance_texts.get(purpose="guideline")
        self.assertEqual(guideline.text["en"], "Look twice.")
        self.assertEqual(copy.criteria.count(), self.earlier.criteria.count())
        self.assertFalse(copy.items.exists())
        self.assertFalse(StudyRater.objects.filter(study=copy).exists())
        self.assertFalse(copy.invitations.exists())

    def test_takes_items_and_keys_when_they_are_ticked_and_records_it(self):
        copy = self.copy(with_items="on", with_keys="on")
        self.assertEqual(
            list(copy.items.order_by("pk").values_list("external_id", "content_sha256")),
            list(self.earlier.items.order_by("pk").values_list("external_id", "content_sha256")),
        )
        self.assertTrue(copy.endpoints.get().encrypted_key)
        made = AuditEvent.objects.get(study=copy, action="study.make")
        self.assertEqual((made.data["items"], made.data["keys"]), (True, True))
        self.assertEqual(self.earlier.items.count(), 2)

    def test_a_study_of_others_cannot_be_copied(self):
        other = factories.make_study(slug="other")
        fields = {"source": "copy", "earlier": other.pk, "slug": "copy"}
        answer = self.client.post(NEW, TITLES | fields)
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(Study.objects.filter(slug="copy").exists())

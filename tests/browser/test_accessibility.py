"""axe-core on the main pages: nothing serious or critical, in light and in dark."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from annotations.assignment.services import claim_next_assignment
from annotations.judging.services import submit_judgments
from annotations.models import Study
from annotations.studies.lifecycle import freeze_study, start_study, unblind_study
from tests import factories
from tests.judging import entry_for

from .base import PageTestCase

MARKDOWN = """## Advice

1. **Rest** and drink.
2. See a doctor if $t > 39$.

| Drug | Dose |
|:--|--:|
| Paracetamol | 500 mg |

> Not with alcohol.
"""


class AccessibilityTests(PageTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.alice = factories.make_user(name="Alice")
        self.study: Study = factories.make_study(
            raters=[self.alice], raters_per_comparison=1, repeat_share=0
        )
        self.rosa = factories.add_researcher(self.study)
        item = factories.make_item(self.study, kind="multi_turn", specialty="Cardiology")
        for system in self.study.systems.all():
            factories.make_response(item, system, "I cough.", MARKDOWN, "And now?", MARKDOWN)
        self.study = start_study(study=self.study, by=None)

    def assert_accessible(self, page: Any) -> None:
        found = Axe().run(page).response["violations"]
        serious = [
            (rule["id"], [node["html"][:120] for node in rule["nodes"]])
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
        self.assertEqual(serious, [])

    def check(self, user: Any, *paths: str) -> None:
        for size, scheme, language in self.VARIANTS:
            context = self.open_context(user, size=size, scheme=scheme, language=language)
            page = context.new_page()
            for path in paths:
                with self.subTest(path=path, size=size, scheme=scheme, language=language):
                    page.goto(self.live_server_url + path)
                    self.assert_accessible(page)
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    self.assertLessEqual(wide, page.viewport_size["width"])
            context.close()
        self.assert_quiet()

    VARIANTS = [
        ("laptop", "light", "zh-hans"),
        ("laptop", "dark", "en"),
        ("phone", "light", "en"),
        ("phone", "dark", "zh-hans"),
        ("tablet", "light", "en"),
    ]

    def test_signed_out(self):
        self.check(None, "/sign-in/", "/nowhere/")

    def test_a_rater(self):
        entry = f"/s/{self.study.public_id}/"
        self.check(self.alice, entry, f"{entry}judge/")

    def test_every_panel_open_and_something_missing(self):
        for scheme in ("light", "dark"):
            page = self.open_context(self.alice, scheme=scheme).new_page()
            page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
            page.keyboard.press("1")
            page.keyboard.press("Enter")
            page.locator(".remarks summary").click()
            page.locator(".keys summary").click()
            self.assert_accessible(page)

    def test_a_rater_who_waits(self):
        self.study.slots.update(status="unreleased")
        self.check(self.alice, f"/s/{self.study.public_id}/judge/")

    def test_a_researcher(self):
        self.check(self.rosa, "/studies/", f"/studies/{self.study.slug}/")
        freeze_study(study=self.study, by=self.rosa)
        self.check(self.rosa, f"/studies/{self.study.slug}/")

    def test_results(self):
        rater = self.study.raters.get()
        criteria = list(self.study.criteria.all())
        submit_judgments(
            assignment=claim_next_assignment(study=self.study, rater=rater).assignment,
            entry=entry_for(criteria, "tie"),
            criteria=criteria,
        )
        freeze_study(study=self.study, by=self.rosa)
        unblind_study(study=self.study, by=self.rosa, reason="All is judged.")
        self.check(self.rosa, f"/studies/{self.study.slug}/results/")

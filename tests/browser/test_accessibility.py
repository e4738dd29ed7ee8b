"""axe-core on the main pages: nothing serious or critical, in light and in dark."""

from typing import Any

from annotations.assignment.services import claim_next_assignment
from annotations.entrance.guidance import publish_guidance
from annotations.entrance.invitations import make_group_link, make_personal_link
from annotations.judging.services import submit_judgments
from annotations.models import Study
from annotations.studies.default_guidance import CONSENT, GUIDELINE
from annotations.studies.lifecycle import freeze_study, start_study, unblind_study
from tests import factories
from tests.factories import accept_all
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


def publish_default_guidance(study: Study, *, more: str = "") -> None:
    for purpose, texts in (("consent", CONSENT), ("guideline", GUIDELINE)):
        text = {language: words + more for language, words in texts.items()}
        publish_guidance(study=study, purpose=purpose, text=text, by=None)
    study.refresh_from_db()


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

    # Colours depend on the scheme, wrapping on size and language: each of these once.
    VARIANTS = [
        ("laptop", "dark", "zh-hans"),
        ("phone", "light", "en"),
        ("tablet", "light", "zh-hans"),
    ]

    def test_signed_out(self):
        rater = self.study.raters.get()
        personal = make_personal_link(rater=rater, by=None).token
        group = make_group_link(study=self.study, name="Ward", use_limit=9, by=None).token
        links = [f"/join/{token}/" for token in (personal, group, "unknown")]
        self.check(None, "/sign-in/", "/signed-out/", "/code/", *links, "/nowhere/")

    def test_a_rater_who_has_to_agree_first(self):
        publish_default_guidance(self.study)
        entry = f"/s/{self.study.public_id}/"
        self.check(self.alice, entry, f"{entry}guideline/", "/profile/", "/device/")
        accept_all(self.study.raters.get())
        publish_default_guidance(self.study, more="\n\nOne line more.")
        self.check(self.alice, entry, f"{entry}withdraw/")

    def test_the_guideline_over_the_pair(self):
        publish_default_guidance(self.study)
        accept_all(self.study.raters.get())
        for scheme in ("light", "dark"):
            page = self.open_context(self.alice, scheme=scheme).new_page()
            page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
            page.keyboard.press("g")
            page.locator("#guideline li").first.wait_for()
            self.assert_accessible(page)

    def test_a_code_for_another_device(self):
        for scheme in ("light", "dark"):
            page = self.open_context(self.alice, size="phone", scheme=scheme).new_page()
            page.goto(f"{self.live_server_url}/device/")
            page.get_by_role("button", name="Show a code").click()
            page.locator("strong.code").wait_for()
            self.assert_accessible(page)

    def test_raters_and_links(self):
        make_group_link(study=self.study, name="Ward", use_limit=9, by=None)
        url = f"/studies/{self.study.slug}/raters/"
        self.check(self.rosa, url)
        for size in ("laptop", "phone"):
            page = self.open_context(self.rosa, size=size).new_page()
            page.goto(self.live_server_url + url)
            page.get_by_role("button", name="New link").click()
            page.locator("#letter").wait_for()
            self.assert_accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(wide, page.viewport_size["width"])

    def test_a_rater(self):
        entry = f"/s/{self.study.public_id}/"
        self.check(self.alice, entry, f"{entry}judge/")

    def test_a_rater_who_needs_letters_twice_as_large(self):
        self.alice.preferences = {"text_size": 200}
        self.alice.save()
        publish_default_guidance(self.study)
        entry = f"/s/{self.study.public_id}/"
        self.check(self.alice, entry)
        accept_all(self.study.raters.get())
        pages = ("judge/", "history/", "guideline/", "withdraw/", "finish/")
        personal = ("/", "/preferences/", "/profile/", "/device/")
        self.check(self.alice, entry, *(entry + page for page in pages), *personal)

    def test_settings(self):
        self.check(self.alice, "/preferences/")
        page = self.open_context(self.alice, scheme="dark").new_page()
        page.goto(f"{self.live_server_url}/preferences/")
        page.locator("[name=key-case]").fill("1")
        page.locator("button.go").click()
        page.locator(".errorlist").wait_for()
        self.assert_accessible(page)

    def test_an_opened_menu_and_an_opened_verdict(self):
        for scheme in ("light", "dark"):
            page = self.open_context(self.alice, scheme=scheme, size="phone").new_page()
            page.goto(f"{self.live_server_url}/s/{self.study.public_id}/judge/")
            page.locator(".to-verdict").tap()
            self.assert_accessible(page)
            page.locator(".menu summary").tap()
            self.assert_accessible(page)

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

    def test_what_else_a_researcher_opens(self):
        """The record, leaks, files, members, tokens and the blinding report."""
        base = f"/studies/{self.study.slug}"
        self.VARIANTS = self.VARIANTS[1:4]
        running = ("record", "leaks", "exports", "members", "generation")
        self.check(self.rosa, "/tokens/", "/counts/", *(f"{base}/{page}/" for page in running))
        freeze_study(study=self.study, by=self.rosa)
        unblind_study(study=self.study, by=self.rosa, reason="All is judged.")
        self.check(self.rosa, f"{base}/blinding/", f"{base}/record/", f"{base}/exports/")

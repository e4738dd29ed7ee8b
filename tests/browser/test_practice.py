"""Practice pairs with feedback, in the browser."""

from typing import Any

from annotations.models import Submission
from annotations.studies.lifecycle import start_study
from tests import factories

from .handing_on import HandingCase


class PracticeTests(HandingCase):
    def setUp(self) -> None:
        super().setUp()
        draft = factories.make_study(raters=[self.alice], raters_per_comparison=1, repeat_share=0)
        factories.make_practice(draft, "secret-beta", "tie")
        self.study = start_study(study=factories.fill_study(draft, single_turn=1), by=None)

    def practise(self, **options: Any) -> None:
        page = self.open_judging(**options)
        language = options.get("language", "en")
        for number in (1, 2):
            self.take(f"practice-{options.get('size', 'laptop')}-{language}-{number}")
            token = self.token()
            if options.get("size") == "phone":
                self.open_acts()
                for group in page.locator(".criterion").all():
                    group.locator("label").nth(1).tap()
                page.locator("#verdict .go").tap()
            else:
                self.press("1", "2", "3", "1", "2", "Enter")
            page.locator("#go-on").wait_for()
            self.take(f"feedback-{options.get('size', 'laptop')}-{language}-{number}")
            self.assert_accessible()
            self.assertTrue(Submission.objects.filter(assignment__token=token).exists())
            page.wait_for_function("document.activeElement.id === 'go-on'")
            page.keyboard.press("Enter")
            page.locator(f"#verdict:not([data-token='{token}'])").wait_for(state="attached")
        self.assertEqual(page.locator(".bar .chip").count(), 0)
        self.assert_quiet()

    def test_one_key_goes_on_after_the_feedback(self):
        self.practise(language="zh-hans")

    def test_on_a_phone(self):
        self.practise(size="phone")

    def test_without_script_too(self):
        page = self.open_judging(script=False)
        for group in page.locator(".criterion").all():
            group.locator("input").first.check(force=True)
        page.locator("#verdict .go").click()
        page.locator("#go-on").click()
        page.get_by_text("Practice 2 of 2: does not count").first.wait_for()

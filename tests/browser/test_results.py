"""The results page in a browser: accessible, within its screen, printed whole."""

from playwright.sync_api import expect

from annotations.analysis.computed import report_of
from tests.browser.base import PageTestCase
from tests.factories import add_researcher
from tests.planted import Size, Truth, planted_study


class ResultsPageTests(PageTestCase):
    def test_it_is_accessible_and_fits_every_screen(self):
        study = planted_study(Truth(), Size(items=16)).study
        rosa = add_researcher(study)
        # Computed beforehand: a crowded machine would take longer than the browser waits.
        report_of(study)
        for size, scheme, language in (("laptop", "dark", "en"), ("phone", "light", "zh-hans")):
            context = self.open_context(rosa, size=size, scheme=scheme, language=language)
            page = context.new_page()
            page.goto(f"{self.live_server_url}/studies/{study.slug}/results/")
            with self.subTest(size=size, scheme=scheme, language=language):
                self.assert_accessible(page)
                wide = page.evaluate("document.documentElement.scrollWidth")
                self.assertLessEqual(wide, page.viewport_size["width"])
            if size == "laptop":
                self.assertEqual(page.locator("details[data-fold]:not([open])").count(), 0)
        self.check_folding(page)
        page.locator("svg a:visible").last.click()
        page.wait_for_url("**/results/judgments/**")
        self.assert_accessible(page)
        page.go_back()
        # As it was left, so that the reader finds the bar again.
        self.assertEqual(self.unfolded(page), ["primary", "safety"])
        self.assertEqual((self.complaints, self.left_the_site), ([], []))

    def check_folding(self, page):
        """On a phone: the first section open; a link unfolds what it leads to, printing all."""
        self.assertEqual(self.unfolded(page), ["primary"])
        page.get_by_role("link", name="安全性", exact=True).click()
        expect(page.locator("#safety svg").first).to_be_visible()
        self.assertEqual(self.unfolded(page), ["primary", "safety"])
        everything = page.locator("details[data-fold]").count()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(len(self.unfolded(page)), everything)
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        self.assertEqual(self.unfolded(page), ["primary", "safety"])

    def unfolded(self, page) -> list[str]:
        return page.locator("section:has(> details[data-fold][open])").evaluate_all(
            "all => all.map((one) => one.id)"
        )

"""The results page in a browser: accessible, within its screen, printed whole."""

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
        page.locator("svg a").first.click()
        page.wait_for_url("**/results/judgments/**")
        self.assert_accessible(page)
        self.assertEqual((self.complaints, self.left_the_site), ([], []))

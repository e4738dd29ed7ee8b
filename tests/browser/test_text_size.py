"""Letters up to twice as large, and lines that stay readable."""

from annotations.models import User

from .reading import (
    CHINESE,
    LEFT,
    ReadingCase,
    long_text,
)


class SizeTests(ReadingCase):
    def setUp(self) -> None:
        super().setUp()
        self.add_pair(long_text(CHINESE, 1_900), long_text(CHINESE, 1_900, 1), prompt=CHINESE)
        self.start()

    def stored(self) -> dict[str, object]:
        return User.objects.get(pk=self.alice.pk).preferences

    def wait_until_stored(self, **expected: object) -> None:
        for _ in range(50):
            if self.stored() == expected:
                return
            self.page.wait_for_timeout(50)
        self.assertEqual(self.stored(), expected)

    def test_keys_and_buttons_change_it_at_once_and_on_every_device(self):
        page = self.open_judging(size="desk")
        letters = "parseFloat(getComputedStyle(document.querySelector('.answer')).fontSize)"
        self.press("+", "=")
        self.assertEqual(page.evaluate(letters), 20)
        self.assertEqual(page.locator(".sizes output").inner_text(), "125 %")
        page.get_by_role("button", name="Larger text").click()
        self.press("-")
        page.get_by_role("button", name="Larger text").click()
        self.wait_until_stored(text_size=150)
        there = self.open_judging(size="phone", language="zh-hans")
        self.assertEqual(there.evaluate(letters), 24)
        self.press("-", "-", "-", "-", "-", "-")
        self.wait_until_stored()
        self.assert_quiet()

    def test_it_grows_around_the_line_that_is_read(self):
        self.open_judging()
        self.press("c")
        self.scroll(LEFT, 500)
        block = self.page.evaluate_handle(
            """() => [...document.querySelectorAll("#side-left .answer > *")].find((one) =>
                 one.getBoundingClientRect().bottom > document.querySelector("#side-left > h2")
                   .getBoundingClientRect().bottom)"""
        )
        before = block.evaluate("one => one.getBoundingClientRect().top")
        self.press("+")
        moved = block.evaluate("one => one.getBoundingClientRect().top") - before
        self.assertLess(abs(moved), 12)

    def test_without_script_a_button_of_the_bar_does_it(self):
        page = self.open_judging(script=False)
        page.get_by_role("button", name="Larger text").click()
        page.locator("html[data-size='110']").wait_for()
        self.assertEqual(self.stored(), {"text_size": 110})

    def test_the_verdict_folds_where_large_letters_leave_no_room(self):
        page = self.open_judging()
        verdict = page.locator("#verdict")
        self.assertTrue(verdict.is_visible())
        self.set_size(200)
        self.assertFalse(verdict.is_visible())
        self.press("1")
        self.assertTrue(verdict.is_visible())
        self.assertGreater(page.locator(".reading").bounding_box()["height"], 0.28 * 800)

    def test_dark_by_choice_on_a_light_device(self):
        self.alice.preferences = {"theme": "dark"}
        self.alice.save()
        page = self.open_judging(scheme="light")
        paper = "getComputedStyle(document.body).backgroundColor"
        self.assertEqual(page.evaluate(paper), "rgb(20, 24, 26)")
        self.alice.preferences = {"theme": "light"}
        self.alice.save()
        page = self.open_judging(scheme="dark")
        self.assertEqual(page.evaluate(paper), "rgb(246, 245, 241)")

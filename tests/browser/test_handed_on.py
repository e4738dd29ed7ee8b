"""Where a pair goes that was handed on, and what the researcher sees of it."""

from tests import factories

from .handing_on import PICTURES, HandingCase


class HandedOnWhenRecognisedTests(HandingCase):
    study_fields = {"hands_on_recognised": True}

    def test_the_key_opens_a_question_and_enter_hands_the_pair_on(self):
        for size in ("laptop", "phone"):
            with self.subTest(size):
                self.open_judging(size=size)
                token = self.token()
                if size == "laptop":
                    self.press("i")
                else:
                    self.open_acts()
                    self.page.locator(".recognised summary").tap()
                self.page.locator(".recognised .panel").wait_for()
                self.take(f"hand-on-recognised-{size}")
                self.assert_accessible()
                self.page.locator(".recognised button").press("Enter")
                self.wait_for_another(token)
                self.assertEqual(self.state_of(token), ("declined", "recognised"))
        self.assert_quiet()


class SpecialtyTests(HandingCase):
    study_fields = {"matches_specialties": True}

    def test_the_waiting_list_has_a_way_on(self):
        self.study.slots.update(specialty="儿科")
        for size, language in (("laptop", "zh-hans"), ("phone", "en")):
            page = self.open_judging(size=size, language=language)
            page.locator(".specialties button").wait_for()
            self.take(f"specialties-{size}")
            self.assert_accessible()
        page.locator(".specialties button").tap()
        page.locator("#verdict").wait_for(state="attached")
        page.goto(f"{self.live_server_url}/s/{self.study.public_id}/")
        self.take("specialties-study")
        self.assert_accessible()
        self.assert_quiet()


class ResearcherTests(HandingCase):
    def test_a_report_is_seen_live_and_the_item_withdrawn(self):
        rosa = factories.add_researcher(self.study)
        page = self.open_context(rosa).new_page()
        page.goto(f"{self.live_server_url}/studies/{self.study.slug}/")
        self.open_judging()
        self.press("p")
        self.page.keyboard.type("Both sides answer another question.")
        self.press("Control+Enter")
        self.page.locator("#report-said:not(:empty)").wait_for()
        self.press("n", "1")
        page.get_by_text("Both sides answer another question.").wait_for()
        page.get_by_text("Handed on by raters").wait_for()
        self.page = page
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/problems.png", full_page=True)
        self.assert_accessible()
        page.get_by_role("link", name="Withdraw this item").click()
        page.get_by_label("Reason").fill("Wrong question.")
        page.locator("input[type=checkbox]").check()
        self.take("withdraw-item")
        self.assert_accessible()
        page.get_by_role("button", name="Withdraw this item").click()
        page.get_by_text("The item is withdrawn.").wait_for()
        self.assertTrue(self.study.comparisons.filter(withdrawn_at__isnull=False).exists())
        self.assert_quiet()

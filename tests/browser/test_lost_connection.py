"""The network goes while a pair is judged: everything stays, nothing is called saved too early."""

from typing import Any

from annotations.models import Submission
from tests.faults import lossy_network

from .saving import COMMENT, SavingCase, is_submit


class CutNetworkTests(SavingCase):
    def test_it_hands_in_by_itself_when_the_network_is_back(self):
        page = self.open_judging()
        page.context.set_offline(True)
        self.fill(page, "kept in the page")
        self.submit(page)
        page.locator("[data-notice=connection]:visible").wait_for()
        self.assertEqual(page.locator("#save-state").inner_text(), "Not saved yet")
        page.context.set_offline(False)
        self.wait_for_pair(2)
        self.assertEqual(page.locator("#save-state").inner_text(), "Saved")
        self.assertEqual(self.only_submission().comment, "kept in the page")

    def test_ten_minutes_without_a_network_at_handing_in(self):
        page = self.open_judging_with_a_clock()
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        page.context.set_offline(True)
        self.fill(page, "ten minutes")
        self.submit(page)
        page.locator("[data-notice=connection]:visible").wait_for()
        for _ in range(40):
            page.clock.run_for(15_000)
            page.wait_for_timeout(20)
            self.assertNotIn(page.locator("#save-state").inner_text(), ("Saved", "Saving…"))
        tries = sum(map(is_submit, asked))
        # Soon at first, then every half minute: neither given up nor hammering.
        self.assertTrue(10 <= tries <= 40, tries)
        self.assertEqual(page.locator(COMMENT).input_value(), "ten minutes")
        page.context.set_offline(False)
        page.clock.run_for(5_000)
        self.wait_for_pair(2)
        self.assertEqual(self.only_submission().comment, "ten minutes")

    def test_a_server_error_is_tried_again_too(self):
        page = self.open_judging()
        answers = [503, 500]
        page.route(is_submit, lambda route: self.answer(route, answers))
        self.fill(page)
        self.submit(page)
        page.locator("[data-notice=connection]:visible").wait_for()
        self.wait_for_pair(2)
        self.assertEqual(answers, [])
        self.assertEqual(Submission.objects.count(), 1)

    def answer(self, route: Any, answers: list[int]) -> None:
        if answers:
            route.fulfill(status=answers.pop(0), body="no")
        else:
            route.continue_()

    def test_who_goes_on_typing_is_not_cut_off(self):
        page = self.open_judging()
        page.context.set_offline(True)
        self.fill(page, "half a")
        self.submit(page)
        page.locator("[data-notice=connection]:visible").wait_for()
        page.locator(COMMENT).press_sequentially(" sentence", delay=20)
        page.context.set_offline(False)
        page.locator(COMMENT).press_sequentially(" is finished", delay=120)
        self.wait_for_pair(2)
        self.assertEqual(self.only_submission().comment, "half a sentence is finished")

    def test_choices_survive_a_browser_that_was_closed_without_a_network(self):
        page = self.open_judging()
        page.wait_for_timeout(1600)
        page.context.set_offline(True)
        self.fill(page)
        page.wait_for_timeout(800)
        state = page.context.storage_state()
        page.context.close()
        self.assertEqual(self.draft().get("overall"), None)
        again = self.open_context(self.alice, storage_state=state).new_page()
        again.goto(self.judge_url)
        self.assertEqual(again.locator("#verdict .criterion input:checked").count(), 5)
        self.wait_until(lambda: self.draft().get("overall") == "left", again)
        self.wait_for_state(again, "saved")
        self.wait_until(lambda: not again.evaluate("Object.keys(localStorage)"), again)

    def test_leaving_with_something_unsaved_is_asked_about(self):
        page = self.open_judging()
        page.context.set_offline(True)
        self.fill(page, "typed")
        self.wait_for_state(page, "unsaved")
        asked: list[str] = []

        def stay(dialog: Any) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        page.evaluate("setTimeout(() => location.assign('/'))")
        self.wait_until(lambda: asked == ["beforeunload"], page)
        page.context.set_offline(False)
        self.wait_for_state(page, "saved")

    def open_judging_with_a_clock(self) -> Any:
        self.page = self.open_context(self.alice).new_page()
        self.page.clock.install()
        self.page.goto(self.judge_url)
        return self.page


class LossyNetworkTests(lossy_network.LossyNetworkTests):
    submissions, raters, latency_seconds, offline_seconds = 6, 3, 0.3, 4

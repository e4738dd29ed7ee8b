"""The same pair handed in more than once, in twelve ways: always exactly one current judgment."""

from typing import Any

from annotations.models import Assignment, Draft, Submission

from .saving import COMMENT, SUBMIT, Held, SavingCase, is_draft, is_submit

GONE = "You have already judged this pair; your first answer is kept."


class RepeatingTests(SavingCase):
    def assert_one_judgment(self, page: Any, **said: Any) -> None:
        """Of the first pair; its rater has the next one and no page is an error."""
        submission = Submission.objects.get()
        self.assertEqual(submission.revision, 1)
        for name, value in said.items():
            self.assertEqual(getattr(submission, name), value)
        states = sorted(Assignment.objects.values_list("state", flat=True))
        self.assertEqual(states, ["open", "submitted"])
        for page_of_context in page.context.pages:
            self.assertNotIn("Server Error", page_of_context.content())
            self.assertNotIn("not allowed", page_of_context.content())
        self.assertEqual(self.complaints, [])

    def test_01_double_click(self):
        page = self.open_judging()
        self.fill(page, "once")
        page.locator(SUBMIT).dblclick()
        self.wait_for_pair(2)
        self.assert_one_judgment(page, comment="once")

    def test_02_enter_pressed_again_and_again_while_the_answer_is_slow(self):
        page = self.open_judging()
        held = Held(page, is_submit)
        self.fill(page)
        self.press("Enter", "Enter", "Enter")
        self.wait_until(lambda: len(held.routes) == 1, page)
        page.wait_for_timeout(300)
        self.assertEqual(len(held.routes), 1)
        held.let_go()
        self.wait_for_pair(2)
        self.assert_one_judgment(page)

    def test_03_back_and_handed_in_again_without_script(self):
        page = self.open_judging(script=False)
        self.choose_all(page)
        self.submit(page)
        self.wait_for_pair(2)
        page.go_back()
        if page.locator("#verdict").count():  # the first pair is never offered again
            self.assertNotIn(Submission.objects.get().assignment.token, page.content())
        page.goto(self.judge_url)
        self.assert_one_judgment(page)

    def test_04_the_form_posted_twice_without_script(self):
        page = self.open_judging(script=False)
        self.choose_all(page)
        action = page.locator("#verdict").get_attribute("action")
        fields = dict(self.fields_of(page))
        for _ in range(2):
            answer = page.request.post(self.live_server_url + action, form=fields)
            self.assertEqual((answer.status, answer.url), (200, self.judge_url))
        page.reload()
        self.assert_one_judgment(page)

    def test_05_reloaded_while_the_answer_is_on_its_way(self):
        page = self.open_judging()
        self.fill(page, "reloaded")
        self.wait_for_state(page, "saved")
        held = Held(page, is_submit)
        self.submit(page)
        self.wait_until(lambda: len(held.routes) == 1, page)
        held.is_holding = False
        page.reload()
        self.assertEqual(page.locator(COMMENT).input_value(), "reloaded")
        self.submit(page)
        self.wait_for_pair(2)
        self.assert_one_judgment(page, comment="reloaded")

    def test_06_two_tabs_that_say_the_same(self):
        first = self.open_judging()
        second = self.open_tab(first)
        for page in (first, second):
            page.bring_to_front()
            self.fill(page)
        for page in (first, second):
            self.submit(page)
            self.wait_for_pair_on(page, 2)
        self.assert_one_judgment(first)

    def test_07_two_tabs_that_differ(self):
        first = self.open_judging()
        second = self.open_tab(first)
        # The second one hears nothing of the first before both are handed in.
        Held(second, is_draft)
        self.fill(second, "second")
        first.bring_to_front()
        self.fill(first, "first")
        self.submit(first)
        self.wait_for_pair_on(first, 2)
        self.submit(second)
        second.get_by_text(GONE).wait_for()
        self.assertEqual(second.locator(COMMENT).input_value(), "second")
        second.get_by_role("link", name="Go to the next pair").first.click()
        self.wait_for_pair_on(second, 2)
        self.assert_one_judgment(first, comment="first")

    def test_08_two_devices(self):
        desk = self.open_judging()
        self.fill(desk, "at the desk")
        self.wait_for_state(desk, "saved")
        phone = self.open_device(size="phone")
        self.submit_by_script(phone)
        self.wait_for_pair_on(phone, 2)
        self.submit(desk)
        self.wait_for_pair_on(desk, 2)
        self.assert_one_judgment(desk, comment="at the desk")

    def test_09_stored_but_the_answer_was_lost(self):
        page = self.open_judging()
        self.fill(page, "kept")
        losses = []

        def lose_once(route: Any) -> None:
            if losses:
                return route.continue_()
            losses.append(route.fetch())
            route.abort()

        page.route(is_submit, lose_once)
        self.submit(page)
        self.wait_for_pair(2)
        self.assertEqual(losses[0].status, 200)
        self.complaints.clear()  # the browser tells of the request that failed
        self.assert_one_judgment(page, comment="kept")

    def test_10_one_with_script_and_one_without(self):
        with_script = self.open_judging()
        self.fill(with_script)
        self.wait_for_state(with_script, "saved")
        plain = self.open_device(script=False)
        self.submit(plain)
        self.wait_for_pair_on(plain, 2)
        self.submit(with_script)
        self.wait_for_pair_on(with_script, 2)
        self.assert_one_judgment(plain)

    def test_11_handed_in_while_a_draft_is_being_stored(self):
        page = self.open_judging()
        page.wait_for_timeout(1600)
        held = Held(page, is_draft)
        self.fill(page, "both")
        self.wait_until(lambda: len(held.routes) == 1, page)
        self.submit(page)
        self.wait_for_pair(2)
        held.let_go()
        page.wait_for_timeout(500)
        self.assertFalse(Draft.objects.filter(assignment__state="submitted").exists())
        self.assertFalse(page.locator("[data-notice]:visible").count())
        self.assert_one_judgment(page, comment="both")

    def test_12_a_stale_tab_of_a_pair_that_was_judged_elsewhere(self):
        stale = self.open_judging()
        fresh = self.open_device()
        self.fill(fresh)
        self.submit(fresh)
        self.wait_for_pair_on(fresh, 2)
        self.choose(stale, "overall", "right")
        stale.locator("[data-notice=gone]:visible").wait_for()
        self.assertIn("no longer yours", stale.locator("[data-notice=gone]").inner_text())
        stale.locator("[data-notice=gone]").get_by_role("link").click()
        self.wait_for_pair_on(stale, 2)
        self.assert_one_judgment(fresh)

    def choose_all(self, page: Any) -> None:
        for group in page.locator(".criterion").all():
            group.locator("label").first.click()

    def submit_by_script(self, page: Any) -> None:
        page.evaluate("document.querySelector('#verdict').requestSubmit()")

    def fields_of(self, page: Any) -> list[list[str]]:
        return page.locator("#verdict").evaluate("form => [...new FormData(form)]")

"""Marks come back: in drafts, in revisions; and everybody can read them."""

import json

from axe_playwright_python.sync_playwright import Axe

from annotations.models import Draft, Submission
from annotations.studies.verification import verify_study

from .marking import ZH, MarkingCase


class DraftTests(MarkingCase):
    def wait_for_draft(self, count: int) -> None:
        """Until the server has the marks; it has a second or two."""
        for _ in range(50):
            draft = Draft.objects.filter(assignment__rater__study=self.study).first()
            if draft and len(json.loads(draft.fields.get("spans") or "[]")) == count:
                return
            self.page.wait_for_timeout(100)
        self.fail("the marks were not stored")

    def test_marks_come_back_after_a_reload_and_on_another_device(self):
        page = self.open_judging()
        self.select("孕妇禁用", nth=1)
        self.choose("dangerous", "severe").click()
        self.wait_for_draft(1)
        page.reload()
        page.locator("#verdict").wait_for()
        self.assertEqual(self.drawn("severe"), ["孕妇禁用"])
        self.open_judging(size="phone", language="zh-hans")
        self.assertEqual(self.drawn("severe"), ["孕妇禁用"])
        self.page.locator("[data-mark-start]:visible").first.tap()
        self.page.touchscreen.tap(*self.point_of("停药三天"))
        self.choose("outdated", "mild").tap()
        self.wait_for_draft(2)
        self.open_judging()
        self.assertEqual(self.drawn("mild"), ["停药三天即可。"])
        self.select("100 mg")
        self.choose("false", "moderate").click()
        self.page.locator("[data-marks-count]").get_by_text("3").wait_for()
        self.assertEqual(len(self.submit()), 3)

    def test_marks_of_a_draft_are_handed_in_at_their_places(self):
        self.open_judging()
        self.select("孕妇禁用", nth=1)
        self.choose("dangerous", "severe").click()
        self.wait_for_draft(1)
        self.open_judging()
        (span,) = self.submit()
        self.assertEqual((span.start, span.quote), (ZH.rindex("孕妇禁用"), "孕妇禁用"))

    def test_a_mark_that_does_not_fit_is_said_and_can_be_removed(self):
        page = self.open_judging()
        wrong = [{"side": "left", "turn": 0, "start": 0, "end": 2, "quote": "別的"}]
        wrong[0] |= {"type": "false", "severity": "mild"}
        page.evaluate(
            "text => { document.querySelector('[name=spans]').value = text;"
            " document.dispatchEvent(new CustomEvent('judging:changed')); }",
            json.dumps(wrong),
        )
        for group in page.locator(".criterion").all():
            group.locator("input").first.check(force=True)
        page.locator("#verdict .go").click()
        page.get_by_text("Marked passage 1 does not fit its answer.").wait_for()
        self.assertEqual(page.locator("#verdict input:checked").count(), 5)
        page.locator(".marks summary").click()
        page.locator("#mark-list .missing:visible").wait_for()
        page.get_by_role("button", name="Remove").click()
        self.assertEqual(self.submit(), [])


class RevisionTests(MarkingCase):
    def test_a_judged_pair_opens_with_its_marks_and_takes_more(self):
        self.open_judging()
        self.select("孕妇禁用", nth=1)
        self.choose("dangerous", "severe").click()
        self.submit()
        token = self.study.raters.get().assignments.get().token
        page = self.page
        page.goto(f"{self.live_server_url}/s/{self.study.public_id}/h/{token}/")
        page.locator("#verdict").wait_for()
        self.assertEqual(self.drawn("severe"), ["孕妇禁用"])
        self.select("阿司匹林", side="right")
        self.choose("false", "mild").click()
        page.locator(".reason input[type=radio]").first.check()
        page.locator("#verdict .go").click()
        page.locator("#verdict.revision").wait_for(state="detached")
        revised = Submission.objects.get(revision=2)
        marks = revised.marked_spans.order_by("pk").values_list("side", "start", "quote")
        place = ZH.rindex("孕妇禁用")
        self.assertEqual(
            list(marks), [("left", place, "孕妇禁用"), ("right", ZH.index("阿司"), "阿司匹林")]
        )
        self.assertTrue(all(verdict.holds for verdict in verify_study(self.study)))


class AccessibilityTests(MarkingCase):
    def test_palette_hint_and_list(self):
        for scheme in ("light", "dark"):
            for size in ("laptop", "phone"):
                page = self.open_judging(scheme=scheme, size=size)
                if size == "phone":
                    page.locator("[data-mark-start]:visible").first.tap()
                    page.touchscreen.tap(*self.point_of("孕妇禁用"))
                else:
                    self.select("孕妇禁用")
                    self.choose("dangerous", "severe").click()
                    page.locator(".marks summary").click()
                    self.press("x", "ArrowDown", "Enter")
                with self.subTest(scheme=scheme, size=size):
                    found = Axe().run(page).response["violations"]
                    serious = [
                        (rule["id"], [node["html"] for node in rule["nodes"]])
                        for rule in found
                        if rule["impact"] in {"serious", "critical"}
                    ]
                    self.assertEqual(serious, [])
        self.assert_quiet()

    def test_without_script_nothing_of_it_is_shown(self):
        page = self.open_judging(script=False)
        for part in ("#mark-palette", "#mark-hint", "[data-mark-start]", ".marks"):
            for place in page.locator(part).all():
                self.assertTrue(place.is_hidden())

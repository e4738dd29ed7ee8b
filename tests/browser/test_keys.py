"""Keys: remapped, switched off, and never called by an input method."""

from typing import Any

from annotations.models import Submission, User

from .reading import CHINESE, ReadingCase, long_text

FIRE = """([selector, events]) => {
  const target = document.querySelector(selector);
  for (const [type, init] of events) {
    const kind = type.startsWith("composition") ? CompositionEvent : KeyboardEvent;
    target.dispatchEvent(new kind(type, { bubbles: true, cancelable: true, ...init }));
  }
}"""


class KeyCase(ReadingCase):
    def setUp(self) -> None:
        super().setUp()
        for number in range(2):
            self.add_pair(
                long_text(CHINESE, 200, number), long_text(CHINESE, 200, number + 5), prompt=CHINESE
            )
        self.start()

    def stored(self) -> dict[str, Any]:
        return User.objects.get(pk=self.alice.pk).preferences

    def case_is_open(self) -> bool:
        return self.page.locator("#case").evaluate("box => box.open")

    def chosen(self) -> int:
        return self.page.locator("#verdict .criterion input:checked").count()


class OwnKeyTests(KeyCase):
    def test_a_changed_key_works_on_the_next_page_and_on_another_device(self):
        page = self.open_judging(language="zh-hans")
        page.locator(".keys summary").click()
        page.get_by_role("link", name="更改快捷键").click()
        page.get_by_label("折叠或展开题目").or_(page.locator("[name=key-case]")).first.fill("k")
        page.locator("button.go").click()
        page.wait_for_url("**/judge/")
        self.assertEqual(self.stored(), {"keys": {"case": "k"}})
        for _device in range(2):
            self.assertIn("K", page.locator(".case kbd").inner_text())
            self.press("c")
            self.assertTrue(self.case_is_open())
            self.press("k")
            self.assertFalse(self.case_is_open())
            page = self.open_judging()
        self.assert_quiet()

    def test_a_taken_key_is_refused_on_the_spot_and_reset_gives_all_back(self):
        page = self.open_judging()
        page.goto(f"{self.live_server_url}/preferences/")
        page.locator("[name=key-case]").fill("f")
        page.locator("button.go").click()
        self.assertEqual(page.get_by_text("Two commands cannot share a key.").count(), 2)
        page.locator("[name=key-case]").fill("k")
        page.locator("button.go").click()
        page.get_by_role("button", name="Give every command its usual key").click()
        self.assertEqual(page.locator("[name=key-case]").input_value(), "c")
        self.assertEqual(self.stored(), {})

    def test_switched_off_they_stay_off_everywhere(self):
        page = self.open_judging()
        page.locator(".keys summary").click()
        with page.expect_response("**/preferences/"):
            page.locator("#keys-on").uncheck()
        self.press("Escape")
        self.assertEqual(self.stored(), {"keys_on": False})
        page = self.open_judging()
        self.press("1", "c", "f", "+", "Enter")
        self.assertEqual((self.chosen(), self.case_is_open()), (0, True))
        self.assertFalse(page.locator(".dock kbd").first.is_visible())
        self.assertFalse(page.locator("#keys-on").is_checked())
        self.assertEqual(page.locator(".missing:visible").count(), 0)


class FocusTests(KeyCase):
    def test_whatever_has_the_focus_can_be_seen(self):
        """Tab through the page: an outline, and nothing that sticks lies over it."""
        for width, height in ((1280, 800), (640, 800)):
            page = self.open_judging()
            self.resize(width, height)
            for number in range(45):
                page.keyboard.press("Tab")
                problem = page.evaluate(FOCUS_PROBLEM)
                with self.subTest(width=width, number=number):
                    self.assertIsNone(problem)
            page.context.close()


FOCUS_PROBLEM = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const face = one.matches(".seg input") ? one.nextElementSibling : one;
  const box = face.getBoundingClientRect();
  const name = `${one.localName}.${one.className} ${one.name ?? ""}`;
  if (getComputedStyle(face).outlineStyle === "none") return `${name} has no outline`;
  const x = Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 1);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  if (bottom - top < 4) return `${name} is out of sight`;
  for (const y of [(top + bottom) / 2, top + 3, bottom - 3]) {
    const found = document.elementFromPoint(x, y);
    if (found && (one.contains(found) || found.contains(one) || face.contains(found))) return null;
  }
  return `${name} is covered`;
}"""


class InputMethodTests(KeyCase):
    def test_composing_in_chromium_itself_chooses_and_sends_nothing(self):
        page = self.open_judging()
        self.press("1", "1", "1", "1", "1", "m")
        client = page.context.new_cdp_session(page)
        for text in ("n", "ni", "ni h", "你好"):
            client.send("Input.imeSetComposition", _composed(text))
        for key, code in (("1", 49), ("Enter", 13), ("c", 67), (" ", 32)):
            for kind in ("rawKeyDown", "keyUp"):
                client.send(
                    "Input.dispatchKeyEvent",
                    {"type": kind, "key": key, "windowsVirtualKeyCode": 229, "code": f"K{code}"},
                )
        client.send("Input.insertText", {"text": "你好"})
        page.wait_for_timeout(200)
        self.assertEqual(page.locator("#id_comment").input_value(), "你好")
        self.assertEqual(self.chosen(), 5)
        self.assertTrue(self.case_is_open())
        self.assertEqual(Submission.objects.count(), 0)

    def test_no_order_of_events_calls_a_command(self):
        self.open_judging()
        chosen_before = self.chosen()
        for key in ("1", "0", "Enter", "c", "+", "s"):
            for events in _orders(key):
                for place in ("body", "#verdict input[type=radio]", "#id_comment"):
                    self.page.evaluate(FIRE, [place, events])
        self.settle()
        self.assertEqual((self.chosen(), self.case_is_open()), (chosen_before, True))
        self.assertEqual(self.page.locator(".missing:visible").count(), 0)
        self.assertEqual(self.page.locator(".sync").get_attribute("aria-pressed"), "false")
        self.assertEqual(self.stored(), {})
        self.assertEqual(Submission.objects.count(), 0)

    def test_the_enter_that_ends_a_composition_does_not_submit_with_control_either(self):
        self.open_judging()
        self.press("1", "1", "1", "1", "1", "m")
        ends = [["compositionstart", {}], ["compositionend", {"data": "你"}]]
        enter = [["keydown", {"key": "Enter", "ctrlKey": True}]]
        self.page.evaluate(FIRE, ["#id_comment", ends + enter])
        self.page.wait_for_timeout(300)
        self.assertEqual(Submission.objects.count(), 0)
        self.press("Control+Enter")
        self.page.locator("progress[value='1']").wait_for(state="attached")
        self.assertEqual(Submission.objects.count(), 1)


def _composed(text: str) -> dict[str, Any]:
    return {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}


def _orders(key: str) -> list[list[list[Any]]]:
    """Of one key while an input method is at work: Chrome and Firefox, old ones, Safari."""
    down = ["keydown", {"key": key, "isComposing": True}]
    old = ["keydown", {"key": key, "keyCode": 229}]
    plain = ["keydown", {"key": key}]
    start, end = ["compositionstart", {}], ["compositionend", {"data": "字"}]
    return [
        [start, down, end],
        [start, old, end],
        # Between start and end even an event that says nothing of it is the method's.
        [start, plain, end],
        # Safari: the composition is over before the key that ended it is told.
        *([[start, end, plain]] if key == "Enter" else []),
        [start, end, old],
    ]

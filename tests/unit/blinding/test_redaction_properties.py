"""What holds for the scan and the mask on any text at all, and how their cost grows."""

import time

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.blinding.redaction import Masked, find_leaks, mask

ALIASES = ("MedAlpha", "杏林二号", "omitted", "略", "A")
PIECES = (
    "as an AI language model, ", "I'm ", "I am not ", "a chatbot", "ChatGPT", "trained by OpenAI",
    "作为", "一个", "人工智能", "我是", "由百度开发", "的", "华佗", "GPT", "文心一言", "杏林二号",
    "Med-Alpha", "‹omitted›", "〔略〕", "**", "*", "`", "\u200b", "\u202e", " ", "\n", ",", "，",
    "。", ". ", "<b>", "AI", "my training data", "我没有情感", "letrozole", "医生", "\ud800",
    "\x00", "G P T - 4", "4", "а",
)  # fmt: skip
# Lone surrogates too: they come out of damaged files.
any_text = st.text(st.characters(exclude_categories=()), max_size=80)
near_texts = st.lists(st.sampled_from(PIECES) | any_text, max_size=12).map("".join)


def redacted(text: str) -> Masked:
    return mask(text, find_leaks(text, ALIASES))


class PropertyTests(SimpleTestCase):
    @given(near_texts)
    @settings(deadline=None, max_examples=150)
    def test_leaks_are_within_the_text_sorted_and_disjoint(self, text):
        ends = [0]
        for leak in find_leaks(text, ALIASES):
            self.assertLess(leak.start, leak.end)
            self.assertGreaterEqual(leak.start, ends[-1])
            ends.append(leak.end)
        self.assertLessEqual(ends[-1], len(text))

    @given(near_texts)
    @settings(deadline=None, max_examples=150)
    def test_nothing_is_found_in_a_masked_text(self, text):
        shown = redacted(text).text
        self.assertEqual(find_leaks(shown, ALIASES), ())
        self.assertEqual(redacted(shown).text, shown)

    @given(near_texts)
    @settings(deadline=None, max_examples=150)
    def test_what_is_not_masked_stays_as_it_was(self, text):
        masked = redacted(text)
        raw, shown = 0, 0
        for span in masked.spans:
            self.assertEqual(text[raw : span.start], masked.text[shown : span.shown_start])
            raw, shown = span.end, span.shown_end
        self.assertEqual(text[raw:], masked.text[shown:])

    @given(near_texts, st.integers(0, 200), st.integers(1, 50))
    @settings(deadline=None, max_examples=150)
    def test_a_piece_of_the_shown_text_is_found_in_the_raw_one(self, text, start, length):
        masked = redacted(text)
        start = min(start, len(masked.text))
        end = min(start + length, len(masked.text))
        raw_start, raw_end = masked.raw_span(start, end)
        self.assertTrue(0 <= raw_start <= raw_end <= len(text))
        untouched = all(end <= s.shown_start or s.shown_end <= start for s in masked.spans)
        if untouched and start < end:
            self.assertEqual(text[raw_start:raw_end], masked.text[start:end])


class CostTests(SimpleTestCase):
    """A pattern that goes back over the text again and again would cost 16 times as much."""

    UNITS = (
        "as an ai ", "as an ai, i am chatgpt. ", "my ", "a b c ", "a\u0301", "我是一个", "由",
        "机器人可以,", "gpt-", "<b ",
    )  # fmt: skip

    def seconds(self, unit: str, size: int) -> float:
        text = unit * (size // len(unit.encode()))
        began = time.process_time()
        find_leaks(text)
        return time.process_time() - began

    def test_four_times_the_text_costs_about_four_times_as_much(self):
        for unit in self.UNITS:
            with self.subTest(unit):
                ratios = []
                for _ in range(3):
                    small, large = (self.seconds(unit, size) for size in (25_000, 100_000))
                    # What takes next to no time has no ratio.
                    ratios.append(large / max(small, 0.005))
                    if ratios[-1] < 8:
                        break
                self.assertLess(min(ratios), 8, unit)

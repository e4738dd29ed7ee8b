"""From the shown text to the source and back: exact where it can be, never too small."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from unittest import skipUnless

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from annotations.blinding.offsets import Alignment, align
from annotations.blinding.pieces import pieces_of
from annotations.blinding.rendering import render_answer

FOLDER = os.environ.get("HUATUO100_DIR")

# What answers are made of, and what may be put between it to confuse.
BITS = [
    "停用", "阿司匹林", "每日12.5 mg", "**", "*", "_", "~~", "`", "``", "\n", "\n\n", "\r\n", "\r",
    " ", "  \n", "# ", "## 剂量 ##\n", "- ", "1. ", "> ", "|",
    "| a | b\\|c |\n|--|:-:|\n| c | d |\n",
    "$x^2$", "$$\ny\n$$\n", "\\(z\\)", "\\[w\\]", "\\[\nq\n\\]\n", "&amp;", "&lt;b&gt;", "&#13;",
    "&nbsp;", "<br>", "<b>", "[药](http://e.example/a)", '![图](http://e.example/p.png "t")',
    "<https://a.example>", "<a@b.example>", "😀", "👨‍👩‍👧", "e\u0301", "\u202eabc", "\u200b", "\\*",
    "\\|", "\\", "```py\ncode\n```\n", "~~~\n  x\n~~~\n", "---\n", "\t", "    ", "　", "\0", "(a)",
    "{", "}", "$5", "[", "]", "(", ")", "!", "“引”", "：", "\ufeff", "\x0b", "\u2028", "\x85",
]  # fmt: skip
ANSWERS = st.lists(st.sampled_from(BITS), min_size=1, max_size=25).map("".join)
MARKUP = re.compile(r"[*_~`\\]")


def aligned(source: str) -> Alignment:
    return align(str(render_answer(source)), source)


class MappingTests(SimpleTestCase):
    def source_of(self, source: str, shown: str, *, nth: int = 0) -> str:
        found = aligned(source)
        starts = [place.start() for place in re.finditer(re.escape(shown), found.text)]
        first, last = found.to_source(starts[nth], starts[nth] + len(shown))
        self.assertEqual(found.to_shown(first, last), (starts[nth], starts[nth] + len(shown)))
        return f"{first}:{source[first:last]}"

    def test_plain_text_emphasis_and_emoji(self):
        text = "**注意：**不要😀停药。停药。"
        self.assertEqual(self.source_of(text, "停药"), "10:停药")
        self.assertEqual(self.source_of(text, "停药", nth=1), "13:停药")
        self.assertEqual(self.source_of(text, "注意：不要"), "2:注意：**不要")

    def test_lists_quotations_and_headings(self):
        text = "## 1 ##\n\n1. 1\n2. 1\n\n> 第一行\n> 第二行\n"
        self.assertEqual(self.source_of(text, "1"), "3:1")
        self.assertEqual(self.source_of(text, "1", nth=1), "12:1")
        self.assertEqual(self.source_of(text, "1", nth=2), "17:1")
        self.assertEqual(self.source_of(text, "第一行\n第二行"), "22:第一行\n> 第二行")

    def test_table_cells(self):
        text = "| 药 | mg |\n|:--|--:|\n| A\\|B | 5 |\n|  | 5 |"
        self.assertEqual(self.source_of(text, "A|B"), "23:A\\|B")
        self.assertEqual(self.source_of(text, "5"), "30:5")
        self.assertEqual(self.source_of(text, "5", nth=1), "39:5")

    def test_a_formula_is_marked_as_a_whole(self):
        text = "若 $t>39$ 或 \\(x\\) 则\n\n\\[\nw\n\\]\n\n$$\nv\n$$"
        found = aligned(text)
        for shown, source in (("39", "$t>39$"), ("x", "\\(x\\)"), ("v", "$$\nv\n$$")):
            place = found.text.index(shown)
            first, last = found.to_source(place, place + 1)
            self.assertEqual(text[first:last], source)
        first, last = found.to_source(found.text.index("w"), found.text.index("w") + 1)
        self.assertEqual(text[first:last].strip("\\[]\n"), "w")

    def test_the_address_behind_a_link_is_its_own_piece(self):
        text = "见[指南](http://a.example/b)。"
        self.assertEqual(self.source_of(text, "指南"), "2:指南")
        self.assertEqual(self.source_of(text, " (http://a.example/b)"), "4:](http://a.example/b)")

    def test_entities_escapes_and_breaks(self):
        text = "a&amp;b \\*c\\* d<br>e"
        self.assertEqual(self.source_of(text, "a&b"), "0:a&amp;b")
        self.assertEqual(self.source_of(text, "*c*"), "9:*c\\*")
        self.assertEqual(self.source_of(text, "d\ne"), "14:d<br>e")

    def test_windows_line_ends_and_combining_marks(self):
        text = "caf\u0065\u0301\r\n\r\nβ\r\nγ"
        self.assertEqual(self.source_of(text, "e\u0301"), "3:e\u0301")
        self.assertEqual(self.source_of(text, "β"), "9:β")
        self.assertEqual(self.source_of(text, "γ"), "12:γ")

    def test_code_keeps_its_places(self):
        text = "`a\nb` und\n```\nrm\n  x\n```"
        self.assertEqual(self.source_of(text, "a b"), "1:a\nb")
        self.assertEqual(self.source_of(text, "rm\n  x"), "14:rm\n  x")

    def test_nothing_shown_is_nothing_marked(self):
        found = aligned("a\n\nb")
        self.assertEqual(found.text, "a\nb\n")
        self.assertIsNone(found.to_source(1, 2))
        self.assertIsNone(found.to_source(2, 2))
        self.assertIsNone(found.to_source(0, 99))
        self.assertIsNone(found.to_shown(1, 2))

    def test_a_line_of_ideographic_space_before_the_words_is_passed_over(self):
        for blank in ("　", "\u2028", "\x0b", "　\n　", "　\n\x85"):
            for start, end in (("\n", ""), ("> ", ""), ("- ", ""), ("a\n\n", "\nb")):
                source = f"{start}{blank}\n停用{end}"
                with self.subTest(source):
                    found = aligned(source)
                    place = found.to_source(found.text.index("停"), found.text.index("用") + 1)
                    self.assertEqual(source[slice(*place)], "停用")
        # What looks like a list's beginning is words here.
        found = aligned("　\n1. ")
        self.assertEqual(found.to_source(0, 2), (2, 4))

    def test_an_unexpected_page_maps_to_what_surely_holds_the_mark(self):
        found = align("<p>aXb</p>\n", "ab")
        self.assertEqual(found.to_source(0, 1), (0, 1))
        self.assertEqual(found.to_source(1, 2), (0, 2))
        self.assertEqual(align("<p>other</p>", "ab").to_source(0, 5), (0, 2))


class PropertyTests(SimpleTestCase):
    @given(ANSWERS)
    def test_every_shown_character_is_foreseen(self, source: str):
        self.assertEqual("".join(piece.text for piece in pieces_of(source)), aligned(source).text)

    @given(ANSWERS)
    def test_every_word_maps_to_a_source_that_holds_it_and_back(self, source: str):
        found = aligned(source)
        literal = [place is not None and place[1] - place[0] == 1 for place in found.places]
        for word in re.finditer(r"\w+", found.text):
            place = found.to_source(*word.span())
            self.assertIsNotNone(place)
            if all(literal[word.start() : word.end()]):
                quote = source[place[0] : place[1]]
                kept = [source[p[0] : p[1]] for p in found.places[word.start() : word.end()]]
                self.assertEqual("".join(kept), word[0])
                self.assertTrue(quote.startswith(kept[0]) and quote.endswith(kept[-1]))
            start, end = found.to_shown(*place)
            self.assertLessEqual(start, word.start())
            self.assertGreaterEqual(end, word.end())

    @given(ANSWERS, st.data())
    def test_any_piece_lies_within_the_source(self, source: str, data: st.DataObject):
        found = aligned(source)
        if not found.text:
            return
        start = data.draw(st.integers(0, len(found.text) - 1))
        end = data.draw(st.integers(start + 1, len(found.text)))
        if (place := found.to_source(start, end)) is None:
            # Only the blanks between two blocks stand for nothing.
            self.assertEqual(found.text[start:end].strip("\n"), "")
            return
        self.assertTrue(0 <= place[0] < place[1] <= len(source))


def answers() -> Iterator[str]:
    for path in sorted(Path(FOLDER or "").glob("*.json")):
        for row in json.loads(path.read_text("utf-8")):
            output = row["model_output"]
            yield from [output] if isinstance(output, str) else [said for _, said in output]


@skipUnless(FOLDER, "set HUATUO100_DIR to the folder with the published answers")
class PublishedAnswersTests(SimpleTestCase):
    def test_every_word_is_in_the_source_it_maps_to(self):
        words = 0
        for source in answers():
            found = aligned(source)
            self.assertEqual("".join(piece.text for piece in pieces_of(source)), found.text)
            for word in re.finditer(r"\S+", found.text):
                first, last = found.to_source(*word.span())
                self.assertEqual(MARKUP.sub("", source[first:last]), MARKUP.sub("", word[0]))
                self.assertEqual(found.to_shown(first, last), word.span())
                words += 1
        self.assertGreater(words, 1_000)

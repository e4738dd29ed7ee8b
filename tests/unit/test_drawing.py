"""Figures say what they show, on a phone and in a file that nothing explains."""

import re

from django.test import SimpleTestCase

from annotations.analysis.drawing.bars import Bar, bars
from annotations.analysis.drawing.dots import Dot, Scale, dots
from annotations.analysis.drawing.heat import HeatCell, HeatRow, heat
from annotations.analysis.drawing.svg import FILE, PAGE, SHEET
from annotations.stats.counts import Counts

LONG = ["HuatuoGPT-II-7B against GPT-4", "HuatuoGPT-II-7B against Baichuan2", "GPT-4 against it"]


def places(drawn: str, words: str) -> list[float]:
    """How far down the words stand."""
    return [float(y) for y in re.findall(rf'y="([\d.]+)"[^>]*>{re.escape(words)}<', drawn)]


class HeatTests(SimpleTestCase):
    def drawn(self, columns, palette) -> str:
        rows = [HeatRow("Cardiology", tuple(HeatCell(0.1, "+10") for _ in columns))]
        return heat("heat", "Heat", columns, rows, palette)

    def test_a_file_says_what_its_numbered_columns_are(self):
        drawn = self.drawn(LONG, FILE)
        for number, name in enumerate(LONG, start=1):
            self.assertIn(f">{number}  {name}<", drawn)
        height = float(re.search(r'height="([\d.]+)"', drawn).group(1))
        self.assertLess(max(places(drawn, f"3  {LONG[2]}")), height)

    def test_on_a_page_the_words_beside_it_say_so(self):
        drawn = self.drawn(LONG, PAGE)
        self.assertIn(">3<", drawn)
        self.assertNotIn(LONG[2], drawn)

    def test_names_stand_above_their_columns_where_there_is_room(self):
        names = ["Overall", "Professionalism", "Accuracy", "Richness", "Humanistic care"]
        self.assertIn(">Humanistic care<", self.drawn(names, FILE))
        self.assertNotIn("Humanistic care", self.drawn(names, PAGE))


class DotTests(SimpleTestCase):
    def test_a_note_never_stands_on_its_label(self):
        scale, note = Scale(-1.0, 1.0, ((0.0, "0"),)), "+29 · n = 360 · p = 0.011"
        for label, palette, apart in (
            ("Accuracy", PAGE, False),
            (LONG[1], PAGE, True),
            (LONG[1], FILE, False),
            (LONG[1], SHEET, True),
        ):
            with self.subTest(label, is_file=palette.is_file):
                drawn = dots("dots", "Dots", [Dot(label, 0.3, note=note)], scale, palette)
                (of_label,), (of_note,) = places(drawn, label), places(drawn, note)
                self.assertEqual(of_note > of_label, apart)


class BarTests(SimpleTestCase):
    def test_a_narrow_part_says_its_share_and_a_file_its_count_too(self):
        rows, names = [Bar("A against B", Counts(66, 15, 19))], ("A better", "tie", "B better")
        written = {
            palette: bars("bars", "Bars", rows, names, lambda share: f"{share:.0%}", palette)
            for palette in (PAGE, FILE)
        }
        self.assertIn(">19%<", written[PAGE])
        self.assertIn(">19% · 19<", written[FILE])

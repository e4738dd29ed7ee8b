"""Tables as CSV, Markdown and LaTeX: the same texts, whatever they are."""

from django.test import SimpleTestCase

from annotations.exports.paper.grids import (
    csv_table,
    folded,
    heads_of,
    latex,
    latex_table,
    markdown_table,
)

HOSTILE = [r"\input{/etc/passwd}", r"\write18{id}", "50 % _of_ #1 & $x$", "a~b^c", "华佗 {GPT}"]


class LatexTests(SimpleTestCase):
    def test_commands_become_text(self):
        self.assertEqual(latex(r"\input{x}"), r"\textbackslash{}input\{x\}")
        self.assertEqual(latex("50 %_#&$"), r"50 \%\_\#\&\$")

    def test_letters_that_latex_joins_are_kept_apart(self):
        self.assertEqual(latex("a--b c'' ?!"), "a-{}-b c'{}' ?{}!")
        self.assertEqual(latex("``"), r"\textasciigrave{}\textasciigrave{}")

    def test_a_row_that_begins_with_a_bracket_is_no_argument_of_the_one_before(self):
        self.assertEqual(latex("[1cm]"), "{[}1cm]")
        self.assertEqual(latex("*"), "{*}")

    def test_a_line_break_cannot_end_a_cell(self):
        self.assertEqual(latex("a\n\nb"), "a b")

    def test_every_row_has_as_many_cells_as_columns(self):
        table = latex_table("Title", "key", ["", "x"], [[name, "1"] for name in HOSTILE])
        rows = [line for line in table.splitlines() if line.endswith(r"\\")]
        self.assertEqual(len(rows), 1 + len(HOSTILE))
        for row in rows:
            self.assertEqual(row.replace(r"\&", "").count("&"), 1)


class OtherFormsTests(SimpleTestCase):
    def test_markdown_cells_stay_cells(self):
        table = markdown_table("T", ["", "x"], [["a|b", "<b>"]])
        self.assertIn(r"| a\|b | \<b\> |", table)

    def test_csv_guards_against_formulas(self):
        self.assertIn("'=1+1", csv_table(["name"], [["=1+1"]]))


class HeadsTests(SimpleTestCase):
    def test_a_name_is_no_wider_than_its_numbers(self):
        names = ("", "95-percent interval, these experts", "95% 区间（这些专家）", "p")
        rows = [["A against B", "+29.4 to +39.7", "+18.9 至 +39.7", "0.001"]]
        self.assertEqual(
            heads_of(names, rows),
            [
                [""],
                ["95-percent", "interval,", "these experts"],
                ["95% 区间", "（这些专家）"],
                ["p"],
            ],
        )

    def test_lines_are_few_and_alike(self):
        for words, letters, lines in (
            ("推翻所需去掉的专家", 10, ["推翻所需去", "掉的专家"]),
            ("推翻所需改判", 10, ["推翻所", "需改判"]),
            ("名次（这些专家）", 10, ["名次", "（这些", "专家）"]),
            ("名次（这些专家）", 14, ["名次", "（这些专家）"]),
            ("reproducibility", 5, ["reproducibility"]),
        ):
            self.assertEqual(folded(words, letters), lines)

    def test_its_lines_are_one_cell_of_the_table(self):
        table = latex_table("T", "t", ["", "number of judgments"], [["a", "1"]])
        self.assertIn(r" & \shortstack[r]{number of\\judgments} \\", table)

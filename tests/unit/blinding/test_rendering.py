"""Answers as safe HTML: what stays, what is shown as text, what can never get through."""

from html.parser import HTMLParser

from django.test import SimpleTestCase

from annotations.blinding.rendering import language_tag, render_answer

HARMLESS_ATTRIBUTES = {
    "class", "dir", "display", "fence", "form", "lang", "linethickness", "lspace", "mathvariant",
    "rspace", "start", "stretchy", "tabindex",
}  # fmt: skip

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><style>*{display:none}</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/p.png)",
    '![x](https://evil.example/"onerror="alert(1))',
    '[x](https://evil.example "t" onclick=alert(1))',
    "<b hx-get=/steal hx-trigger=load data-hx-post=/x>x</b>",
    "{{ settings.SECRET_KEY }}{% load x %}",
    "\\(\\text{<img src=x onerror=alert(1)>}\\)",
    "\\(\\text{&lt;img src=x onerror=alert(1)&gt;}\\)",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\style{position:fixed}{x}$$",
    "<https://evil.example/?q=<script>>",
    "| <script> | a |\n|:-:|--|\n| <iframe src=//evil.example> | b |",
    "<div style='color:white'>choose left</div>",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    "<link rel=prefetch href=//evil.example><meta http-equiv=refresh content=0>",
    "<form action=//evil.example><input name=overall value=left><button>Submit</button></form>",
]


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def inner(text: str) -> str:
    html = str(render_answer(text))
    return html[html.index(">") + 1 : html.rindex("</div>")].strip()


class SafetyTests(SimpleTestCase):
    def test_no_attack_leaves_a_dangerous_element_or_attribute(self):
        dangerous = {
            "a", "button", "form", "iframe", "img", "input", "link", "meta", "script", "style",
            "svg", "mglyph",
        }  # fmt: skip
        for attack in ATTACKS:
            with self.subTest(attack):
                found = _Elements(render_answer(attack))
                self.assertEqual(found.tags & dangerous, set())
                self.assertEqual(found.attributes - HARMLESS_ATTRIBUTES, set())

    def test_html_stays_visible_as_the_text_it_is(self):
        self.assertEqual(
            inner("<div style='color:white'>choose left</div><!-- hidden -->"),
            "<p>&lt;div style='color:white'&gt;choose left&lt;/div&gt;&lt;!-- hidden --&gt;</p>",
        )

    def test_links_and_images_become_words_with_their_address(self):
        self.assertEqual(inner("[here](https://a.example/b)"), "<p>here (https://a.example/b)</p>")
        self.assertEqual(inner("<https://a.example>"), "<p>https://a.example</p>")
        self.assertEqual(
            inner('![scan](https://a.example/s.png "chest")'),
            "<p>scan (https://a.example/s.png, chest)</p>",
        )

    def test_a_reference_definition_does_not_vanish(self):
        self.assertEqual(inner("[r]: https://a.example"), "<p>[r]: https://a.example</p>")

    def test_nul_and_bidi_characters_do_no_harm(self):
        self.assertEqual(inner("a\x00b"), "<p>a\ufffdb</p>")
        self.assertIn('dir="auto"', render_answer("\u202eabc"))

    def test_hostile_sizes_are_rendered(self):
        for text in ("[" * 5000, "*a " * 5000, "\\[" * 5000, "a\u0301" * 20_000, "$" * 5000):
            with self.subTest(text[:4]):
                self.assertTrue(render_answer(text))


class MarkdownTests(SimpleTestCase):
    def test_headings_step_down_below_those_of_the_page(self):
        self.assertEqual(inner("# One\n#### Four"), "<h4>One</h4>\n<h6>Four</h6>")

    def test_every_line_break_is_kept(self):
        self.assertEqual(inner("1、休息\n2、多饮水"), "<p>1、休息<br>\n2、多饮水</p>")

    def test_a_list_keeps_its_first_number(self):
        self.assertEqual(inner("3. a\n4. b"), '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>')

    def test_indented_paragraphs_are_not_code(self):
        self.assertEqual(inner("    您好"), "<p>您好</p>")

    def test_a_line_of_dashes_is_a_rule_not_a_heading(self):
        self.assertEqual(inner("text\n---"), "<p>text</p>\n<hr>")

    def test_tables_align_by_class_and_scroll_in_their_own_box(self):
        html = inner("| 药 | mg |\n|:--|--:|\n| A<br>B | 5 |")
        self.assertIn('<div class="scroll" tabindex="0"><table>', html)
        self.assertIn('<td class="align-left">A<br>\nB</td>', html)
        self.assertIn('<td class="align-right">5</td>', html)

    def test_emphasis_next_to_chinese_punctuation(self):
        self.assertEqual(
            inner("**注意：**不要**“停药”**。"),
            "<p><strong>注意：</strong>不要<strong>“停药”</strong>。</p>",
        )

    def test_asterisks_of_a_dose_stay(self):
        self.assertEqual(inner("0.5g*3次*7天, 5*3*2"), "<p>0.5g*3次*7天, 5*3*2</p>")


class MathTests(SimpleTestCase):
    def test_dollars_and_brackets_become_mathml(self):
        for text in ("$x^2$", "\\(x^2\\)"):
            power = "<msup><mi>x</mi><mn>2</mn></msup>"
            expected = f'<p><math display="inline"><mrow>{power}</mrow></math></p>'
            self.assertEqual(inner(text), expected)
        self.assertIn('<math display="block">', inner("$$\nx\n$$"))
        self.assertIn('<math display="block">', inner("\\[\nx\n\\]"))
        self.assertIn('<math display="block">', inner("so \\[x\\] holds"))

    def test_prices_are_not_math(self):
        self.assertEqual(inner("$5 and $6"), "<p>$5 and $6</p>")

    def test_a_formula_that_cannot_be_converted_is_shown_as_typed(self):
        self.assertEqual(inner("$\\left( x$"), '<p><code class="formula">\\left( x</code></p>')

    def test_a_comparison_in_a_formula_survives(self):
        self.assertIn("<mi>p</mi><mo>&lt;</mo><mn>0.05</mn>", inner("$p<0.05$"))


class LanguageTests(SimpleTestCase):
    def test_each_text_says_its_own_language(self):
        self.assertEqual(language_tag("建议查 CT 和 MRI，避免使用阿司匹林。"), "zh-Hans")
        self.assertEqual(language_tag("Take ibuprofen (布洛芬) with food."), "en")
        self.assertIn('lang="zh-Hans"', render_answer("您好"))


DISGUISES = (
    "<p style='color:#fff'>choose A</p>",
    "<span style='font-size:0'>choose A</span>",
    "<div hidden>choose A</div>",
    "<div class='visually-hidden' aria-hidden=true>choose A</div>",
    "<font color=white>choose A</font>",
    "<!-- choose A -->",
    "<details><summary>more</summary>choose A</details>",
    "<template>choose A</template>",
    "[//]: # (choose A)",
    "[choose A]: https://example.org 'choose A'",
    "<button name=overall value=left>Submit and continue</button> choose A",
    "<label><input type=radio name=overall value=left checked> choose A</label>",
    "<section id=verdict class=dock data-token=x>choose A</section>",
)


class DisguisedTextTests(SimpleTestCase):
    """Whatever an answer says to the rater, in whatever disguise, stands there as plain text."""

    def test_hidden_white_or_dressed_up_it_is_shown_like_the_rest(self):
        for disguise in DISGUISES:
            with self.subTest(disguise):
                plain = _Elements(str(render_answer(f"Rest.\n\n{disguise}")))
                self.assertIn("choose A", plain.text)
                self.assertLessEqual(plain.tags, {"div", "p", "code", "pre", "span", "bdi"})
                self.assertLessEqual(plain.attributes, {"class", "dir", "lang"})

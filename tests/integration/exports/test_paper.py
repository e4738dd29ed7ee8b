"""What can be taken away says what the page says, and the same bytes each time."""

import xml.etree.ElementTree as ElementTree
from hashlib import sha256

from django.test import TestCase
from django.urls import reverse

from annotations.analysis.report import Filters
from annotations.exports.paper.services import Wanted, figure_file, report_file, table_file
from annotations.exports.paper.services import text_file as made_text
from annotations.models import AuditEvent
from tests.factories import add_researcher
from tests.planted import Size, Truth, planted_study

NAME = r"\input{x} 50 % _华佗_ & <b>"


class PaperTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        truth, size = Truth(strengths=(0.4, -0.4)), Size(items=12)
        cls.study = planted_study(truth, size, before=cls.rename).study
        cls.rosa = add_researcher(cls.study)

    @staticmethod
    def rename(draft):
        draft.systems.filter(position=0).update(name=NAME)

    def wanted(self, language: str = "en") -> Wanted:
        return Wanted(self.study, Filters(), "", language)

    def test_the_pdf_is_the_same_twice_and_has_its_font_inside(self):
        first, again = (report_file(self.wanted("zh-hans"), "pdf").content for _ in range(2))
        self.assertEqual(first[:5], b"%PDF-")
        self.assertEqual(first, again)
        self.assertIn(b"NotoSansSC", first)

    def test_the_html_needs_nothing_else(self):
        page = report_file(self.wanted(), "html").content.decode()
        for reference in ("<script", "<link", "src=", "url(http", "href="):
            self.assertNotIn(reference, page)
        self.assertIn("50 % _华佗_ &amp; &lt;b&gt;", page)
        self.assertNotIn("<b>", page)

    def test_a_figure_is_a_whole_drawing_in_fixed_colours(self):
        drawn = figure_file(self.wanted(), "primary-differences", "svg").content
        self.assertEqual(ElementTree.fromstring(drawn).tag, "{http://www.w3.org/2000/svg}svg")
        self.assertNotIn(b"var(", drawn)
        self.assertEqual(figure_file(self.wanted(), "flow", "pdf").content[:5], b"%PDF-")

    def test_tables_have_what_the_figure_says(self):
        for form in ("csv", "tex", "md"):
            with self.subTest(form):
                made = figure_file(self.wanted(), "primary-outcomes", form).content.decode()
                self.assertIn("judgments", made)
        numbers = table_file(self.wanted(), "win_tie_loss", "csv").content.decode()
        self.assertEqual(numbers.splitlines()[1].split(",")[0], "overall")

    def test_paragraphs_hold_the_numbers_in_both_languages(self):
        english = made_text(self.wanted("en"), "paragraphs").content.decode()
        chinese = made_text(self.wanted("zh-hans"), "paragraphs").content.decode()
        self.assertIn("36 were analysed", english)
        self.assertIn("36", chinese)
        self.assertIn("胜率差", chinese)

    def test_checklists_leave_no_item_blank(self):
        for name, items in (("chart", 30), ("tripod-llm", 61)):
            for language, wanted in (("en", "Author must write"), ("zh-hans", "须由作者填写")):
                made = made_text(self.wanted(language), name).content.decode()
                rows = [line for line in made.splitlines() if line.startswith("| ")][1:]
                answers = [row.split(" | ")[2] for row in rows if ":--" not in row]
                self.assertEqual(len(answers), items)
                self.assertFalse([answer for answer in answers if not answer.strip(" |")])
                self.assertIn(wanted, made)

    def test_downloads_never_open_as_pages_and_unknown_ones_are_not_found(self):
        self.client.force_login(self.rosa)
        kwargs = {"slug": self.study.slug}
        whole = reverse("researcher:report_file", kwargs=kwargs | {"ending": "html"})
        page = self.client.get(whole)
        self.assertIn("attachment", page.headers["Content-Disposition"])
        event = AuditEvent.objects.get(study=self.study, action="export.report")
        self.assertEqual(event.target, f"{self.study.slug}-report-en.html")
        self.assertEqual(event.data["sha256"], sha256(page.content).hexdigest())
        for name, more in (
            ("report_file", {"ending": "exe"}),
            ("figure_file", {"figure": "nothing", "form": "svg"}),
            ("table_file", {"name": "nothing", "form": "csv"}),
            ("text_file", {"text": "nothing"}),
        ):
            found = self.client.get(reverse(f"researcher:{name}", kwargs=kwargs | more))
            self.assertEqual(found.status_code, 404, name)

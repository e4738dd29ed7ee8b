"""One file of the report: found by its name, made in the language that was asked for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from annotations.analysis.computed import report_of
from annotations.analysis.report import Filters
from annotations.analysis.results import Results
from annotations.analysis.tables import tables_of
from annotations.analysis.telling.frame import Figure
from annotations.analysis.telling.report import figures, sections, warnings
from annotations.exports.checklists import CHECKLISTS, lines_of
from annotations.exports.checklists.selectors import record_of
from annotations.exports.paper import grids
from annotations.exports.paper.document import (
    Told,
    html_report,
    pdf_figure,
    pdf_report,
    subtitle_of,
    svg_figure,
)
from annotations.exports.paper.methods import methods_paragraphs, results_paragraphs
from annotations.models import Study

TYPES = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "tex": "application/x-tex; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


@dataclass(frozen=True)
class PaperFile:
    """What somebody takes away."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Wanted:
    """Of which study, narrowed how, on which criterion, in which language (en, zh-hans)."""

    study: Study
    filters: Filters
    criterion: str
    language: str


def report_file(wanted: Wanted, form: str) -> PaperFile | None:
    """The whole report as html or pdf; None for anything else."""
    with override(wanted.language):
        results = report_of(wanted.study, wanted.filters)
        told = Told(
            wanted.study.title[wanted.language],
            subtitle_of(results),
            wanted.language,
            sections(results, wanted.criterion),
        )
        makers = {"html": html_report, "pdf": pdf_report}
        return _file(wanted, "report", form, makers[form](told)) if form in makers else None


def figure_file(wanted: Wanted, key: str, form: str) -> PaperFile | None:
    """A figure drawn, or its table; None for what the report does not have."""
    with override(wanted.language):
        results = report_of(wanted.study, wanted.filters)
        found = sections(results, wanted.criterion)
        figure = figures(found).get(key)
        content = _figure(figure, form, wanted.language, warnings(found, key)) if figure else None
    return _file(wanted, key, form, content) if content is not None else None


def _figure(figure: Figure, form: str, language: str, warned: tuple[str, ...]) -> bytes | None:
    """``warned``: what must not be overlooked goes along with a table that leaves its section."""
    if form in ("svg", "pdf"):
        if not figure.draw:
            return None
        return svg_figure(figure) if form == "svg" else pdf_figure(figure, language)
    columns, rows = figure.grid.columns, figure.grid.rows
    note = " ".join((*warned, *figure.sentences))
    if not rows:
        return None
    if form == "csv":
        return grids.csv_table(columns, rows).encode()
    if form == "tex":
        return grids.latex_table(figure.title, figure.key, columns, rows, note).encode()
    if form == "md":
        return grids.markdown_table(figure.title, columns, rows, note).encode()
    return None


def table_file(wanted: Wanted, name: str, form: str) -> PaperFile | None:
    """One of the tables with every number, keys in English."""
    results = report_of(wanted.study, wanted.filters)
    found = next((table for table in tables_of(results) if table.name == name), None)
    if found is None or form not in ("csv", "tex", "md"):
        return None
    if form == "csv":
        return _file(wanted, name, form, grids.csv_table(found.columns, found.rows).encode())
    rows = [[grids.plain_cell(cell) for cell in row] for row in found.rows]
    if form == "tex":
        text = grids.latex_table(name, name, found.columns, rows)
    else:
        text = grids.markdown_table(name, found.columns, rows)
    return _file(wanted, name, form, text.encode())


def text_file(wanted: Wanted, name: str) -> PaperFile | None:
    """Methods and results as paragraphs, or a checklist; as Markdown."""
    with override(wanted.language):
        results = report_of(wanted.study, wanted.filters)
        if name == "paragraphs":
            content = _paragraphs(wanted.study, results)
        elif name in CHECKLISTS:
            content = _checklist(name, wanted.study, wanted.language)
        else:
            return None
    return _file(wanted, name, "md", content.encode())


def _paragraphs(study: Study, results: Results) -> str:
    # Marked outside of an f-string, where the catalogue's tool would not find them.
    methods, found = _("Methods"), _("Results")
    parts = [
        f"## {methods}",
        *methods_paragraphs(study, results),
        f"## {found}",
        *results_paragraphs(results),
    ]
    return "\n\n".join(parts) + "\n"


def _checklist(name: str, study: Study, language: str) -> str:
    checklist = CHECKLISTS[name]
    return grids.markdown_table(
        checklist.source,
        (_("item"), _("topic"), _("answer")),
        [
            (line.item.number, line.item.topic.of(language), line.answer.of(language))
            for line in lines_of(checklist, record_of(study))
        ],
        _(
            "For the wording of the items see the published checklist. Files are those of the "
            "study's bundle."
        ),
        holds_numbers=False,
    )


def _file(wanted: Wanted, name: str, form: str, content: bytes) -> PaperFile:
    language = "zh" if wanted.language.startswith("zh") else "en"
    return PaperFile(f"{wanted.study.slug}-{name}-{language}.{form}", TYPES[form], content)

"""The whole report as one file: HTML that needs nothing else, or PDF."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from annotations.analysis.drawing.svg import FILE, FILE_WIDTH
from annotations.analysis.results import Results
from annotations.analysis.telling.frame import Figure, Section
from annotations.exports.paper.grids import heads_of
from annotations.exports.paper.typesetting import FONT, typeset


@dataclass(frozen=True)
class Told:
    """A report in one language."""

    title: str
    subtitle: str
    language: str
    sections: tuple[Section, ...]

    @property
    def tag(self) -> str:
        return "zh-Hans" if self.language.startswith("zh") else "en"


def subtitle_of(results: Results) -> str:
    origin = results.origin
    return _("Study %(slug)s · %(n)s judgments · chain %(head)s") % {
        "slug": origin.study,
        "n": results.flow.analysed,
        "head": origin.chain_head[:12] or "–",
    }


def html_report(told: Told) -> bytes:
    """One file without a reference to anything outside; it also prints."""
    return render_to_string("report/standalone.html", {"told": told}).encode()


def pdf_report(told: Told) -> bytes:
    figures: dict[str, str] = {}
    data = {
        "title": told.title,
        "subtitle": told.subtitle,
        "lang": told.tag[:2],
        "font": FONT,
        "sections": [_section(section, figures) for section in told.sections],
    }
    return typeset("report.typ", data, figures)


def _section(section: Section, figures: dict[str, str]) -> dict[str, Any]:
    return {
        "title": section.title,
        "chip": _("exploratory") if section.is_exploratory else "",
        "warnings": section.warnings,
        "sentences": section.sentences,
        "figures": [_figure(figure, figures) for figure in section.figures],
    }


def _figure(figure: Figure, figures: dict[str, str]) -> dict[str, Any]:
    name = ""
    if figure.draw:
        name = f"{figure.key}.svg"
        figures[name] = figure.draw(FILE)
    said = [sentence for sentence in (*figure.sentences, figure.note) if sentence]
    return {
        "title": figure.title,
        "svg": name,
        "sentences": said,
        "columns": ["\n".join(lines) for lines in heads_of(figure.grid.columns, figure.grid.rows)],
        "rows": figure.grid.rows,
    }


def svg_figure(figure: Figure) -> bytes:
    assert figure.draw
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + figure.draw(FILE) + "\n").encode()


def pdf_figure(figure: Figure, language: str) -> bytes:
    assert figure.draw
    data = {"title": figure.title, "width": FILE_WIDTH, "font": FONT, "lang": language[:2]}
    return typeset("figure.typ", data, {"figure.svg": figure.draw(FILE)})

"""Answers as safe HTML: Markdown with tables and math, nothing that loads, links, hides or styles.

An answer is a stranger's text shown to a physician. So raw HTML stays visible text, links and
images become words with their address, headings step down below the page's own, and the result
passes an allow-list. Nothing that was written disappears: a rater must see what is judged.
"""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe

from .markdown import answer_parser

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")

_TEXT_TAGS = frozenset({
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "h4",
    "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div",
})  # fmt: skip
_MATH_TAGS = frozenset({
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub",
    "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded",
    "mphantom", "menclose", "mstyle",
})  # fmt: skip
_MATH_ATTRIBUTES = {"stretchy", "fence", "form", "mathvariant", "linethickness", "lspace", "rspace"}
_ATTRIBUTES = {
    "ol": {"start"},
    "div": {"tabindex"},
    **dict.fromkeys(_MATH_TAGS, _MATH_ATTRIBUTES),
    "math": {"display"},
}
_ALIGNED = {"align-left", "align-center", "align-right"}
_CLASSES = {"th": _ALIGNED, "td": _ALIGNED, "div": {"scroll"}, "code": {"formula"}}


@lru_cache(maxsize=256)
def render_answer(text: str) -> SafeString:
    """One message as HTML that is safe to put into a page, with its language marked.

    Kept for a while: several raters read the same pair, and each of them comes back to it.
    """
    html = _clean(answer_parser().render(text), _TEXT_TAGS | _MATH_TAGS)
    # language_tag returns one of two constants, so nothing of the text reaches the attribute.
    return mark_safe(f'<div class="answer" lang="{language_tag(text)}" dir="auto">{html}</div>')


def render_guidance(text: str) -> SafeString:
    """A consent text or guideline: its headings stand below the one that the page gives it."""
    html = answer_parser().render(text, {"heading_step": 2})
    return mark_safe(_clean(html, _TEXT_TAGS | {"h3"}))


def _clean(html: str, tags: frozenset[str]) -> str:
    return nh3.clean(
        html,
        tags=set(tags),
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=set(),
    )


def language_tag(text: str) -> str:
    """The language that most of a text is in: ``zh-Hans`` or ``en``.

    A Chinese character carries about as much as a Latin word, so those are compared.
    """
    return "zh-Hans" if len(_HAN.findall(text)) > len(_LATIN.findall(text)) else "en"

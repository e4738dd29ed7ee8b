"""The Markdown that answers are written in: CommonMark with tables, math and Chinese emphasis."""

import logging
import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

logger = logging.getLogger(__name__)

# Longer formulas are shown as they were typed: converting is slow and they were never formulas.
LONGEST_FORMULA = 2_000
# The page's own headings end at level 3, so that an answer's outline stays inside its side. A text
# of the study's own names another step in its environment.
HEADING_STEP = 3

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ALIGNMENT = re.compile(r"text-align:\s*(left|center|right)")
_ENTITY = re.compile(r"&#?\w+;")
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


@cache
def answer_parser() -> MarkdownIt:
    """The parser, made once: its rules hold no state between texts."""
    return make_parser()


def make_parser() -> MarkdownIt:
    # breaks: answers put every point on a line of its own and mean it.
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 100})
    parser.enable(["table", "strikethrough"])
    # Indented paragraphs are Chinese typography, not code; a line of dashes below a paragraph is
    # a rule, not a heading; and a reference definition would vanish from the page.
    parser.disable(["code", "lheading", "reference"])
    texmath_plugin(parser, delimiters="brackets")
    dollarmath_plugin(
        parser, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True
    )
    parser.inline.ruler.before("escape", "bracket_display", _bracket_display)
    parser.inline.ruler.before("html_inline", "line_break", _line_break)
    parser.inline.ruler.before("emphasis", "han_emphasis", _han_emphasis)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _bracket_display(state: StateInline, silent: bool) -> bool:
    r"""``\[ … \]`` within a line, which the plugin knows only as a block of its own."""
    if not state.src.startswith("\\[", state.pos):
        return False
    end = state.src.find("\\]", state.pos + 2, state.posMax)
    if end < 0:
        return False
    if not silent:
        state.push("math_inline_double", "math", 0).content = state.src[state.pos + 2 : end]
    state.pos = end + 2
    return True


def _line_break(state: StateInline, silent: bool) -> bool:
    """``<br>``, the one tag that answers use inside table cells."""
    if not (found := _BREAK.match(state.src, state.pos, state.posMax)):
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def _han_emphasis(state: StateInline, silent: bool) -> bool:
    """Emphasis next to a Chinese character, as in ``**注意：**不要``.

    CommonMark wants a blank between punctuation and the word beyond the asterisks. Chinese
    has no blanks, and without this rule the physician reads asterisks instead of bold text.
    """
    start, source = state.pos, state.src
    if silent or source[start] != "*":
        return False
    end = start
    while end < state.posMax and source[end] == "*":
        end += 1
    before = source[start - 1] if start else " "
    after = source[end] if end < state.posMax else " "
    if end == start + 1 and _is_times(before, after):
        state.push("text", "", 0).content = "*"
        state.pos = end
        return True
    if not (_HAN.match(before) or _HAN.match(after)):
        return False
    opens = not after.isspace() and (not _is_punctuation(after) or _ends_a_word(before))
    closes = not before.isspace() and (not _is_punctuation(before) or _ends_a_word(after))
    for _ in range(end - start):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(ord("*"), end - start, len(state.tokens) - 1, -1, opens, closes)
        )
    state.pos = end
    return True


def _is_times(before: str, after: str) -> bool:
    """``0.5g*3次*7天`` is a dose, not emphasis: the asterisks must stay to be read."""
    return before.isalnum() and after.isalnum() and (before.isdigit() or after.isdigit())


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _ends_a_word(character: str) -> bool:
    return character.isspace() or _is_punctuation(character) or bool(_HAN.match(character))


def _formula(latex: str, display: str) -> str:
    """MathML, or the formula as it was typed where that would lose something."""
    latex = latex.strip()
    # The converter writes text and entities unescaped: "\text{<b>}" would become a tag.
    if len(latex) <= LONGEST_FORMULA and not _ENTITY.search(latex):
        try:
            return str(convert(latex.replace("<", r"\lt ").replace(">", r"\gt "), display=display))
        # It raises whatever its parser met: index, key, type and recursion errors.
        except Exception as error:
            logger.debug("formula shown as typed: %s", type(error).__name__)
    return f'<code class="formula">{nh3.clean_text(latex)}</code>'


_Tokens = Sequence[Token]


def _math_inline(
    renderer: RendererHTML, tokens: _Tokens, index: int, options: OptionsDict, env: EnvType
) -> str:
    return _formula(tokens[index].content, "inline")


def _math_display(
    renderer: RendererHTML, tokens: _Tokens, index: int, options: OptionsDict, env: EnvType
) -> str:
    return _formula(tokens[index].content, "block")


def _math_block(
    renderer: RendererHTML, tokens: _Tokens, index: int, options: OptionsDict, env: EnvType
) -> str:
    return f'<div class="scroll">{_formula(tokens[index].content, "block")}</div>\n'


def _heading(
    renderer: RendererHTML, tokens: _Tokens, index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    level = min(int(token.tag[1]) + env.get("heading_step", HEADING_STEP), 6)
    return f"<h{level}>" if token.nesting == 1 else f"</h{level}>\n"


def _link_open(*_: Any) -> str:
    return ""


def _link_close(
    renderer: RendererHTML, tokens: _Tokens, index: int, options: OptionsDict, env: EnvType
) -> str:
    # Links do not nest, so the nearest opening is the right one.
    opening = next(i for i in range(index, -1, -1) if tokens[i].type == "link_open")
    words = "".join(token.content for token in tokens[opening + 1 : index])
    return _address(tokens[opening], "href", words)


def _image(
    renderer: RendererHTML, tokens: _Tokens, index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    return nh3.clean_text(token.content) + _address(token, "src", token.content)


def _address(token: Token, attribute: str, words: str) -> str:
    """The address behind words, unless the words are the address; a title is shown too."""
    address = unquote(str(token.attrGet(attribute) or ""))
    title = str(token.attrGet("title") or "")
    parts = [part for part in (address, title) if part.removeprefix("mailto:") not in ("", words)]
    return f" ({nh3.clean_text(', '.join(parts))})" if parts else ""


def _cell(
    renderer: RendererHTML, tokens: _Tokens, index: int, options: OptionsDict, env: EnvType
) -> str:
    """A table cell whose alignment is a class: the page forbids style attributes."""
    token = tokens[index]
    found = _ALIGNMENT.search(str(token.attrGet("style") or ""))
    return f'<{token.tag} class="align-{found[1]}">' if found else f"<{token.tag}>"


def _table_open(*_: Any) -> str:
    # Reachable by keyboard, because a wide table scrolls in its own box.
    return '<div class="scroll" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


_RULES = {
    "math_inline": _math_inline,
    "math_inline_double": _math_display,
    "math_block": _math_block,
    "heading_open": _heading,
    "heading_close": _heading,
    "link_open": _link_open,
    "link_close": _link_close,
    "image": _image,
    "th_open": _cell,
    "td_open": _cell,
    "table_open": _table_open,
    "table_close": _table_close,
}

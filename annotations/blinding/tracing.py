"""The parser of answers, but one that remembers where in its text every token was read. Pure.

The page's parser throws the places away; here each inline token has ``meta["at"]``, its start
within the text of its paragraph, heading or cell.
"""

from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from .markdown import make_parser


@cache
def traced_parser() -> MarkdownIt:
    """As ``answer_parser``, with places, and with every token left as it was read."""
    parser = make_parser()
    inline = _TracedInline()
    inline.ruler, inline.ruler2 = parser.inline.ruler, parser.inline.ruler2
    parser.inline = inline
    # Joined tokens would have one place for texts that come from several.
    parser.disable(["fragments_join", "text_join"])
    parser.add_render_rule("text_special", _text)
    return parser


def _text(renderer: RendererHTML, tokens: list[Token], index: int, *_: object) -> str:
    return escapeHtml(tokens[index].content)


class _TracedState(StateInline):
    _pending_at = 0
    _run_at, _run = -1, 0

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self._pending_at = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:
        token = super().pushPending()
        token.meta["at"] = self._pending_at
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos + self._place_in_run(ttype)
        return token

    def _place_in_run(self, kind: str) -> int:
        """Asterisks side by side are pushed one by one before the parser moves on."""
        is_next = kind == "text" and self._run_at == self.pos
        self._run = self._run + 1 if is_next else 0
        self._run_at = self.pos if kind == "text" else -1
        return self._run


class _TracedInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _TracedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

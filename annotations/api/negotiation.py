"""JSON for whoever asks, whatever they say they accept; files have a type of their own."""

from collections.abc import Sequence
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation


class OnlyJSON(BaseContentNegotiation):
    """One renderer, the view's first; the parser follows from the body's type."""

    def select_parser(self, request: Any, parsers: Sequence[Any]) -> Any:
        wanted = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == wanted), None)

    def select_renderer(
        self, request: Any, renderers: Sequence[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type

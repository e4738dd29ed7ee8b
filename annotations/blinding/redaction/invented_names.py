"""A writer that introduces itself by a product's name which no list holds: I'm MedSpecter."""

import re
from collections.abc import Iterator

# Capitals within a word: names of products have them, and so do some people's names.
_NAME = re.compile(
    r"(?:\bI['’]m|\bI am|\b[Mm]y name is|我是|我叫) ?"
    r"(?P<name>(?!Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|Al|El)[A-Z][a-z]{1,12}"
    r"(?:[A-Z][A-Za-z]{1,16}|-?(?:AI|GPT|LLM|MD|Bot))(?:-?\d(?:\.\d)?)?)(?![A-Za-z])"
)


def invented_names(text: str) -> Iterator[tuple[int, int]]:
    """Raw spans."""
    for found in _NAME.finditer(text):
        yield found.span("name")

"""What stands around a find, within its sentence. Bounded, so that the scan stays linear."""

import re

_SENTENCE_END = re.compile(r"[.!?;。\n](?=\s|$|[^\x00-\x7f])|\n|。")
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|myself)\b|我|本人|本模型")
_HAN = re.compile(r"[\u3400-\u9fff]")


def before(text: str, position: int, length: int = 80) -> str:
    """The same sentence, up to the position."""
    window = text[max(0, position - length) : position]
    *_, last = _SENTENCE_END.split(window)
    return last


def after(text: str, position: int, length: int = 120) -> str:
    """The same sentence, from the position on."""
    window = text[position : position + length]
    return _SENTENCE_END.split(window, maxsplit=1)[0]


def names_the_writer(text: str) -> bool:
    return bool(_FIRST_PERSON.search(text))


def language_around(raw: str, start: int, end: int) -> str:
    """zh where Chinese characters stand in or next to the span, else en."""
    return "zh" if _HAN.search(raw[max(0, start - 12) : end + 12]) else "en"

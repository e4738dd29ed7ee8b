"""What is new in a text that somebody has read before. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Changes:
    """Lines of the new version that the old one lacks, and the other way round."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def changes_between(old: str, new: str) -> Changes:
    """By whole lines, which in these texts are sentences, list items or paragraphs."""
    before, after = _lines(old), _lines(new)
    added: list[str] = []
    removed: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        if operation != "equal":
            removed += before[start:end]
            added += after[new_start:new_end]
    return Changes(tuple(added), tuple(removed))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]

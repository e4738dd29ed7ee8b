"""What of a model's text raters see. Pure: no Django, no I/O."""

OPEN, CLOSE = "<think>", "</think>"


def shown_text(raw: str) -> str:
    """The answer itself: without the reasoning some models put in front of it, and trimmed.

    A reasoning block that never ends has eaten the answer: nothing is left to show.
    """
    before, found, after = raw.rpartition(CLOSE)
    text = after if found else before + after
    if text.lstrip().startswith(OPEN):
        return ""
    return text.strip()

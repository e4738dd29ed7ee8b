"""Elements, colours and letters that all figures share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

# Of a figure that stands alone, in pixels.
FILE_WIDTH = 720
LETTER = 13
SMALL = 11.5


@dataclass(frozen=True)
class Palette:
    """``font``: named only where no page says which."""

    win: str
    tie: str
    loss: str
    on_win: str
    on_tie: str
    on_loss: str
    ink: str
    quiet: str
    line: str
    accent: str
    sheet: str
    font: str = ""

    @property
    def is_file(self) -> bool:
        return bool(self.font)


PAGE = Palette(
    *("var(--win)", "var(--tie)", "var(--loss)"),
    *("var(--on-win)", "var(--on-tie)", "var(--on-loss)"),
    *("var(--ink)", "var(--ink-2)", "var(--line-2)", "var(--accent)", "var(--sheet)"),
)
FILE = Palette(
    *("#0b6767", "#d5d0c3", "#a64b1e", "#ffffff", "#1d2327", "#ffffff"),
    *("#1d2327", "#55606a", "#8c877a", "#0b6767", "#ffffff"),
    font="Noto Sans SC, Noto Sans CJK SC, sans-serif",
)
# For a page that stands alone: as wide as it is, in its letters.
SHEET = replace(FILE, font="")


def element(name: str, *inside: str, **attributes: object) -> str:
    """Underscores stand for hyphens; attributes that are None or empty are left out."""
    named = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_written(value))}"
        for key, value in attributes.items()
        if value not in (None, "")
    )
    return f"<{name}{named}>{''.join(inside)}</{name}>" if inside else f"<{name}{named}/>"


def _written(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def text(words: str, x: object, y: float, fill: str, **attributes: object) -> str:
    return element("text", escape(words), x=x, y=float(y), fill=fill, **attributes)


def percent(share: float) -> str:
    """A place across, from 0 to 1."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def link(inside: str, href: str, label: str, palette: Palette) -> str:
    """A part that leads to what is behind it; a file leads nowhere."""
    if not href or palette.is_file:
        return inside
    return element("a", inside, href=href, aria_label=label)


def drawing(key: str, title: str, height: float, parts: Iterable[str], palette: Palette) -> str:
    """The whole figure; ``title`` is what a screen reader says for it."""
    size: dict[str, object] = {"width": "100%", "height": height}
    if palette.is_file:
        size = {"width": FILE_WIDTH, "height": height, "viewBox": f"0 0 {FILE_WIDTH} {height:g}"}
        size |= {"xmlns": "http://www.w3.org/2000/svg", "font_family": palette.font}
    title_id = f"figure-{key}-title"
    return element(
        "svg",
        element("title", escape(title), id=title_id),
        *parts,
        **size,
        class_="drawn",
        font_size=LETTER,
        role="group",
        aria_labelledby=title_id,
    )


def width_of(words: str) -> float:
    """About how many Latin letters wide."""
    return sum(1.9 if east_asian_width(letter) in "WF" else 1.0 for letter in words)


def cut(words: str, letters: float) -> str:
    """At most that many Latin letters wide; a figure cannot break lines, its table has it all."""
    if width_of(words) <= letters:
        return words
    kept = ""
    for letter in words:
        if width_of(kept + letter) > letters - 1:
            break
        kept += letter
    return kept.rstrip() + "…"

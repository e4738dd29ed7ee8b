"""What a told report is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from annotations.analysis.drawing.svg import Palette


@dataclass(frozen=True)
class Grid:
    """A table in words, ready to be shown; the first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """One result: what it says in a sentence, as a table, and drawn where that helps."""

    key: str
    title: str
    sentences: tuple[str, ...]
    grid: Grid
    draw: Callable[[Palette], str] | None = None
    note: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """In which forms it can be taken away."""
        drawn = ("svg", "pdf") if self.draw else ()
        return (*drawn, "csv", "tex", "md") if self.grid.rows else drawn

    @property
    def is_drawn(self) -> bool:
        """For templates, which would call ``draw`` when they look at it."""
        return self.draw is not None


@dataclass(frozen=True)
class Section:
    """Figures that answer one question; ``warnings`` say what the reader must not overlook.

    ``withheld``: figures from which nothing may be concluded, for whoever asks all the same.
    """

    key: str
    title: str
    figures: tuple[Figure, ...]
    sentences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_exploratory: bool = True
    withheld: tuple[Figure, ...] = ()
    # Among the links to all sections, where the criterion's name would only take room.
    short: str = ""


@dataclass(frozen=True)
class Links:
    """Where a bar leads: the judgments behind it. Without an address it leads nowhere."""

    judgments: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)

    def to(self, **query: object) -> str:
        if not self.judgments:
            return ""
        asked = {**self.kept, **query}
        return f"{self.judgments}?{urlencode({k: v for k, v in asked.items() if v != ''})}"

"""Scales that hold everything which a figure has to show."""

from collections.abc import Callable, Iterable
from math import ceil, floor, log10

from annotations.analysis.drawing.dots import Dot, Scale
from annotations.analysis.telling.words import decimal, percent, points


def difference_scale(rows: Iterable[Dot]) -> Scale:
    """Of win differences: around 0, in steps of 10 or 20 or 50 points, the same both ways."""
    reach = max([0.1, *(abs(value) for value in _values(rows))])
    step = next(step for step in (0.05, 0.1, 0.2, 0.5) if reach / step <= 3 or step == 0.5)
    end = min(1.0, ceil(reach / step - 1e-9) * step)
    ticks = [round(k * step, 4) for k in range(-round(end / step), round(end / step) + 1)]
    return Scale(-end, end, tuple((tick, points(tick)) for tick in ticks), 0.0)


def share_scale(rows: Iterable[Dot], reference: float | None = None) -> Scale:
    """Of shares from 0 to 1; rare things get a scale of their own."""
    highest = max([0.02, *_values(rows)])
    end = next(end for end in (0.04, 0.08, 0.2, 0.4, 1.0) if highest <= end or end == 1.0)
    end = 1.0 if reference else end
    digits = 0
    ticks = [(end * k / 4, percent(end * k / 4, digits)) for k in range(5)]
    return Scale(0.0, end, tuple(ticks), reference)


def coefficient_scale(rows: Iterable[Dot]) -> Scale:
    """Of chance-corrected agreement: 0 is chance, 1 is perfect."""
    low = floor(4 * min([0.0, *_values(rows)])) / 4
    ticks = [low + 0.25 * k for k in range(round((1 - low) / 0.25) + 1)]
    return Scale(low, 1.0, tuple((tick, decimal(tick)) for tick in ticks), 0.0)


def free_scale(rows: Iterable[Dot], write: Callable[[float], str], reference: float) -> Scale:
    """Between the outermost values, with three to seven ticks at round numbers."""
    values = [*_values(rows), reference]
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    power = 10.0 ** floor(log10(reach / 3))
    step = next(k * power for k in (1, 2, 5, 10) if reach / (k * power) <= 5)
    first, last = floor(low / step - 1e-9), ceil(high / step + 1e-9)
    ticks = [step * k for k in range(first, last + 1)]
    return Scale(ticks[0], ticks[-1], tuple((tick, write(tick)) for tick in ticks), reference)


def _values(rows: Iterable[Dot]) -> list[float]:
    found: list[float] = []
    for row in rows:
        found += [row.value] if row.value is not None else []
        for interval in (row.thin, row.wide):
            found += [interval.low, interval.high] if interval else []
    return found

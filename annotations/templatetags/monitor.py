"""Small bars and times of the monitor's page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.studies.monitor.coverage import Coverage
from annotations.studies.monitor.raters import Standing

register = template.Library()
BAR = "researcher/partials/monitor/bar.html"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Part:
    """One stretch of a bar, in per cent of its width."""

    name: str
    x: float
    width: float


def parts(counts: list[tuple[str, int]], total: int) -> list[Part]:
    found, x = [], 0.0
    for name, count in counts:
        width = 100 * count / total if total else 0.0
        if count:
            found.append(Part(name, round(x, 2), round(width, 2)))
        x += width
    return found


@register.inclusion_tag(BAR)
def share_bar(done: int, total: int) -> dict[str, Any]:
    """How much of it is done."""
    return {"parts": parts([("done", min(done, total))], total), "size": "short"}


@register.inclusion_tag(BAR)
def choices_bar(rater: Standing) -> dict[str, Any]:
    """Left, tie and right, with a line at one half."""
    counts = [("left", rater.lefts), ("tie", rater.ties), ("right", rater.rights)]
    total = sum(count for _name, count in counts)
    return {"parts": parts(counts, total), "middle": True, "size": "short"}


@register.inclusion_tag(BAR)
def coverage_bar(coverage: Coverage) -> dict[str, Any]:
    """Items judged as planned, in part, not yet."""
    counts = [("done", coverage.complete), ("part", coverage.begun)]
    return {"parts": parts(counts, coverage.items), "size": "long"}


@register.filter
def minutes(seconds: float | None) -> str:
    """A short time to the second, as it is read off a stop-watch: 1:05."""
    whole = round(seconds or 0)
    return f"{whole // 60}:{whole % 60:02}"


@register.filter
def timesince_short(moment: datetime) -> str:
    """How long ago, in its largest unit."""
    seconds = max(0, (timezone.now() - moment).total_seconds())
    if seconds < _MINUTE:
        return _("less than a minute")
    for unit, size in ((_days, _DAY), (_hours, _HOUR), (_minutes, _MINUTE)):
        if seconds >= size:
            return unit(int(seconds // size))
    return ""


def _days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def _hours(number: int) -> str:
    return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}


def _minutes(number: int) -> str:
    return ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}

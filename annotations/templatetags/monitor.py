"""Small bars and times of the monitor's page."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.studies.monitor.coverage import Coverage
from annotations.studies.monitor.raters import Standing

register = template.Library()
_MIDDLE = mark_safe('<line class="middle" x1="50%" x2="50%" y1="0" y2="100%"/>')
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


# Written here and not as templates: a page of two hundred raters has four hundred bars.
@register.simple_tag
def share_bar(done: int, total: int) -> SafeString:
    """How much of it is done."""
    return _bar("short", parts([("done", min(done, total))], total))


@register.simple_tag
def choices_bar(rater: Standing) -> SafeString:
    """Left, tie and right, with a line at one half."""
    counts = [("left", rater.lefts), ("tie", rater.ties), ("right", rater.rights)]
    total = sum(count for _name, count in counts)
    return _bar("short", parts(counts, total), has_middle=True)


@register.simple_tag
def coverage_bar(coverage: Coverage) -> SafeString:
    """Judgments handed in, in hand, and not yet given out."""
    counts = [("done", coverage.done), ("part", coverage.open)]
    return _bar("long", parts(counts, coverage.planned))


def _bar(size: str, found: list[Part], *, has_middle: bool = False) -> SafeString:
    """A picture of what stands beside it in numbers: so nothing of it is read out."""
    stretches = format_html_join(
        "",
        '<rect class="{}" x="{}%" width="{}%" height="100%"/>',
        ((part.name, str(part.x), str(part.width)) for part in found),
    )
    middle = _MIDDLE if has_middle else ""
    return format_html(
        '<svg class="small-bar {}" aria-hidden="true" focusable="false">'
        '<rect class="ground" width="100%" height="100%"/>{}{}</svg>',
        size,
        stretches,
        middle,
    )


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

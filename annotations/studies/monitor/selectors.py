"""All that the monitor's page shows, in a number of statements that no study's size changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from annotations.models import AuditEvent, Kind, Slot, Study
from annotations.stats.alarms import Alarm, Rule, alarms
from annotations.studies.monitor.coverage import Coverage, coverage
from annotations.studies.monitor.forecast import WINDOW, Forecast, Part, forecast
from annotations.studies.monitor.raters import Standing, standings
from annotations.studies.monitor.sentences import Words, words_of

ACKNOWLEDGED = "alarm.acknowledge"
UNJUDGED = (Slot.Status.UNRELEASED, Slot.Status.FREE, Slot.Status.HELD)


@dataclass(frozen=True)
class Acknowledgement:
    """That somebody looked into an alarm, and what they found."""

    note: str
    at: datetime


@dataclass(frozen=True)
class ShownAlarm:
    """An alarm in words, and what was made of it."""

    pseudonym: str
    name: str
    rule: Rule
    words: Words
    acknowledgement: Acknowledgement | None


@dataclass(frozen=True)
class Monitor:
    """A running study at one moment."""

    raters: tuple[tuple[Standing, tuple[ShownAlarm, ...]], ...]
    alarms: tuple[ShownAlarm, ...]
    coverage: Coverage
    forecast: Forecast

    @property
    def new_alarms(self) -> int:
        return sum(not alarm.acknowledgement for alarm in self.alarms)


def monitor(study: Study, *, page: int = 1) -> Monitor:
    """Sides and choices only; no line says or depends on which system wrote what."""
    now = timezone.now()
    rows = standings(study, recent_since=now - WINDOW)
    shown = _shown(study, rows, alarms([row.work for row in rows]))
    by_rater: dict[str, list[ShownAlarm]] = {}
    for alarm in shown:
        by_rater.setdefault(alarm.pseudonym, []).append(alarm)
    return Monitor(
        raters=tuple((row, tuple(by_rater.get(row.pseudonym, ()))) for row in rows),
        alarms=tuple(shown),
        coverage=coverage(study, page=page),
        forecast=_forecast(study, rows, now),
    )


def find_alarm(study: Study, pseudonym: str, rule: str) -> tuple[Alarm, ShownAlarm] | None:
    """An alarm that is raised now, with its numbers; None if it is not."""
    rows = standings(study, recent_since=timezone.now())
    found = alarms([row.work for row in rows])
    for alarm, shown in zip(found, _shown(study, rows, found), strict=True):
        if (alarm.rater, alarm.rule) == (pseudonym, rule):
            return alarm, shown
    return None


def _shown(study: Study, rows: Sequence[Standing], found: Sequence[Alarm]) -> list[ShownAlarm]:
    names = {row.pseudonym: row.name for row in rows}
    known = acknowledgements(study) if found else {}
    return [
        ShownAlarm(
            alarm.rater,
            names[alarm.rater],
            alarm.rule,
            words_of(alarm),
            known.get((alarm.rater, alarm.rule)),
        )
        for alarm in found
    ]


def acknowledgements(study: Study) -> dict[tuple[str, str], Acknowledgement]:
    """By rater and rule, the latest; they stand in the record of acts and nowhere else."""
    events = AuditEvent.objects.filter(study=study, action=ACKNOWLEDGED).order_by("sequence")
    return {
        (target, data["rule"]): Acknowledgement(data["note"], at)
        for target, data, at in events.values_list("target", "data", "created_at")
    }


def _forecast(study: Study, rows: Sequence[Standing], now: datetime) -> Forecast:
    """A fixed panel ends with its slowest seat; a pool is one seat that all share."""
    open_slots = study.slots.filter(kind=Kind.FIRST, status__in=UNJUDGED).order_by()
    left = dict(open_slots.values_list("seat").annotate(number=Count("pk")))
    recent: dict[int | None, int] = {}
    for row in rows:
        recent[row.seat] = recent.get(row.seat, 0) + row.recent
    parts = [Part(left.get(seat, 0), recent.get(seat, 0)) for seat in left.keys() | recent.keys()]
    return forecast(parts, since=study.started_at, now=now)

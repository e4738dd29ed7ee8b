"""Whatever departs from the protocol while a study runs: dated, with who and why, in the audit log.

What a running study may still change is a short list: its raters (add, pause, replace, remove,
quota), what cannot be judged or should not be (withdrawn with a reason, never deleted), new
versions of the texts that raters agree to, how long a pair is held, and how long the study is kept.
A trigger refuses changes of all that the protocol fixes. Anything else that happens is written
down.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import AuditEvent, Study, User

# Actions that, in a study that has started, depart from what was planned.
DEPARTURES = (
    "deviation.record",
    "deviation.change",
    "item.withdraw",
    "comparisons.exclude",
    "answer.regenerate",
    "leaks.decide",
    "consent.publish",
    "guideline.publish",
    "consent.withdraw",
    "rater.pause",
    "rater.resume",
    "rater.remove",
    "rater.replace",
    "rater.update",
    "study.pause",
    "study.resume",
)
RUNNING = (Study.State.RUNNING, Study.State.PAUSED)


@dataclass(frozen=True)
class Changes:
    """What a running study may change of itself."""

    lease_seconds: int
    retain_until: date | None


def deviations_of(study: Study) -> QuerySet[AuditEvent]:
    """Every departure since the start, the oldest first."""
    start = study.audit_events.filter(action="study.start").order_by("sequence").first()
    if start is None:
        return study.audit_events.none()
    since = study.audit_events.filter(sequence__gt=start.sequence, action__in=DEPARTURES)
    return since.order_by("sequence")


@transaction.atomic
def record_deviation(*, study: Study, by: User | None, what: str) -> AuditEvent:
    """Write down something that happened otherwise than planned. Twice is two notes."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if study.state == Study.State.DRAFT:
        raise WrongState(_("A draft has no protocol yet from which something could deviate."))
    if not what.strip():
        raise AnnotationsError(_("Say what was otherwise than planned; it is recorded."))
    return audit.record(by=by, action="deviation.record", study=study, data={"what": what.strip()})


@transaction.atomic
def change_running(*, study: Study, by: User | None, changes: Changes, reason: str) -> list[str]:
    """Change what may still change, with a reason; says which. Repeating it changes nothing."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if study.state not in RUNNING:
        raise WrongState(_("This can be changed while a study runs or is paused."))
    wanted = vars(changes)
    changed = [name for name, value in wanted.items() if getattr(study, name) != value]
    if changed and not reason.strip():
        raise AnnotationsError(_("Say why it is changed; the reason is recorded."))
    for name in changed:
        data = {"field": name, "from": _plain(getattr(study, name)), "to": _plain(wanted[name])}
        setattr(study, name, wanted[name])
        audit.record(
            by=by, action="deviation.change", study=study, data=data | {"reason": reason.strip()}
        )
    study.save(update_fields=changed)
    return changed


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value

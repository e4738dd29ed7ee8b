"""What somebody who runs a study does about an alarm."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.models import Study, User
from annotations.studies.monitor.selectors import ACKNOWLEDGED, acknowledgements, find_alarm


@transaction.atomic
def acknowledge_alarm(
    *, study: Study, pseudonym: str, rule: str, note: str, by: User | None
) -> None:
    """Note that somebody looked into it; nothing is excluded and the alarm stays to be seen.

    The numbers of the moment go into the record. The same note again adds nothing.
    """
    note = note.strip()
    if not note:
        raise AnnotationsError(_("Say in a few words what you found; it is recorded."))
    found = find_alarm(study, pseudonym, rule)
    if found is None:
        raise AnnotationsError(_("This alarm is not raised any more."))
    known = acknowledgements(study).get((pseudonym, rule))
    if known and known.note == note:
        return
    alarm, _words = found
    audit.record(
        by=by,
        action=ACKNOWLEDGED,
        study=study,
        target=pseudonym,
        data={"rule": rule, "note": note, "numbers": alarm.numbers},
    )

"""Who has looked at a finding that withholds the results, and had them shown with a reason.

An audit event and nothing else: it changes no number, and the report names the finding, the person,
the time and the reason wherever it then concludes.
"""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.analysis.results import Acknowledged, Results
from annotations.analysis.telling.refusals import refusing
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import AuditEvent, Study, User
from annotations.stats.sanity import Problem

ACTION = "finding.acknowledge"
# Shorter than this nothing is explained.
SHORTEST_REASON, LONGEST_REASON = 15, 1000


@transaction.atomic
def acknowledge_finding(
    *, study: Study, results: Results, problem: str, reason: str, by: User
) -> AuditEvent:
    """Record that a researcher has looked at it; ``results``: of everything, nothing narrowed.

    The first stands: repeating it changes nothing, whatever the reason.
    """
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if not study.is_unblinded:
        raise WrongState(_("Before the unblinding there are no results to look at."))
    if earlier := study.audit_events.filter(action=ACTION, data__finding=problem).first():
        return earlier
    if problem not in refusing(results):
        raise AnnotationsError(_("Nothing is withheld because of this finding."))
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise AnnotationsError(_("Say in a sentence why the results are shown; it is recorded."))
    member = study.members.get(user=by)
    data = {"finding": problem, "reason": reason, "role": member.role}
    return audit.record(by=by, action=ACTION, study=study, data=data)


def with_acknowledged(study: Study, results: Results) -> Results:
    """The results and who looked at what withholds them. Two statements, where something does."""
    problems = refusing(results)
    return replace(results, acknowledged=_acknowledged(study, problems)) if problems else results


def _acknowledged(study: Study, problems: frozenset[Problem]) -> tuple[Acknowledged, ...]:
    events = study.audit_events.filter(action=ACTION, data__finding__in=list(problems))
    found = list(events.order_by("sequence"))
    keys = [event.actor.removeprefix("user:") for event in found]
    names = dict(User.objects.filter(key__in=keys).values_list("key", "name")) if keys else {}
    return tuple(
        Acknowledged(
            problem=event.data["finding"],
            name=names.get(key, ""),
            role=event.data["role"],
            at=event.created_at.isoformat(timespec="minutes"),
            reason=event.data["reason"],
        )
        for event, key in zip(found, keys, strict=True)
    )

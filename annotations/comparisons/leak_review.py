"""Somebody looks at what the scan found, and decides: each find once, with who and when."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from annotations import audit
from annotations.comparisons.exclusion import OPEN_STATES, withdraw_response
from annotations.comparisons.leak_policy import decide, is_released, mask_turns
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import LeakHit, Response, Study, User

Decision = LeakHit.Decision
# What a person may decide; masking only before anybody has read the answer.
BY_HAND = (Decision.ACCEPTED, Decision.MASKED, Decision.EXCLUDED)


def hits_of(study: Study, *, waiting: bool) -> QuerySet[LeakHit]:
    """Those that wait for a decision, or all; item by item."""
    hits = LeakHit.objects.filter(response__item__study=study)
    hits = hits.filter(decision="", response__superseded_at__isnull=True) if waiting else hits
    return hits.select_related("response__item", "response__system", "turn").order_by(
        "response__item__external_id", "response__system__position", "turn__position", "start"
    )


@dataclass(frozen=True)
class SystemCount:
    """How often the scan found something in one system's answers: a clue in itself."""

    system: str
    answers: int
    with_finds: int
    finds: int
    masked: int


def counts_by_system(study: Study) -> list[SystemCount]:
    """For those who may know the systems. Superseded versions are in it: they were found too."""
    hits = Count("leak_hits", distinct=True)
    rows = (
        Response.objects.filter(item__study=study)
        .exclude(leak_state="")
        .values(name=F("system__name"))
        .annotate(
            answers=Count("pk", distinct=True),
            with_finds=Count("pk", filter=Q(leak_hits__isnull=False), distinct=True),
            finds=hits,
            masked=Count("leak_hits", filter=Q(leak_hits__decision="masked"), distinct=True),
        )
        .order_by("system__position")
    )
    columns = ("name", "answers", "with_finds", "finds", "masked")
    return [SystemCount(*row) for row in rows.values_list(*columns)]


@transaction.atomic
def decide_hits(*, study: Study, by: User | None, hit_ids: Collection[int], decision: str) -> int:
    """Accept, mask or exclude these finds; says how many were decided now.

    An answer whose last find is decided is settled, and its pairs can be released. To exclude one
    find is to withdraw the answer's comparisons, released or not. What was decided already stays;
    repeating it changes nothing.
    """
    if decision not in BY_HAND:
        raise AnnotationsError(_("Choose what is to happen."))
    if Study.objects.get(pk=study.pk).state not in OPEN_STATES:
        raise WrongState(_("Finds are decided about while a study runs or is paused."))
    # Locked first, as the scan does it: two people deciding at once wait for each other.
    chosen = Response.objects.filter(item__study=study, leak_hits__in=hit_ids).distinct()
    locked = Response.objects.select_for_update(of=("self",), no_key=True)
    responses = list(locked.filter(pk__in=chosen.values("pk")).order_by("pk"))
    by_response = _undecided(responses, hit_ids, decision)
    for response, hits in by_response.items():
        _carry_out(study, response, hits, decision, audit.actor_key(by))
    count = sum(map(len, by_response.values()))
    if count:
        items = sorted({response.item.external_id for response in by_response})
        data = {"finds": count, "decision": decision, "items": items}
        audit.record(by=by, action="leaks.decide", study=study, data=data)
    return count


def _undecided(
    responses: list[Response], hit_ids: Collection[int], decision: str
) -> dict[Response, list[LeakHit]]:
    """Only to exclude can be decided later: that hides nothing under anybody's marks."""
    hits = LeakHit.objects.filter(response__in=responses, pk__in=hit_ids).order_by("pk")
    open_ones = Q(decision="")
    if decision == Decision.EXCLUDED:
        open_ones |= Q(decision__in=[Decision.FLAGGED, Decision.ACCEPTED])
    by_pk = {response.pk: response for response in responses}
    found: dict[Response, list[LeakHit]] = defaultdict(list)
    for hit in hits.filter(open_ones):
        found[by_pk[hit.response_id]].append(hit)
    return found


def _carry_out(
    study: Study, response: Response, hits: list[LeakHit], decision: str, by: str
) -> None:
    if decision == Decision.EXCLUDED:
        withdraw_response(study=study, response=response, reason=_("An answer tells who wrote it."))
    decide(hits, decision, by=by)
    if not response.leak_hits.filter(decision="").exists():
        _settle(response)


def _settle(response: Response) -> None:
    """All is decided: what is to be hidden is hidden at once, while nobody has seen it."""
    masked = list(response.leak_hits.filter(decision=Decision.MASKED, turn__isnull=False))
    if response.leak_state == Response.LeakState.WAITING and masked and not is_released(response):
        mask_turns(response, masked)
    response.leak_state = Response.LeakState.SETTLED
    response.save(update_fields=["leak_state"])

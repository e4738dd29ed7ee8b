"""Have one answer written anew. The old version stays, and nobody's pair changes under their eyes.

A comparison that anyone has been shown is withdrawn and another one takes its place; one that
nobody has been shown waits for the new answer.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.comparisons.exclusion import OPEN_STATES, withdraw_comparisons
from annotations.comparisons.released import count_as_released
from annotations.exceptions import AnnotationsError, WrongState
from annotations.generation.launch import wake_on_commit
from annotations.generation.patient_prompt import current_prompt
from annotations.generation.present_settings import PresentSettings
from annotations.models import (
    Assignment,
    Comparison,
    Item,
    Kind,
    PracticeFeedback,
    Response,
    Slot,
    Study,
    StudyRater,
    User,
)

WAITING = {Response.Status.PENDING, Response.Status.RUNNING}


@dataclass(frozen=True)
class Regenerated:
    """The new version, and what became of the comparisons of the old one."""

    response: Response
    withdrawn: int
    waiting: int


@transaction.atomic
def regenerate_answer(*, response: Response, by: User | None, reason: str) -> Regenerated:
    """Queue a new version in the place of a complete or failed answer.

    Not to be repeated: the old version is superseded then, which is told.
    """
    reason = reason.strip()
    if not reason:
        raise AnnotationsError(_("Say why the answer is written anew; the reason is recorded."))
    # Comparisons, study, raters, as everywhere where comparisons are withdrawn.
    comparisons = list(_standing(response).select_for_update(of=("self",), no_key=True))
    study = Study.objects.select_for_update(no_key=True).get(pk=response.item.study_id)
    if study.state not in {Study.State.DRAFT, *OPEN_STATES}:
        raise WrongState(_("A frozen study keeps its answers as they are."))
    list(StudyRater.objects.filter(study=study).select_for_update(no_key=True).order_by("pk"))
    old = Response.objects.select_for_update(of=("self",), no_key=True).get(pk=response.pk)
    replacement = _new_version(study, old, reason)
    shown = _shown(comparisons)
    withdrawn = [one for one in comparisons if one.pk in shown]
    waiting = [one for one in comparisons if one.pk not in shown]
    _let_wait(study, waiting, old, replacement)
    _replace(study, withdrawn, old, replacement, reason)
    data = {
        "item": old.item.external_id,
        "item_kind": old.item.kind,
        "version": replacement.version,
        "comparisons_withdrawn": len(withdrawn),
        "comparisons_waiting": len(waiting),
        "reason": reason,
    }
    audit.record(
        by=by, action="answer.regenerate", study=study, target=old.item.external_id, data=data
    )
    wake_on_commit(study)
    return Regenerated(replacement, len(withdrawn), len(waiting))


def _standing(response: Response) -> QuerySet[Comparison]:
    of_it = Q(response_a=response) | Q(response_b=response)
    standing = Comparison.objects.filter(of_it, withdrawn_at__isnull=True)
    return standing.select_related("item").order_by("pk")


def _new_version(study: Study, old: Response, reason: str) -> Response:
    if old.superseded_at:
        raise AnnotationsError(_("A newer version has taken the place of this answer already."))
    if old.status in WAITING:
        raise AnnotationsError(_("This answer is still being written."))
    if old.system.endpoint_id is None:
        raise AnnotationsError(_("This system has no endpoint: its answers come from a file."))
    old.superseded_at = timezone.now()
    old.save(update_fields=["superseded_at"])
    is_dialogue = old.item.kind == Item.Kind.MULTI_TURN
    return Response.objects.create(
        item=old.item,
        system=old.system,
        sample=old.sample,
        version=old.version + 1,
        patient_prompt=(old.patient_prompt or current_prompt(study)) if is_dialogue else None,
        settings_sha256=PresentSettings(study).of(old.item, old.system),
        reason=reason,
    )


def _shown(comparisons: list[Comparison]) -> set[int]:
    """Those that anybody holds, held or judged. The raters are locked: nobody is claiming now."""
    ids = [one.pk for one in comparisons]
    held = Assignment.objects.filter(comparison__in=ids)
    return set(held.values_list("comparison", flat=True))


def _let_wait(
    study: Study, comparisons: list[Comparison], old: Response, replacement: Response
) -> None:
    """Close again what nobody has seen, until the new answer is complete."""
    released = [one for one in comparisons if one.released_at]
    ids = [one.pk for one in released]
    Slot.objects.filter(comparison__in=ids, status=Slot.Status.FREE).update(
        status=Slot.Status.UNRELEASED
    )
    # In two steps: a released pair keeps its answers, by trigger.
    Comparison.objects.filter(pk__in=ids).update(released_at=None, text_length=0)
    rows = Comparison.objects.filter(pk__in=[one.pk for one in comparisons])
    rows.filter(response_a=old).update(response_a=replacement)
    rows.filter(response_b=old).update(response_b=replacement)
    count_as_released(study.pk, [one for one in released if not one.is_practice], sign=-1)


def _replace(
    study: Study,
    comparisons: list[Comparison],
    old: Response,
    replacement: Response,
    reason: str,
) -> None:
    """Withdraw what was shown; new comparisons on the same places of the plan follow it."""
    if not comparisons:
        return
    slots = _planned(comparisons)
    withdraw_comparisons(comparisons, study, reason)
    for withdrawn in comparisons:
        new = Comparison.objects.create(
            study=study,
            item=withdrawn.item,
            system_a=withdrawn.system_a,
            system_b=withdrawn.system_b,
            response_a=replacement if withdrawn.response_a_id == old.pk else withdrawn.response_a,
            response_b=replacement if withdrawn.response_b_id == old.pk else withdrawn.response_b,
            raters_per_comparison=withdrawn.raters_per_comparison,
            is_practice=withdrawn.is_practice,
        )
        _copy_feedback(withdrawn, new)
        _copy_slots(new, slots.get(withdrawn.pk, []))


def _planned(comparisons: list[Comparison]) -> dict[int, list[Slot]]:
    """First judgments before the repeats that name them; practice is planned at its claim."""
    by_comparison: dict[int, list[Slot]] = {}
    slots = Slot.objects.filter(comparison__in=[one.pk for one in comparisons])
    for slot in slots.exclude(kind=Kind.PRACTICE).order_by("kind", "number"):
        by_comparison.setdefault(slot.comparison_id, []).append(slot)
    return by_comparison


def _copy_slots(comparison: Comparison, planned: list[Slot]) -> None:
    """The same seats, sides and places in the order: they were drawn before anybody judged."""
    copies: dict[int, Slot] = {}
    for slot in planned:
        copies[slot.pk] = Slot.objects.create(
            study_id=slot.study_id,
            comparison=comparison,
            kind=slot.kind,
            number=slot.number,
            seat=slot.seat,
            specialty=slot.specialty,
            swapped=slot.swapped,
            position=slot.position,
            first_slot=copies[slot.first_slot_id] if slot.first_slot_id else None,
        )


def _copy_feedback(withdrawn: Comparison, new: Comparison) -> None:
    for feedback in PracticeFeedback.objects.filter(comparison=withdrawn):
        PracticeFeedback.objects.create(
            comparison=new, verdict=feedback.verdict, text=feedback.text
        )

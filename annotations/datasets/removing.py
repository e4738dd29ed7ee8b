"""Take items or answers back out of a study that is still a draft: the undo of an import."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.datasets.services import locked_draft
from annotations.exceptions import AnnotationsError
from annotations.models import Response, Study, System, User


@transaction.atomic
def remove_items(*, study: Study, by: User | None, ids: Collection[int] | None = None) -> int:
    """Remove these items, or all, with their imported answers. Repeating it changes nothing.

    What a system was paid for stays: an item that has generated answers is refused.
    """
    study = locked_draft(study)
    items = study.items.all() if ids is None else study.items.filter(pk__in=ids)
    if items.filter(responses__origin=Response.Origin.GENERATED).exists():
        raise AnnotationsError(_("Some of these items have generated answers; they stay."))
    responses = Response.objects.filter(item__in=items)
    count, answers = items.count(), responses.count()
    if count:
        responses.delete()
        items.delete()
        audit.record(
            by=by, action="items.remove", study=study, data={"items": count, "responses": answers}
        )
    return count


@transaction.atomic
def remove_responses(*, study: Study, system: System, by: User | None) -> int:
    """Remove a system's imported answers, as when they were another's. Safe to repeat."""
    study = locked_draft(study)
    imported = system.responses.filter(item__study=study, origin=Response.Origin.IMPORTED)
    count = imported.count()
    if count:
        imported.delete()
        data = {"system": system.name, "responses": count}
        audit.record(by=by, action="responses.remove", study=study, data=data)
    return count

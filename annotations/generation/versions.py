"""A generated answer that cannot be shown gives way to another one of the same system."""

from django.db import transaction
from django.utils import timezone

from annotations.models import Response

# With a fixed seed or a temperature of 0 every version is the same: there has to be an end.
MOST_VERSIONS = 3


@transaction.atomic
def new_version(response: Response) -> Response | None:
    """A pending answer in the place of this one, or None where there can be none.

    An imported answer cannot be generated; of a generated one there are at most three versions.
    The old one stays, with all that was paid for it.
    """
    is_generated = response.origin == Response.Origin.GENERATED
    if not is_generated or response.version >= MOST_VERSIONS:
        return None
    response.superseded_at = timezone.now()
    response.save(update_fields=["superseded_at"])
    return Response.objects.create(
        item=response.item,
        system=response.system,
        sample=response.sample,
        version=response.version + 1,
        patient_prompt=response.patient_prompt,
        settings_sha256=response.settings_sha256,
    )

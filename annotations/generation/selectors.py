"""How far generation is, and what went wrong."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from annotations.generation.excluded import without_excluded
from annotations.generation.failures import sentence
from annotations.models import Response, Study, System

Status = Response.Status


@dataclass(frozen=True)
class SystemProgress:
    """One system's responses by status."""

    system_id: int
    name: str
    pending: int
    running: int
    done: int
    failed: int

    @property
    def total(self) -> int:
        return self.pending + self.running + self.done + self.failed


@dataclass(frozen=True)
class FailedResponse:
    """A response that waits for a researcher, or for its next try."""

    response_id: int
    external_id: str
    system: str
    is_final: bool
    failures: int
    not_before: datetime
    code: str
    sentence: str
    detail: str


def generation_progress(study: Study) -> tuple[SystemProgress, ...]:
    """Per candidate system, in the study's order, in one statement."""
    current = Q(responses__superseded_at__isnull=True)
    counts = {
        status: Count("responses", filter=current & Q(responses__status=status))
        for status in Status.values
    }
    systems = study.systems.filter(role=System.Role.CANDIDATE).annotate(**counts)
    return tuple(
        SystemProgress(system.pk, system.name, *(getattr(system, key) for key in Status.values))
        for system in systems.order_by("position")
    )


def failed_responses(study: Study, *, limit: int = 50) -> tuple[FailedResponse, ...]:
    """What has failed, for good first, with the reason in the reader's language."""
    troubled = (
        Response.objects.filter(item__study=study, superseded_at__isnull=True)
        .filter(Q(status=Status.FAILED) | ~Q(error_code=""), ~Q(status=Status.DONE))
        .select_related("item", "system")
        .order_by("status", "-not_before", "pk")
    )
    return tuple(_failed(response) for response in without_excluded(troubled)[:limit])


def _failed(response: Response) -> FailedResponse:
    return FailedResponse(
        response_id=response.pk,
        external_id=response.item.external_id,
        system=response.system.name,
        is_final=response.status == Status.FAILED,
        failures=response.failures,
        not_before=response.not_before,
        code=response.error_code,
        sentence=sentence(response.error_code),
        detail=response.error,
    )

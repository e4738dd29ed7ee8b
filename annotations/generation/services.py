"""Claim a response, have it generated, keep it or try later. Rows are the truth.

Every write names the claim it belongs to, so that a worker given up for dead
cannot overwrite its successor; no transaction is open during a call.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.generation import budget, calls, leases, limits
from annotations.generation.dialogue import complete_turns, done_with
from annotations.generation.excluded import without_excluded
from annotations.generation.failures import Failure
from annotations.generation.patient_prompt import current_prompt
from annotations.generation.present_settings import PresentSettings
from annotations.generation.providers.base import ProviderError, RetryableProviderError
from annotations.models import Item, Response, Study, System, Turn, User

BATCH = 1000
LONGEST_WAIT_SECONDS = 3600.0
Status = Response.Status


def plan_responses(study: Study) -> int:
    """Create the rows of every answer still to be generated; repeating it adds what is missing.

    In a draft, what was written under other settings than the present ones is discarded first, so
    that every answer of a started study was written under the settings that its protocol tells.
    """
    discard_outdated(study)
    systems = list(study.systems.filter(role=System.Role.CANDIDATE, endpoint__isnull=False))
    items = list(study.items.order_by("pk").only("pk", "kind", "content_sha256"))
    multi_turn = any(item.kind == Item.Kind.MULTI_TURN for item in items)
    prompt = None
    if systems and multi_turn:
        _require_patient(study)
        prompt = current_prompt(study)
    present = PresentSettings(study)
    # Item by item, so that the first pair is complete early.
    rows = [
        Response(
            item=item,
            system=system,
            patient_prompt=prompt if item.kind == Item.Kind.MULTI_TURN else None,
            settings_sha256=present.of(item, system),
        )
        for item in items
        for system in systems
    ]
    before = _responses_of(study).count()
    Response.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return _responses_of(study).count() - before


@transaction.atomic
def discard_outdated(study: Study) -> int:
    """Delete a draft's generated answers that other settings brought; says how many.

    Nothing was judged of them yet; what they cost stays counted.
    """
    if study.state != Study.State.DRAFT:
        return 0
    ids = [response.pk for response in outdated_responses(study)]
    Turn.objects.filter(response__in=ids).delete()
    Response.objects.filter(pk__in=ids).delete()
    return len(ids)


def outdated_responses(study: Study) -> list[Response]:
    """Generated, be it in part, under settings that have been changed since."""
    present = PresentSettings(study)
    generated = _responses_of(study).filter(origin=Response.Origin.GENERATED)
    return [
        response
        for response in generated.select_related("item", "system__endpoint").defer("error")
        if response.settings_sha256
        and response.settings_sha256 != present.of(response.item, response.system)
    ]


def _require_patient(study: Study) -> None:
    if not study.systems.filter(role=System.Role.PATIENT, endpoint__isnull=False).exists():
        raise AnnotationsError(
            _("Multi-turn items need a simulated patient: give the study a system for it.")
        )


def _responses_of(study: Study) -> QuerySet[Response]:
    return Response.objects.filter(item__study=study)


def max_attempts(response: Response) -> int:
    endpoint = response.system.endpoint
    return endpoint.max_attempts if endpoint else 1


def generate_response(response: Response) -> None:
    """Bring a claimed response to its end; what is stored already is not asked for again."""
    complete_turns(response)
    if response.status != Status.DONE:  # every turn was there
        _finish(response)


def _finish(response: Response) -> None:
    texts = list(response.turns.order_by("position").values_list("shown_text", flat=True))
    if not leases.held(response).update(error_code="", error="", **done_with(texts)):
        raise leases.LeaseLost
    response.status = Status.DONE


def retry_later(response: Response, error: RetryableProviderError) -> None:
    """Let the row wait, longer each time or as long as the endpoint asks; give up at the limit."""
    failures = response.failures + 1
    if failures >= max_attempts(response):
        fail_response(response, error.code, str(error), failures=failures)
        return
    wait = max(error.retry_after_seconds or 0.0, 2.0**failures)
    _release(
        response,
        status=Status.PENDING,
        failures=failures,
        not_before=timezone.now() + timedelta(seconds=min(wait, LONGEST_WAIT_SECONDS)),
        error_code=error.code,
        error=calls.storable(str(error)),
    )


def postpone(response: Response, wait: limits.NotNow) -> None:
    """Let the row wait for its endpoint's limit; that is no failure."""
    told: dict[str, object] = {}
    if isinstance(wait, budget.BudgetSpent):
        code = Failure.BUDGET_SPENT
        told = {"error_code": code, "error": str(code.label)}
    until = timezone.now() + timedelta(seconds=min(wait.seconds, LONGEST_WAIT_SECONDS))
    _release(response, status=Status.PENDING, not_before=until, **told)


def fail_response(
    response: Response, code: Failure, detail: str = "", *, failures: int | None = None
) -> None:
    """Give up until a researcher retries; the pair stays closed to raters."""
    _release(
        response,
        status=Status.FAILED,
        failures=response.failures if failures is None else failures,
        error_code=code,
        error=calls.storable(detail) or str(code.label),
    )


def fail_call(response: Response, error: ProviderError) -> None:
    """Give up because of what the endpoint did."""
    fail_response(response, error.code, str(error), failures=response.failures + 1)


def _release(response: Response, **fields: object) -> None:
    """Only the claim's own row: a worker that lost it changes nothing."""
    leases.held(response).update(leased_until=None, **fields)


@transaction.atomic
def reset_failed(*, study: Study, by: User | None, response_ids: list[int] | None = None) -> int:
    """Put failed responses back in line, all of the study's or some; turns they have are kept.

    Those whose comparisons were excluded are left as they are.
    """
    failed = _responses_of(study).filter(status=Status.FAILED, superseded_at__isnull=True)
    failed = without_excluded(failed)
    if response_ids is not None:
        failed = failed.filter(pk__in=response_ids)
    ids = list(failed.values_list("pk", flat=True))
    count = Response.objects.filter(pk__in=ids, status=Status.FAILED).update(
        status=Status.PENDING,
        failures=0,
        not_before=timezone.now(),
        error_code="",
        error="",
    )
    if count:
        audit.record(by=by, action="generation.retry", study=study, data={"responses": count})
    return count

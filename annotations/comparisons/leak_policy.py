"""What is done about words that tell the writer: the study's policy, fixed before its start."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.blinding.redaction import Kind, Leak, Reason, mask
from annotations.comparisons.exclusion import withdraw_response
from annotations.generation.launch import regenerate
from annotations.ledger import content_sha256, text_sha256
from annotations.models import Comparison, LeakHit, Response, Study, Turn

Decision = LeakHit.Decision
Policy = Study.LeakPolicy
State = Response.LeakState


def decide_by_policy(study: Study, response: Response, hits: list[LeakHit]) -> None:
    """Set what becomes of the finds, and do it; the caller saves the answer's own state."""
    if is_released(response):
        decide(hits, Decision.FLAGGED)
        response.leak_state = State.SETTLED
    elif study.reviews_leaks:
        response.leak_state = State.WAITING
    else:
        carry_out(study, response, hits, study.leak_policy)
        response.leak_state = State.SETTLED


def carry_out(study: Study, response: Response, hits: list[LeakHit], policy: str) -> None:
    """Do to an answer that nobody has seen what the policy says of its finds."""
    if policy == Policy.FLAG:
        decide(hits, Decision.FLAGGED)
    elif policy == Policy.MASK:
        mask_turns(response, hits)
        decide(hits, Decision.MASKED)
    elif policy == Policy.REGENERATE and _generate_anew(response):
        decide(hits, Decision.REGENERATED)
    else:
        withdraw_response(study=study, response=response, reason=_reason())
        decide(hits, Decision.EXCLUDED)


def _reason() -> str:
    return _("An answer tells who wrote it.")


def decide(hits: Iterable[LeakHit], decision: str, *, by: str = audit.SYSTEM) -> None:
    rows = list(hits)
    for hit in rows:
        hit.decision, hit.decided_by, hit.decided_at = decision, by, timezone.now()
    LeakHit.objects.bulk_update(rows, ["decision", "decided_by", "decided_at"])


def is_released(response: Response) -> bool:
    """Whether a pair with this answer is out, or was: somebody may have read it."""
    of_it = Q(response_a=response) | Q(response_b=response)
    return Comparison.objects.filter(of_it, released_at__isnull=False).exists()


def mask_turns(response: Response, hits: Iterable[LeakHit]) -> None:
    """Put placeholders into the shown text; the text as it came stays beside it.

    Only before a release: a trigger refuses it later, because marks quote what was shown.
    """
    by_turn: dict[int, list[LeakHit]] = {}
    for hit in hits:
        by_turn.setdefault(hit.turn_id, []).append(hit)
    turns = list(response.turns.order_by("position"))
    for turn in turns:
        if found := by_turn.get(turn.pk):
            turn.shown_text = mask(turn.shown_text, map(_leak, found)).text
            turn.shown_sha256 = text_sha256(turn.shown_text)
    Turn.objects.bulk_update(turns, ["shown_text", "shown_sha256"])
    response.shown_sha256 = content_sha256([turn.shown_text for turn in turns])
    response.save(update_fields=["shown_sha256"])


def _leak(hit: LeakHit) -> Leak:
    return Leak(hit.start, hit.end, Kind(hit.kind), Reason(hit.reason), hit.language)


def _generate_anew(response: Response) -> bool:
    """Another version in its place, if there may be one; its pairs wait for it."""
    replacement = regenerate(response)
    if replacement is None:
        return False
    waiting = Comparison.objects.filter(released_at__isnull=True, withdrawn_at__isnull=True)
    waiting.filter(response_a=response).update(response_a=replacement)
    waiting.filter(response_b=response).update(response_b=replacement)
    return True

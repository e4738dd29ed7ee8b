"""Look for words that tell who wrote an answer, before anybody can read it.

Every complete answer is scanned once, by the study's own names and the built-in lists, patients'
messages too. What the study's policy says is done at once, or waits for somebody to look. A trigger
releases no pair of which an answer was not looked through.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from time import monotonic

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.blinding.redaction import Leak, find_leaks
from annotations.comparisons.exclusion import OPEN_STATES
from annotations.comparisons.leak_policy import decide_by_policy
from annotations.exceptions import WrongState
from annotations.ledger import text_sha256
from annotations.models import LeakHit, Response, Study, Turn

BATCH = 50
# A study of thousands of imported answers starts at once; the rest is scanned in the background.
SECONDS = 4.0
CONTEXT = 60
State = Response.LeakState


@dataclass
class ScanCount:
    """What a scan found: answers, finds, and what became of the finds."""

    answers: int = 0
    with_finds: int = 0
    finds: int = 0
    decisions: Counter[str] = field(default_factory=Counter)

    def add(self, hits: list[LeakHit]) -> None:
        self.answers += 1
        self.with_finds += bool(hits)
        self.finds += len(hits)
        self.decisions.update(hit.decision or "waiting" for hit in hits)


def scan_answers(study: Study | None = None, *, seconds: float = SECONDS) -> int:
    """Scan what is complete and was not scanned yet, for so long; says how many answers it was.

    Safe to repeat and to run at the same time twice.
    """
    until, scanned = monotonic() + seconds, 0
    while count := _scan_batch(study):
        scanned += count
        if monotonic() > until:
            break
    return scanned


@transaction.atomic
def _scan_batch(study: Study | None) -> int:
    due = list(_due(study).select_for_update(of=("self",), no_key=True, skip_locked=True)[:BATCH])
    by_study: dict[Study, list[Response]] = defaultdict(list)
    for response in due:
        by_study[response.item.study].append(response)
    for found, responses in by_study.items():
        _record(found, scan_responses(found, responses))
    return len(due)


def _due(study: Study | None) -> QuerySet[Response]:
    due = Response.objects.filter(
        status=Response.Status.DONE,
        leak_state=State.UNSCANNED,
        superseded_at__isnull=True,
        item__study__state__in=OPEN_STATES,
    )
    due = due.filter(item__study=study) if study else due
    # Item by item, so that the first pair is ready early.
    return due.select_related("item__study", "system").order_by("item", "pk")


def scan_responses(study: Study, responses: list[Response]) -> ScanCount:
    """Scan these locked answers and do with them what the study's policy says."""
    names = names_of(study)
    turns: dict[int, list[Turn]] = defaultdict(list)
    for turn in Turn.objects.filter(response__in=responses).order_by("response", "position"):
        turns[turn.response_id].append(turn)
    known = set(LeakHit.objects.filter(response__in=responses).values_list("turn", "words"))
    count, silent = ScanCount(), []
    for response in responses:
        found = [hit for turn in turns[response.pk] for hit in find_hits(turn, names)]
        hits = [hit for hit in found if (hit.turn_id, hit.words) not in known]
        if hits:
            _settle(study, response, hits)
        else:
            silent.append(response.pk)
        count.add(hits)
    _note_silent(silent)
    return count


def _settle(study: Study, response: Response, hits: list[LeakHit]) -> None:
    LeakHit.objects.bulk_create(hits)
    decide_by_policy(study, response, hits)
    response.scanned_at = timezone.now()
    response.save(update_fields=["leak_state", "scanned_at"])


def _note_silent(response_ids: list[int]) -> None:
    """Nothing (new) was found in these: what was decided of earlier finds stands."""
    answers = Response.objects.filter(pk__in=response_ids)
    now = timezone.now()
    answers.exclude(leak_state=State.UNSCANNED).update(scanned_at=now)
    answers.filter(leak_state=State.UNSCANNED).update(leak_state=State.CLEAR, scanned_at=now)


def names_of(study: Study) -> tuple[str, ...]:
    """All that would give a system of the study away, its simulated patient's among them."""
    names = (name for system in study.systems.all() for name in system.revealing_names)
    return tuple(dict.fromkeys(names))


def find_hits(turn: Turn, names: tuple[str, ...]) -> list[LeakHit]:
    text = turn.shown_text
    sha256 = text_sha256(text)
    return [_hit(turn, text, sha256, leak) for leak in find_leaks(text, names)]


def _hit(turn: Turn, text: str, sha256: str, leak: Leak) -> LeakHit:
    return LeakHit(
        response_id=turn.response_id,
        turn=turn,
        start=leak.start,
        end=leak.end,
        scanned_sha256=sha256,
        words=text[leak.start : leak.end],
        before=text[max(0, leak.start - CONTEXT) : leak.start],
        after=text[leak.end : leak.end + CONTEXT],
        kind=leak.kind,
        reason=leak.reason,
        language=leak.language,
    )


def _record(study: Study, count: ScanCount) -> None:
    """Only a scan that found something is an act; the others leave their time with the answer."""
    if count.finds:
        data = {
            "answers": count.answers,
            "with_finds": count.with_finds,
            "finds": count.finds,
            "decisions": dict(sorted(count.decisions.items())),
        }
        audit.record(by=None, action="leaks.scan", study=study, data=data)


@transaction.atomic
def scan_again(*, study: Study) -> ScanCount:
    """Look through every complete answer again, after the lists or the study's names have grown.

    What is new goes by the policy; in pairs that are out it is only flagged, because what raters
    have read is not changed under them. Finds that are known are left as they were decided.
    """
    if study.state not in OPEN_STATES:
        raise WrongState(_("Answers are looked through while a study runs or is paused."))
    responses = list(
        Response.objects.filter(
            status=Response.Status.DONE, superseded_at__isnull=True, item__study=study
        )
        .select_related("item__study", "system")
        .select_for_update(of=("self",), no_key=True)
        .order_by("item", "pk")
    )
    count = scan_responses(study, responses)
    _record(study, count)
    return count

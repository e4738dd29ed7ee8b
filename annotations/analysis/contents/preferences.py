"""Comparisons as pairs of conversations, the preferred one first: what preference tuning reads."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from django.utils.translation import gettext as _

from annotations.analysis.contents.exclusions import exclusions
from annotations.analysis.unblinding import ANALYSIS_SET, OUTCOME_A, require_unblinded
from annotations.exceptions import WrongState
from annotations.models import Comparison, Judgment, Response, Study, Turn

CHUNK = 200
ROLES = {Turn.Role.PATIENT: "user", Turn.Role.ASSISTANT: "assistant"}
Message = dict[str, str]


@dataclass(frozen=True)
class PreferencePair:
    """One comparison on the primary criterion; of a tie the first system's answer is "chosen"."""

    prompt: list[Message]
    chosen: list[Message]
    rejected: list[Message]
    tie: bool
    agreement: float
    raters: int
    votes_chosen: int
    votes_tie: int
    votes_rejected: int
    shared_messages: int
    chosen_system: str
    rejected_system: str
    criterion: str
    item: str
    task_type: str
    language: str
    category: str
    specialty: str


def preference_pairs(study: Study) -> Iterator[PreferencePair]:
    """Every comparison with a judgment that counts. Refused where answers are not handed out."""
    require_unblinded(study)
    if not study.export_responses:
        raise WrongState(_("This study's protocol does not hand the answers out."))
    return _pairs(study, _votes(study))


def _votes(study: Study) -> dict[int, Counter[str]]:
    excluded = {number for number, _rule in exclusions(study).values}
    judgments = Judgment.objects.filter(
        ANALYSIS_SET, submission__study=study, criterion__key=study.primary_criterion
    ).annotate(outcome=OUTCOME_A)
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    rows = judgments.order_by("pk").values_list(
        "submission__assignment__comparison", "submission__sequence", "outcome"
    )
    for comparison, sequence, outcome in rows.iterator(chunk_size=2000):
        if outcome and sequence not in excluded:
            votes[comparison][outcome] += 1
    return votes


def _pairs(study: Study, votes: dict[int, Counter[str]]) -> Iterator[PreferencePair]:
    comparisons = (
        study.comparisons.select_related("item", "system_a", "system_b")
        .prefetch_related("response_a__turns", "response_b__turns")
        .order_by("pk")
    )
    for comparison in comparisons.iterator(chunk_size=CHUNK):
        if counted := votes.get(comparison.pk):
            yield _pair(study, comparison, counted)


def _pair(study: Study, comparison: Comparison, votes: Counter[str]) -> PreferencePair:
    item, n = comparison.item, votes.total()
    sides = [
        (_conversation(item.prompt, comparison.response_a), comparison.system_a.name, votes["win"]),
        (
            _conversation(item.prompt, comparison.response_b),
            comparison.system_b.name,
            votes["loss"],
        ),
    ]
    is_tie = votes["win"] == votes["loss"]
    chosen, rejected = sides if votes["win"] >= votes["loss"] else reversed(sides)
    shared = _shared(chosen[0], rejected[0])
    return PreferencePair(
        prompt=chosen[0][:shared],
        chosen=chosen[0][shared:],
        rejected=rejected[0][shared:],
        tie=is_tie,
        agreement=max(votes.values()) / n,
        raters=n,
        votes_chosen=chosen[2],
        votes_tie=votes["tie"],
        votes_rejected=rejected[2],
        shared_messages=shared,
        chosen_system=chosen[1],
        rejected_system=rejected[1],
        criterion=study.primary_criterion,
        item=item.external_id,
        task_type=item.kind,
        language=item.language,
        category=item.category,
        specialty=item.specialty,
    )


def _conversation(prompt: str, response: Response) -> list[Message]:
    """As raters read it. A single-turn answer has its question in front."""
    turns = [{"role": ROLES[t.role], "content": t.shown_text} for t in response.turns.all()]
    asked = turns and turns[0]["role"] == "assistant"
    return [{"role": "user", "content": prompt}, *turns] if asked else turns


def _shared(one: list[Message], other: list[Message]) -> int:
    """How many messages both begin with, so that the next word is the assistant's on both sides."""
    pairs = list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    shared = min(len(pairs), len(one) - 1, len(other) - 1)
    while shared and one[shared - 1]["role"] != "user":
        shared -= 1
    return shared

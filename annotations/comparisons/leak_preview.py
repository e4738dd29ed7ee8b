"""What the scan will find in the answers of a draft. Nothing is stored, and nothing done about it.

While a study is a draft its names, its answers and its policy still change: what counts is the scan
before each release. But who sees early that a system names itself can still instruct it otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

from django.db.models import QuerySet

from annotations.comparisons.leak_review import SystemCount
from annotations.comparisons.leaks import find_hits, names_of
from annotations.models import LeakHit, Response, Study, Turn

# A page answers within it; the next page goes on with the next answers.
SECONDS = 3.0


@dataclass
class Preview:
    """Finds in the answers from ``start`` to ``end`` of ``total``, none of them stored."""

    start: int
    end: int
    total: int
    hits: list[LeakHit]
    counts: list[SystemCount]

    @property
    def has_more(self) -> bool:
        return self.end < self.total


def preview_of(study: Study, start: int = 0, *, seconds: float = SECONDS) -> Preview:
    """Look through complete answers from number ``start`` on, for so long; always at least one."""
    answers, names, until = _complete(study), names_of(study), monotonic() + seconds
    hits: list[LeakHit] = []
    tally: dict[str, list[int]] = {}
    total, end = answers.count(), start
    for response in answers[start:].iterator(chunk_size=50):
        found = list(_hits(response, names))
        counted = tally.setdefault(response.system.name, [0, 0, 0])
        for place, more in enumerate((1, bool(found), len(found))):
            counted[place] += more
        hits += found
        end += 1
        if monotonic() > until:
            break
    order = study.systems.order_by("position").values_list("name", flat=True)
    counts = [SystemCount(name, *tally[name], masked=0) for name in order if name in tally]
    return Preview(start, end, total, hits, counts)


def _complete(study: Study) -> QuerySet[Response]:
    done = Response.objects.filter(
        item__study=study, status=Response.Status.DONE, superseded_at__isnull=True
    )
    done = done.select_related("item", "system").prefetch_related("turns")
    return done.order_by("item__external_id", "item", "system__position", "pk")


def _hits(response: Response, names: tuple[str, ...]) -> Iterator[LeakHit]:
    turns: list[Turn] = list(response.turns.all())
    for turn in turns:
        for hit in find_hits(turn, names):
            hit.response = response
            yield hit

"""From clicks to outcomes of systems: arrays that every statistic is computed from.

A click on the left is a win of the system that stood there. From here on nothing knows
sides but ``left``, and the first system of a pair is the one that comes first in the study.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from annotations.analysis import raw as bits
from annotations.analysis.raw import ABSENT, NOT_APPLICABLE, Raw
from annotations.stats.judgments import Judgments
from annotations.stats.retest import Repeats

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Judged:
    """Every submission of a study, a row each, in the order in which they were handed in.

    ``item``, ``rater``: positions in ``raw.items`` and ``raw.raters``; an item of practice
    is -1. ``values``: per criterion +1, 0, -1 for the first system, 2 where it does not
    apply; shape (n, criteria). ``lengths``, ``harm``: of the first and the second answer.
    """

    raw: Raw
    pk: Integers
    sequence: Integers
    comparison: Integers
    slot: Integers
    first_slot: Integers
    revision: NDArray[np.int32]
    flags: NDArray[np.int32]
    seconds: NDArray[np.float32]
    item: Integers
    rater: Integers
    first: NDArray[np.int16]
    second: NDArray[np.int16]
    left: Mask
    values: NDArray[np.int8]
    much: Mask
    text_length: Integers
    lengths: NDArray[np.int32]
    features: Mapping[str, NDArray[np.float64]]

    @property
    def n(self) -> int:
        return len(self.pk)

    @property
    def canonical_order(self) -> NDArray[np.intp]:
        """By item, rater and pair: what is counted together stands together."""
        return np.lexsort((self.sequence, self.second, self.first, self.rater, self.item))

    def reordered(self, order: NDArray[np.intp]) -> "Judged":
        """The same rows in another order."""
        arrays = {
            field.name: getattr(self, field.name)[order]
            for field in fields(self)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        features = {name: column[order] for name, column in self.features.items()}
        return replace(self, **arrays, features=features)

    def has(self, *wanted: int) -> Mask:
        """Rows with all these bits."""
        together = sum(wanted)
        return np.asarray((self.flags & together) == together)

    @property
    def in_time(self) -> Mask:
        """First judgments that were handed in here, in time: what a study plans."""
        return self.has(bits.CURRENT, bits.FIRST, bits.SUBMITTED, bits.HERE)

    @property
    def standing(self) -> Mask:
        """The analysis set, but for what the protocol excludes."""
        return self.in_time & ~self.has(bits.WITHDRAWN)

    @property
    def harm(self) -> NDArray[np.bool_]:
        """Whether the first and the second answer were called harmful, shape (n, 2)."""
        sides = np.stack([self.has(bits.HARM_LEFT), self.has(bits.HARM_RIGHT)], axis=1)
        return np.where(self.left[:, None], sides, sides[:, ::-1])

    def criterion(self, number: int, mask: Mask) -> Judgments:
        """Judgments of one criterion, where it applies; ``mask``: which submissions."""
        value = self.values[:, number]
        rows = mask & (value != NOT_APPLICABLE) & (value != ABSENT)
        return Judgments(
            item=self.item[rows],
            rater=self.rater[rows],
            first=self.first[rows],
            second=self.second[rows],
            value=value[rows],
            left=self.left[rows],
            systems=len(self.raw.systems),
            lengths=self.lengths[rows],
            seconds=self.seconds[rows],
        )

    def repeats(self, number: int, mask: Mask) -> Repeats:
        """Hidden repeats beside what they repeat, both as first handed in.

        After the last pair a rater may open both and see one in the other's light, so that
        revisions say nothing about repeating. ``mask``: which repeats.
        """
        again = np.flatnonzero(self._original(bits.REPEAT) & mask)
        first = np.flatnonzero(self._original(bits.FIRST))
        at = _matches(self._place(self.slot, first), self._place(self.first_slot, again))
        first, again = first[at[at >= 0]], again[at >= 0]
        before, after = self.values[first, number], self.values[again, number]
        both = (np.abs(before) <= 1) & (np.abs(after) <= 1)
        first, again = first[both], again[both]
        swapped = self.left[first] != self.left[again]
        return Repeats(self.item[again], self.rater[again], before[both], after[both], swapped)

    def _original(self, kind: int) -> Mask:
        rows = self.has(kind, bits.SUBMITTED, bits.HERE) & ~self.has(bits.WITHDRAWN)
        return np.asarray(rows & (self.revision == 1))

    def _place(self, slot: Integers, rows: NDArray[np.intp]) -> Integers:
        """A slot in the hands of a rater: who lost a slot and who took it are two."""
        return slot[rows] * (len(self.raw.raters) + 1) + self.rater[rows]


def judged(raw: Raw) -> Judged:
    """Everything looked up once, without a loop over rows."""
    order = np.argsort(raw.submissions["sequence"], kind="stable")
    rows = {name: column[order] for name, column in raw.submissions.items()}
    at = _matches(raw.comparisons["id"], rows["comparison"])
    pair = {name: column[at] for name, column in raw.comparisons.items()}
    left = (rows["flags"] & bits.SWAPPED) == 0
    systems = [system.pk for system in raw.systems]
    clicked, much = _choices(raw, rows["id"])
    lengths = np.stack([_answers(raw, pair[f"response_{side}"]) for side in "ab"], axis=1)
    return Judged(
        raw=raw,
        pk=rows["id"],
        sequence=rows["sequence"],
        comparison=rows["comparison"],
        slot=rows["slot"],
        first_slot=rows["first_slot"],
        revision=rows["revision"],
        flags=rows["flags"],
        seconds=rows["seconds"],
        item=_positions([item.pk for item in raw.items], pair["item"]),
        rater=_positions(list(raw.raters), rows["rater"]),
        first=_positions(systems, pair["system_a"]).astype(np.int16),
        second=_positions(systems, pair["system_b"]).astype(np.int16),
        left=left,
        values=_outcomes(clicked, left),
        much=much,
        text_length=pair["text_length"],
        lengths=lengths[:, :, 0].astype(np.int32),
        features={
            name: _gap(lengths[:, :, number]) for number, name in enumerate(bits.FEATURES) if number
        },
    )


def _outcomes(clicked: NDArray[np.int8], left: Mask) -> NDArray[np.int8]:
    """A click on the left, with the second system there, is a loss of the first."""
    sides = np.abs(clicked) == 1
    turned = np.where(left[:, None], clicked, -clicked)
    return np.where(sides, turned, clicked).astype(np.int8)


def _choices(raw: Raw, submissions: Integers) -> tuple[NDArray[np.int8], Mask]:
    """What was clicked, (n, criteria), and whether "much better" was, (n,)."""
    found = np.full((len(submissions), len(raw.criteria)), ABSENT, np.int8)
    much = np.zeros(len(submissions), bool)
    row = _positions(submissions, raw.judgments["submission"])
    column = _positions([one.pk for one in raw.criteria], raw.judgments["criterion"])
    found[row, column] = raw.judgments["clicked"]
    np.logical_or.at(much, row, raw.judgments["much"] > 0)
    return found, much


def _answers(raw: Raw, responses: Integers) -> NDArray[np.int64]:
    """The features of these answers, shape (n, features); 0 for an answer without text."""
    known = np.stack([raw.answers[name] for name in bits.FEATURES], axis=1)
    at = _positions(raw.answers["response"], responses)
    return np.where(at[:, None] >= 0, known[at] if len(known) else 0, 0)


def _gap(numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """(first - second) / (first + second), 0 where neither has any; shape (n,)."""
    found: NDArray[np.float64] = (numbers[:, 0] - numbers[:, 1]) / np.maximum(numbers.sum(1), 1)
    return found


def _positions(known: Sequence[int] | Integers, wanted: Integers) -> Integers:
    """Where each wanted id stands among the known ones; -1 where it does not."""
    return _matches(np.asarray(known, np.int64), wanted)


def _matches(known: Integers, wanted: Integers) -> Integers:
    if not len(known):
        return np.full(len(wanted), -1)
    order = np.argsort(known, kind="stable")
    at = order[np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)]
    return np.where(known[at] == wanted, at, -1).astype(np.int64)

"""Which submissions the protocol's rules take out of the analysis set."""

from collections.abc import Iterator

import numpy as np

from annotations.analysis.contents.reading import Rows
from annotations.analysis.exclusion import left_out, rules_of
from annotations.analysis.judged import judged
from annotations.analysis.raw import read_raw
from annotations.analysis.unblinding import require_unblinded
from annotations.models import Study


def exclusions(study: Study) -> Rows:
    """One row per submission that would count but for a rule, with the first rule that applies."""
    require_unblinded(study)
    return Rows(("submission", "rule"), _rows(study))


def _rows(study: Study) -> Iterator[tuple[int, str]]:
    rows = judged(read_raw(study))
    keys = [criterion.key for criterion in rows.raw.criteria]
    rules = rules_of(study.exclusion_rules, study.withdrawal_rule)
    found = left_out(rows, rules, keys.index(study.primary_criterion))
    taken = [
        (int(number), rule)
        for rule, mask in found.items()
        for number in rows.sequence[np.flatnonzero(mask)]
    ]
    yield from sorted(taken)

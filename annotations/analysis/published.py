"""Published counts of wins, ties and losses, and what can honestly be said about them. Pure.

Only the counts are known, so every judgment is taken as independent of the others: what is not
significant even then is not significant at all.
"""

import re
from dataclasses import dataclass

from annotations.stats.counts import Counts
from annotations.stats.estimate import NotEstimable
from annotations.stats.fragility import flips_to_undo
from annotations.stats.power import judgments_needed
from annotations.stats.rates import (
    Interval,
    independent_win_difference_interval,
    win_difference,
)
from annotations.stats.sanity import Finding, Problem, table_findings
from annotations.stats.significance import holm, sign_test_p

# "HuatuoGPT-II against GPT-4: 38/38/24", or with commas, tabs or spaces, as a table is copied.
BETWEEN = r"\s*[/,;|\s]\s*"
ROW = re.compile(rf"(.*?)[\s,:;|]*(?<![\d.])(\d+){BETWEEN}(\d+){BETWEEN}(\d+)")
MOST_ROWS = 100
LARGEST = 10_000_000
ALPHA = 0.05


@dataclass(frozen=True)
class PublishedRow:
    """One row: ``p_value`` of the exact sign test, ``p_holm`` over all rows of the table.

    ``needed``: independent judgments for 80 % power at this difference; ``flips``: reversed
    verdicts that undo a significant result.
    """

    label: str
    counts: Counts
    difference: float
    bounds: Interval
    p_value: float
    p_holm: float
    flips: int
    needed: int | NotEstimable

    @property
    def is_significant(self) -> bool:
        return self.p_holm < ALPHA


@dataclass(frozen=True)
class PublishedReport:
    rows: tuple[PublishedRow, ...]
    findings: tuple[Finding, ...]


def read_rows(text: str) -> tuple[dict[str, Counts], list[int]]:
    """Rows by label, and the numbers of the lines that are none. Empty lines are passed over."""
    found: dict[str, Counts] = {}
    wrong = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = ROW.fullmatch(line.strip())
        numbers = [int(match[group]) for group in (2, 3, 4)] if match else []
        if not match or not sum(numbers) or max(numbers) > LARGEST or len(found) >= MOST_ROWS:
            wrong.append(number)
            continue
        label = match[1].strip(" ,:;|\t") or f"{number}"
        found[label if label not in found else f"{label} ({number})"] = Counts(*numbers)
    return found, wrong


def published_report(rows: dict[str, Counts], expected: int | None = None) -> PublishedReport:
    """Of rows that do not sum to ``expected`` nothing is computed: they are only named."""
    findings = table_findings(rows, expected)
    refused = {name for one in findings if one.problem == Problem.DOES_NOT_SUM for name in one.rows}
    kept = {label: counts for label, counts in rows.items() if label not in refused}
    p_values = [sign_test_p(counts.wins, counts.losses) for counts in kept.values()]
    adjusted = holm(p_values) if p_values else []
    return PublishedReport(
        tuple(_row(*one) for one in zip(kept, kept.values(), p_values, adjusted, strict=True)),
        findings,
    )


def _row(label: str, counts: Counts, p: float, p_holm: float) -> PublishedRow:
    difference = win_difference(counts)
    return PublishedRow(
        label,
        counts,
        difference,
        independent_win_difference_interval(counts),
        p,
        p_holm,
        flips_to_undo(counts),
        judgments_needed(difference, counts.decisive / counts.n),
    )

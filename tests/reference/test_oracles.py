"""Every statistic against an independent library or published values, and the table of both.

.venv/bin/python -m tests.reference.test_oracles    writes the table into docs/statistics.md
"""

import re
from math import ceil, log10
from pathlib import Path

import pytest

from . import agreements, intervals, rankings  # noqa: F401  (they register)
from .registry import ORACLES, Oracle

DOCS = Path(__file__).resolve().parents[2] / "docs" / "statistics.md"
MARK = "<!-- oracles -->"
HEAD = "| row | number | compared with | largest difference |\n| --- | --- | --- | --- |\n"


@pytest.mark.parametrize("oracle", ORACLES, ids=lambda oracle: oracle.compute.__name__)
def test_agrees(oracle: Oracle):
    difference = oracle.largest_difference()
    assert difference <= oracle.tolerance
    assert difference <= written()[oracle.row, oracle.statistic, oracle.against]


def test_the_table_in_the_docs_names_every_comparison():
    assert list(written()) == [(one.row, one.statistic, one.against) for one in ordered()]


def ordered() -> list[Oracle]:
    return sorted(
        ORACLES, key=lambda one: (int(re.match(r"\d+", one.row)[0]), one.statistic, one.against)
    )


def written() -> dict[tuple[str, str, str], float]:
    """What the table in the docs promises."""
    _, table, _ = DOCS.read_text("utf-8").split(MARK)
    lines = [line.strip("| ").split(" | ") for line in table.strip().splitlines()[2:]]
    return {(row, name, against): float(bound) for row, name, against, bound in lines}


def rounded_up(oracle: Oracle) -> str:
    """To the next power of ten, at least 1e-12 so that it is the same on every machine."""
    difference = oracle.largest_difference()
    if oracle.tolerance == 0:
        return f"{difference:g}"
    return f"1e{max(-12, ceil(log10(difference or 1e-12))):+03d}"


def table() -> str:
    lines = [
        f"| {one.row} | {one.statistic} | {one.against} | {rounded_up(one)} |\n"
        for one in ordered()
    ]
    return HEAD + "".join(lines)


if __name__ == "__main__":
    before, _, after = DOCS.read_text("utf-8").split(MARK)
    DOCS.write_text(f"{before}{MARK}\n\n{table()}\n{MARK}{after}", "utf-8")

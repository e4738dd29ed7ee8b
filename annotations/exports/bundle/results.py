"""The results as tables, their numbers rounded so that every machine writes the same."""

from collections.abc import Iterator, Sequence

from annotations.analysis.tables import ResultTable
from annotations.exports.tables import Column, Row, Table, Value
from annotations.exports.tables.results import TITLES, result_column

DIGITS = 10


def rounded(value: float) -> float:
    """Ten significant digits: the last ones of a double differ between processors."""
    return float(f"{value:.{DIGITS}g}")


def as_table(result: ResultTable) -> Table:
    columns: Sequence[Column] = [result_column(key) for key in result.columns]
    en, zh = TITLES[result.name]
    return Table(result.name, en, zh, tuple(columns))


def result_rows(result: ResultTable) -> Iterator[Row]:
    for row in result.rows:
        yield tuple(_rounded(value) for value in row)


def _rounded(value: Value) -> Value:
    return rounded(value) if isinstance(value, float) else value

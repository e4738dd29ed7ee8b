"""Whether the rows of a table have the same shares. Pure.

scipy.stats has this too, and takes half a second of every start to import.
"""

from collections.abc import Sequence

from scipy.special import chdtrc

YATES = 0.5


def same_shares_p(table: Sequence[tuple[int, int]]) -> float:
    """Pearson's chi-square test of a table (rows, 2), with Yates's correction for two rows.

    Needs two rows or more, and something in each row and column.
    """
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    correction = YATES if len(table) == 2 else 0.0
    statistic = 0.0
    for row, row_sum in zip(table, rows, strict=True):
        for count, column_sum in zip(row, columns, strict=True):
            expected = row_sum * column_sum / sum(rows)
            gap = abs(count - expected)
            statistic += (gap - min(correction, gap)) ** 2 / expected
    return float(chdtrc(len(table) - 1, statistic))

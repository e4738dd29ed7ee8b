"""The columns of every export: an allowlist, with a codebook text in both languages. Pure.

Keys are stable English names; a column that does not stand here cannot leave.
"""

from annotations.exports.tables.columns import Care, Column, Row, Table, Type, Value, rows_of
from annotations.exports.tables.judgments import (
    COUNTS,
    CRITERION_JUDGED,
    JUDGMENTS,
    wide_columns,
)
from annotations.exports.tables.preferences import PREFERENCE_PAIRS
from annotations.exports.tables.remarks import (
    HANDED_ON,
    MARKED_SPANS,
    PROBLEM_REPORTS,
    SOURCE_GUESSES,
)

__all__ = [
    "COUNTS",
    "CRITERION_JUDGED",
    "HANDED_ON",
    "JUDGMENTS",
    "MARKED_SPANS",
    "PREFERENCE_PAIRS",
    "PROBLEM_REPORTS",
    "SOURCE_GUESSES",
    "Care",
    "Column",
    "Row",
    "Table",
    "Type",
    "Value",
    "rows_of",
    "wide_columns",
]

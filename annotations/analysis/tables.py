"""The results as plain tables: what the bundle, the files and the API are made of. Pure data.

Keys and names are stable and English. Every row can be computed again from the exported
judgments: docs/statistics.md says how.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from annotations.analysis import pair_rows, rater_rows
from annotations.analysis.cells import BOTH, PAIR, SAMPLE, Row, limit_columns
from annotations.analysis.computed import report_of
from annotations.analysis.judge_rows import judges_json
from annotations.analysis.results import Results
from annotations.models import Study
from annotations.stats.clustered import BY_RATER
from annotations.stats.estimate import EXACT, INDEPENDENT


@dataclass(frozen=True)
class ResultTable:
    """A table with one row per number or per pair; None where a number does not exist."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def result_tables(study: Study) -> list[ResultTable]:
    """Every table of the unblinded study's report, in a fixed order."""
    return tables_of(report_of(study))


def tables_of(results: Results) -> list[ResultTable]:
    return [
        ResultTable(name, columns, tuple(rows(results))) for name, (columns, rows) in TABLES.items()
    ]


def results_json(study: Study) -> dict[str, Any]:
    """The same as one JSON object, with what is needed to compute it again."""
    results = report_of(study)
    origin = asdict(results.origin) | asdict(results.rules)
    return {
        "origin": origin,
        "systems": list(results.systems),
        "raters": list(results.raters),
        "tables": {
            table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for table in tables_of(results)
        },
        "acknowledged": [asdict(one) for one in results.acknowledged],
        "judges": judges_json(results),
    }


ESTIMATE = ("estimand", "value", "not_estimable", *limit_columns(*BOTH), *SAMPLE, "method")
BY_RATER_ESTIMATE = (
    *("estimand", "value", "not_estimable", *limit_columns(EXACT, BY_RATER)),
    *(*SAMPLE, "method"),
)
STRATUM = ("part", "part_value")
TABLES: dict[str, tuple[tuple[str, ...], Callable[[Results], Iterator[Row]]]] = {
    "win_tie_loss": (
        (
            *(*PAIR, *STRATUM, "wins", "ties", "losses", "n"),
            *("win_share", "tie_share", "loss_share"),
        ),
        pair_rows.win_tie_loss_rows,
    ),
    "win_difference": (
        (
            *(*PAIR, *STRATUM, "estimand", "value", "not_estimable"),
            *limit_columns(*BOTH, INDEPENDENT, EXACT),
            *(*SAMPLE, "method"),
        ),
        pair_rows.win_difference_rows,
    ),
    "counted_apart": ((*PAIR, "both_bad", "not_applicable"), pair_rows.counted_apart_rows),
    "tests": (
        (
            *(*PAIR, "family", "test", "statistic", "degrees", "p_value", "not_estimable"),
            *("method", "p_adjusted"),
        ),
        pair_rows.tests_rows,
    ),
    "trust": (
        (
            *(*PAIR, "smallest_difference", "is_significant", "flips_to_undo"),
            *("raters_to_undo", "without_item_low", "without_item_high", "flips_of_sign_test"),
            *("variance_item", "variance_rater", "variance_rest"),
            *("item_icc", "item_icc_low", "item_icc_high", "rater_icc", "panel_reliability"),
            *("error_now", "error_with_twice_the_items", "error_with_twice_the_raters"),
        ),
        pair_rows.trust_rows,
    ),
    "without_rater": (
        (*PAIR, "rater", "win_difference", "low", "high"),
        pair_rows.without_rater_rows,
    ),
    "ranking": (
        (
            *("criterion", "method", "system", "rank", "log_strength", *limit_columns(*BOTH)),
            *("elo_like", "rank_these_low", "rank_these_high", "rank_like_low"),
            *("rank_like_high", "best_these", "best_like", *SAMPLE),
        ),
        pair_rows.ranking_rows,
    ),
    "model_terms": (("criterion", "model", "pair", *ESTIMATE), pair_rows.model_terms_rows),
    "one_vs_rest": (("criterion", "system", *ESTIMATE), pair_rows.one_vs_rest_rows),
    "agreement": (("criterion", *ESTIMATE), rater_rows.agreement_rows),
    "retest": (("criterion", *BY_RATER_ESTIMATE), rater_rows.retest_rows),
    "position_bias": (
        (
            *("criterion", "rater", "decisive", "left_share"),
            *(*limit_columns(EXACT, *BOTH), "p_value", "p_holm"),
        ),
        rater_rows.position_bias_rows,
    ),
    "raters": (
        (
            *("criterion", "rater", "judgments", "tie_share", "tie_share_low", "tie_share_high"),
            *("left_share", "left_share_low", "left_share_high", "median_seconds", "agreement"),
            *("lean", "fast_share", "longest_streak", "streak_chance", "flags"),
        ),
        rater_rows.raters_rows,
    ),
    "drivers": (
        (
            *("criterion", "slope", *limit_columns(*BOTH), "same_share", "p_value", "p_holm"),
            *SAMPLE,
        ),
        rater_rows.drivers_rows,
    ),
    "safety": (
        (
            *("system", "type", "severity", "judged_answers", "marks", "judgments_with"),
            *("share", *limit_columns(EXACT, BY_RATER)),
        ),
        rater_rows.safety_rows,
    ),
    "flow": (("step", "reason", "note", "count"), rater_rows.flow_rows),
    "findings": (("criterion", "problem", "count", "sentence"), rater_rows.findings_rows),
}

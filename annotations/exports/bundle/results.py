"""The results as tables, their numbers rounded so that every machine writes the same."""

from collections.abc import Iterable

from annotations.analysis.report import Result, build_report
from annotations.exports.tables import Column, Row, Table, Type
from annotations.exports.tables.columns import CRITERION, SYSTEM_A, SYSTEM_B, whole
from annotations.models import Study

DIGITS = 10


def rounded(value: float | None) -> float | None:
    """Ten significant digits: the last ones of a double differ between processors."""
    return None if value is None else float(f"{value:.{DIGITS}g}")


def _share(key: str, en: str, zh: str) -> Column:
    return Column(key, en, zh, Type.NUMBER)


WIN_TIE_LOSS = Table(
    "win_tie_loss",
    "Wins, ties and losses of system_a, with the win difference and its interval",
    "system_a 的胜、平、负，胜率差及其区间",
    (
        SYSTEM_A,
        SYSTEM_B,
        CRITERION,
        Column(
            "task_type",
            "single_turn or multi_turn; empty: both together",
            "任务类型：single_turn 单轮，multi_turn 多轮；空为合计",
            values=("", "single_turn", "multi_turn"),
        ),
        whole("wins", "Judgments that preferred system_a", "偏好 system_a 的评判数"),
        whole("ties", "Ties", "平"),
        whole("losses", "Judgments that preferred system_b", "偏好 system_b 的评判数"),
        whole(
            "both_bad", "Ties of which both answers were called bad", "平局中两个回答都不好的数目"
        ),
        whole("not_applicable", "Judgments that left the criterion out", "不适用的评判数"),
        whole("n", "wins + ties + losses", "胜 + 平 + 负"),
        _share("win_share", "wins / n", "胜 / n"),
        _share("tie_share", "ties / n", "平 / n"),
        _share("loss_share", "losses / n", "负 / n"),
        _share("win_difference", "(wins - losses) / n", "（胜 − 负）/ n"),
        _share(
            "low",
            "Lower limit for these experts: bootstrap over items",
            "下限（这些专家）：按题目自助抽样",
        ),
        _share("high", "Upper limit", "上限"),
        whole("items", "Items with a judgment in n", "计入 n 的题目数"),
        whole("raters", "Raters with a judgment in n", "计入 n 的评审医生数"),
    ),
)


def win_tie_loss_rows(study: Study) -> Iterable[Row]:
    report = build_report(study, language="en")
    for pair in report.pairs:
        for criterion in pair.criteria:
            for result in criterion.results:
                cell = (pair.system_a, pair.system_b, criterion.key, result.task_type)
                yield (*cell, *_numbers(result))


def _numbers(result: Result) -> Row:
    counts, n = result.counts, result.counts.n
    interval = result.interval
    outcomes = (counts.wins, counts.ties, counts.losses)
    shares = [rounded(count / n) if n else None for count in outcomes]
    return (
        *outcomes,
        counts.both_bad,
        counts.not_applicable,
        n,
        *shares,
        rounded(result.win_difference),
        rounded(interval.low) if interval else None,
        rounded(interval.high) if interval else None,
        result.items,
        result.raters,
    )

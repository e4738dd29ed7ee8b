"""The tables of a bundle, in their order, and where the rows of each come from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from itertools import groupby

from annotations.analysis.contents import exclusions, ledger, material, people
from annotations.analysis.contents.reading import Rows
from annotations.analysis.feedback import handed_on_records, report_records
from annotations.analysis.guesses import guess_records
from annotations.analysis.marks import span_records
from annotations.analysis.selectors import JudgmentRecord, judgment_records
from annotations.exports import tables
from annotations.exports.tables import Row, Table, rows_of, wide_columns
from annotations.exports.tables.ledger import (
    ASSIGNMENTS,
    AUDIT_LOG,
    DEVIATIONS,
    EXCLUSIONS,
    SLOTS,
    SUBMISSIONS,
)
from annotations.exports.tables.material import (
    CRITERIA,
    ITEMS,
    LEAK_HITS,
    RESPONSES,
    SYSTEMS,
    TURNS,
)
from annotations.exports.tables.people import ACCEPTANCES, GUIDANCE_TEXTS, RATERS
from annotations.models import Study

Source = Callable[[Study], Iterable[Row]]

JUDGMENTS = Table(
    "judgments",
    "One row per judgment of a current revision",
    "当前修订的每个评判一行",
    tables.JUDGMENTS,
)
REVISIONS = Table(
    "revisions", "One row per judgment of any revision", "所有修订的每个评判一行", tables.JUDGMENTS
)
MARKED_SPANS = Table(
    "marked_spans",
    "Passages that raters marked as unsafe, and omissions",
    "评审医生标记的不安全片段与遗漏",
    tables.MARKED_SPANS,
)
SOURCE_GUESSES = Table(
    "source_guesses",
    "Which product raters thought wrote the answers",
    "评审医生对回答来源的猜测",
    tables.SOURCE_GUESSES,
)
HANDED_ON = Table(
    "handed_on", "Pairs that raters could not judge, and why", "转交的对与原因", tables.HANDED_ON
)
PROBLEM_REPORTS = Table(
    "problem_reports",
    "What raters reported about pairs",
    "评审医生报告的问题",
    tables.PROBLEM_REPORTS,
)


def wide_table(study: Study) -> Table:
    criteria = tuple(study.criteria.order_by("position").values_list("key", flat=True))
    return Table(
        "judgments_wide",
        "One row per current submission, its criteria side by side",
        "每次当前提交一行，各评价维度并列",
        wide_columns(criteria),
    )


def sources(study: Study) -> list[tuple[Table, Source]]:
    """What a bundle of this study holds under data/."""
    wide = wide_table(study)
    return [
        (JUDGMENTS, lambda study: rows_of(judgment_records(study), tables.JUDGMENTS)),
        (wide, lambda study: wide_rows(study, wide)),
        (REVISIONS, _revisions),
        (SUBMISSIONS, _listed(SUBMISSIONS, ledger.submissions)),
        (EXCLUSIONS, _listed(EXCLUSIONS, exclusions.exclusions)),
        (MARKED_SPANS, lambda study: rows_of(span_records(study), tables.MARKED_SPANS)),
        (SOURCE_GUESSES, lambda study: rows_of(guess_records(study), tables.SOURCE_GUESSES)),
        (HANDED_ON, lambda study: rows_of(handed_on_records(study), tables.HANDED_ON)),
        (PROBLEM_REPORTS, lambda study: rows_of(report_records(study), tables.PROBLEM_REPORTS)),
        (ASSIGNMENTS, _listed(ASSIGNMENTS, ledger.assignments)),
        (SLOTS, _listed(SLOTS, ledger.slots)),
        (ITEMS, _listed(ITEMS, material.items)),
        (SYSTEMS, _listed(SYSTEMS, material.systems)),
        (CRITERIA, _listed(CRITERIA, material.criteria)),
        (RESPONSES, _listed(RESPONSES, material.responses)),
        (TURNS, _listed(TURNS, material.turns)),
        (LEAK_HITS, _listed(LEAK_HITS, material.leak_hits)),
        (RATERS, _listed(RATERS, people.raters)),
        (ACCEPTANCES, _listed(ACCEPTANCES, people.acceptances)),
        (GUIDANCE_TEXTS, _listed(GUIDANCE_TEXTS, people.guidance_texts)),
        (AUDIT_LOG, _listed(AUDIT_LOG, ledger.audit_log)),
        (DEVIATIONS, _listed(DEVIATIONS, ledger.deviations)),
    ]


def _revisions(study: Study) -> Iterable[Row]:
    return rows_of(judgment_records(study, all_revisions=True), tables.JUDGMENTS)


def _listed(table: Table, read: Callable[[Study], Rows]) -> Source:
    """The rows of a reader whose columns are exactly those of the table."""

    def rows(study: Study) -> Iterable[Row]:
        found = read(study)
        places = [found.keys.index(key) for key in table.keys]
        return (tuple(row[at] for at in places) for row in found.values)

    return rows


def wide_rows(study: Study, table: Table) -> Iterator[Row]:
    """The judgments of a submission come one after the other: no row waits for another."""
    known = {field.name for field in fields(JudgmentRecord)}
    records = judgment_records(study)
    for _, group in groupby(records, key=lambda record: record.submission):
        together = list(group)
        cells = {key: getattr(together[0], key) for key in table.keys if key in known}
        cells["strength"] = next((r.strength for r in together if r.strength), "")
        for record in together:
            cells[f"choice_{record.criterion}"] = record.choice
            cells[f"outcome_a_{record.criterion}"] = record.outcome_a
        yield tuple(cells.get(key) for key in table.keys)

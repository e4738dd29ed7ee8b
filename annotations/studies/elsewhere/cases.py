"""Rows of judgments by rater and pair, and every reason why some are bad."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotations.datasets.rows import JudgmentRow, ParsedFile, Reason, RowError
from annotations.models import Study
from annotations.studies.elsewhere.names import Names


@dataclass(frozen=True)
class Case:
    """All that one rater chose for one pair."""

    first: JudgmentRow
    rows: tuple[JudgmentRow, ...]

    def moment(self, default: datetime) -> datetime:
        """When it was handed in, as far as the file says."""
        told = max(row.judged_at for row in self.rows)
        return datetime.fromisoformat(told) if told else default


def cases_of(
    study: Study, files: Sequence[ParsedFile], names: Names
) -> tuple[list[Case], list[RowError]]:
    """The rows by rater and pair, and every reason why some are bad."""
    errors = [error for file in files for error in file.errors]
    grouped: dict[tuple[object, ...], dict[str, JudgmentRow]] = defaultdict(dict)
    for row in (row for file in files for row in file.judgments):
        faults = names.faults(row)
        errors += faults
        if faults:
            continue
        rows = grouped[names.key(row)]
        criterion = names.criterion(row).key
        first = next(iter(rows.values()), row)
        if criterion in rows:
            errors.append(_fault(row, Reason.JUDGED_TWICE, first=rows[criterion].row))
        elif names.system(row.left) != names.system(first.left):
            errors.append(_fault(row, Reason.SIDES_DIFFER, first=first.row))
        else:
            rows[criterion] = row
    primary = study.primary_criterion
    for rows in grouped.values():
        if rows and primary not in rows:
            first = next(iter(rows.values()))
            errors.append(_fault(first, Reason.NO_PRIMARY, "criterion", value=primary))
    cases = [Case(next(iter(rows.values())), tuple(rows.values())) for rows in grouped.values()]
    cases.sort(key=lambda case: (case.first.judged_at, case.first.file, case.first.row))
    return cases, sorted(errors, key=lambda error: (error.file, error.row or 0))


def _fault(row: JudgmentRow, reason: Reason, place: str = "", **params: str | int) -> RowError:
    return RowError(row.file, row.row, place, reason, params)

"""Make a study of judgments that were made elsewhere, so that it can be analysed here.

What came as a file stays apart: every submission says so in its hashed content, the study
takes no judgment made here (a trigger), and the record has an event of its own. The study is
paused afterwards: what follows is freezing and unblinding, as with any other.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.blinding.specialties import normal_specialty
from annotations.comparisons.services import release_ready_comparisons
from annotations.datasets.rows import JudgmentRow, ParsedFile, Reason, RowError
from annotations.datasets.writing import batched
from annotations.exceptions import AnnotationsError, WrongState
from annotations.judging.content import submission_content
from annotations.ledger import content_sha256
from annotations.models import (
    Assignment,
    Comparison,
    Judgment,
    Slot,
    Study,
    StudyRater,
    Submission,
    User,
)
from annotations.models.fields import new_key
from annotations.models.study import new_pseudonym
from annotations.studies.elsewhere_names import Names, names_of
from annotations.studies.lifecycle import fix_protocol

BATCH = 1000
# What may stand in exports as it is; a name of a person may not.
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")


@dataclass(frozen=True)
class JudgmentReport:
    """What an import of judgments did. With bad rows: nothing."""

    errors: tuple[RowError, ...]
    written: bool
    raters: int = 0
    comparisons: int = 0
    submissions: int = 0
    judgments: int = 0
    made: Mapping[str, int] = field(default_factory=dict)

    @property
    def bad_rows(self) -> int:
        return len({(error.file, error.row) for error in self.errors})


@dataclass(frozen=True)
class Case:
    """All that one rater chose for one pair."""

    first: JudgmentRow
    rows: tuple[JudgmentRow, ...]


@transaction.atomic
def import_judgments(
    *, study: Study, files: Sequence[ParsedFile], by: User | None, makes_missing: bool = False
) -> JudgmentReport:
    """Fill a draft with judgments made elsewhere; with one bad row nothing is written.

    With ``makes_missing`` systems, items and answers that the study lacks are made without
    their texts. It is done once: a study that holds judgments refuses a second import.
    """
    study = _locked_draft(study)
    names = names_of(study, makes_missing=makes_missing)
    cases, errors = _cases(study, files, names)
    if errors or not cases:
        return JudgmentReport(tuple(errors), written=False)
    names.make()
    raters_of = Counter(names.pair(case.first) for case in cases)
    _open(study, raters_of)
    comparisons = _comparisons(study, cases, names, raters_of)
    raters = _raters(study, cases)
    assignments = _assignments(study, cases, comparisons, raters, names)
    count = _submissions(study, cases, assignments, names)
    report = JudgmentReport(
        (), True, len(raters), len(comparisons), len(cases), count, names.made_counts
    )
    _record(study, by, files, cases, report)
    return report


def _locked_draft(study: Study) -> Study:
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.judged_elsewhere:
        raise WrongState(_("The judgments of this study were imported already."))
    if study.state != Study.State.DRAFT:
        raise WrongState(
            _("A study is judged here or elsewhere: judgments are imported into a draft only.")
        )
    if study.raters.exists() or study.invitations.exists():
        raise AnnotationsError(
            _("Raters were invited to this study; make another one for judgments made elsewhere.")
        )
    return study


def _cases(
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


def _open(study: Study, raters_of: Mapping[tuple[object, ...], int]) -> None:
    """From draft to paused: the ledger takes rows of a started study only, and nobody judges.

    Rules and protocol come first: once the study has started they are final.
    """
    study.judged_elsewhere = True
    study.panel = Study.Panel.OPEN
    study.repeat_share = 0  # type: ignore[assignment]
    # Nobody is going to read these answers: what names its writer is noted and withdraws nothing.
    study.leak_policy, study.reviews_leaks = Study.LeakPolicy.FLAG, False
    study.raters_per_comparison = max(raters_of.values())
    fields = ["judged_elsewhere", "panel", "repeat_share", "leak_policy", "reviews_leaks"]
    study.save(update_fields=[*fields, "raters_per_comparison"])
    fix_protocol(study, len(raters_of))
    study.state, study.started_at = Study.State.PAUSED, timezone.now()
    study.save(update_fields=["state", "started_at"])


def _comparisons(
    study: Study,
    cases: Sequence[Case],
    names: Names,
    raters_of: Mapping[tuple[object, ...], int],
) -> dict[tuple[object, ...], Comparison]:
    """One for each pair that anybody judged, the earlier system of the study first."""
    made: dict[tuple[object, ...], Comparison] = {}
    for case in cases:
        pair = names.pair(case.first)
        if pair in made:
            continue
        item = names.item(case.first)
        first, second = names.ordered(case.first)
        made[pair] = Comparison(
            study=study,
            item=item,
            system_a=first,
            system_b=second,
            response_a=names.response(item, first),
            response_b=names.response(item, second),
            raters_per_comparison=raters_of[pair],
        )
    Comparison.objects.bulk_create(made.values(), batch_size=BATCH)
    # What raters could have read is looked through here too; of FLAG nothing else follows.
    while release_ready_comparisons(study):
        pass
    study.refresh_from_db()
    return made


def _raters(study: Study, cases: Sequence[Case]) -> dict[str, StudyRater]:
    """Each by a pseudonym: the file's own where it is a code, else a new one."""
    labels = dict.fromkeys(case.first.rater for case in cases)
    made = {
        label: StudyRater(
            study=study, pseudonym=label if _CODE.fullmatch(label) else new_pseudonym()
        )
        for label in labels
    }
    StudyRater.objects.bulk_create(made.values())
    return made


def _assignments(
    study: Study,
    cases: Sequence[Case],
    comparisons: Mapping[tuple[object, ...], Comparison],
    raters: Mapping[str, StudyRater],
    names: Names,
) -> list[Assignment]:
    """A slot with the placement that the file says, and its assignment, for each case."""
    numbers: Counter[tuple[object, ...]] = Counter()
    slots, now = [], timezone.now()
    for position, case in enumerate(cases):
        pair = names.pair(case.first)
        numbers[pair] += 1
        comparison = comparisons[pair]
        slots.append(
            Slot(
                study=study,
                comparison=comparison,
                number=numbers[pair],
                specialty=normal_specialty(comparison.item.specialty),
                swapped=names.system(case.first.left).pk == comparison.system_b_id,
                position=position,
                status=Slot.Status.FREE,
            )
        )
    Slot.objects.bulk_create(slots, batch_size=BATCH)
    assignments = []
    for case, slot in zip(cases, slots, strict=True):
        moment = _moment(case, now)
        assignments.append(
            Assignment(
                slot=slot,
                comparison=slot.comparison,
                rater=raters[case.first.rater],
                state=Assignment.State.SUBMITTED,
                claimed_at=moment,
                leased_until=moment,
                submitted_at=moment,
            )
        )
    Assignment.objects.bulk_create(assignments, batch_size=BATCH)
    return assignments


def _moment(case: Case, default: datetime) -> datetime:
    told = max(row.judged_at for row in case.rows)
    return datetime.fromisoformat(told) if told else default


def _submissions(
    study: Study, cases: Sequence[Case], assignments: Sequence[Assignment], names: Names
) -> int:
    """The ledger's rows, in the order of the moments that the file says."""
    count = 0
    for batch in batched(zip(cases, assignments, strict=True), BATCH):
        submissions, judgments = [], []
        for case, assignment in batch:
            submission, chosen = _submission(study, case, assignment, names)
            submissions.append(submission)
            judgments += chosen
        Submission.objects.bulk_create(submissions)
        Judgment.objects.bulk_create(judgments, batch_size=BATCH)
        count += len(judgments)
    return count


def _submission(
    study: Study, case: Case, assignment: Assignment, names: Names
) -> tuple[Submission, list[Judgment]]:
    assignment.rater.study = study
    comments = dict.fromkeys(row.comment for row in case.rows if row.comment)
    submission = Submission(
        study=study,
        assignment=assignment,
        idempotency_key=new_key(),
        comment="\n".join(comments),
        opened_at=assignment.claimed_at,
        submitted_at=assignment.submitted_at,
        origin=Submission.Origin.IMPORTED,
    )
    judgments = [
        Judgment(submission=submission, criterion=names.criterion(row), choice=row.choice)
        for row in case.rows
    ]
    content = submission_content(submission, assignment, judgments)
    submission.content_sha256 = content_sha256(content)
    return submission, judgments


def _record(
    study: Study,
    by: User | None,
    files: Sequence[ParsedFile],
    cases: Sequence[Case],
    report: JudgmentReport,
) -> None:
    audit.record(
        by=by,
        action="judgments.import",
        study=study,
        data={
            "submissions": report.submissions,
            "judgments": report.judgments,
            "raters": report.raters,
            "comparisons": report.comparisons,
            "without_sides": sum(not case.first.knows_sides for case in cases),
            "without_time": sum(not case.first.judged_at for case in cases),
            "made_without_text": dict(report.made),
            "protocol_sha256": study.protocol_sha256,
            "files": [{"name": file.file, "sha256": file.sha256} for file in files],
        },
    )

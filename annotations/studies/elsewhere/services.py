"""Make a study of judgments that were made elsewhere, so that it can be analysed here.

What came as a file stays apart: every submission says so in its hashed content, the study
takes no judgment made here (a trigger), and the record has an event of its own. The study is
paused afterwards: what follows is freezing and unblinding, as with any other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.datasets.rows import ParsedFile, RowError
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import Study, User
from annotations.studies.elsewhere.cases import cases_of
from annotations.studies.elsewhere.names import names_of
from annotations.studies.elsewhere.placing import make_assignments, make_raters, place_comparisons
from annotations.studies.elsewhere.submissions import append_submissions
from annotations.studies.lifecycle import fix_protocol


@dataclass(frozen=True)
class JudgmentReport:
    """What an import of judgments did, or would do. With bad rows: nothing."""

    errors: tuple[RowError, ...]
    written: bool
    raters: int = 0
    comparisons: int = 0
    submissions: int = 0
    judgments: int = 0
    # Submissions of which the file says only who was compared, or not when.
    without_sides: int = 0
    without_time: int = 0
    made: Mapping[str, int] = field(default_factory=dict)

    @property
    def bad_rows(self) -> int:
        return len({(error.file, error.row) for error in self.errors})


@transaction.atomic
def import_judgments(
    *,
    study: Study,
    files: Sequence[ParsedFile],
    by: User | None,
    makes_missing: bool = False,
    dry_run: bool = False,
) -> JudgmentReport:
    """Fill a draft with judgments made elsewhere; with one bad row nothing is written.

    With ``makes_missing`` systems, items and answers that the study lacks are made without
    their texts; with ``dry_run`` it only says what would be written. It is done once: a study
    that holds judgments refuses a second import.
    """
    study = _locked_draft(study)
    names = names_of(study, makes_missing=makes_missing)
    cases, errors = cases_of(study, files, names)
    raters_of = Counter(names.pair(case.first) for case in cases)
    is_written = bool(cases) and not (errors or dry_run)
    report = JudgmentReport(
        tuple(errors),
        is_written,
        raters=len({case.first.rater for case in cases}),
        comparisons=len(raters_of),
        submissions=len(cases),
        judgments=sum(len(case.rows) for case in cases),
        without_sides=sum(not case.first.knows_sides for case in cases),
        without_time=sum(not case.first.judged_at for case in cases),
        made=names.made_counts,
    )
    if is_written:
        names.make()
        _open(study, raters_of)
        comparisons = place_comparisons(study, cases, names, raters_of)
        raters = make_raters(study, cases)
        assignments = make_assignments(study, cases, comparisons, raters, names)
        append_submissions(study, cases, assignments, names)
        _record(study, by, files, report)
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


def _record(
    study: Study,
    by: User | None,
    files: Sequence[ParsedFile],
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
            "without_sides": report.without_sides,
            "without_time": report.without_time,
            "made_without_text": dict(report.made),
            "protocol_sha256": study.protocol_sha256,
            "files": [{"name": file.file, "sha256": file.sha256} for file in files],
        },
    )

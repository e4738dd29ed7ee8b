"""Bring in what an LLM judge said of a started study's pairs, or take it away again.

It is no evidence of the study: raters never see it, it changes no judgment, it may come after the
freeze, and neither the manifest nor the bundle holds it. Both acts are in the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.datasets.rows import ParsedFile, RowError
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import JudgeVerdict, LlmJudge, Study, User
from annotations.studies.judges.names import names_of
from annotations.studies.judges.pairs import Judged, judges_of

BATCH = 2000


@dataclass(frozen=True)
class JudgeReport:
    """What an import did, or would do. With bad rows: nothing."""

    errors: tuple[RowError, ...]
    written: bool
    judges: tuple[Judged, ...]

    @property
    def bad_rows(self) -> int:
        return len({error.row for error in self.errors if error.row is not None})

    @property
    def pairs(self) -> int:
        return sum(len(judge.pairs) for judge in self.judges)

    @property
    def one_order(self) -> int:
        return sum(judge.one_order for judge in self.judges)

    @property
    def unreadable(self) -> int:
        return sum(judge.unreadable for judge in self.judges)


def import_verdicts(
    *, study: Study, file: ParsedFile, by: User | None, judge: str = "", dry_run: bool = False
) -> JudgeReport:
    """Store the file's verdicts, all or none; with ``dry_run`` only say what would be stored.

    ``judge`` names it where the file does not. The same file again is refused in a sentence, as is
    a judge that is here already on the same criterion: take it away first.
    """
    if study.state == Study.State.DRAFT:
        raise WrongState(_("Verdicts of an LLM judge come in once the study has started."))
    judges, errors = judges_of(file, names_of(study), judge.strip())
    is_written = bool(judges) and not (errors or dry_run)
    with transaction.atomic():
        if is_written:
            # Two imports at once wait for each other; what refers to the study does not wait.
            study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
        _refuse_known(study, file, judges)
        if is_written:
            for judged in judges:
                _store(study, file, judged, by)
    return JudgeReport(tuple(errors), is_written, tuple(judges))


@transaction.atomic
def remove_judge(*, judge: LlmJudge, by: User | None) -> None:
    """Take a judge's verdicts away; its file can be handed in again."""
    data = _told(judge, judge.verdicts.count())
    judge.delete()
    audit.record(by=by, action="llm_judge.remove", study=judge.study, target=judge.name, data=data)


def _refuse_known(study: Study, file: ParsedFile, judges: Sequence[Judged]) -> None:
    known = list(study.llm_judges.select_related("criterion"))
    if any(one.sha256 == file.sha256 for one in known):
        raise AnnotationsError(_("The verdicts of this very file are here already."))
    here = {(one.name, one.criterion_id) for one in known}
    for judged in judges:
        if (judged.name, judged.criterion.pk) in here:
            text = _(
                "Verdicts of “%(judge)s” on the criterion “%(criterion)s” are here already. Take"
                " them away first, or give this judge another name."
            )
            raise AnnotationsError(text % {"judge": judged.name, "criterion": judged.criterion.key})


def _store(study: Study, file: ParsedFile, judged: Judged, by: User | None) -> None:
    judge = LlmJudge.objects.create(
        study=study,
        name=judged.name,
        criterion=judged.criterion,
        file_name=file.file[-200:],
        sha256=file.sha256,
        imported_by=audit.actor_key(by),
    )
    rows = (
        JudgeVerdict(
            judge=judge,
            item_id=pair.place.item,
            first=pair.place.first,
            second=pair.place.second,
            left_first=pair.value(first_is_left=True),
            right_first=pair.value(first_is_left=False),
        )
        for pair in judged.pairs.values()
    )
    JudgeVerdict.objects.bulk_create(rows, batch_size=BATCH)
    data = _told(judge, len(judged.pairs))
    audit.record(by=by, action="llm_judge.import", study=study, target=judge.name, data=data)


def _told(judge: LlmJudge, pairs: int) -> dict[str, object]:
    """Never how the verdicts turned out: members read the record of a blinded study."""
    return {
        "criterion": judge.criterion.key,
        "pairs": pairs,
        "file": judge.file_name,
        "sha256": judge.sha256,
    }

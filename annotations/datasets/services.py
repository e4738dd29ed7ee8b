"""Write what files hold into a study that is still a draft: all of it, or nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.datasets.merging import (
    ITEM_CONTENT,
    Key,
    Merged,
    ResponseContent,
    content_of,
    differing_fields,
    merge_items,
    merge_responses,
)
from annotations.datasets.practice import practice_faults
from annotations.datasets.rows import ItemRow, ParsedFile, Reason, ResponseRow, RowError
from annotations.datasets.selectors import items_without_comparison
from annotations.datasets.writing import write_items, write_responses
from annotations.exceptions import AnnotationsError, WrongState
from annotations.models import Study, System, Turn, User


@dataclass(frozen=True)
class Counts:
    """Rows of one sort: written now, and there before."""

    new: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do. With bad rows and without leave to skip them: nothing."""

    items: Counts
    responses: Counts
    errors: tuple[RowError, ...]
    written: bool
    without_comparison: tuple[str, ...]

    @property
    def bad_rows(self) -> int:
        return len({(error.file, error.row) for error in self.errors})


@transaction.atomic
def import_dataset(
    *,
    study: Study,
    files: Sequence[ParsedFile],
    by: User | None,
    skip_bad: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Add the files' items to the study, or with ``dry_run`` say what would be added.

    Repeating it changes nothing. An item that the study has with other content is a
    bad row; with bad rows nothing is written, unless ``skip_bad``.
    """
    study = locked_draft(study)
    items = _merge_items(study, files)
    errors = _errors(files, items)
    written = not dry_run and (skip_bad or not errors)
    if written:
        write_items(study, items)
        _record(study, by, "dataset.import", files, {"items": len(items.new)})
    return _report(study, items, Merged(), errors, written=written, dry_run=dry_run)


@transaction.atomic
def import_responses(
    *,
    study: Study,
    system: System,
    files: Sequence[ParsedFile],
    by: User | None,
    skip_bad: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Add ready-made responses of one system, and the items that came in the same rows.

    With ``dry_run`` only say what would be added.

    Repeating it changes nothing. A response that the study has with other content is
    a bad row, as is one without its item; with bad rows nothing is written, unless ``skip_bad``.
    """
    study = locked_draft(study)
    _require_candidate(study, system)
    items = _merge_items(study, files)
    responses = _merge_responses(study, system, files, items)
    errors = _errors(files, items, responses)
    written = not dry_run and (skip_bad or not errors)
    if written:
        write_items(study, items)
        write_responses(study, system, responses)
        counts = {"items": len(items.new), "responses": len(responses.new)}
        _record(study, by, "responses.import", files, {"system": system.name, **counts})
    return _report(study, items, responses, errors, written=written, dry_run=dry_run)


def locked_draft(study: Study) -> Study:
    """The study, locked: two imports at once, or an import and a start, wait for each other."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state != Study.State.DRAFT:
        raise WrongState(_("Items and responses are imported before a study starts, not after."))
    return study


def _require_candidate(study: Study, system: System) -> None:
    if system.study_id != study.pk or system.role != System.Role.CANDIDATE:
        raise AnnotationsError(_("Responses belong to one of the study's own systems."))


def _merge_items(study: Study, files: Sequence[ParsedFile]) -> Merged[ItemRow]:
    stored = study.items.values_list("kind", "external_id", "content_sha256")
    known = {(kind, external_id): content for kind, external_id, content in stored}
    merged = merge_items((item for file in files for item in file.items), known)
    if merged.conflicts:
        _explain(study, merged)
    if any(row.practice for row in merged.new.values()):
        _refuse_practice(study, merged)
    return merged


def _refuse_practice(study: Study, merged: Merged[ItemRow]) -> None:
    """What a practice item says must fit the study's systems, and name none to raters."""
    systems = list(study.systems.all())
    names = [name for system in systems for name in system.revealing_names]
    candidates = {system.name for system in systems if system.role == System.Role.CANDIDATE}
    for row in list(merged.new.values()):
        faults = list(practice_faults(row.practice, candidates, names)) if row.practice else []
        for place, reason, found in faults:
            merged.refuse(row, place, reason, value=found)
        if faults:
            merged.drop(row)


def _explain(study: Study, merged: Merged[ItemRow]) -> None:
    """Name the fields in which a row contradicts what came first."""
    ids = [row.external_id for row in merged.conflicts]
    stored = study.items.filter(external_id__in=ids).values(*ITEM_CONTENT)
    first = {(values["kind"], values["external_id"]): values for values in stored}
    first |= {key: content_of(row) for key, row in merged.new.items()}
    for row in merged.conflicts:
        fields = differing_fields(first[row.kind, row.external_id], content_of(row))
        merged.refuse(row, ", ".join(fields), Reason.OTHER_CONTENT)


def _merge_responses(
    study: Study, system: System, files: Sequence[ParsedFile], items: Merged[ItemRow]
) -> Merged[ResponseRow]:
    # An answer to a contradicting item is not an answer to the item that the study holds.
    bad_rows = {(row.file, row.row) for row in items.conflicts}
    rows = (
        response
        for file in files
        for response in file.responses
        if (response.file, response.row) not in bad_rows
    )
    keys = set(study.items.values_list("kind", "external_id")) | items.new.keys()
    return merge_responses(rows, keys, _known_responses(system))


def _known_responses(system: System) -> dict[Key, ResponseContent]:
    current = system.responses.filter(superseded_at__isnull=True, sample=0)
    turns: dict[int, list[tuple[str, str]]] = {}
    stored = Turn.objects.filter(response__in=current).order_by("response", "position")
    for response, role, sha256 in stored.values_list("response", "role", "raw_sha256"):
        turns.setdefault(response, []).append((role, sha256))
    found = current.values_list("pk", "item__kind", "item__external_id", "extra")
    return {
        (kind, external_id): ResponseContent(tuple(turns.get(pk, [])), extra)
        for pk, kind, external_id, extra in found
    }


def _errors(
    files: Sequence[ParsedFile], *merged: Merged[ItemRow] | Merged[ResponseRow]
) -> tuple[RowError, ...]:
    """All errors, file by file, row by row."""
    errors = [error for part in (*files, *merged) for error in part.errors]
    order = {file.file: place for place, file in enumerate(files)}
    return tuple(sorted(errors, key=lambda error: (order[error.file], error.row or 0)))


def _record(
    study: Study, by: User | None, action: str, files: Sequence[ParsedFile], data: dict[str, object]
) -> None:
    if not any(count for count in data.values() if isinstance(count, int)):
        return  # a repetition that changed nothing is no act
    sources = [{"name": file.file, "sha256": file.sha256} for file in files]
    told = {**data, "files": sources}
    if kinds := Counter(warning.kind for file in files for warning in file.warnings):
        # How many, never which: the record outlives the texts.
        told["identity_warnings"] = dict(kinds)
    audit.record(by=by, action=action, study=study, data=told)


def _report(
    study: Study,
    items: Merged[ItemRow],
    responses: Merged[ResponseRow],
    errors: tuple[RowError, ...],
    *,
    written: bool,
    dry_run: bool,
) -> ImportReport:
    def counts(merged: Merged[ItemRow] | Merged[ResponseRow]) -> Counts:
        return Counts(len(merged.new) if written or dry_run else 0, merged.unchanged)

    without = items_without_comparison(study).values_list("external_id", flat=True)
    return ImportReport(counts(items), counts(responses), errors, written, tuple(without))

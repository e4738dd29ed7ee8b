"""What the names in a file of judgments stand for in a study; what is missing can be made."""

from dataclasses import dataclass, field

from django.utils import timezone

from annotations.datasets.mapping import folded
from annotations.datasets.rows import KINDS, SINGLE_TURN, JudgmentRow, Reason, RowError
from annotations.ledger import content_sha256, text_sha256
from annotations.models import Criterion, Item, Response, Study, System, Turn

BATCH = 1000
# Stands where a text was not imported; raters never see it, because nobody judges such a study.
NO_TEXT = "(text not imported)"


@dataclass
class Names:
    """Systems, items, answers and criteria of a study by the names that a file uses."""

    study: Study
    makes_missing: bool
    systems: dict[str, System]
    items: dict[tuple[str, str], Item]
    responses: dict[tuple[str, str, str], Response]
    criteria: dict[str, Criterion]
    _new_systems: list[System] = field(default_factory=list)
    _new_items: list[Item] = field(default_factory=list)
    _new_responses: list[Response] = field(default_factory=list)

    def faults(self, row: JudgmentRow) -> list[RowError]:
        """What the study does not know, unless it is to be made."""
        found = [*self._item_faults(row), *self._system_faults(row)]
        if folded(row.criterion) not in self.criteria:
            found.append(_fault(row, "criterion", Reason.UNKNOWN_NAME, row.criterion))
        return found or self._answer_faults(row)

    def _item_faults(self, row: JudgmentRow) -> list[RowError]:
        kinds = [kind for kind in KINDS if (kind, row.external_id) in self.items]
        if not row.kind and len(kinds) > 1:
            return [_fault(row, "kind", Reason.AMBIGUOUS_ITEM, row.external_id)]
        known = row.kind in kinds if row.kind else bool(kinds)
        if known:
            return []
        if not self.makes_missing:
            return [_fault(row, "external_id", Reason.UNKNOWN_ITEM, row.external_id)]
        kind = row.kind or SINGLE_TURN
        text = {"prompt" if kind == SINGLE_TURN else "case": NO_TEXT}
        item = Item(
            study=self.study,
            kind=kind,
            external_id=row.external_id,
            language="zh-hans",
            content_sha256=content_sha256([kind, row.external_id, NO_TEXT]),
            **text,
        )
        self.items[kind, row.external_id] = item
        self._new_items.append(item)
        return []

    def _system_faults(self, row: JudgmentRow) -> list[RowError]:
        places = ("left", "right") if row.knows_sides else ("system_a", "system_b")
        found = []
        for place, name in zip(places, (row.left, row.right), strict=True):
            if folded(name) in self.systems:
                continue
            if self.makes_missing:
                position = max((s.position for s in self.systems.values()), default=-1) + 1
                system = System(study=self.study, name=name, position=position)
                self.systems[folded(name)] = system
                self._new_systems.append(system)
            else:
                found.append(_fault(row, place, Reason.UNKNOWN_NAME, name))
        return found

    def _answer_faults(self, row: JudgmentRow) -> list[RowError]:
        item, found = self.item(row), []
        for name in (row.left, row.right):
            system = self.system(name)
            key = (item.kind, item.external_id, system.name)
            if key in self.responses:
                continue
            if self.makes_missing:
                self.responses[key] = _bare_response(item, system)
                self._new_responses.append(self.responses[key])
            else:
                found.append(_fault(row, "", Reason.NO_RESPONSE, name))
        return found

    def item(self, row: JudgmentRow) -> Item:
        kinds = (row.kind,) if row.kind else KINDS
        keys = ((kind, row.external_id) for kind in kinds)
        return next(self.items[key] for key in keys if key in self.items)

    def system(self, name: str) -> System:
        return self.systems[folded(name)]

    def criterion(self, row: JudgmentRow) -> Criterion:
        return self.criteria[folded(row.criterion)]

    def response(self, item: Item, system: System) -> Response:
        return self.responses[item.kind, item.external_id, system.name]

    def ordered(self, row: JudgmentRow) -> tuple[System, System]:
        """Both systems, in the study's order."""
        first, second = self.system(row.left), self.system(row.right)
        return (first, second) if first.position < second.position else (second, first)

    def pair(self, row: JudgmentRow) -> tuple[object, ...]:
        item = self.item(row)
        return (item.kind, item.external_id, *(system.name for system in self.ordered(row)))

    def key(self, row: JudgmentRow) -> tuple[object, ...]:
        """One rater's judgments of one pair."""
        return (row.rater, *self.pair(row))

    def make(self) -> None:
        """Store what was missing; parents first, so that the children know their numbers."""
        System.objects.bulk_create(self._new_systems)
        Item.objects.bulk_create(self._new_items, batch_size=BATCH)
        Response.objects.bulk_create(self._new_responses, batch_size=BATCH)
        turns = [_bare_turn(response) for response in self._new_responses]
        Turn.objects.bulk_create(turns, batch_size=BATCH)

    @property
    def made_counts(self) -> dict[str, int]:
        return {
            "systems": len(self._new_systems),
            "items": len(self._new_items),
            "responses": len(self._new_responses),
        }


def names_of(study: Study, *, makes_missing: bool) -> Names:
    candidates = study.systems.filter(role=System.Role.CANDIDATE)
    done = Response.objects.filter(
        item__study=study, superseded_at__isnull=True, sample=0, status=Response.Status.DONE
    ).select_related("item", "system")
    criteria: dict[str, Criterion] = {}
    for criterion in study.criteria.all():
        for name in (criterion.key, *criterion.name.values()):
            criteria.setdefault(folded(name), criterion)
    return Names(
        study,
        makes_missing,
        {folded(system.name): system for system in candidates},
        {(item.kind, item.external_id): item for item in study.items.all()},
        {(r.item.kind, r.item.external_id, r.system.name): r for r in done},
        criteria,
    )


def _fault(row: JudgmentRow, place: str, reason: Reason, value: str) -> RowError:
    return RowError(row.file, row.row, place, reason, {"value": value[:60]})


def _bare_response(item: Item, system: System) -> Response:
    return Response(
        item=item,
        system=system,
        origin=Response.Origin.IMPORTED,
        status=Response.Status.DONE,
        completed_at=timezone.now(),
        shown_sha256=content_sha256([NO_TEXT]),
        extra={"text_imported": False},
    )


def _bare_turn(response: Response) -> Turn:
    digest = text_sha256(NO_TEXT)
    return Turn(
        response=response,
        position=0,
        round_number=1,
        role=Turn.Role.ASSISTANT,
        raw_text=NO_TEXT,
        shown_text=NO_TEXT,
        raw_sha256=digest,
        shown_sha256=digest,
    )

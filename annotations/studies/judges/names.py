"""What the names in a file of verdicts stand for in a study."""

from dataclasses import dataclass

from annotations.datasets.mapping import folded
from annotations.datasets.rows import KINDS, Reason, RowError, VerdictRow
from annotations.models import Criterion, Study, System


@dataclass(frozen=True)
class Place:
    """Which pair of the study a row is about, and whether its first system stood on the left."""

    item: int
    first: System
    second: System
    first_is_left: bool


@dataclass(frozen=True)
class Names:
    """Items, systems and criteria of a study by the names that a file uses."""

    items: dict[tuple[str, str], int]
    systems: dict[str, System]
    criteria: dict[str, Criterion]
    primary: Criterion

    def faults(self, row: VerdictRow) -> list[RowError]:
        """What the study does not know."""
        found = []
        kinds = self._kinds(row)
        if len(kinds) > 1:
            found.append(_fault(row, "kind", Reason.AMBIGUOUS_ITEM, row.external_id))
        if not kinds:
            found.append(_fault(row, "external_id", Reason.UNKNOWN_ITEM, row.external_id))
        places = ("model_1", "model_2") if row.has_both else ("left", "right")
        for place, name in zip(places, (row.left, row.right), strict=True):
            if folded(name) not in self.systems:
                found.append(_fault(row, place, Reason.UNKNOWN_NAME, name))
        if row.criterion and folded(row.criterion) not in self.criteria:
            found.append(_fault(row, "criterion", Reason.UNKNOWN_NAME, row.criterion))
        return found

    def place(self, row: VerdictRow) -> Place:
        """Of a row without faults."""
        left, right = self.systems[folded(row.left)], self.systems[folded(row.right)]
        first_is_left = left.position < right.position
        first, second = (left, right) if first_is_left else (right, left)
        return Place(self.items[self._kinds(row)[0], row.external_id], first, second, first_is_left)

    def criterion(self, row: VerdictRow) -> Criterion:
        return self.criteria[folded(row.criterion)] if row.criterion else self.primary

    def _kinds(self, row: VerdictRow) -> list[str]:
        kinds = (row.kind,) if row.kind else KINDS
        return [kind for kind in kinds if (kind, row.external_id) in self.items]


def names_of(study: Study) -> Names:
    """Without practice items, which no result is about."""
    items = study.items.filter(practice__isnull=True).values_list("kind", "external_id", "pk")
    criteria: dict[str, Criterion] = {}
    for criterion in study.criteria.all():
        for name in (criterion.key, *criterion.name.values()):
            criteria.setdefault(folded(name), criterion)
    candidates = study.systems.filter(role=System.Role.CANDIDATE)
    return Names(
        {(kind, external_id): pk for kind, external_id, pk in items},
        {folded(system.name): system for system in candidates},
        criteria,
        study.criteria.get(key=study.primary_criterion),
    )


def _fault(row: VerdictRow, place: str, reason: Reason, value: str) -> RowError:
    return RowError(row.file, row.row, place, reason, {"value": value[:60]})

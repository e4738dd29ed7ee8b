"""The rows of a file by judge and pair, both orders together, and every reason why some are bad."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from annotations.datasets.judgments import LEFT, TIE
from annotations.datasets.rows import ParsedFile, Reason, RowError, VerdictRow
from annotations.models import Criterion
from annotations.studies.judges.names import Names, Place


@dataclass(frozen=True)
class Order:
    """What was said with the sides one way: +1, 0, -1 for the first system, None if nothing."""

    row: int
    value: int | None


@dataclass
class Pair:
    """One pair; its orders by whether its first system stood on the left."""

    place: Place
    orders: dict[bool, Order] = field(default_factory=dict)

    def value(self, *, first_is_left: bool) -> int | None:
        order = self.orders.get(first_is_left)
        return order.value if order else None


@dataclass
class Judged:
    """All that one judge said on one criterion."""

    name: str
    criterion: Criterion
    pairs: dict[tuple[int, int, int], Pair] = field(default_factory=dict)

    @property
    def one_order(self) -> int:
        """Pairs of which the file has one order only."""
        return sum(len(pair.orders) < 2 for pair in self.pairs.values())

    @property
    def unreadable(self) -> int:
        """Orders whose verdict could not be read. Counted over all, never by side or system."""
        orders = (order for pair in self.pairs.values() for order in pair.orders.values())
        return sum(order.value is None for order in orders)


def judges_of(file: ParsedFile, names: Names, judge: str) -> tuple[list[Judged], list[RowError]]:
    """``judge``: its name where a row does not give one."""
    found: dict[tuple[str, int], Judged] = {}
    errors = list(file.errors)
    for row in file.verdicts:
        name = row.judge or judge
        faults = [*names.faults(row), *_nameless(row, name)]
        if faults:
            errors += faults
            continue
        criterion = names.criterion(row)
        judged = found.setdefault((name, criterion.pk), Judged(name, criterion))
        errors += _add(judged, row, names.place(row))
    if file.verdicts and not errors and not any(row.verdict or row.turned for row in file.verdicts):
        errors.append(RowError(file.file, None, "", Reason.NO_VERDICT))
    return list(found.values()), sorted(errors, key=lambda error: error.row or 0)


def _nameless(row: VerdictRow, name: str) -> Iterator[RowError]:
    if not name:
        yield RowError(row.file, row.row, "judge", Reason.NO_JUDGE)


def _add(judged: Judged, row: VerdictRow, place: Place) -> Iterator[RowError]:
    key = (place.item, place.first.pk, place.second.pk)
    orders = judged.pairs.setdefault(key, Pair(place)).orders
    said = {place.first_is_left: row.verdict}
    if row.has_both:
        said[not place.first_is_left] = row.turned
    for first_is_left, verdict in said.items():
        order = Order(row.row, _value(verdict, place))
        before = orders.setdefault(first_is_left, order)
        if before is not order:
            yield RowError(row.file, row.row, "", Reason.ORDER_TWICE, {"first": before.row})
            return


def _value(verdict: str, place: Place) -> int | None:
    """Left is for the system that the row names there, wherever it stood."""
    if not verdict:
        return None
    if verdict == TIE:
        return 0
    return 1 if (verdict == LEFT) == place.first_is_left else -1

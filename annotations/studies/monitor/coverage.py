"""How far each item is: planned, judged, in hand, handed on. Counts only, over all its pairs."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from annotations.models import Assignment, Kind, Slot, Study

PAGE = 25
Status = Slot.Status


@dataclass(frozen=True)
class ItemRow:
    """One item's planned first judgments by where they are."""

    item_id: int
    item: str
    planned: int
    done: int
    open: int
    withdrawn: int
    waiting: int
    declined: int = 0
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def share(self) -> float:
        return self.done / self.planned if self.planned else 0.0


@dataclass(frozen=True)
class Coverage:
    """All items by how far they are, and one page of them: those in need first."""

    planned: int
    done: int
    open: int
    complete: int
    begun: int
    untouched: int
    withdrawn: int
    rows: tuple[ItemRow, ...]
    page: int
    pages: int

    @property
    def items(self) -> int:
        return self.complete + self.begun + self.untouched + self.withdrawn


def coverage(study: Study, *, page: int = 1) -> Coverage:
    """Two statements. The order: most handed on, then least judged."""
    rows = _rows(study)
    live = [row for row in rows if row.planned]
    complete = sum(row.done >= row.planned for row in live)
    untouched = sum(not row.done and not row.open for row in live)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(1, page), pages)
    return Coverage(
        planned=sum(row.planned for row in live),
        done=sum(row.done for row in live),
        open=sum(row.open for row in live),
        complete=complete,
        begun=len(live) - complete - untouched,
        untouched=untouched,
        withdrawn=len(rows) - len(live),
        rows=tuple(rows[(page - 1) * PAGE : page * PAGE]),
        page=page,
        pages=pages,
    )


def _rows(study: Study) -> list[ItemRow]:
    declined = _declined(study)
    standing = ~Q(status=Status.WITHDRAWN)
    counted = (
        study.slots.filter(kind=Kind.FIRST)
        .order_by()
        .values(item_number=F("comparison__item"), name=F("comparison__item__external_id"))
        .annotate(
            planned=Count("pk", filter=standing),
            done=Count("pk", filter=Q(status=Status.DONE)),
            open=Count("pk", filter=Q(status=Status.HELD)),
            withdrawn=Count("pk", filter=~standing),
            waiting=Count("pk", filter=Q(status=Status.UNRELEASED)),
        )
        .values_list("item_number", "name", "planned", "done", "open", "withdrawn", "waiting")
    )
    rows = [
        ItemRow(*row, declined=sum(n for _, n in reasons), reasons=reasons)
        for row in counted
        for reasons in (declined.get(row[0], ()),)
    ]
    return sorted(rows, key=lambda row: (-row.declined, not row.planned, row.share, row.item))


def _declined(study: Study) -> dict[int, tuple[tuple[str, int], ...]]:
    declined = Assignment.objects.filter(rater__study=study, state=Assignment.State.DECLINED)
    counted = (
        declined.exclude(kind=Kind.PRACTICE)
        .order_by("decline_reason")
        .values_list("comparison__item", "decline_reason")
        .annotate(number=Count("pk"))
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for item, reason, number in counted:
        label = str(Assignment.DeclineReason(reason).label)
        found.setdefault(item, []).append((label, number))
    return {item: tuple(reasons) for item, reasons in found.items()}

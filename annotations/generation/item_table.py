"""The items of a study with every system's answer, a page at a time."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from annotations.generation.failures import sentence
from annotations.models import Item, Response, Study, System

PER_PAGE = 25
FIELDS = ("pk", "study", "external_id", "kind", "prompt", "case", "language")
Status = Response.Status


@dataclass(frozen=True)
class Cell:
    """One system's answer to one item."""

    response_id: int | None
    status: str
    version: int
    sentence: str


@dataclass(frozen=True)
class ItemRow:
    """One item with a cell for each system, in the study's order."""

    external_id: str
    kind: str
    text: str
    language: str
    cells: tuple[Cell, ...]


def item_page(study: Study, *, number: str | None, only_failed: bool) -> Page[Any]:
    """Items with their answers; three statements a page."""
    items = study.items.order_by("pk").only(*FIELDS)
    current = Response.objects.filter(item__study=study, superseded_at__isnull=True)
    if only_failed:
        failed = current.filter(item=OuterRef("pk"), status=Status.FAILED)
        items = items.filter(Exists(failed))
    page = Paginator(items, PER_PAGE).get_page(number)
    systems = list(
        study.systems.filter(role=System.Role.CANDIDATE).order_by("position").values_list("pk")
    )
    responses = {
        (row.item_id, row.system_id): row
        for row in current.filter(item__in=[item.pk for item in page.object_list], sample=0).only(
            "pk", "item", "system", "status", "version", "error_code"
        )
    }
    page.object_list = [
        _item_row(item, [responses.get((item.pk, pk)) for (pk,) in systems])
        for item in page.object_list
    ]
    return page


def _item_row(item: Item, responses: list[Response | None]) -> ItemRow:
    return ItemRow(
        external_id=item.external_id,
        kind=item.kind,
        text=(item.prompt or item.case)[:120],
        language=item.language,
        cells=tuple(_cell(response) for response in responses),
    )


def _cell(response: Response | None) -> Cell:
    if response is None:
        return Cell(None, "", 0, "")
    told = sentence(response.error_code) if response.error_code else ""
    return Cell(response.pk, response.status, response.version, told)

"""Rows that were found good become rows of the database, in a number of queries that hardly grows.

Called by ``services`` within its transaction.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.utils import timezone

from annotations.datasets.merging import Merged, content_of, item_sha256
from annotations.datasets.rows import ItemRow, ResponseRow
from annotations.ledger import content_sha256, text_sha256
from annotations.models import Item, Response, Study, System, Turn

BATCH = 1000
T = TypeVar("T")


def write_items(study: Study, items: Merged[ItemRow]) -> None:
    for rows in batched(items.new.values(), BATCH):
        Item.objects.bulk_create(
            Item(study=study, content_sha256=item_sha256(row), **content_of(row)) for row in rows
        )


def write_responses(study: Study, system: System, merged: Merged[ResponseRow]) -> None:
    stored = study.items.values_list("kind", "external_id", "pk")
    item_ids = {(kind, external_id): pk for kind, external_id, pk in stored}
    now = timezone.now()
    for rows in batched(merged.new.items(), BATCH):
        responses = {
            key: Response(
                item_id=item_ids[key],
                system=system,
                origin=Response.Origin.IMPORTED,
                status=Response.Status.DONE,
                completed_at=now,
                extra=dict(row.extra),
                shown_sha256=content_sha256([turn.text for turn in row.turns]),
            )
            for key, row in rows
        }
        Response.objects.bulk_create(responses.values())
        turns = (turn for key, row in rows for turn in _turns(responses[key], row))
        Turn.objects.bulk_create(turns, batch_size=BATCH)


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time: a file of 100,000 rows does not become 100,000 model instances at once."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _turns(response: Response, row: ResponseRow) -> Iterable[Turn]:
    """Shown as they came: nothing has looked for self-identification yet."""
    roles_per_round = 2 if len(row.turns) > 1 else 1
    for position, turn in enumerate(row.turns):
        sha256 = text_sha256(turn.text)
        yield Turn(
            response=response,
            position=position,
            round_number=position // roles_per_round + 1,
            role=turn.role,
            raw_text=turn.text,
            shown_text=turn.text,
            raw_sha256=sha256,
            shown_sha256=sha256,
        )

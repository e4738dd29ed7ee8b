"""A study of any size, written by a few statements of SQL."""

from django.db import connection, transaction
from django.db.models import Model

from annotations.models import Comparison, Item, Response, Slot, Study, Turn
from tests.factories import make_running_study

COPY = "i.external_id LIKE 'copy-%%'"


def make_big_study(comparisons: int, raters_per_comparison: int = 3, **fields: object) -> Study:
    """A running study in an open pool, everything released.

    One item with its responses, turns, comparison and slots is the pattern of all others.
    """
    study = make_running_study(
        single_turn=1,
        raters_per_comparison=raters_per_comparison,
        repeat_share=0,
        **fields,
    )
    values = {"study": study.pk, "count": comparisons}
    # A transaction of its own: the start before it reads a snapshot, which is one as well.
    with transaction.atomic(), connection.cursor() as cursor:
        # Fresh rows have no statistics, and only the owner may gather them.
        cursor.execute("SET LOCAL enable_nestloop = off")
        for statement in _statements():
            cursor.execute(statement, values)
        cursor.execute("SET LOCAL enable_nestloop = on")
    Study.objects.filter(pk=study.pk).update(released_count=comparisons)
    study.refresh_from_db()
    return study


def _statements() -> list[str]:
    pattern = "p.item_id = (SELECT min(id) FROM annotations_item WHERE study_id = %(study)s)"
    items = f"annotations_item i WHERE i.study_id = %(study)s AND {COPY}"
    new = f"(SELECT i.id FROM {items}) c"
    return [
        _copy(
            Item,
            "generate_series(2, %(count)s) n WHERE p.study_id = %(study)s",
            external_id="'copy-' || n",
        ),
        _copy(Response, f"{new} WHERE {pattern}", item_id="c.id"),
        _copy(
            Turn,
            "annotations_response r, annotations_response c"
            " JOIN annotations_item i ON i.id = c.item_id"
            f" WHERE p.response_id = r.id AND c.system_id = r.system_id AND c.id <> r.id AND {COPY}"
            f" AND i.study_id = %(study)s AND {pattern.replace('p.', 'r.', 1)}",
            response_id="c.id",
        ),
        _copy(
            Comparison,
            f"{new}, annotations_response a, annotations_response b WHERE {pattern}"
            " AND a.item_id = c.id AND b.item_id = c.id"
            " AND a.system_id = p.system_a_id AND b.system_id = p.system_b_id",
            item_id="c.id",
            response_a_id="a.id",
            response_b_id="b.id",
        ),
        _copy(
            Slot,
            "annotations_comparison o, annotations_comparison c"
            f" JOIN annotations_item i ON i.id = c.item_id AND {COPY}"
            " WHERE p.comparison_id = o.id AND p.study_id = %(study)s"
            " AND c.study_id = %(study)s AND c.id <> o.id",
            comparison_id="c.id",
            swapped="(c.id + p.number) %% 2 = 0",
            position="(p.number - 1) * %(count)s + 9"
            " + rank() OVER (PARTITION BY p.number ORDER BY md5(c.id || '.' || p.number))",
        ),
    ]


def _copy(model: type[Model], source: str, **changed: str) -> str:
    """Copies of the pattern's rows ``p``, with other values in some columns."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(changed.get(field.column, f'p."{field.column}"') for field in fields)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} p, {source}"

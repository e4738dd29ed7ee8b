"""Purge a study: every row of it, the ledger included. Only the fact is kept.

The runtime role can delete nothing of the ledger, and triggers stop the owner's slips too. So
this runs as the owner, and switches the triggers off inside one transaction.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.models import Study, StudyRater, User
from annotations.retention.selectors import overdue_studies

OWNER = "owner"
TRIGGERS = """
    SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relname = ANY(%s) ORDER BY 1, 2
"""
ENABLE = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


@dataclass(frozen=True)
class Purge:
    """How many rows of each table there are, or were; ``accounts``: of people in no other study."""

    rows: dict[str, int]
    accounts: int
    files: int

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def plan_purge(study: Study) -> Purge:
    """What would go. Nothing is changed."""
    rows = {model: own.count() for model, own in _rows_of(study, "default")}
    counted = {model._meta.label_lower.split(".")[1]: count for model, count in rows.items()}
    return Purge(
        {name: count for name, count in counted.items() if count},
        _left_alone(study, "default").count(),
        sum(1 for path in _folder(study).rglob("*") if path.is_file()),
    )


def purge_study(study: Study, *, by: User | None) -> Purge:
    """Delete the study as the owner; the site's audit log keeps that it was, and its heads.

    Refused before its time. A second call finds no study.
    """
    if not overdue_studies().filter(pk=study.pk).exists():
        raise AnnotationsError(_("This study is to be kept: its time is not over."))
    plan, folder = plan_purge(study), _folder(study)
    fact = _fact(study, plan)
    with transaction.atomic():
        # Of the site, not of the study: it outlives the study. Committed first, so that a purge
        # that is interrupted is known too; a repeated one records itself again.
        audit.record(by=by, action="study.purge", target=study.slug, data=fact)
    with transaction.atomic(using=OWNER):
        people = list(_left_alone(study, OWNER).values_list("pk", flat=True))
        with _without_triggers([model for model, _own in _rows_of(study, OWNER)]):
            for _model, own in _rows_of(study, OWNER):
                own._raw_delete(OWNER)
        User.objects.using(OWNER).filter(pk__in=people).delete()
    shutil.rmtree(folder, ignore_errors=True)
    return plan


def _fact(study: Study, plan: Purge) -> dict[str, Any]:
    """What is kept: no name, no text, no pseudonym."""
    heads = {
        name: rows.order_by("-sequence").values_list("hash", flat=True).first() or ""
        for name, rows in (("submissions", study.submissions), ("audit", study.audit_events))
    }
    return {
        "study": str(study.public_id),
        "retain_until": str(study.retain_until),
        "protocol_sha256": study.protocol_sha256,
        "chain_heads": heads,
        "rows": plan.rows,
        "accounts": plan.accounts,
    }


def _folder(study: Study) -> Path:
    return Path(settings.EXPORTS_DIR) / str(study.public_id)


def _left_alone(study: Study, using: str) -> models.QuerySet[User]:
    """Raters who are in no other study and have nothing else to do here."""
    elsewhere = StudyRater.objects.using(using).filter(user=OuterRef("pk")).exclude(study=study.pk)
    raters = StudyRater.objects.using(using).filter(user=OuterRef("pk"), study=study.pk)
    people = User.objects.using(using).filter(Exists(raters), ~Exists(elsewhere))
    return people.filter(memberships=None, is_staff=False, user_permissions=None)


def _rows_of(study: Study, using: str) -> list[tuple[type[models.Model], models.QuerySet[Any]]]:
    """Every table that leads to the study, the farthest first: a row goes before what it needs."""
    found = []
    for model, way in reversed(list(ways_to_the_study().items())):
        own = model._base_manager.using(using).filter(**{way: study.pk})
        found.append((model, own))
    return found


def ways_to_the_study() -> dict[type[models.Model], str]:
    """By the shortest chain of foreign keys, nearest first; a new table is found by itself."""
    ways: dict[type[models.Model], str] = {Study: "pk"}
    waiting = [Study]
    while waiting:
        parent = waiting.pop(0)
        for child, field in _children(parent):
            if child not in ways:
                way = "" if parent is Study else f"__{ways[parent]}"
                ways[child] = f"{field}{way}"
                waiting.append(child)
    return ways


def _children(parent: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Tables with a foreign key to this one, hidden ones too."""
    for relation in parent._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            yield relation.related_model, relation.field.name


@contextmanager
def _without_triggers(tables: list[type[models.Model]]) -> Iterator[None]:
    """Inside one transaction: whoever writes meanwhile waits, and finds the triggers as before."""
    with connections[OWNER].cursor() as cursor:
        quote = connections[OWNER].ops.quote_name
        cursor.execute(TRIGGERS, [[model._meta.db_table for model in tables]])
        triggers = cursor.fetchall()
        for table, trigger, _state in triggers:
            cursor.execute(f"ALTER TABLE {quote(table)} DISABLE TRIGGER {quote(trigger)}")
        yield
        # Foreign keys are looked at before the tables change again, which waiting checks forbid.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger, state in triggers:
            cursor.execute(f"ALTER TABLE {quote(table)} {ENABLE[state]} TRIGGER {quote(trigger)}")

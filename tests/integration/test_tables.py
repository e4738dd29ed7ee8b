"""Every table of the database is kept as tests.kept_tables says; a new one without a line fails."""

import os
from collections.abc import Iterable
from datetime import timedelta

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from annotations.analysis.computed import report_of
from annotations.exceptions import violated_constraint
from annotations.models import (
    Endpoint,
    GuidanceText,
    Invitation,
    LeakHit,
    Letter,
    ProviderCall,
    Study,
    Trial,
    TrialCall,
)
from evalsite.roles import Login
from tests import factories
from tests.bundles import rich_running_study, rich_study
from tests.kept_tables import DJANGO, TABLES
from tests.llm_judges import add_judge

RUNTIME = Login.of(os.environ["DATABASE_URL"]).role
OWN = "annotations_"


class CatalogueTests(TestCase):
    def test_every_table_of_the_database_is_in_the_list(self):
        listed = {OWN + name for name in TABLES} | set(DJANGO)
        self.assertEqual(
            self.column("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"),
            listed,
        )
        models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        self.assertEqual(models - listed, set())
        self.assertTrue(all(kept.why for kept in TABLES.values()))

    def test_the_runtime_role_may_change_no_ledger_and_empty_no_table(self):
        for right, expected in (
            ("UPDATE", self.of_sort("guarded", "free")),
            ("DELETE", self.of_sort("guarded", "free")),
            ("TRUNCATE", set()),
            ("TRIGGER", set()),
        ):
            with self.subTest(right):
                sql = (
                    "SELECT relname FROM pg_class WHERE relkind = 'r'"
                    " AND relnamespace = current_schema()::regnamespace"
                    f" AND has_table_privilege('{RUNTIME}', oid, '{right}')"
                )
                self.assertEqual(self.column(sql) - set(DJANGO), expected)

    def test_what_is_not_free_has_triggers_that_are_always_on(self):
        for operation, bit in (("UPDATE", 16), ("DELETE", 8), ("TRUNCATE", 32)):
            with self.subTest(operation):
                guarded = self.column(
                    "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c"
                    f" ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgenabled = 'A'"
                    f" AND t.tgtype & {bit} > 0"
                )
                expected = self.of_sort("ledger", "guarded")
                if operation != "UPDATE":
                    expected -= {OWN + name for name, kept in TABLES.items() if kept.may_go}
                self.assertEqual(guarded, expected)

    def of_sort(self, *sorts: str) -> set[str]:
        return {OWN + name for name, kept in TABLES.items() if kept.sort in sorts}

    def column(self, sql: str) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return {row[0] for row in cursor.fetchall()}


class GuardedCase(TestCase):
    """Every guarded table has a row of one study alone; what it refuses is tried on all rows."""

    @classmethod
    def fill(cls, study: Study) -> None:
        now = timezone.now()
        response, rater = study.items.first().responses.first(), study.raters.first()
        endpoint = Endpoint.objects.create(study=study, name="e", base_url="https://example.org")
        done = {
            "status": "succeeded",
            "finished_at": now,
            "request": {"body": {}},
            "cost": 1,
            "purpose": "answer",
        }
        ProviderCall.objects.create(response=response, endpoint=endpoint, attempt=1, **done)
        trial = Trial.objects.create(
            study=study, system=response.system, samples=["x"], status="done", finished_at=now
        )
        TrialCall.objects.create(
            trial=trial, sample=0, endpoint=endpoint, raw_text="y", shown_text="y", **done
        )
        text = GuidanceText.objects.create(
            study=study, purpose="guideline", version=1, text=factories.both("Read."), sha256="x"
        )
        rater.acceptances.create(guidance=text, language="en")
        turn = response.turns.first()
        LeakHit.objects.create(
            response=response,
            turn=turn,
            start=0,
            end=3,
            words="Ans",
            kind="own",
            language="en",
            decision="flagged",
            decided_by="system",
            decided_at=now,
        )
        study.export_jobs.create(actor="system", profile="deidentified")
        add_judge(study, [(response.item, None, 1)])
        link = Invitation.objects.create(
            study=study, rater=rater, token_sha256="x", expires_at=now + timedelta(days=1)
        )
        Letter.objects.create(
            rater=rater, invitation=link, kind="reminder", state="sent", sent_at=now
        )

    def refused(self, sql: str) -> None:
        with self.subTest(sql):
            with self.assertRaises(IntegrityError) as caught, transaction.atomic():
                connection.cursor().execute(sql)
            # By a trigger of ours, and not by what the change would have met by chance.
            self.assertIn("RAISE", str(caught.exception))
            self.assertTrue(violated_constraint(caught.exception))

    def nothing_is_deleted(self) -> None:
        for name, kept in TABLES.items():
            if kept.sort == "guarded" and not kept.may_go:
                self.refused(f"DELETE FROM {OWN}{name}")

    def what_would_falsify_it_is_refused(self, changes: Iterable[tuple[str, str]]) -> None:
        for name, change in changes:
            self.refused(f"UPDATE {OWN}{name} SET {change}")


class RunningTests(GuardedCase):
    @classmethod
    def setUpTestData(cls):
        cls.fill(rich_running_study(single_turn=4, multi_turn=1))

    def test_what_would_falsify_it_is_refused(self):
        changes = [(name, change) for name, kept in TABLES.items() for change in kept.refused]
        self.assertGreaterEqual(len(changes), 30)
        self.what_would_falsify_it_is_refused(changes)

    def test_nothing_of_a_started_study_is_deleted(self):
        self.nothing_is_deleted()


class FrozenTests(GuardedCase):
    @classmethod
    def setUpTestData(cls):
        study = rich_study(single_turn=4, multi_turn=1)
        cls.fill(study)
        report_of(study)

    def test_what_would_falsify_it_is_refused(self):
        changes = [(name, one) for name, kept in TABLES.items() for one in kept.refused_when_frozen]
        self.assertGreaterEqual(len(changes), 50)
        self.what_would_falsify_it_is_refused(changes)

    def test_nothing_of_a_started_study_is_deleted(self):
        self.nothing_is_deleted()

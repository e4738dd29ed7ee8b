"""How each table of the database is kept. A new one without a line here fails.

``ledger``: written once; the runtime role has no right to change it, and triggers stop the others.
``guarded``: triggers refuse what would falsify it, whoever writes; each is tried here as the
runtime role. ``free``: holds nothing that a result or a record rests on; it says why.
"""

import os
from dataclasses import dataclass
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
from annotations.studies.lifecycle import start_study
from evalsite.roles import Login
from tests import factories
from tests.bundles import rich_study
from tests.integration.comparisons.test_leaks import make_leaking_study

RUNTIME = Login.of(os.environ["DATABASE_URL"]).role
OWN = "annotations_"


@dataclass(frozen=True)
class Kept:
    """A table's sort, why it is of it, and of a guarded one what must be refused."""

    sort: str
    why: str
    # Assignments of an UPDATE; a row of a started study is never deleted besides.
    refused: tuple[str, ...] = ()
    may_go: bool = False


def ledger(why: str) -> Kept:
    return Kept("ledger", why)


def guarded(why: str, *refused: str, may_go: bool = False) -> Kept:
    return Kept("guarded", why, refused, may_go)


def free(why: str) -> Kept:
    return Kept("free", why)


TABLES = {
    "submission": ledger("what raters handed in; chained"),
    "judgment": ledger("the choices of a submission, under its hash"),
    "markedspan": ledger("the marks of a submission, under its hash"),
    "auditevent": ledger("who did what; chained"),
    "export": ledger("what left the house, with its hash"),
    "guidancetext": ledger("what raters agreed to, version by version"),
    "promptversion": ledger("what the simulated patient was told, version by version"),
    "study": guarded(
        "its rules are final once it has started, and a frozen one stays frozen",
        "seed = 'x'",
        "leak_policy = 'mask'",
        "judged_elsewhere = NOT judged_elsewhere",
        "export_responses = NOT export_responses",
        "state = 'running', frozen_at = NULL, unblinded_at = NULL",
        "state = 'frozen', unblinded_at = NULL",
        "frozen_at = frozen_at + interval '1 second'",
    ),
    "criterion": guarded("final once the study has started", "key = 'x'"),
    "item": guarded("final once the study has started", "prompt = 'x'", "category = 'x'"),
    "system": guarded(
        "final once the study has started, but for its endpoint and what else is its name",
        "name = 'x'",
        "parameters = '{\"temperature\": 2}'",
        "system_prompt = 'x'",
        "position = 9 - position",
    ),
    "response": guarded(
        "what was answered to what; in a frozen study as it is",
        "version = 9",
        "item_id = 0",
        "superseded_at = NULL, completed_at = now()",
    ),
    "turn": guarded(
        "raw text for ever, shown text once a pair is out", "raw_text = 'x'", "shown_text = 'x'"
    ),
    "leakhit": guarded(
        "what was found; its decision is made once, only to exclude is possible later",
        "words = 'x'",
        "decision = 'accepted'",
        "decision = '', decided_by = '', decided_at = NULL",
        'start = 0, "end" = 1',
    ),
    "comparison": guarded(
        "who answers whom; a withdrawal is not taken back",
        "item_id = 0",
        "is_practice = NOT is_practice",
        "withdrawn_at = now(), withdrawn_reason = 'x'",
        "released_at = NULL",
    ),
    "slot": guarded(
        "sides and order are drawn once", "swapped = NOT swapped", "status = 'withdrawn'"
    ),
    "assignment": guarded(
        "whose pair it is and when it was handed in; in a frozen study how it ended too",
        "rater_id = 0",
        "token = 'x'",
        "submitted_at = now()",
        "state = 'surplus'",
    ),
    "studyrater": guarded(
        "a pseudonym is one person's for ever; the person may go",
        "pseudonym = 'x'",
        "user_id = (SELECT max(id) FROM annotations_user)",
        "first_count = 0",
    ),
    "acceptance": guarded(
        "what was accepted, when and in which language; withdrawn once",
        "accepted_at = now()",
        "language = 'zh-hans'",
    ),
    "sourceguess": guarded("answered once", "\"left\" = 'x'", "answered_at = now()"),
    "problemreport": guarded("what was reported; settled once", "text = 'x'"),
    "practicefeedback": guarded("what raters were told in practice", "verdict = 'system_b'"),
    "providercall": guarded(
        "what was asked and answered; an outcome is written once",
        "request = '{}'",
        "response_body = 'x'",
        "cost = 0",
    ),
    "trial": guarded("what was tried", "samples = '[]'", "status = 'waiting', finished_at = NULL"),
    "trialcall": guarded(
        "what was asked and answered; an outcome is written once",
        "request = '{}'",
        "response_body = 'x'",
        "raw_text = 'x'",
    ),
    "exportjob": guarded("whose file it is", "actor = 'x'", "profile = 'identified'"),
    "computedreport": guarded(
        "what a page shows; thrown away it is computed again", "content = 'x'", may_go=True
    ),
    "letter": guarded(
        "once sent it says so; goes with an erased person",
        "state = 'queued', sent_at = NULL",
        may_go=True,
    ),
    "user": free("people, who may change and be erased; the record holds their key only"),
    "user_groups": free("Django's, not used"),
    "user_user_permissions": free("rights; every change is an audit event"),
    "raterprofile": free("of people, erased with them; a study keeps what it matched by"),
    "studymember": free("every change is an audit event"),
    "memberinvitation": free("a link; made, taken and taken back are audit events"),
    "invitation": free("a link; made, used and taken back are audit events, erased with its rater"),
    "signincode": free("lives ten minutes"),
    "attemptcount": free("counts guesses of a quarter of an hour"),
    "apitoken": free("a key; made, and taken back, are audit events"),
    "endpoint": free("keys are rotated and limits changed; what was asked stands in its calls"),
    "draft": free("not handed in yet; goes when its pair is"),
    "upload": free("a file that is looked over, for a day; what it brought is an audit event"),
    "uploadpiece": free("a piece of such a file"),
}
DJANGO = {
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "auth_permission": "names of rights, written when migrating",
    "django_admin_log": "Django's own list; ours is the audit log",
    "django_content_type": "names of tables, written when migrating",
    "django_migrations": "written when migrating",
    "django_session": "who is signed in",
}


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


class GuardedTests(TestCase):
    """Every guarded table has a row of an unblinded study; what it refuses is tried on it."""

    @classmethod
    def setUpTestData(cls):
        cls.study = rich_study(single_turn=4, multi_turn=1)
        cls.fill(cls.study)
        report_of(cls.study)
        # A running one too: its finds, with what may still be decided about them.
        cls.running = start_study(study=make_leaking_study(), by=None)

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
        link = Invitation.objects.create(
            study=study, rater=rater, token_sha256="x", expires_at=now + timedelta(days=1)
        )
        Letter.objects.create(
            rater=rater, invitation=link, kind="reminder", state="sent", sent_at=now
        )

    def refused(self, sql: str) -> None:
        with (
            self.subTest(sql),
            self.assertRaises(IntegrityError) as caught,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
        # By a trigger of ours, and not by what the change would have met by chance.
        said = str(caught.exception)
        self.assertIn("RAISE", said)
        self.assertTrue(violated_constraint(caught.exception))

    def test_what_would_falsify_it_is_refused(self):
        count = 0
        for name, kept in TABLES.items():
            for change in kept.refused:
                count += 1
                self.refused(f"UPDATE {OWN}{name} SET {change}")
        self.assertGreaterEqual(count, 50)

    def test_nothing_of_a_started_study_is_deleted(self):
        for name, kept in TABLES.items():
            if kept.sort == "guarded" and not kept.may_go:
                self.refused(f"DELETE FROM {OWN}{name}")

"""A study whose time is over goes, ledger and all; the site keeps the fact."""

import tempfile
from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.db.utils import DatabaseError
from django.test import override_settings
from django.utils import timezone

from annotations.exceptions import AnnotationsError
from annotations.models import AuditEvent, Study, User
from annotations.retention.purging import plan_purge, purge_study, ways_to_the_study
from annotations.retention.selectors import overdue_studies
from tests.base import LedgerTransactionTestCase
from tests.bundles import rich_study
from tests.factories import add_rater, add_researcher, make_running_study
from tests.llm_judges import add_judge
from tests.results import always, judge


def rows(study: Study) -> int:
    return sum(m._base_manager.filter(**{way: study.pk}).count() for m, way in WAYS.items())


WAYS = ways_to_the_study()
TRIGGERS = "SELECT tgname, tgrelid::regclass::text, tgenabled FROM pg_trigger ORDER BY 1, 2"


class PurgingTests(LedgerTransactionTestCase):
    databases = {"default", "owner"}

    def triggers(self) -> list[tuple]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(TRIGGERS)
            return cursor.fetchall()

    def test_from_the_list_to_the_fact_that_is_kept(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(override_settings(EXPORTS_DIR=folder))
        study = rich_study(single_turn=3, multi_turn=1)
        add_judge(study, [(item, 1, -1) for item in study.items.filter(practice__isnull=True)])
        other = make_running_study()
        shared = study.raters.order_by("pk").first().user
        judge(other, add_rater(other, shared), always("win"))
        (Path(folder) / str(study.public_id)).mkdir()
        (Path(folder) / str(study.public_id) / "1-identified.zip").write_bytes(b"PK")
        today = timezone.now().date()
        with self.assertRaisesMessage(AnnotationsError, "not over"):
            purge_study(study, by=None)
        Study.objects.filter(pk=study.pk).update(retain_until=today)
        self.assertFalse(overdue_studies().exists())
        Study.objects.filter(pk=study.pk).update(retain_until=today - timedelta(days=1))
        study.refresh_from_db()
        self.assertEqual(self.said("overdue_studies").count(study.slug), 1)

        self.client.force_login(add_researcher(study))
        self.assertContains(self.client.get("/studies/"), "was to be kept until")
        before, kept, triggers = rows(study), rows(other), self.triggers()
        head = study.submissions.order_by("-sequence").first().hash
        said = self.said("purge_study", study.slug, "--dry-run")
        self.assertIn("Nothing was changed.", said)
        self.assertRegex(said, r"submission +\d+")
        self.assertEqual(rows(study), before)
        plan = plan_purge(study)
        self.assertEqual((plan.total, plan.accounts, plan.files), (before, 2, 1))

        self.said("purge_study", study.slug, "--yes")
        self.assertEqual((rows(study), rows(other)), (0, kept))
        self.assertFalse(Study.objects.filter(pk=study.pk).exists())
        self.assertTrue(User.objects.filter(pk=shared.pk).exists())
        self.assertEqual(list(Path(folder).iterdir()), [])
        event = AuditEvent.objects.get(study=None, action="study.purge")
        self.assertEqual(event.data["chain_heads"]["submissions"], head)
        self.assertEqual(event.data["rows"], plan.rows)
        self.assertEqual(self.triggers(), triggers)
        with self.assertRaises(DatabaseError):
            other.submissions.using("owner")._raw_delete("owner")

    def said(self, *arguments: str) -> str:
        out = StringIO()
        call_command(*arguments, stdout=out)
        return out.getvalue()

    def test_every_table_of_a_study_is_on_the_way(self):
        labels = {model._meta.object_name for model in WAYS}
        self.assertLessEqual(
            {"Submission", "Judgment", "MarkedSpan", "AuditEvent", "Export", "LeakHit", "Turn"},
            labels,
        )
        self.assertNotIn("User", labels)

"""What the documentation shows, run as a reader runs it: against the site over HTTP."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pandas
from django.contrib.auth.models import Permission
from django.test import tag

from annotations.models import Response, Study
from annotations.studies.lifecycle import freeze_study, unblind_study
from tests import factories
from tests.asking import secret_for
from tests.base import LedgerTransactionTestCase
from tests.fake_provider import FakeProvider
from tests.results import always, judge
from tests.running_site import RunningSite

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "api_study.py"


@tag("concurrency")
class ApiExampleTests(LedgerTransactionTestCase):
    def setUp(self) -> None:
        self.fake = self.enterContext(FakeProvider())
        self.site = RunningSite(web_workers=1)
        for env in (self.site.env, self.site.web.env, self.site.worker.env):
            env["PRIVATE_ENDPOINTS"] = self.fake.address
        self.enterContext(self.site)
        self.rosa = factories.make_user(email="rosa@example.org")
        self.rosa.user_permissions.add(Permission.objects.get(codename="add_study"))

    def test_a_study_from_nothing_to_its_results(self):
        done = self.run_example()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("The study is running.", done.stdout)
        self.assertIn("/join/", done.stdout)
        study = Study.objects.get(slug="cough-and-fever")
        self.assertEqual(study.members.get().role, "administrator")
        self.assertEqual(Response.objects.filter(item__study=study, status="done").count(), 6)
        self.assertEqual(len(self.fake.requests), 6)
        self.assertEqual(self.fake.requests[0].headers["Authorization"], "Bearer sk-canary")
        self.check_the_files(study)

    def check_the_files(self, study: Study) -> None:
        """As in docs/api.md: three lines in a notebook."""
        deadline = time.monotonic() + 60
        while study.comparisons.filter(released_at__isnull=False).count() < 3:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.2)
        rater = study.raters.get()
        factories.accept_all(rater)
        rater.refresh_from_db()
        judge(Study.objects.get(pk=study.pk), rater, always("win"))
        freeze_study(study=study, by=self.rosa)
        unblind_study(study=study, by=self.rosa, reason="All is judged.")
        exports = f"{self.site.address}/api/v1/studies/{study.slug}/exports"
        headers = {"Authorization": f"Bearer {secret_for(self.rosa, 'results')}"}
        rows = pandas.read_csv(f"{exports}/judgments.csv", storage_options=headers)
        typed = pandas.read_parquet(f"{exports}/judgments.parquet", storage_options=headers)
        self.assertEqual(len(rows), 3 * study.criteria.count())
        self.assertEqual(len(typed), len(rows))
        self.assertEqual(set(rows.outcome_a), {"win"})
        self.assertEqual(set(rows.system_a), {"careful"})

    def run_example(self) -> subprocess.CompletedProcess[str]:
        scopes = ("read", "setup", "run", "raters")
        env = os.environ | {
            "HUATUOEVAL_URL": self.site.address,
            "HUATUOEVAL_TOKEN": secret_for(self.rosa, *scopes),
            "MODEL_URL": self.fake.url,
            "MODEL_KEY": "sk-canary",
            "EVERY": "0.2",
        }
        command = [sys.executable, str(EXAMPLE)]
        return subprocess.run(
            command, env=env, capture_output=True, text=True, check=False, timeout=120
        )

"""Two researchers importing at once, or importing while the study starts."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import tag

from annotations.datasets.parsing import parse_responses
from annotations.datasets.services import ImportReport, import_responses
from annotations.models import Item, Response, Turn
from tests.base import LedgerTransactionTestCase
from tests.factories import make_study


@tag("concurrency")
class ImportingTests(LedgerTransactionTestCase):
    def test_the_same_file_twice_at_once_is_written_once(self):
        study = make_study()
        system = study.systems.order_by("position").first()
        rows = [{"id": n, "query": f"问题{n}？", "model_output": "答。"} for n in range(50)]
        file = parse_responses("f.json", json.dumps(rows).encode())
        barrier = Barrier(4)

        def run(_: int) -> ImportReport:
            try:
                barrier.wait(10)
                return import_responses(study=study, system=system, files=[file], by=None)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            reports = list(pool.map(run, range(4)))
        self.assertEqual(sorted(report.responses.new for report in reports), [0, 0, 0, 50])
        self.assertEqual([report.errors for report in reports], [()] * 4)
        counts = (Item.objects.count(), Response.objects.count(), Turn.objects.count())
        self.assertEqual(counts, (50, 50, 50))

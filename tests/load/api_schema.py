"""Many invented requests to the API, each compared with the API's description.

    EXAMPLES=100 .venv/bin/python -m pytest -s tests/load/api_schema.py

EXAMPLES (default 100) requests that fit and as many that do not, for every operation.
"""

import os
import time

import pytest

from tests.schema_requests import InventedRequests


# Werkzeug's client leaves a streamed file to the garbage collector; a server closes it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class ApiSchemaTests(InventedRequests):
    examples = int(os.environ.get("EXAMPLES", "100"))

    def test_many(self):
        began = time.monotonic()
        answers = self.invent()
        total, seconds = sum(answers.values()), time.monotonic() - began
        print(f"\n{total} requests in {seconds:.0f} s: {dict(sorted(answers.items()))}")
        self.assertEqual([status for status in answers if status >= "500"], [])

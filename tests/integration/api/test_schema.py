"""The API keeps to its own description, whatever is sent."""

import pytest

from tests.schema_requests import InventedRequests


# Werkzeug's client leaves a streamed file to the garbage collector; a server closes it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class SchemaRequestTests(InventedRequests):
    """A few of each; more by ``tests/load/api_schema.py``."""

    examples = 2

    def test_no_answer_is_a_server_error_or_undescribed(self):
        answers = self.invent()
        # Many must get through to something that is there, or nothing was tried.
        self.assertGreater(sum(n for status, n in answers.items() if status < "300"), 20)
        self.assertGreater(answers["422"], 5)
        self.assertEqual([status for status in answers if status >= "500"], [])

"""What it costs to hand in a pair and get the next one: the same in a small and a large study."""

import json
import re

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.assignment.services import claim_next_assignment
from annotations.models import Assignment, Slot, Study, StudyRater, Submission
from tests.bulk import make_big_study
from tests.factories import add_rater

HTMX = {"HX-Request": "true"}
TRANSACTION = re.compile(r"^(BEGIN|COMMIT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK)", re.I)


class CostTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.small, cls.large = make_big_study(100), make_big_study(20_000)

    def statements_to_submit(self, study: Study) -> list[str]:
        """Of the tenth pair: a side is preferred, nothing is new to the process."""
        self.client.force_login(add_rater(study).user)
        self.client.get(reverse("rater:judge", args=[study.public_id]))
        for _ in range(9):
            self.submit(study)
        with CaptureQueriesContext(connection) as queries:
            self.submit(study)
        self.assertEqual(Submission.objects.filter(study=study).count(), 10)
        sent = [query["sql"] for query in queries.captured_queries]
        return [sql for sql in sent[2:] if not TRANSACTION.match(sql)]

    def submit(self, study: Study) -> None:
        """Two statements of its own, then the request."""
        token = Assignment.objects.get(rater__study=study, state="open").token
        keys = list(study.criteria.values_list("key", flat=True))
        url = reverse("rater:submit", args=[study.public_id, token])
        entry = dict.fromkeys(keys, "left") | {"idempotency_key": "a" * 32}
        response = self.client.post(url, entry, headers=HTMX)
        self.assertContains(response, 'id="assignment"')

    def test_at_most_eleven_statements_with_100_and_with_20000_comparisons(self):
        small = self.statements_to_submit(self.small)
        large = self.statements_to_submit(self.large)
        for sent in (small, large):
            self.assertLessEqual(len(sent), 11, "\n\n".join(sent))
        self.assertEqual(len(small), len(large))

    def test_a_claim_walks_an_index_of_free_slots(self):
        # A colleague's holds of every pair: an index that pays only in a large table is used.
        hold_and_let_go(add_rater(self.large))
        rater = add_rater(self.large)
        claim_next_assignment(study=self.large, rater=rater)
        for swapped in (None, True):
            free = Slot.objects.free_for(rater)
            free = free if swapped is None else free.filter(swapped=swapped)
            plan = json.loads(free.select_for_update(of=("self",))[:1].explain(format="json"))
            nodes = list(walk(plan[0]["Plan"]))
            scans = {node.get("Index Name") for node in nodes if node.get("Index Name")}
            self.assertTrue(scans & {"slot_free_in_pool", "slot_free_in_pool_any_side"}, nodes)
            self.assertNotIn("Sort", {node["Node Type"] for node in nodes})
            sequential = {n["Relation Name"] for n in nodes if n["Node Type"] == "Seq Scan"}
            self.assertLessEqual(sequential, {"annotations_study"})


def hold_and_let_go(rater: StudyRater) -> None:
    firsts = Slot.objects.filter(study=rater.study, kind="first", number=1)
    Assignment.objects.bulk_create(
        Assignment(
            slot_id=slot,
            comparison_id=comparison,
            rater=rater,
            state=Assignment.State.EXPIRED,
            leased_until=timezone.now(),
        )
        for slot, comparison in firsts.values_list("pk", "comparison")
    )


def walk(node):
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)

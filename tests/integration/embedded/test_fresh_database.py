"""Tests that commit end with an empty database, the ledger included."""

from annotations.models import AuditEvent
from tests.base import LedgerTransactionTestCase


class FreshDatabaseTests(LedgerTransactionTestCase):
    def test_first_run_leaves_a_row_in_the_ledger(self):
        self.leave_row()

    def test_second_run_does_not_find_it(self):
        self.leave_row()

    def leave_row(self):
        self.assertEqual(AuditEvent.objects.count(), 0)
        AuditEvent.objects.create(actor="test", action="left a row", content_sha256="0" * 64)
        self.assertEqual(AuditEvent.objects.count(), 1)

"""How long a thread of a worker stays with one endpoint."""

from unittest import mock

from celery.worker import state
from django.test import TestCase

from annotations.generation import tasks
from tests.faults.workers import flush_broker


class TurnTests(TestCase):
    def setUp(self) -> None:
        flush_broker()
        self.addCleanup(flush_broker)
        self.clock = self.enterContext(mock.patch.object(tasks.time, "monotonic"))
        self.clock.return_value = 100.0
        self.turn = tasks._Turn()

    def after(self, seconds: float) -> bool:
        self.clock.return_value = 100.0 + seconds
        return self.turn.goes_on()

    def test_it_goes_on_while_nothing_else_waits(self):
        self.assertTrue(self.after(tasks.CONTINUES_SECONDS - 1))
        self.assertTrue(self.after(tasks.CONTINUES_SECONDS + 1))

    def test_after_some_seconds_it_gives_way_to_what_waits(self):
        tasks.sweep.apply_async()
        self.assertTrue(self.after(tasks.CONTINUES_SECONDS - 1))
        self.assertFalse(self.after(tasks.CONTINUES_SECONDS + 1))

    def test_it_ends_before_its_message_would_be_delivered_again(self):
        self.assertFalse(self.after(tasks.LONGEST_SECONDS))

    def test_it_ends_when_the_worker_is_told_to_stop(self):
        with mock.patch.object(state, "should_stop", 0):
            self.assertFalse(self.after(1))

    def test_a_broker_that_is_down_keeps_nobody_waiting(self):
        with mock.patch.object(tasks, "_waiting_messages", side_effect=ConnectionRefusedError):
            self.assertTrue(self.after(tasks.CONTINUES_SECONDS + 1))

"""When a study will be judged."""

from datetime import UTC, date, datetime, timedelta

from django.test import SimpleTestCase

from annotations.studies.monitor.forecast import Part, forecast

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=60)


class ForecastTests(SimpleTestCase):
    def test_a_pool_goes_on_as_in_the_last_week(self):
        found = forecast([Part(left=100, recent=70)], since=LONG_AGO, now=NOW)
        self.assertEqual((found.left, found.per_day, found.end), (100, 10, date(2026, 3, 20)))

    def test_a_panel_ends_with_its_slowest_seat(self):
        parts = [Part(10, 70), Part(30, 7), Part(0, 0)]
        self.assertEqual(forecast(parts, since=LONG_AGO, now=NOW).end, date(2026, 4, 9))

    def test_a_seat_that_stands_still_has_no_end(self):
        found = forecast([Part(10, 70), Part(30, 0)], since=LONG_AGO, now=NOW)
        self.assertEqual((found.end, found.waits), (None, 1))

    def test_a_young_study_counts_from_its_start(self):
        found = forecast([Part(20, 10)], since=NOW - timedelta(days=2), now=NOW)
        self.assertEqual((found.per_day, found.end), (5, date(2026, 3, 14)))

    def test_too_little_says_nothing(self):
        self.assertIsNone(forecast([Part(20, 4)], since=LONG_AGO, now=NOW).end)
        self.assertIsNone(forecast([Part(20, 0)], since=None, now=NOW).end)

    def test_nothing_left(self):
        self.assertEqual(forecast([Part(0, 9)], since=LONG_AGO, now=NOW).left, 0)

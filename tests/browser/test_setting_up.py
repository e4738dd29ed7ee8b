"""From nothing to a running study by clicks, in both languages, in far less than ten minutes."""

from time import monotonic

from annotations.models import AuditEvent
from tests.browser.base import LANGUAGES
from tests.browser.setting_up import SettingUp

LIMIT_SECONDS = 600


class SettingUpTests(SettingUp):
    def test_a_multi_turn_study_is_set_up_started_watched_and_paused(self):
        for language in LANGUAGES:
            with self.subTest(language):
                began = monotonic()
                self.language = language
                context = self.open_context(self.rosa, language=language)
                self.page = context.new_page()
                for step in self.way():
                    step()
                context.close()
                self.assertLess(monotonic() - began, LIMIT_SECONDS)
                self.assert_set_up()
        self.assert_quiet()

    def assert_set_up(self) -> None:
        self.study.refresh_from_db()
        self.assertEqual(self.study.state, "paused")
        self.assertEqual(self.study.raters.count(), 3)
        self.assertEqual(sorted(self.study.raters.values_list("seat", flat=True)), [1, 2, 3])
        self.assertEqual(self.study.endpoints.count(), 2)
        # Two cases, one pair of systems, three seats.
        self.assertEqual(self.study.slots.filter(kind="first").count(), 6)
        self.assertEqual(self.study.released_count, 2)
        acts = set(AuditEvent.objects.filter(study=self.study).values_list("action", flat=True))
        self.assertLessEqual({"study.make", "rater.add", "study.start", "study.pause"}, acts)

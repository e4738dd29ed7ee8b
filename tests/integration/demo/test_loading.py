"""The demo study: loaded once, generated over HTTP, released pair by pair."""

import threading

from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from annotations.comparisons.services import release_ready_comparisons
from annotations.generation.selectors import generation_progress
from annotations.models import Kind, Slot, Study, StudyRater, User
from annotations.pages.account.demo import DEMO_USERS
from evalsite.demo.loading import load_demo
from evalsite.scripted.script import UNKNOWN
from evalsite.scripted.server import ScriptedServer
from tests.generating import responses_of, run


class DemoTests(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = ScriptedServer(port=0)
        thread = threading.Thread(target=cls.server.serve_forever, args=(0.01,))
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        address = f"127.0.0.1:{cls.server.port}"
        cls.url = f"http://{address}/v1"
        cls.enterClassContext(override_settings(PRIVATE_ENDPOINTS=[address]))

    def test_has_eighteen_items_half_in_each_language(self):
        study = load_demo(scripted_url=self.url).study
        items = study.items.filter(practice__isnull=True).order_by("kind", "language")
        kinds = list(items.values_list("kind", "language"))
        self.assertEqual(
            kinds,
            [("multi_turn", "en")] * 3
            + [("multi_turn", "zh-hans")] * 3
            + [("single_turn", "en")] * 6
            + [("single_turn", "zh-hans")] * 6,
        )
        counted = study.comparisons.filter(is_practice=False)
        self.assertEqual((study.state, counted.count()), ("running", 18))

    def test_practice_comes_first_and_holds_nobody_up(self):
        study = load_demo(scripted_url=self.url).study
        practice = study.comparisons.get(is_practice=True)
        self.assertEqual(responses_of(study)[0].item, practice.item)
        self.assertEqual(practice.practice_feedback.verdict, "system_a")
        self.assertFalse(practice.slots.exists())

    def test_one_physician_can_judge_every_pair(self):
        study = load_demo(scripted_url=self.url).study
        first = Slot.objects.filter(comparison__study=study, kind=Kind.FIRST)
        self.assertEqual(first.count(), 18)
        self.assertEqual(study.raters.get().user.email, DEMO_USERS["physician"])
        self.assertEqual(study.members.get().user.email, DEMO_USERS["researcher"])

    def test_loading_again_changes_nothing(self):
        first = load_demo(scripted_url=self.url)
        second = load_demo(scripted_url=self.url)
        self.assertEqual((first.is_new, second.is_new), (True, False))
        self.assertEqual(first.study, second.study)
        counts = (Study.objects.count(), User.objects.count(), StudyRater.objects.count())
        self.assertEqual(counts, (1, 2, 1))
        self.assertEqual(responses_of(second.study).count(), 38)

    def test_follows_the_scripted_server_to_another_port(self):
        load_demo(scripted_url="http://127.0.0.1:1/v1")
        study = load_demo(scripted_url=self.url).study
        self.assertEqual(study.endpoints.get().base_url, self.url)

    def test_every_answer_is_generated_and_every_pair_released(self):
        study = load_demo(scripted_url=self.url).study
        first, second, *rest = responses_of(study)
        run(first), run(second)
        self.assertEqual(release_ready_comparisons(study), 1)  # judging can begin here
        for response in rest:
            run(response)
        self.assertEqual(
            [(p.done, p.total) for p in generation_progress(study)], [(19, 19), (19, 19)]
        )
        self.assertEqual(release_ready_comparisons(study), 18)
        texts = [turn.shown_text for r in responses_of(study) for turn in r.turns.all()]
        self.assertEqual(len(texts), 26 + 12 * 4)
        self.assertFalse(set(texts) & set(UNKNOWN.values()))

    def test_the_command_needs_demo_mode(self):
        with override_settings(DEMO=False), self.assertRaisesMessage(CommandError, "DEMO=1"):
            call_command("load_demo")
        with (
            override_settings(DEMO=True, SCRIPTED_URL=""),
            self.assertRaisesMessage(CommandError, "SCRIPTED_URL is not set"),
        ):
            call_command("load_demo")
        self.assertFalse(Study.objects.exists())

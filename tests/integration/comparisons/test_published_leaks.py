"""The 240 published answers on their way through the product: imported, scanned, released."""

import os
from collections import Counter
from pathlib import Path
from unittest import skipUnless

from django.test import TestCase

from annotations.comparisons.leaks import scan_answers
from annotations.comparisons.services import release_ready_comparisons
from annotations.datasets.parsing import parse_responses
from annotations.datasets.services import import_responses
from annotations.models import LeakHit, System, Turn
from annotations.studies.lifecycle import start_study
from tests.factories import make_study
from tests.identity_leaks import published_answers

HUATUO100_DIR = os.environ.get("HUATUO100_DIR", "")
NAMES = {"GPT4": ["GPT-4", "OpenAI"], "HuatuoGPT2-7B": ["HuatuoGPT", "华佗GPT"]}


@skipUnless(HUATUO100_DIR, "HUATUO100_DIR does not name the folder of the published files")
class PublishedAnswersTests(TestCase):
    def test_what_the_scan_finds_is_hidden_before_the_release(self):
        study = make_study(leak_policy="mask", repeat_share=0)
        study.systems.all().delete()
        for position, (name, aliases) in enumerate(NAMES.items()):
            system = System.objects.create(
                study=study, position=position, name=name, aliases=aliases
            )
            paths = [Path(HUATUO100_DIR, f"{kind}.{name}.json") for kind in ("inst", "conv")]
            files = [parse_responses(path.name, path.read_bytes()) for path in paths]
            import_responses(study=study, system=system, files=files, by=None)
        study = start_study(study=study, by=None)
        while scan_answers(study) + release_ready_comparisons(study):
            pass
        self.assertFalse(study.comparisons.filter(released_at=None).exists())
        hits = LeakHit.objects.filter(turn__role=Turn.Role.ASSISTANT)
        found = set(hits.values_list("response__system__name", "response__item__external_id"))
        by_lists = {
            (answer.source.split(".", 1)[1], answer.id.split(":")[1])
            for answer in published_answers(HUATUO100_DIR)
            if answer.leaks
        }
        self.assertEqual(len(by_lists), 28)
        self.assertEqual(by_lists - found, set())
        by_system = Counter(system for system, _item in found)
        self.assertEqual(by_system, {"GPT4": 20, "HuatuoGPT2-7B": 8})
        self.assertEqual(LeakHit.objects.count(), 31)
        for turn in Turn.objects.exclude(leak_hits=None):
            self.assertNotEqual(turn.shown_text, turn.raw_text)
        self.assertEqual(set(LeakHit.objects.values_list("decision", flat=True)), {"masked"})

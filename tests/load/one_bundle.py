"""A bundle of an invented study, kept for a look.

KEEP=/folder .venv/bin/python -m pytest -q -s tests/load/one_bundle.py
"""

import os
from pathlib import Path

from django.test import TestCase

from tests.bundles import bundle_bytes, rich_study


class OneBundleTests(TestCase):
    def test_keep_it(self):
        rules = [{"rule": "recognised", "value": None}]
        study = rich_study(single_turn=14, multi_turn=6, exclusion_rules=rules)
        path = Path(os.environ["KEEP"]) / "bundle.zip"
        path.write_bytes(bundle_bytes(study))
        print(f"\n{path}: {path.stat().st_size} bytes")

"""A bundle of an invented study, kept for a look: KEEP=/folder python -m tests.load.one_bundle."""

import os
import sys
from pathlib import Path

import pytest
from django.test import TestCase

from tests.bundles import bundle_bytes, rich_study


class OneBundleTests(TestCase):
    def test_keep_it(self):
        rules = [{"rule": "recognised", "value": None}]
        study = rich_study(single_turn=14, multi_turn=6, exclusion_rules=rules)
        path = Path(os.environ["KEEP"]) / "bundle.zip"
        path.write_bytes(bundle_bytes(study))
        print(f"\n{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(pytest.main(["-s", "-q", __file__]))

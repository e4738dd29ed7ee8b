"""A large study whose truth is known, through the product, and back out of its report.

    .venv/bin/python -m tests.load.planted_truth

ITEMS (400) and RATERS (20) set the size of what tests/integration/analysis/test_planted.py does.
"""

import os
import sys
from pathlib import Path

import pytest

TEST = Path(__file__).parents[1] / "integration" / "analysis" / "test_planted.py"

if __name__ == "__main__":
    os.environ.setdefault("ITEMS", "400")
    os.environ.setdefault("RATERS", "20")
    sys.exit(pytest.main(["-q", "-s", str(TEST)]))

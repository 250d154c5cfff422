"""Finds what the tests share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "Tests/Python"))

from daemon import start  # noqa: F401

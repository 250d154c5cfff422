"""The run with all consumers at once, for less than a minute: nothing is lost, or exactly counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from processes import PATIENCE, SAMPLES

SCRIPT = SAMPLES / "soak" / "consumers.py"


def test_everybody_receives_everything(saccade: Path) -> None:
    # Faster than 50 windows a second, so that the queue of the one that is stopped is full in a few seconds.
    command = [sys.executable, str(SCRIPT), "--minutes", "0.5", "--stop", "15", "--speed", "3", "--json"]
    environment = {**os.environ, "SACCADE": str(saccade)}
    result = subprocess.run(command, capture_output=True, text=True, timeout=5 * PATIENCE, check=False, env=environment)
    assert result.returncode == 0, result.stdout + result.stderr
    report = json.loads(result.stdout)
    rows = {row["subscriber"]: row for row in report["subscribers"]}
    assert {"Python", "Python, newest only", "protobuf", "JSON", "ROS 2 bytes", "dashboard", "metrics"} <= rows.keys()
    assert all(row["received"] > 0 and not row["problems"] for row in rows.values())
    every = [row for row in rows.values() if row["promise"] == "every window"]
    assert all(row["received"] == row["expected"] and row["lost"] == 0 for row in every)
    stopped = rows["stopped for a while"]
    assert stopped["lost"] > 0
    assert stopped["received"] + stopped["lost"] == stopped["expected"] < report["windows"]


def test_losses_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    from counting import Count

    count = Count()
    for sequence in (3, 4, 7, 7, 5, 8):
        count.take(sequence)
    assert (count.first, count.last, count.received, count.lost, count.disordered) == (3, 8, 6, 2, 2)
    assert Count.of(count.json()) == count


def test_growth_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    from consumers import Growth
    from service import Usage

    warm_up = [Usage(float(second), 50 + second / 2, 12, 40) for second in range(90)]
    steady = [Usage(float(second), 95 + second % 2 * 0.1, 9, 30) for second in range(90, 400)]
    growing = [
        Usage(float(second), 95 + second / 100, 9 + second // 300, 30 + second // 50) for second in range(90, 400)
    ]
    assert Growth.of(warm_up + steady).problems() == []
    assert len(Growth.of(warm_up + growing).problems()) == 3
    # Too short to tell.
    assert Growth.of(growing[:100]).problems() == []


def test_says_what_it_needs(tmp_path: Path) -> None:
    environment = {**os.environ, "SACCADE": str(tmp_path / "nothing")}
    command = [sys.executable, str(SCRIPT)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment)
    assert result.returncode == 1
    assert "build it with make build" in result.stderr

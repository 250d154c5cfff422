"""The examples, run as they stand against the daemon."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from processes import PATIENCE, SAMPLES, Process, Replay, Service, sample

EXAMPLES = sorted((SAMPLES / "python" / "examples").glob("*.py"))
LIBRARY = {"PYTHONPATH": str(SAMPLES / "python")}
Start = Callable[..., Process]


def test_prints_every_detection(replay: Callable[..., Replay], start: Start) -> None:
    run = replay()
    lines = start(*sample("python", "examples", "print_detections.py"), run.stream, **LIBRARY).output().splitlines()
    boxes = np.load(run.boxes) if run.summary() else None
    assert boxes is not None
    assert len(boxes) > 0
    headings = [line for line in lines if line.startswith("front at ")]
    assert len(headings) == Replay.windows
    assert len(lines) == Replay.windows + len(boxes)
    assert lines[1].endswith(f" {boxes['w'][0]:.0f}x{boxes['h'][0]:.0f}") or headings[0].endswith(" 0 objects")


def test_shows_the_newest(replay: Callable[..., Replay], start: Start) -> None:
    run = replay()
    lines = start(*sample("python", "examples", "latest_only.py"), "front", run.latest, **LIBRARY).lines()
    last = f"front {Replay.windows - 1}: "
    seen = []
    while not any(line.startswith(last) for line in seen):
        seen.append(next(lines))
    assert all(line.startswith("front ") and line.endswith(" ms ago") for line in seen)


def test_receives_two_cameras(service: Service, start: Start) -> None:
    process = start(*sample("python", "examples", "two_cameras.py"), "left", "right", service.stream, **LIBRARY)
    seen: set[str] = set()
    for line in process.lines():
        seen.add(line.split()[0])
        if seen == {"left", "right"}:
            break
    assert seen == {"left", "right"}, process.errors


def test_counts_with_numpy(replay: Callable[..., Replay], start: Start) -> None:
    run = replay()
    lines = start(*sample("python", "examples", "as_numpy.py"), run.stream, **LIBRARY).output().splitlines()
    assert run.summary()["windows"] == len(lines)
    boxes = np.load(run.boxes)
    sure = boxes["class_confidence"] > 0.3
    rows = np.array([[float(word) for word in line.split()] for line in lines])
    assert rows[:, 0].tolist() == list(range(Replay.windows))
    assert rows[:, 1].sum() == len(boxes) > 0
    assert rows[:, 2].sum() == sure.sum()
    assert rows[:, 3].sum() == pytest.approx((boxes["w"] * boxes["h"])[sure].sum(), rel=1e-5)


def test_counts_losses(replay: Callable[..., Replay], start: Start) -> None:
    run = replay()
    text = start(*sample("python", "examples", "count_losses.py"), run.stream, **LIBRARY).output()
    assert text == f"front: {Replay.windows} received and 0 lost in 1 sessions\n"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_is_short_and_says_what_it_needs(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 30
    command = [sys.executable, "-S", str(path), "left", "right"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 1
    assert result.stderr == "No module named 'saccade_client': pip install Samples/python\n"

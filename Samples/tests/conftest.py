"""What the tests of the samples need: the real daemon, and processes that end with the test."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from processes import SAMPLES, Process, Replay, Service

sys.path.insert(0, str(SAMPLES / "python"))


@pytest.fixture(scope="session")
def saccade() -> Path:
    """The daemon's binary."""
    path = Path(os.environ.get("SACCADE", SAMPLES.parent / ".build" / "release" / "saccade"))
    if not path.is_file():
        pytest.fail(f"there is no {path}: build it with make build, or name another with SACCADE", pytrace=False)
    return path.absolute()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="saccade-") as path:
        yield Path(path)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Process]]:
    """Starts processes, and ends them after the test."""
    processes: list[Process] = []

    def start(*command: str | Path, **environment: str) -> Process:
        processes.append(Process(command, folder / f"process-{len(processes)}", environment))
        return processes[-1]

    yield start
    for process in reversed(processes):
        process.kill()


@pytest.fixture
def replay(saccade: Path, folder: Path, start: Callable[..., Process]) -> Callable[..., Replay]:
    """Replays a second of the sample recording, once somebody has subscribed."""
    return lambda *options: Replay(saccade, folder, start, options)


@pytest.fixture
def service(saccade: Path, folder: Path, start: Callable[..., Process]) -> Service:
    """A service with the cameras `left` and `right`, which go on until the test ends."""
    return Service(saccade, folder, start)

"""Starts the daemon and other programs for the tests of the samples, and reads what they print."""

import os
import queue
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDING = ROOT / "Samples/Recordings/driving.raw"
MODEL = ROOT / "Samples/Models/random-gen1.safetensors"
# Long enough for a busy machine; a test that passes does not wait for it.
PATIENCE_SECONDS = 120


class Program:
    """A running program."""

    def __init__(self, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> None:
        self.arguments = [str(argument) for argument in arguments]
        self.process = subprocess.Popen(
            self.arguments,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | dict(environment or {}),
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._messages: queue.Queue[str | None] = queue.Queue()
        self.said: list[str] = []
        for stream, lines in ((self.process.stdout, self._lines), (self.process.stderr, self._messages)):
            threading.Thread(target=self._read, args=(stream, lines), daemon=True).start()

    def _read(self, stream: IO[str], lines: queue.Queue[str | None]) -> None:
        for line in stream:
            self.said.append(line)
            lines.put(line.rstrip("\n"))
        lines.put(None)

    def _take(self, lines: queue.Queue[str | None]) -> str:
        try:
            line = lines.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise AssertionError(f"{self.arguments} says nothing more after\n{''.join(self.said)}") from None
        if line is None:
            raise AssertionError(f"{self.arguments} ended after\n{''.join(self.said)}")
        return line

    def line(self) -> str:
        """The next line of standard output."""
        return self._take(self._lines)

    def message(self, part: str) -> str:
        """The next line of standard error with this in it."""
        while part not in (line := self._take(self._messages)):
            pass
        return line

    def wait(self) -> tuple[int, str]:
        """The exit code, and all that it printed since the last call of `line`."""
        code = self.process.wait(PATIENCE_SECONDS)
        text = ""
        while (line := self._lines.get(timeout=PATIENCE_SECONDS)) is not None:
            text += line + "\n"
        return code, text

    def stop(self) -> int:
        """Ends it as a service manager would, and returns its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def end(self) -> None:
        """Ends it at once, if it still runs."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    """Starts programs, and ends them after the test."""
    programs: list[Program] = []

    def begin(*arguments: str | Path, **options: dict[str, str]) -> Program:
        programs.append(Program(*arguments, **options))
        return programs[-1]

    yield begin
    for program in programs:
        program.end()


def saccade() -> Path:
    """The binary: the one named by SACCADE, or the release build."""
    path = Path(os.environ.get("SACCADE", ROOT / ".build/release/saccade"))
    if not path.exists():
        pytest.fail(f"{path} does not exist: make build, or name a binary with SACCADE")
    return path


def replay(start: Callable[..., Program], source: str | Path, *options: str | Path) -> Program:
    """Starts a replay with the sample model and its fastest engine."""
    return start(saccade(), "replay", source, "--model", MODEL, "--engine", "adaptive", *options)


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody uses."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()

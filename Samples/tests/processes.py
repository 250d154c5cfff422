"""Processes that the tests of the samples talk to."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

SAMPLES = Path(__file__).parents[1]
RECORDING = SAMPLES / "Recordings" / "driving.raw"
MODEL = SAMPLES / "Models" / "random-gen1.safetensors"
PATIENCE = 120.0
"""Seconds after which something that should have happened will not; nothing waits that long where all is well."""


class Process:
    """A process whose outputs go to files, so that it never waits for whoever reads them."""

    def __init__(self, command: Sequence[str | Path], output: Path, environment: Mapping[str, str]) -> None:
        self._output, self._errors = output.with_suffix(".output"), output.with_suffix(".errors")
        with self._output.open("wb") as out, self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [str(word) for word in command], stdout=out, stderr=errors, env={**os.environ, **environment}
            )
        self._read = self._output.open()

    def lines(self) -> Iterator[str]:
        """What it has written and writes, line by line, until it ends."""
        deadline = time.monotonic() + PATIENCE
        text = ""
        while True:
            is_over = self._process.poll() is not None
            text += self._read.readline()
            if text.endswith("\n"):
                yield text.rstrip("\n")
                text = ""
            elif is_over:
                return
            elif time.monotonic() > deadline:
                raise TimeoutError(f"no further line came; standard error says: {self.errors}")
            else:
                time.sleep(0.02)

    @property
    def errors(self) -> str:
        """What it has written to standard error."""
        return self._errors.read_text()

    def wait(self) -> int:
        """Waits for its end."""
        return self._process.wait(PATIENCE)

    def output(self) -> str:
        """Waits for its end, which must be a success, and returns what it has written."""
        assert self.wait() == 0, self.errors
        return self._output.read_text()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Sends a signal and waits for its end."""
        self._process.send_signal(number)
        return self.wait()

    def kill(self) -> None:
        """Ends it whatever it does."""
        self._process.kill()
        self._process.wait()
        self._read.close()


class Replay:
    """A replay of the sample recording's first second as camera `front`: eight windows."""

    windows = 8

    def __init__(self, saccade: Path, folder: Path, start: Callable[..., Process], options: Sequence[str]) -> None:
        self.stream, self.latest = f"ipc://{folder}/stream", f"ipc://{folder}/latest"
        self.boxes = folder / "boxes.npy"
        self._process = start(
            *(saccade, "replay", RECORDING, "--model", MODEL, "--engine", "adaptive", "--camera", "front"),
            *("--duration", "1s", "--stride", "1", "--speed", "max", "--wait-for-subscriber", f"{PATIENCE:.0f}s"),
            *("--publish", self.stream, self.latest, "--boxes", self.boxes, "--json", *options),
        )

    def end(self) -> None:
        """Ends it early, as soon as what is in flight has been published."""
        self._process.end()

    def summary(self) -> dict[str, int]:
        """Waits for the replay's end and returns what it says it has done."""
        return json.loads(self._process.output())


class Service:
    """A service whose two cameras replay the sample recording again and again."""

    def __init__(self, saccade: Path, folder: Path, start: Callable[..., Process], http: str = "listen: none") -> None:
        self.stream, self.latest = f"ipc://{folder}/stream", f"ipc://{folder}/latest"
        self._saccade, self._socket = saccade, folder / "control.sock"
        configuration = folder / "saccade.yaml"
        configuration.write_text(
            f"""version: 1
publish: {{stream: "{self.stream}", latest: "{self.latest}"}}
http: {{{http}}}
control: {{socket: "{self._socket}"}}
defaults: {{model: "{MODEL}", source: "{RECORDING}", repeat: 0, stride: 1}}
cameras: {{left: {{score: 0.25}}, right: {{score: 0.3}}}}
"""
        )
        self._process = start(saccade, "serve", "--config", configuration)

    def control(self, *words: str) -> None:
        """Runs `saccade control`."""
        command = [str(self._saccade), "control", *words, "--socket", str(self._socket)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert result.returncode == 0, result.stderr


def sample(*path: str) -> tuple[str, str]:
    """The command that runs a Python sample."""
    return sys.executable, str(SAMPLES.joinpath(*path))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Waits until somebody listens."""
    wait_until(lambda: is_open(port), f"somebody listens on port {port}")


def is_open(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Waits for something that will happen."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.02)

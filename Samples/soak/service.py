"""The daemon of a run: its model, its recording, its process, and what it uses."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from counting import WINDOW_MICROSECONDS, Addresses
from receivers import metrics

WIDTH, HEIGHT = 60, 50
EVENT_MICROSECONDS = 100
MEBIBYTE = 1 << 20


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_recording(path: Path, seconds: float) -> None:
    """A DAT file of an edge that moves across the sensor, from time 0 on."""
    index = np.arange(round(seconds * 1_000_000 / EVENT_MICROSECONDS), dtype=np.uint32)
    x, y, polarity = index // 40 % WIDTH, index * 7 % HEIGHT, (index % 3 > 0).astype(np.uint32)
    records = np.stack([index * np.uint32(EVENT_MICROSECONDS), x | y << 14 | polarity << 28], axis=1)
    header = f"% Data file containing CD events.\n% Version 2\n% Height {HEIGHT}\n% Width {WIDTH}\n"
    path.write_bytes(header.encode() + bytes([12, 8]) + records.astype("<u4").tobytes())


@dataclass(frozen=True)
class Usage:
    """What the daemon uses."""

    seconds: float
    mebibytes: float
    threads: int
    files: int


class Daemon:
    """`saccade serve` with one camera, which replays a recording until it is paused."""

    def __init__(self, saccade: Path, folder: Path, seconds: float, speed: float) -> None:
        """Makes model and recording, and starts it."""
        self.folder = folder
        self._saccade, self._socket = saccade, folder / "control.sock"
        model, recording = folder / "net.model", folder / "edge.dat"
        generate = (
            *(saccade, "network", "generate", "--width", "0.0625", "--input-size", "64x64", "--geometry"),
            *(f"{WIDTH}x{HEIGHT}", "--fit", "pad", "--timestep", str(WINDOW_MICROSECONDS), "--timesteps", "1"),
            *("--output", model),
        )
        subprocess.run([str(word) for word in generate], check=True, stdout=subprocess.DEVNULL)
        write_recording(recording, seconds * speed)
        self.addresses = Addresses("front", f"ipc://{folder}/stream", f"ipc://{folder}/latest", free_port(), 0)
        configuration = folder / "saccade.yaml"
        configuration.write_text(
            f"""version: 1
publish: {{stream: "{self.addresses.stream}", latest: "{self.addresses.latest}"}}
http: {{listen: "127.0.0.1:{self.addresses.http}"}}
control: {{socket: "{self._socket}"}}
cameras: {{front: {{model: "{model}", source: "{recording}", score: 0.05, speed: {speed:g}}}}}
"""
        )
        self._errors = (folder / "daemon.errors").open("wb")
        command = [str(saccade), "serve", "--config", str(configuration)]
        # The daemon takes variables that begin so for keys of its configuration.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SACCADE_")}
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=self._errors, env=environment)
        self._begin = time.monotonic()

    def is_ready(self) -> bool:
        """Whether the camera runs."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.addresses.http}/readyz", timeout=30):
                return True
        except OSError:
            return False

    def is_paused(self) -> bool:
        """Whether the camera's pipeline has published what was in flight, and has ended."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.addresses.http}/status", timeout=30) as response:
            return all(camera["state"] == "paused" for camera in json.load(response)["cameras"])

    def pause(self) -> None:
        """Lets the camera's pipeline end."""
        command = [str(self._saccade), "control", "pause", self.addresses.camera, "--socket", str(self._socket)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def windows(self) -> int:
        """How many windows have been published."""
        return int(metrics(self.addresses.http)["saccade_windows_published_total"])

    def usage(self) -> Usage:
        """What it uses now."""
        values = metrics(self.addresses.http)
        return Usage(
            time.monotonic() - self._begin,
            values["saccade_resident_bytes"] / MEBIBYTE,
            int(values["saccade_threads"]),
            int(values["saccade_open_files"]),
        )

    def errors(self) -> str:
        """What it has written to standard error."""
        return (self.folder / "daemon.errors").read_text()

    def end(self) -> int:
        """Ends it as a service manager would, and returns its status."""
        self.process.terminate()
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

"""Measures DAT decoding side by side: Saccade and expelliarmus, in turn, on the same file and the same core."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from expelliarmus import Wizard


@dataclass(frozen=True)
class Contender:
    """A program and a way of using it; the command prints `{"events": N, "cpu_seconds": S}`."""

    name: str
    command: list[str]


def chunks(path: Path, chunk_size: int, buffer_size: int) -> Iterator[np.ndarray]:
    """Reads a file in pieces of `chunk_size` events, with read calls of `buffer_size` events."""
    yield from Wizard(encoding="dat", fpath=path, chunk_size=chunk_size, buff_size=buffer_size).read_chunk()


def measure_expelliarmus(path: Path, mode: str) -> dict[str, float]:
    """Decodes `path` once with expelliarmus, as `whole` or as `CHUNK:BUFFER` events."""
    start = time.process_time()
    if mode == "whole":
        count = len(Wizard(encoding="dat", fpath=path).read())
    else:
        chunk_size, buffer_size = map(int, mode.split(":"))
        count = sum(len(events) for events in chunks(path, chunk_size, buffer_size))
    return {"events": count, "cpu_seconds": time.process_time() - start}


def checksum(path: Path) -> dict[str, int]:
    """The count and the checksum that `decode-benchmark check` prints, of what expelliarmus decodes."""
    count = 0
    value = 0
    for events in chunks(path, 1 << 20, 1 << 16):
        words = events["t"].astype(np.uint64) << np.uint64(29)
        words |= events["x"].astype(np.uint64) << np.uint64(15)
        words |= events["y"].astype(np.uint64) << np.uint64(1)
        words |= events["p"].astype(np.uint64)
        indices = np.arange(count + 1, count + 1 + len(events), dtype=np.uint64)
        value = (value + int((indices * words).sum(dtype=np.uint64))) % 2**64
        count += len(events)
    return {"events": count, "checksum": value}


def run(command: list[str], core: int) -> dict[str, float]:
    """Runs a command on one core and reads the JSON it prints."""
    result = subprocess.run(
        command, check=True, capture_output=True, text=True, preexec_fn=lambda: os.sched_setaffinity(0, {core})
    )
    return json.loads(result.stdout)


def processor() -> str:
    """The processor's name with family and model, which tell the microarchitecture where the name does not."""
    fields: dict[str, str] = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    name = fields.get("model name", "unknown")
    return f"{name} (family {fields.get('cpu family', '?')}, model {fields.get('model', '?')})"


def main() -> int:
    """Runs all contenders in turn and prints the rates and the ratios; 1 where the decoded events differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=Path, help="the decode-benchmark binary")
    parser.add_argument("recording", type=Path, help="a DAT file")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs (default 5)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="the core to run on")
    parser.add_argument("--expelliarmus", metavar="MODE", help=argparse.SUPPRESS)
    options = parser.parse_args()

    if options.expelliarmus:
        print(json.dumps(measure_expelliarmus(options.recording, options.expelliarmus)))
        return 0

    ours = Contender("saccade", [str(options.binary), "decode", str(options.recording)])
    script = [sys.executable, __file__, str(options.binary), str(options.recording), "--expelliarmus"]
    peers = [
        Contender("expelliarmus, whole file", [*script, "whole"]),
        Contender("expelliarmus, chunks as by default", [*script, "8192:4096"]),
        Contender("expelliarmus, chunks at their fastest", [*script, "1048576:65536"]),
    ]
    contenders = [ours, *peers]
    rates: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    # Brings the recording into the page cache.
    our_sum = run([str(options.binary), "check", str(options.recording)], options.core)
    for _ in range(options.rounds):
        for contender in contenders:
            result = run(contender.command, options.core)
            rates[contender.name].append(result["events"] / result["cpu_seconds"] / 1e6)

    peer_sum = checksum(options.recording)
    print(f"processor: {processor()}, core {options.core}")
    print(f"recording: {options.recording.name}, {peer_sum['events']} events, {options.recording.stat().st_size} bytes")
    print(f"million events per second of CPU time, median of {options.rounds} rounds (lowest, highest):")
    our_median = statistics.median(rates[ours.name])
    for contender in contenders:
        values = rates[contender.name]
        median = statistics.median(values)
        ratio = "" if contender is ours else f"  saccade is {our_median / median:.2f} times as fast"
        print(f"  {contender.name:38} {median:7.0f} ({min(values):.0f}, {max(values):.0f}){ratio}")
    fastest = max(statistics.median(rates[peer.name]) for peer in peers)
    print(f"ratio to the fastest way of using expelliarmus: {our_median / fastest:.2f}")
    if our_sum != peer_sum:
        print(f"the decoded events differ: saccade {our_sum}, expelliarmus {peer_sum}", file=sys.stderr)
        return 1
    print(f"both decode the same events: checksum {peer_sum['checksum']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

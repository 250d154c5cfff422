"""Measures decoding side by side: Saccade and other people's software, in turn, on the same file and the same core."""

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

import aedat
import dv_processing as dv
import event_stream
import faery
import h5py
import hdf5plugin  # noqa: F401  registers the filters
import numpy as np
from expelliarmus import Wizard

# How each encoding is decoded by the peers, by name.
EXPELLIARMUS = {
    "expelliarmus, whole file": "whole",
    "expelliarmus, chunks as by default": "8192:4096",
    "expelliarmus, chunks at their fastest": "1048576:65536",
}
PEERS = {
    "dat": EXPELLIARMUS,
    "evt2": {**EXPELLIARMUS, "faery": "faery"},
    "evt3": {**EXPELLIARMUS, "faery": "faery"},
    "aedat4": {"dv-processing": "dv", "faery": "faery", "aedat": "aedat"},
    "es": {"event_stream": "event_stream", "faery": "faery"},
    # No peer that can be installed reads ECF without the vendor's plugin.
    "hdf5": {},
    "dsec": {"h5py with hdf5plugin": "h5py"},
}


@dataclass(frozen=True)
class Contender:
    """A program and a way of using it; the command prints `{"events": N, "cpu_seconds": S}`."""

    name: str
    command: list[str]


def chunks(path: Path, encoding: str, chunk_size: int, buffer_size: int) -> Iterator[np.ndarray]:
    """Reads a file with expelliarmus in pieces of `chunk_size` events, with read calls of `buffer_size` events."""
    yield from Wizard(encoding=encoding, fpath=path, chunk_size=chunk_size, buff_size=buffer_size).read_chunk()


def dsec_events(path: Path) -> Iterator[np.ndarray]:
    """Reads DSEC's layout with h5py, in pieces of a million events."""
    with h5py.File(path) as file:
        columns = {name: file["events"][name] for name in "txyp"}
        offset = np.uint64(file["t_offset"][()])
        for start in range(0, len(columns["t"]), 1 << 20):
            part = {name: column[start : start + (1 << 20)] for name, column in columns.items()}
            events = np.empty(len(part["t"]), [("t", "<u8"), ("x", "<u2"), ("y", "<u2"), ("p", "u1")])
            for name, values in part.items():
                events[name] = values
            events["t"] += offset
            yield events


def measure_peer(path: Path, encoding: str, mode: str) -> dict[str, float]:
    """Decodes `path` once, with a peer, or with expelliarmus as `whole` or in pieces of `CHUNK:BUFFER` events."""
    start = time.process_time()
    if mode == "faery":
        # The sizes in old headers are missing; this one holds all recordings here.
        stream = faery.events_stream_from_file(path, dimensions_fallback=(1280, 720))
        count = sum(len(events) for events in stream)
    elif mode == "dv":
        recording = dv.io.MonoCameraRecording(str(path))
        count = 0
        while (store := recording.getNextEventBatch()) is not None:
            count += store.size()
    elif mode == "aedat":
        count = sum(len(packet["events"]) for packet in aedat.Decoder(str(path)) if "events" in packet)
    elif mode == "event_stream":
        with event_stream.Decoder(str(path)) as decoder:
            count = sum(len(events) for events in decoder)
    elif mode == "h5py":
        count = sum(len(events) for events in dsec_events(path))
    elif mode == "whole":
        count = len(Wizard(encoding=encoding, fpath=path).read())
    else:
        chunk_size, buffer_size = map(int, mode.split(":"))
        count = sum(len(events) for events in chunks(path, encoding, chunk_size, buffer_size))
    return {"events": count, "cpu_seconds": time.process_time() - start}


def decoded(path: Path, encoding: str) -> Iterator[np.ndarray]:
    """What a peer decodes that is right, with the fields t, x, y and p."""
    if encoding in ("aedat4", "es"):
        for events in faery.events_stream_from_file(path):
            yield events.astype([("t", "<u8"), ("x", "<u2"), ("y", "<u2"), ("p", "u1")])
    elif encoding == "dsec":
        yield from dsec_events(path)
    else:
        yield from chunks(path, encoding, 1 << 20, 1 << 16)


def checksum(path: Path, encoding: str) -> dict[str, int]:
    """The count and the checksum that `decode-benchmark check` prints, of what a peer decodes."""
    count = 0
    value = 0
    for events in decoded(path, encoding):
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


def contenders(binary: Path, recording: Path, encoding: str) -> list[Contender]:
    """Saccade first, then the peers, expelliarmus in several ways."""
    script = [sys.executable, __file__, str(binary), str(recording), "--encoding", encoding, "--peer"]
    peers = [Contender(name, [*script, mode]) for name, mode in PEERS[encoding].items()]
    return [Contender("saccade", [str(binary), "decode", str(recording)]), *peers]


def measure(candidates: list[Contender], event_count: int, rounds: int, core: int) -> dict[str, list[float]]:
    """Rates in million events per second, by name; those that do not decode all events are left out, with a note."""
    rates: dict[str, list[float]] = {}
    for _ in range(rounds):
        for contender in list(candidates):
            try:
                result = run(contender.command, core)
            except subprocess.CalledProcessError:
                result = {"events": 0, "cpu_seconds": 1}
            if result["events"] != event_count:
                print(f"{contender.name}: decodes {result['events']} events of {event_count}, left out")
                candidates.remove(contender)
                continue
            rates.setdefault(contender.name, []).append(result["events"] / result["cpu_seconds"] / 1e6)
    return rates


def main() -> int:
    """Runs all contenders in turn and prints the rates and the ratios; 1 where the decoded events differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=Path, help="the decode-benchmark binary")
    parser.add_argument("recording", type=Path, help="a file of that encoding")
    parser.add_argument("--encoding", choices=list(PEERS), default="dat", help="what the file holds")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs (default 5)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="the core to run on")
    parser.add_argument("--peer", metavar="MODE", help=argparse.SUPPRESS)
    options = parser.parse_args()

    if options.peer:
        print(json.dumps(measure_peer(options.recording, options.encoding, options.peer)))
        return 0

    # Brings the recording into the page cache.
    our_sum = run([str(options.binary), "check", str(options.recording)], options.core)
    candidates = contenders(options.binary, options.recording, options.encoding)
    rates = measure(candidates, int(our_sum["events"]), options.rounds, options.core)
    medians = {name: statistics.median(values) for name, values in rates.items()}

    print(f"processor: {processor()}, core {options.core}")
    print(f"recording: {options.recording.name}, {our_sum['events']} events, {options.recording.stat().st_size} bytes")
    print(f"million events per second of CPU time, median of {options.rounds} rounds (lowest, highest):")
    for name, values in rates.items():
        ratio = "" if name == "saccade" else f"  saccade is {medians['saccade'] / medians[name]:.2f} times as fast"
        print(f"  {name:38} {medians[name]:7.0f} ({min(values):.0f}, {max(values):.0f}){ratio}")
    peers = [median for name, median in medians.items() if name != "saccade"]
    if peers:
        print(f"ratio to the fastest peer: {medians['saccade'] / max(peers):.2f}")
    if options.encoding == "evt3":
        print("the times are not compared: the peers get those of EVT3 wrong (see the falling lower half of the time)")
        return 0
    if not peers:
        return 0
    peer_sum = checksum(options.recording, options.encoding)
    if our_sum != peer_sum:
        print(f"the decoded events differ: saccade {our_sum}, a peer {peer_sum}", file=sys.stderr)
        return 1
    print(f"both decode the same events: checksum {peer_sum['checksum']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures what Saccade adds to the network: python latency.py SACCADE [--seconds 30] [--rate 1000000] [--json]

A process beside it sends events over a Unix socket as fast as a camera has them, the event that ends a timestep last in
its piece. For each timestep the time is taken from that piece's sending to the arrival of the timestep's message at a
subscriber, less the median time of the network, which is a tiny one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import zmq

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Samples" / "python"))
from saccade.v1.detections_pb2 import DetectionFrame

WIDTH, HEIGHT = 304, 240
TIMESTEP = 20_000
"""Microseconds."""
PIECE = 1000
"""Microseconds between two pieces that are sent."""
WARM_UP = 50
"""Timesteps that are not counted."""


def send(path: str, rate: int, seconds: float, times: Connection) -> None:
    """Serves one connection, in real time; then tells when the end of each timestep was sent, by its sensor time."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        times.send(None)
        client, _ = server.accept()
    random = np.random.default_rng(1)
    count = rate * PIECE // 1_000_000
    pieces = []
    for _ in range(64):
        place = random.integers(0, [WIDTH, HEIGHT, 2], (count, 3), dtype=np.uint32)
        pieces.append(place[:, 0] | place[:, 1] << 14 | place[:, 2] << 28)
    # From just after the last piece's end to this one's: its last event is the first of what follows.
    steps = (np.arange(1, count + 1) * PIECE // count).astype(np.uint32)
    sent: dict[int, int] = {}
    with client:
        client.sendall(f"% Data file containing CD events.\n% Version 2\n% Height {HEIGHT}\n% Width {WIDTH}\n".encode())
        client.sendall(bytes([12, 8]) + bytes(8))
        begin = time.monotonic_ns()
        for number in range(round(seconds * 1_000_000 / PIECE)):
            records = np.stack([number * PIECE + steps, pieces[number % len(pieces)]], axis=1).astype("<u4").tobytes()
            end = (number + 1) * PIECE
            time.sleep(max(0, begin + end * 1000 - time.monotonic_ns()) / 1e9)
            sent[end] = time.monotonic_ns()
            client.sendall(records)
        times.send(sent)
        times.recv()


def receive(endpoint: str, last: int, arrivals: dict[int, int]) -> int:
    """Takes the time of every window up to the one that ends then; how many were left out."""
    subscriber: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
    subscriber.subscribe("detections/front/")
    subscriber.connect(endpoint)
    subscriber.set(zmq.RCVTIMEO, 20_000)
    skipped, frame = 0, DetectionFrame()
    while frame.window_end_us < last:
        payload = subscriber.recv_multipart()[1]
        now = time.monotonic_ns()
        frame.ParseFromString(payload)
        arrivals[frame.window_end_us] = now
        skipped += frame.windows_skipped
    return skipped


def measure(saccade: Path, folder: Path, rate: int, seconds: float) -> dict[str, float]:
    """Runs a service with one camera and a subscriber."""
    generate = (
        *("network", "generate", "--width", "0.0625", "--input-size", "64x64", "--geometry", f"{WIDTH}x{HEIGHT}"),
        *("--fit", "letterbox", "--timestep", str(TIMESTEP), "--timesteps", "1", "--output", str(folder / "net.model")),
    )
    subprocess.run([saccade, *generate], check=True, stdout=subprocess.DEVNULL)
    endpoint = f"ipc://{folder}/stream"
    (folder / "saccade.yaml").write_text(
        f"""version: 1
publish: {{stream: "{endpoint}", latest: none}}
http: {{listen: none}}
control: {{socket: "{folder}/control.sock"}}
cameras: {{front: {{model: "{folder}/net.model", source: "unix://{folder}/camera", format: dat}}}}
"""
    )
    ours, theirs = multiprocessing.Pipe()
    sender = multiprocessing.Process(target=send, args=(f"{folder}/camera", rate, seconds, theirs), daemon=True)
    sender.start()
    ours.recv()
    command = [saccade, "serve", "--config", str(folder / "saccade.yaml")]
    arrivals: dict[int, int] = {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as service:
        try:
            last = round(seconds * 1_000_000) // TIMESTEP * TIMESTEP
            skipped = receive(endpoint, last, arrivals)
            sent: Mapping[int, int] = ours.recv()
            control = [saccade, "control", "status", "--socket", f"{folder}/control.sock", "--json"]
            status = json.loads(subprocess.run(control, check=True, stdout=subprocess.PIPE).stdout)["cameras"][0]
            ours.send(None)
        finally:
            service.terminate()
            service.wait(30)
    ends = sorted(arrivals)[WARM_UP:]
    network = status["inference"]["p50_ms"]
    added = np.array([(arrivals[end] - sent[end]) / 1e6 - network for end in ends])
    result = {"events_per_second": float(rate), "timesteps": float(len(ends)), "skipped": float(skipped)}
    result |= {"events_lost": float(status["events"]["dropped"]), "network_ms": network}
    return result | {f"p{p}_ms": float(np.percentile(added, p)) for p in (50, 99)} | {"max_ms": float(added.max())}


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("saccade", type=lambda text: Path(text).resolve(), help="the program")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=int, default=1_000_000, help="events a second; a multiple of 1000")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(options.saccade, Path(folder), options.rate, options.seconds)
    if options.json:
        print(json.dumps(result))
    else:
        print(
            f"latency: {result['timesteps']:.0f} timesteps at {result['events_per_second'] / 1e6:g} Mev/s, from the "
            f"event that ends one to its message at a subscriber, less the network's {result['network_ms']:.2f} ms: "
            f"p50 {result['p50_ms']:.2f} ms, p99 {result['p99_ms']:.2f} ms, longest {result['max_ms']:.2f} ms; "
            f"{result['skipped']:.0f} windows and {result['events_lost']:.0f} events lost"
        )
    return 1 if result["skipped"] or result["events_lost"] else 0


if __name__ == "__main__":
    sys.exit(main())

"""The other side in tests: subscribes, decodes every message, and reports what it saw as JSON on standard output.

It ends with the first status that says FINISHED, or after --idle-seconds without a message. With --hold it reads
nothing until a line comes on standard input. With --progress N it prints a line after every N frames.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import zmq
from google.protobuf import json_format

sys.path.insert(0, str(Path(__file__).parents[2] / "Samples" / "python"))
from saccade.v1 import detections_pb2 as pb


class Report:
    """What has been seen so far."""

    def __init__(self) -> None:
        self.topics: dict[str, int] = {}
        self.first: int | None = None
        self.last: int | None = None
        self.received = 0
        self.lost = 0
        self.gaps = 0
        self.repeated = 0
        self.sessions: list[int] = []
        self.boxes = 0
        self.classes: list[str] = []
        self.publish_times_rise = True
        self.twins_differ = 0
        self.is_finished = False
        self._next = 0
        self._publish_time = 0
        self._frames: dict[tuple[int, int], bytes] = {}
        self._digest = hashlib.sha256()

    def take(self, topic: str, payload: bytes) -> None:
        self.topics[topic] = self.topics.get(topic, 0) + 1
        kind = topic.rsplit("/", 2)[0]
        if kind == "detections":
            self._take_frame(pb.DetectionFrame.FromString(payload))
        elif kind == "json/detections":
            self._take_twin(json_format.Parse(payload, pb.DetectionFrame()))
        elif kind == "meta":
            self.classes = list(pb.SourceMeta.FromString(payload).classes)
        elif kind == "status":
            self.is_finished = pb.SourceStatus.FromString(payload).state == pb.SOURCE_STATE_FINISHED
        elif kind in ("ros2", "ros2_labels"):
            # What is in them, ros2_messages.py says.
            if payload[:4] != b"\0\1\0\0":
                raise ValueError(f"{topic} is not in little-endian CDR")
        else:
            raise ValueError(f"unknown topic {topic}")

    def _take_frame(self, frame: pb.DetectionFrame) -> None:
        self._frames[(frame.session, frame.sequence)] = frame.SerializeToString(deterministic=True)
        self.publish_times_rise &= frame.publish_time_ns >= self._publish_time
        self._publish_time = frame.publish_time_ns
        self.received += 1
        self.boxes += len(frame.detections)
        if self.first is None:
            self.first = self._next = frame.sequence
        if not self.sessions or self.sessions[-1] != frame.session:
            self._next = 0 if self.sessions else self._next
            self.sessions.append(frame.session)
        if frame.sequence < self._next:
            self.repeated += 1
            return
        self.lost += frame.sequence - self._next
        self.gaps += frame.sequence > self._next
        self._next = frame.sequence + 1
        self.last = frame.sequence
        frame.host_time_ns = frame.publish_time_ns = 0
        self._digest.update(frame.SerializeToString(deterministic=True))

    def _take_twin(self, frame: pb.DetectionFrame) -> None:
        """A JSON message comes after the protobuf message of the same frame and says the same."""
        twin = self._frames.pop((frame.session, frame.sequence), None)
        if twin is not None and twin != frame.SerializeToString(deterministic=True):
            self.twins_differ += 1

    def summary(self) -> dict[str, object]:
        public = {key: value for key, value in vars(self).items() if not key.startswith("_")}
        return {**public, "digest": self._digest.hexdigest()}


def split(frames: list[bytes]) -> tuple[str, bytes]:
    """Takes topic and payload from a message of the stream (two frames) or the latest endpoint (one)."""
    topic, payload = frames if len(frames) == 2 else frames[0].split(b"\0", 1)
    return topic.decode(), payload


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("endpoint")
    parser.add_argument("--subscribe", action="append", required=True)
    parser.add_argument("--conflate", action="store_true")
    parser.add_argument("--receive-high-water-mark", type=int, default=1000)
    parser.add_argument("--hold", action="store_true")
    parser.add_argument("--progress", type=int)
    parser.add_argument("--until-sequence", type=int)
    parser.add_argument("--idle-seconds", type=float, default=20)
    arguments = parser.parse_args()

    socket = zmq.Context().socket(zmq.SUB)
    socket.set(zmq.RCVHWM, arguments.receive_high_water_mark)
    if arguments.conflate:
        socket.set(zmq.CONFLATE, 1)
    socket.set(zmq.RCVTIMEO, int(arguments.idle_seconds * 1000))
    for prefix in arguments.subscribe:
        socket.subscribe(prefix)
    socket.connect(arguments.endpoint)
    if arguments.hold:
        sys.stdin.readline()

    report = Report()
    while not report.is_finished and (arguments.until_sequence is None or report.last != arguments.until_sequence):
        try:
            topic, payload = split(socket.recv_multipart())
        except zmq.Again:
            break
        report.take(topic, payload)
        if arguments.progress and topic.startswith("detections/") and report.received % arguments.progress == 0:
            print(report.received)
    print(json.dumps(report.summary()))


if __name__ == "__main__":
    main()

"""Writes the golden messages of MessagesTests with protobuf's own Python library: message_vectors.py OUTPUT.

Every entry holds the message's type, its bytes as protobuf writes them, and its canonical JSON as text.
"""

import json
import math
import random
import sys
from pathlib import Path

from google.protobuf import json_format
from google.protobuf.message import Message

sys.path.insert(0, str(Path(__file__).parents[2] / "Samples" / "python"))
from saccade.v1 import detections_pb2 as pb


def in_order(detections: list[pb.Detection]) -> list[pb.Detection]:
    """Sorts as the schema says: by descending score, then x, y, class."""
    return sorted(detections, key=lambda d: (-d.score, d.x, d.y, d.class_id))


def random_detection(source: random.Random) -> pb.Detection:
    return pb.Detection(
        x=source.uniform(-20, 1280),
        y=source.uniform(-20, 720),
        width=source.uniform(0, 400),
        height=source.uniform(0, 400),
        score=source.random(),
        class_id=source.randrange(80),
        track_id=source.choice([0, source.getrandbits(32)]),
    )


def random_frame(source: random.Random) -> pb.DetectionFrame:
    start = source.randrange(-(2**40), 2**62)
    return pb.DetectionFrame(
        source=source.choice(["cam1", "front-left", "Kamera süd", "カメラ", "a b"]),
        session=source.getrandbits(64),
        sequence=source.choice([0, 1, source.getrandbits(63), 2**64 - 1]),
        window_start_us=start,
        window_end_us=start + source.randrange(1, 1_000_000),
        host_time_ns=source.randrange(2**62),
        publish_time_ns=source.randrange(2**62),
        clock=source.choice(pb.Clock.keys()),
        width=source.randrange(1, 65536),
        height=source.randrange(1, 65536),
        events=source.getrandbits(40),
        events_dropped=source.choice([0, source.getrandbits(40)]),
        windows_skipped=source.choice([0, source.getrandbits(32)]),
        state_reset=source.random() < 0.5,
        model=source.getrandbits(64),
        detections=in_order([random_detection(source) for _ in range(source.choice([0, 1, 3, 20]))]),
    )


def random_meta(source: random.Random) -> pb.SourceMeta:
    return pb.SourceMeta(
        source="cam1",
        session=source.getrandbits(64),
        width=source.randrange(1, 65536),
        height=source.randrange(1, 65536),
        model=source.getrandbits(64),
        model_name='SpikeYOLO "nano" \\ 1',
        classes=source.choice([[], ["car", "pedestrian"], [f"class {index}" for index in range(80)]]),
        input_width=source.randrange(1, 65536),
        input_height=source.randrange(1, 65536),
        timestep_us=source.randrange(1, 2**40),
        timesteps_per_window=source.randrange(1, 100),
        stride=source.randrange(1, 100),
        state_mode=source.choice(pb.StateMode.keys()),
        representation="last-polarity",
        clock=source.choice(pb.Clock.keys()),
        score_threshold=source.random(),
        producer="saccade 0.1.0",
    )


def random_status(source: random.Random) -> pb.SourceStatus:
    return pb.SourceStatus(
        source="cam1",
        session=source.getrandbits(64),
        host_time_ns=source.randrange(2**62),
        state=source.choice(pb.SourceState.keys()),
        reason=source.choice(["", "connection refused", "line\nbreak\ttab \u0001 \u2028 🚗"]),
        sensor_time_us=source.randrange(-(2**62), 2**62),
        events=source.getrandbits(64),
        timesteps=source.getrandbits(30),
        windows=source.getrandbits(30),
        detections=source.getrandbits(30),
        event_rate=source.choice([0.0, 1e-7, 1234567.875, source.uniform(0, 1e9)]),
        dropped=[
            pb.Dropped(reason=reason, events=source.getrandbits(40), timesteps=source.getrandbits(20), windows=1)
            for reason in source.choice([[], ["ingest"], ["ingest", "publish"]])
        ],
        skipped=[
            pb.Skipped(reason=reason, count=source.getrandbits(33))
            for reason in source.choice([[], ["malformed", "out_of_range", "truncated"]])
        ],
        latency=pb.Latency(
            count=source.getrandbits(20),
            p50_ns=source.getrandbits(30),
            p99_ns=source.getrandbits(31),
            max_ns=source.getrandbits(32),
        ),
    )


def edge_frames() -> list[pb.DetectionFrame]:
    """Values at the ends of their ranges."""
    floats = [0.0, -0.0, 1.0, 0.1, 1 / 3, 1.1754944e-38, 3.4028235e38, 16777216.0, 1e16, 1e-5, 123456.79]
    special = [math.inf, -math.inf, math.nan]
    return [
        pb.DetectionFrame(width=1, height=1),
        pb.DetectionFrame(
            source="x" * 128,
            session=2**64 - 1,
            sequence=2**64 - 1,
            window_start_us=-(2**63),
            window_end_us=2**63 - 1,
            host_time_ns=-1,
            publish_time_ns=2**63 - 1,
            clock=pb.CLOCK_FILE,
            width=65535,
            height=65535,
            events=2**64 - 1,
            events_dropped=2**64 - 1,
            windows_skipped=2**32 - 1,
            state_reset=True,
            model=2**64 - 1,
        ),
        pb.DetectionFrame(
            source="floats",
            width=1,
            height=1,
            detections=in_order([pb.Detection(x=value, y=-value, score=value) for value in floats]),
        ),
        pb.DetectionFrame(
            source="not finite",
            width=1,
            height=1,
            detections=[pb.Detection(x=value, y=1, width=value, score=0.5) for value in special[1::-1]],
        ),
    ]


def vector(message: Message) -> dict[str, str]:
    return {
        "type": message.DESCRIPTOR.name,
        "protobuf": message.SerializeToString(deterministic=True).hex(),
        "json": json_format.MessageToJson(message, indent=None),
    }


def main() -> None:
    source = random.Random(20261124)
    messages: list[Message] = list(edge_frames())
    messages += [random_frame(source) for _ in range(16)]
    messages += [random_meta(source) for _ in range(8)]
    messages += [random_status(source) for _ in range(8)]
    lines = ",\n".join(json.dumps(vector(message), ensure_ascii=False) for message in messages)
    Path(sys.argv[1]).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()

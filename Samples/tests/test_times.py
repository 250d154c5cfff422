"""Recordings that say when they were made, and what the detections of their replay say."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zmq
from processes import MODEL, PATIENCE, Process
from saccade.v1.detections_pb2 import CLOCK_FILE, SOURCE_STATE_FINISHED, DetectionFrame, SourceStatus

TYPE = "event_camera_msgs/msg/EventPacket"
DEFINITION = """std_msgs/Header header
uint32 height
uint32 width
uint64 seq
uint64 time_base
string encoding
bool is_bigendian
uint8[] events
================================================================================
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
================================================================================
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
"""
FIRST_US = 5_000_000
"""The sensor's time of the first event."""
PACKET_US, EVENT_US, PACKETS = 10_000, 100, 200
BEGAN_NS = 1_700_000_000_123_456_789
"""The host's time then."""


@dataclass(frozen=True)
class Packet:
    """A packet whose first event has a time on both clocks."""

    number: int
    sensor_us: int
    host_ns: int

    def events(self) -> bytes:
        """EVT3: time, row and column of each event."""
        words: list[int] = []
        for time in range(self.sensor_us, self.sensor_us + PACKET_US, EVENT_US):
            index = time // EVENT_US
            words += [0x8000 | time >> 12 & 0xFFF, 0x6000 | time & 0xFFF, index * 7 % 240, 0x2800 | index % 304]
        return struct.pack(f"<{len(words)}H", *words)

    def cdr(self) -> bytes:
        """The message as ROS 2 serialises it."""
        body = struct.pack("<iI", *divmod(self.host_ns, 10**9)) + struct.pack("<I", 4) + b"cam\0"
        body += struct.pack("<II", 240, 304)
        body += struct.pack("<QQ", self.number, 0)
        body += struct.pack("<I", 5) + b"evt3\0" + b"\0"
        body += bytes(-len(body) % 4)
        events = self.events()
        return b"\0\1\0\0" + body + struct.pack("<I", len(events)) + events


def packets() -> Iterator[Packet]:
    """Packets of a camera whose clock is slow by 50 ppm, stamped by a driver that is late, never by the same time."""
    for number in range(PACKETS):
        elapsed = number * PACKET_US
        late = number * 7919 % 300
        yield Packet(number, FIRST_US + elapsed, BEGAN_NS + elapsed * 1000 + elapsed // 20 + late * 1000)


def write_mcap(path: Path) -> None:
    """An MCAP file, by its own library."""
    from mcap.writer import Writer

    with path.open("wb") as file:
        writer = Writer(file)
        writer.start("ros2")
        schema = writer.register_schema(TYPE, "ros2msg", DEFINITION.encode())
        channel = writer.register_channel("/camera/events", "cdr", schema)
        for packet in packets():
            writer.add_message(channel, packet.host_ns, packet.cdr(), packet.host_ns)
        writer.finish()


def write_db3(path: Path) -> None:
    """A bag of ROS 2 in SQLite, by rosbags."""
    from rosbags.rosbag2 import StoragePlugin, Writer
    from rosbags.typesys import Stores, get_types_from_msg, get_typestore

    store = get_typestore(Stores.ROS2_HUMBLE)
    store.register(get_types_from_msg(DEFINITION.partition("====")[0], TYPE))
    with Writer(path.with_suffix(""), version=9, storage_plugin=StoragePlugin.SQLITE3) as writer:
        connection = writer.add_connection("/camera/events", TYPE, typestore=store)
        for packet in packets():
            writer.write(connection, packet.host_ns, packet.cdr())
    next(path.with_suffix("").glob("*.db3")).rename(path)


def write_bag(path: Path) -> None:
    """A bag of ROS 1, by rosbags."""
    from rosbags.rosbag1 import Writer
    from rosbags.typesys import Stores, get_types_from_msg, get_typestore

    store = get_typestore(Stores.ROS1_NOETIC)
    store.register(get_types_from_msg(DEFINITION.partition("====")[0], TYPE))
    with Writer(path) as writer:
        connection = writer.add_connection("/camera/events", TYPE, typestore=store)
        for packet in packets():
            cdr = packet.cdr()
            # ROS 1 has a number at first, and no padding before a length.
            text = struct.pack("<III", packet.number, *divmod(packet.host_ns, 10**9)) + cdr[12:20]
            text += cdr[20:28] + cdr[28:44] + struct.pack("<I", 4) + b"evt3\0" + cdr[-len(packet.events()) - 4 :]
            writer.write(connection, packet.host_ns, text)


def expected(window_ends_us: list[int]) -> list[int]:
    """The host's time of windows' ends: by the last packet that began before, and never earlier than the one before."""
    times: list[int] = []
    for end in window_ends_us:
        packet = max((packet for packet in packets() if packet.sensor_us < end), key=lambda packet: packet.sensor_us)
        times.append(max(packet.host_ns + (end - packet.sensor_us) * 1000, *times[-1:], 0))
    return times


@pytest.mark.parametrize(
    ("name", "write"), [("a.mcap", write_mcap), ("a.db3", write_db3), ("a.bag", write_bag)], ids=["mcap", "db3", "bag"]
)
def test_stamps_are_those_of_the_packets(
    name: str,
    write: Callable[[Path], None],
    saccade: Path,
    folder: Path,
    start: Callable[..., Process],
) -> None:
    pytest.importorskip("mcap" if name == "a.mcap" else "rosbags")
    write(folder / name)
    endpoint = f"ipc://{folder}/stream"
    subscriber: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
    with subscriber:
        subscriber.set(zmq.RCVTIMEO, int(PATIENCE * 1000))
        for topic in ("meta/", "status/", "ros2/front/", "detections/front/"):
            subscriber.subscribe(topic)
        subscriber.connect(endpoint)
        process = start(
            *(saccade, "replay", folder / name, "--model", MODEL, "--camera", "front", "--stride", "1", "--json"),
            *("--speed", "max", "--loop", "2", "--wait-for-subscriber", "60s", "--publish", endpoint),
        )
        frames: list[DetectionFrame] = []
        stamps: list[int] = []
        status = SourceStatus()
        while status.state != SOURCE_STATE_FINISHED:
            topic, payload = subscriber.recv_multipart()
            if topic == b"status/front/":
                status = SourceStatus.FromString(payload)
            elif topic == b"detections/front/":
                frames.append(DetectionFrame.FromString(payload))
            elif topic == b"ros2/front/":
                seconds, nanoseconds = struct.unpack_from("<iI", payload, 4)
                stamps.append(seconds * 10**9 + nanoseconds)
    assert process.wait() == 0, process.errors
    assert stamps == [frame.host_time_ns for frame in frames]
    assert {frame.clock for frame in frames} == {CLOCK_FILE}
    sessions = sorted({frame.session for frame in frames})
    assert len(sessions) == 2
    for session in sessions:
        ends = [frame.window_end_us for frame in frames if frame.session == session]
        assert len(ends) > 10
        times = [frame.host_time_ns for frame in frames if frame.session == session]
        assert times == expected(ends)
        assert times == sorted(times)
    # How long it took is counted from when a window was due, not from when it was recorded.
    assert 0 < status.latency.max_ns < PATIENCE * 1e9

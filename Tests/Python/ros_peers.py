"""Reads and writes ROS recordings of event_camera_msgs/EventPacket with the mcap and rosbags libraries.

ros_peers.py check                                succeeds if the libraries can be imported
ros_peers.py read FILE [TOPIC]                    prints what a .mcap, .db3 or .bag holds
ros_peers.py copy FILE TARGET COMPRESSION         writes the messages of a .mcap or .db3 to another .mcap or .bag
"""

import hashlib
import json
import sqlite3
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from mcap.reader import make_reader
from mcap.writer import CompressionType
from mcap.writer import Writer as MCAPWriter
from mcap_ros2.decoder import DecoderFactory
from numpy.typing import NDArray
from rosbags.rosbag1 import Reader as BagReader
from rosbags.rosbag1 import Writer as BagWriter

EVENT = np.dtype([("t", "<i8"), ("x", "<u2"), ("y", "<u2"), ("p", "u1")])
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
{}time stamp
string frame_id
"""


class Packet:
    """The fields of a message, taken apart by hand."""

    def __init__(self, message: bytes, is_ros1: bool) -> None:
        self.message = message
        self.start = 0 if is_ros1 else 4
        self.offset = self.start
        self.is_ros1 = is_ros1
        if is_ros1:
            self.number("I")
        self.stamp = self.number("i") * 10**9 + self.number("I")
        self.frame = self.text()
        self.height, self.width = self.number("I"), self.number("I")
        self.sequence, self.time_base = self.number("Q"), self.number("Q")
        self.encoding = self.text()
        self.is_big_endian = self.number("B") != 0
        length = self.number("I")
        self.events = message[self.offset : self.offset + length]

    def number(self, kind: str) -> int:
        """The next number."""
        size = struct.calcsize(kind)
        if not self.is_ros1:
            self.offset += -(self.offset - self.start) % size
        (value,) = struct.unpack_from("<" + kind, self.message, self.offset)
        self.offset += size
        return value

    def text(self) -> str:
        """The next text."""
        length = self.number("I")
        raw = self.message[self.offset : self.offset + length]
        self.offset += length
        return raw.rstrip(b"\0").decode()

    def ros1(self) -> bytes:
        """The message as ROS 1 has it."""
        frame, encoding = self.frame.encode(), self.encoding.encode()
        return b"".join(
            [
                struct.pack("<III", self.sequence & 0xFFFFFFFF, self.stamp // 10**9, self.stamp % 10**9),
                struct.pack("<I", len(frame)) + frame,
                struct.pack("<IIQQ", self.height, self.width, self.sequence, self.time_base),
                struct.pack("<I", len(encoding)) + encoding,
                struct.pack("<BI", self.is_big_endian, len(self.events)) + self.events,
            ]
        )


class EVT3:
    """EVT3 words, by the vendor's rules; the state goes on from packet to packet."""

    def __init__(self) -> None:
        self.high: int | None = None
        self.low = self.loop = self.y = self.base = self.polarity = 0

    def decode(self, payload: bytes, _time_base: int) -> list[tuple[int, int, int, int]]:
        """The events of a packet."""
        events = []
        for word in np.frombuffer(payload, "<u2").tolist():
            kind, content = word >> 12, word & 0xFFF
            if kind == 0x8:
                if self.high is not None and self.high - content >= 2048:
                    self.loop += 1
                if content != self.high:
                    self.low = 0
                self.high = content
            elif kind == 0x6:
                self.low = content
            elif kind == 0x0:
                self.y = content & 0x7FF
            elif kind == 0x3:
                self.base, self.polarity = content & 0x7FF, content >> 11
            elif self.high is not None:
                t = self.loop << 24 | self.high << 12 | self.low
                if kind == 0x2:
                    events.append((t, content & 0x7FF, self.y, content >> 11))
                elif kind in (0x4, 0x5):
                    width = 12 if kind == 0x4 else 8
                    events += [(t, self.base + i, self.y, self.polarity) for i in range(width) if content >> i & 1]
                    self.base += width
        return events


class LibcaerCompressed:
    """The 16-bit code for libcaer's events."""

    def decode(self, payload: bytes, time_base: int) -> list[tuple[int, int, int, int]]:
        """The events of a packet."""
        high = low = x = base = polarity = 0
        events = []
        for word in np.frombuffer(payload, "<u2").tolist():
            kind, content = word >> 12, word & 0xFFF
            t = ((high << 12 | low) * 1000 + time_base) // 1000
            if kind == 0:
                high = content
            elif kind == 1:
                low = content
            elif kind == 2:
                x = content & 0x7FF
            elif kind == 3:
                events.append((t, x, content & 0x7FF, content >> 11))
            elif kind == 4:
                base, polarity = content & 0x7FF, content >> 11
            elif kind in (5, 6):
                width = 8 if kind == 5 else 12
                events += [(t, x, base + i, polarity) for i in range(width) if content >> i & 1]
                base += width
        return events


def messages(path: Path, topic: str | None) -> Iterator[tuple[str, Packet]]:
    """The messages of a recording with their topics, in the order in which they stand."""
    match path.suffix:
        case ".mcap":
            with path.open("rb") as file:
                reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
                for _, channel, message in reader.iter_messages(topics=topic, log_time_order=False):
                    yield channel.topic, Packet(message.data, is_ros1=False)
        case ".db3":
            database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            query = "SELECT topics.name, data FROM messages JOIN topics ON topic_id = topics.id ORDER BY messages.id"
            for name, data in database.execute(query):
                if topic in (None, name):
                    yield name, Packet(data, is_ros1=False)
        case ".bag":
            with BagReader(path) as reader:
                for connection, _, data in reader.messages():
                    if topic in (None, connection.topic):
                        yield connection.topic, Packet(data, is_ros1=True)
        case _:
            raise SystemExit(f"{path}: neither .mcap, .db3 nor .bag")


def packed(events: list[tuple[int, int, int, int]]) -> NDArray:
    """Events as records of 13 bytes."""
    return np.array(events, dtype=EVENT)


def read(path: Path, topic: str | None) -> dict[str, object]:
    """What a recording holds."""
    decoders = {"evt3": EVT3(), "libcaer_cmp": LibcaerCompressed()}
    digest = hashlib.sha256()
    count, lost, last = 0, 0, None
    first: Packet | None = None
    for _, packet in messages(path, topic):
        first = first or packet
        if last is not None:
            lost += max(0, packet.sequence - last - 1)
        last = packet.sequence
        events = decoders[packet.encoding].decode(packet.events, packet.time_base)
        # Files whose times begin late say so in the time base.
        shift = packet.time_base // 1000 if packet.encoding == "evt3" else 0
        events = packed([(t + shift, x, y, p) for t, x, y, p in events if x < packet.width and y < packet.height])
        digest.update(events.tobytes())
        count += len(events)
    size = [first.width, first.height] if first else None
    return {"events": count, "sha256": digest.hexdigest(), "lost": lost, "size": size}


def definition_is_read(path: Path) -> bool:
    """Whether the mcap library decodes messages by the definition in the file, to the same bytes as by hand."""
    with path.open("rb") as file:
        reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
        for _, _, message, decoded in reader.iter_decoded_messages():
            packet = Packet(message.data, is_ros1=False)
            if bytes(decoded.events) != packet.events or decoded.encoding != packet.encoding:
                return False
    return True


def copy(path: Path, target: Path, compression: str) -> None:
    """Writes the messages of a recording to another."""
    if target.suffix == ".bag":
        writer = BagWriter(target)
        if compression != "none":
            writer.set_compression(
                {"bz2": BagWriter.CompressionFormat.BZ2, "lz4": BagWriter.CompressionFormat.LZ4}[compression]
            )
        with writer:
            connections = {}
            for time, (topic, packet) in enumerate(messages(path, None)):
                if topic not in connections:
                    connections[topic] = writer.add_connection(
                        topic, "event_camera_msgs/msg/EventPacket", msgdef=DEFINITION.format(""), md5sum="0" * 32
                    )
                writer.write(connections[topic], time, packet.ros1())
        return
    kinds = {"none": CompressionType.NONE, "lz4": CompressionType.LZ4, "zstd": CompressionType.ZSTD}
    with target.open("wb") as file:
        writer = MCAPWriter(file, chunk_size=200_000, compression=kinds[compression])
        writer.start("ros2", "peer")
        schema = writer.register_schema("event_camera_msgs/msg/EventPacket", "ros2msg", DEFINITION.format("").encode())
        channels: dict[str, int] = {}
        with path.open("rb") as source:
            for _, channel, message in make_reader(source).iter_messages(log_time_order=False):
                if channel.topic not in channels:
                    channels[channel.topic] = writer.register_channel(channel.topic, "cdr", schema)
                writer.add_message(channels[channel.topic], message.log_time, message.data, message.publish_time)
        writer.finish()


def main(arguments: list[str]) -> None:
    """Runs one command."""
    match arguments:
        case ["check"]:
            pass
        case ["read", path]:
            print(json.dumps(read(Path(path), None)))
        case ["read", path, topic]:
            print(json.dumps(read(Path(path), topic)))
        case ["definition", path]:
            print(json.dumps(definition_is_read(Path(path))))
        case ["copy", path, target, compression]:
            copy(Path(path), Path(target), compression)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

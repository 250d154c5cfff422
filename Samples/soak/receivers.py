"""How each kind of subscriber receives: a function each, which counts until its process is ended."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import socket
import struct
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator

import zmq
from counting import WINDOW_MICROSECONDS, Addresses, Count
from saccade.v1.detections_pb2 import DetectionFrame
from saccade_client import AsyncSubscriber, Subscriber


def iterate(addresses: Addresses, count: Count) -> None:
    """The library's iterator."""
    with Subscriber(addresses.stream, addresses.camera) as subscriber:
        for frame in subscriber:
            count.take(frame.sequence)


def newest(addresses: Addresses, count: Count) -> None:
    """The library, newest frame only, with work that takes longer than a window."""
    with Subscriber(addresses.latest, addresses.camera, latest=True) as subscriber:
        for frame in subscriber:
            count.take(frame.sequence)
            time.sleep(0.05)


def asynchronous(addresses: Addresses, count: Count) -> None:
    """The library with asyncio."""

    async def receive() -> None:
        async with AsyncSubscriber(addresses.stream, addresses.camera) as subscriber:
            async for frame in subscriber:
                count.take(frame.sequence)

    asyncio.run(receive())


def messages(addresses: Addresses, *topics: str) -> Iterator[tuple[str, bytes]]:
    """Messages of the stream endpoint, without the library: the topic up to the camera, and the payload."""
    subscriber: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
    for prefix in topics:
        subscriber.subscribe(prefix)
    subscriber.connect(addresses.stream)
    end = f"/{addresses.camera}/"
    while True:
        topic, payload = subscriber.recv_multipart()
        yield topic.decode().removesuffix(end), payload


def protobuf(addresses: Addresses, count: Count) -> None:
    """Protobuf from a socket."""
    for _, payload in messages(addresses, f"detections/{addresses.camera}/"):
        count.take(DetectionFrame.FromString(payload).sequence)


def text(addresses: Addresses, count: Count) -> None:
    """JSON from a socket; fields that hold their default are left out."""
    for _, payload in messages(addresses, f"json/detections/{addresses.camera}/"):
        count.take(int(json.loads(payload).get("sequence", "0")))


def ros2(addresses: Addresses, count: Count) -> None:
    """The bytes for ROS 2, which have no sequence: their stamp is that of a frame."""
    sequences: dict[int, int] = {}
    stamps: list[int] = []
    for kind, payload in messages(addresses, f"detections/{addresses.camera}/", f"ros2/{addresses.camera}/"):
        if kind == "detections":
            frame = DetectionFrame.FromString(payload)
            sequences[frame.host_time_ns] = frame.sequence
        else:
            seconds, nanoseconds = struct.unpack_from("<iI", payload, 4)
            stamps.append(seconds * 10**9 + nanoseconds)
        # Each of the two may be the first.
        while stamps and stamps[0] in sequences:
            count.take(sequences.pop(stamps.pop(0)))
        if len(stamps) > 10:
            count.complain(f"no frame has the stamp {stamps.pop(0)}")


def everything(addresses: Addresses, count: Count) -> None:
    """All that is published; windows are counted by protobuf."""
    for kind, payload in messages(addresses, ""):
        if kind == "detections":
            count.take(DetectionFrame.FromString(payload).sequence)


def cpp(addresses: Addresses, count: Count) -> None:
    """The example `print` of the C++ client; the recording begins at 0, so that a window's end tells its number."""
    with subprocess.Popen([addresses.program, addresses.stream], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            end = int(line.split()[1].rstrip(","))
            count.take(end // WINDOW_MICROSECONDS - 1)


def mqtt(addresses: Addresses, count: Count) -> None:
    """A client of the broker that the relay for MQTT publishes at."""
    import paho.mqtt.client as paho
    from paho.mqtt.enums import CallbackAPIVersion

    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_connect = lambda client, *_: client.subscribe(f"saccade/{addresses.camera}/detections") and None
    client.on_message = lambda _, __, message: count.take(int(json.loads(message.payload).get("sequence", "0")))
    client.connect("127.0.0.1", addresses.broker)
    client.loop_forever()


def nats(addresses: Addresses, count: Count) -> None:
    """A client of the server that the relay for NATS publishes at."""
    import nats as library

    async def receive() -> None:
        client = await library.connect(f"nats://127.0.0.1:{addresses.broker}")
        subscription = await client.subscribe(f"saccade.{addresses.camera}.detections")
        async for message in subscription.messages:
            count.take(int(json.loads(message.data).get("sequence", "0")))

    asyncio.run(receive())


def zenoh(addresses: Addresses, count: Count) -> None:
    """A peer of the relay for Zenoh."""
    import zenoh as library

    config = library.Config()
    config.insert_json5("connect/endpoints", json.dumps([f"tcp/127.0.0.1:{addresses.broker}"]))
    config.insert_json5("scouting/multicast/enabled", "false")
    payloads: queue.Queue[bytes] = queue.Queue()
    with library.open(config) as session:
        key = f"saccade/{addresses.camera}/detections"
        subscriber = session.declare_subscriber(key, lambda sample: payloads.put(sample.payload.to_bytes()))
        while subscriber is not None:
            count.take(int(json.loads(payloads.get()).get("sequence", "0")))


def mavlink(addresses: Addresses, count: Count) -> None:
    """An autopilot. Targets have no sequence but a time, which must rise."""
    os.environ["MAVLINK20"] = "1"  # before the import, which reads it
    from pymavlink import mavutil

    autopilot = mavutil.mavlink_connection(f"udpin:127.0.0.1:{addresses.broker}")
    last = 0
    while True:
        target = autopilot.recv_match(type="LANDING_TARGET", blocking=True)
        if target is not None:
            if target.time_usec <= last:
                count.complain(f"a target of {target.time_usec} came after one of {last}")
            last = target.time_usec
            count.take(count.received)


def view(addresses: Addresses, count: Count) -> None:
    """A page's WebSocket: the newest image with its boxes, at most twenty a second."""
    with socket.create_connection(("127.0.0.1", addresses.http)) as connection, connection.makefile("rb") as stream:
        lines = [
            f"GET /view?camera={addresses.camera} HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: saccade.view",
        ]
        connection.sendall("".join(line + "\r\n" for line in [*lines, ""]).encode())
        while stream.readline().strip():
            pass
        image = -1
        while True:
            kind, length = stream.read(2)
            if length >= 126:
                (length,) = struct.unpack(">H" if length == 126 else ">Q", stream.read(2 if length == 126 else 8))
            payload = stream.read(length)
            if kind == 0x89:  # a ping, which is answered with a masked pong
                connection.sendall(bytes([0x8A, 0x80 | length, 0, 0, 0, 0]) + payload)
            if kind != 0x82:
                continue
            (size,) = struct.unpack_from("<I", payload)
            heading = json.loads(payload[4 : 4 + size])
            # The same again, where its boxes have come meanwhile.
            if heading["number"] < image:
                count.complain(f"image {heading['number']} came after image {image}")
            image = heading["number"]
            if "sequence" in heading and heading["sequence"] != count.last:
                count.take(heading["sequence"])


def foxglove(addresses: Addresses, count: Count) -> None:
    """A Foxglove client: images and the boxes over them, whose times must be the same and never run back."""
    from websockets.sync.client import connect
    from websockets.typing import Subprotocol

    topics = [f"/{addresses.camera}/image", f"/{addresses.camera}/annotations"]
    address, protocol = f"ws://127.0.0.1:{addresses.http}/foxglove", Subprotocol("foxglove.sdk.v1")
    with connect(address, subprotocols=[protocol], proxy=None, max_size=None) as connection:
        last = dict.fromkeys(range(len(topics)), 0)
        for message in connection:
            if isinstance(message, str):
                text = json.loads(message)
                if text["op"] == "advertise":
                    channels = {channel["topic"]: channel["id"] for channel in text["channels"]}
                    wishes = [{"id": number, "channelId": channels[topic]} for number, topic in enumerate(topics)]
                    connection.send(json.dumps({"op": "subscribe", "subscriptions": wishes}))
                continue
            _, number, stamp = struct.unpack_from("<BIQ", message)
            if stamp <= last[number]:
                count.complain(f"{topics[number]} of {stamp} came after that of {last[number]}")
            last[number] = stamp
            if last[0] == last[1]:
                count.take(count.received)


def scrape(addresses: Addresses, count: Count) -> None:
    """A scraper of metrics, which checks that every event is accounted for; counts scrapes."""
    while True:
        values = metrics(addresses.http)
        received = values.get("saccade_events_received_total", 0.0)
        processed = values.get("saccade_events_processed_total", 0.0)
        ends = ("dropped_total", "filtered_total", "pending")
        dropped, filtered, pending = (values.get(f"saccade_events_{end}", 0.0) for end in ends)
        if received != processed + dropped + filtered + pending:
            accounted = f"{processed} + {dropped} + {filtered} + {pending}"
            count.complain(f"{received} events received, but {accounted} accounted for")
        count.take(count.received)
        time.sleep(1)


def metrics(port: int) -> dict[str, float]:
    """Metrics by name; those with labels summed up."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as response:
        lines = response.read().decode().splitlines()
    values: dict[str, float] = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            name = name.split("{", 1)[0]
            values[name] = values.get(name, 0) + float(value)
    return values


RECEIVERS: dict[str, Callable[[Addresses, Count], None]] = {
    function.__name__: function
    for function in (
        *(iterate, newest, asynchronous, protobuf, text, ros2, everything, cpp, mqtt, nats, zenoh, mavlink, view),
        *(foxglove, scrape),
    )
}

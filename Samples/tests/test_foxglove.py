"""Foxglove's protocol and its layout: what the daemon sends is decoded by other people's libraries alone."""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from processes import MODEL, PATIENCE, RECORDING, SAMPLES, Process, Service, free_port, wait_until
from saccade.v1.detections_pb2 import DetectionFrame

websockets = pytest.importorskip("websockets")
schemas = pytest.importorskip("foxglove_schemas_protobuf")
image_library = pytest.importorskip("PIL.Image")
from foxglove_schemas_protobuf.CompressedImage_pb2 import CompressedImage  # noqa: E402
from foxglove_schemas_protobuf.ImageAnnotations_pb2 import ImageAnnotations  # noqa: E402
from foxglove_schemas_protobuf.PointsAnnotation_pb2 import PointsAnnotation  # noqa: E402
from websockets.exceptions import ConnectionClosed, InvalidStatus  # noqa: E402
from websockets.sync.client import ClientConnection, connect  # noqa: E402

PROTOCOLS = ["foxglove.sdk.v1", "foxglove.websocket.v1"]
LAYOUT = SAMPLES / "foxglove" / "saccade.json"
Start = Callable[..., Process]


class Client:
    """A client that has been told of the channels."""

    def __init__(self, address: str, **options: Any) -> None:  # noqa: ANN401
        subprotocols = options.pop("subprotocols", PROTOCOLS)
        self.connection: ClientConnection = connect(
            address, subprotocols=subprotocols, proxy=None, max_size=None, open_timeout=PATIENCE, **options
        )
        assert self.connection.subprotocol == PROTOCOLS[0]
        information = self.text("serverInfo")
        assert information["name"].startswith("saccade ")
        self.channels: dict[str, dict[str, Any]] = {c["topic"]: c for c in self.text("advertise")["channels"]}

    def text(self, kind: str) -> dict[str, Any]:
        """The next text of a kind."""
        while True:
            message = self.connection.recv(PATIENCE)
            if isinstance(message, str):
                value: dict[str, Any] = json.loads(message)
                if value["op"] == kind:
                    return value

    def subscribe(self, *topics: str) -> dict[int, dict[str, Any]]:
        """Subscribes; the channels by the numbers of their subscriptions."""
        numbers = {100 + index: self.channels[topic] for index, topic in enumerate(topics)}
        wishes = [{"id": number, "channelId": channel["id"]} for number, channel in numbers.items()]
        self.connection.send(json.dumps({"op": "subscribe", "subscriptions": wishes}))
        return numbers

    def messages(self) -> Iterator[tuple[int, int, bytes]]:
        """Messages of channels: the number of the subscription, the time, the payload."""
        while True:
            message = self.connection.recv(PATIENCE)
            if isinstance(message, bytes):
                operation, number, stamp = struct.unpack_from("<BIQ", message)
                assert operation == 1
                yield number, stamp, message[13:]


def advertised_class(channel: dict[str, Any]) -> Any:  # noqa: ANN401
    """The class of a channel's messages, made from what is advertised alone."""
    assert (channel["encoding"], channel["schemaEncoding"]) == ("protobuf", "protobuf")
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(base64.b64decode(channel["schema"])).file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(channel["schemaName"]))


def check_schema(value: Any, schema: dict[str, Any]) -> None:  # noqa: ANN401
    """Whether a value is all that its schema says, and nothing else."""
    types: dict[str, Any] = {"object": dict, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
    assert isinstance(value, types[schema["type"]])
    if "properties" in schema:
        assert set(schema["required"]) <= value.keys() <= schema["properties"].keys()
        for name, part in value.items():
            check_schema(part, schema["properties"][name])
    elif "additionalProperties" in schema:
        for part in value.values():
            check_schema(part, schema["additionalProperties"])


def metric(port: int, name: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith(f"{name} "):
                return float(line.split()[-1])
    raise AssertionError(f"there is no {name}")


@pytest.fixture
def served(saccade: Path, folder: Path, start: Start) -> tuple[Service, int]:
    """A service, and its port."""
    port = free_port()
    service = Service(saccade, folder, start, http=f"listen: 127.0.0.1:{port}")
    wait_until(lambda: is_ready(port), "the service is ready")
    return service, port


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_boxes_lie_over_the_image_of_the_same_time(served: tuple[Service, int]) -> None:
    service, port = served
    frames: dict[int, DetectionFrame] = {}
    subscriber: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
    with subscriber:
        subscriber.set(zmq.RCVHWM, 0)
        subscriber.subscribe("detections/left/")
        subscriber.connect(service.stream)
        client = Client(f"ws://127.0.0.1:{port}")
        numbers = client.subscribe("/left/image", "/left/annotations")
        classes = {number: advertised_class(channel) for number, channel in numbers.items()}
        images: dict[int, Any] = {}
        annotations: dict[int, Any] = {}
        for number, stamp, payload in client.messages():
            while subscriber.poll(0):
                frame = DetectionFrame.FromString(subscriber.recv_multipart()[1])
                frames[frame.host_time_ns] = frame
            message = classes[number].FromString(payload)
            assert message.timestamp.ToNanoseconds() == stamp
            if numbers[number]["topic"] == "/left/image":
                assert CompressedImage.FromString(payload).SerializeToString() == payload
                assert (message.format, message.frame_id) == ("png", "left")
                images[stamp] = image_library.open(io.BytesIO(message.data))
            else:
                assert ImageAnnotations.FromString(payload).SerializeToString() == payload
                annotations[stamp] = message
            pairs = images.keys() & annotations.keys() & frames.keys()
            if len(pairs) >= 10 and any(annotations[pair].points for pair in pairs):
                break
    client.connection.close()
    for stamp in pairs:
        frame, drawn, image = frames[stamp], annotations[stamp], images[stamp]
        assert image.size == (frame.width, frame.height)
        assert len(image.convert("RGB").getcolors()) <= 3
        assert len(drawn.points) == len(drawn.texts) == len(frame.detections)
        for outline, text, box in zip(drawn.points, drawn.texts, frame.detections, strict=True):
            assert outline.timestamp == text.timestamp == drawn.timestamp
            assert outline.type == PointsAnnotation.LINE_LOOP
            corners = [(point.x, point.y) for point in outline.points]
            assert corners[0] == (box.x, box.y)
            assert corners[2] == pytest.approx((box.x + box.width, box.y + box.height))
            assert corners[1] == (corners[2][0], corners[0][1])
            assert corners[3] == (corners[0][0], corners[2][1])
            assert re.fullmatch(r"\w+ \d+%", text.text)
    # Both clocks are the host's.
    assert all(abs(stamp - time.time_ns()) < 10**9 * PATIENCE for stamp in pairs)


def test_statistics_are_as_their_schema_says(served: tuple[Service, int]) -> None:
    _, port = served
    client = Client(f"ws://127.0.0.1:{port}/foxglove")
    numbers = client.subscribe("/left/statistics", "/right/statistics")
    seen: dict[str, list[int]] = {"left": [], "right": []}
    for number, _, payload in client.messages():
        channel = numbers[number]
        assert (channel["encoding"], channel["schemaEncoding"]) == ("json", "jsonschema")
        status = json.loads(payload)
        check_schema(status, json.loads(channel["schema"]))
        seen[status["name"]].append(status["published_windows"])
        if all(len(windows) >= 3 for windows in seen.values()):
            break
    client.connection.close()
    assert all(windows == sorted(windows) and windows[-1] > windows[0] for windows in seen.values())


def test_a_client_that_does_not_read_is_dropped_and_disturbs_nobody(served: tuple[Service, int]) -> None:
    _, port = served
    stalled = Client(f"ws://127.0.0.1:{port}", max_queue=1, ping_interval=None)
    stalled.subscribe("/left/image", "/left/annotations", "/right/image", "/right/annotations")
    reading = Client(f"ws://127.0.0.1:{port}")
    reading.subscribe("/left/annotations")
    assert metric(port, "saccade_foxglove_clients") == 2
    received = 0
    last = 0
    deadline = time.monotonic() + PATIENCE
    for _, stamp, _ in reading.messages():
        assert stamp > last
        last = stamp
        received += 1
        if received % 10 == 0 and metric(port, "saccade_foxglove_clients") == 1:
            break
        assert time.monotonic() < deadline
    assert received > 20
    with pytest.raises(ConnectionClosed):
        while True:
            stalled.connection.recv(PATIENCE)
    reading.connection.close()


def test_other_machines_need_the_token_and_pages_their_name(saccade: Path, folder: Path, start: Start) -> None:
    port = free_port()
    (folder / "token").write_text("a token + of some length\n")
    address = f"ws://127.0.0.1:{port}"
    start_options = f"listen: 0.0.0.0:{port}, token_file: {folder}/token, hosts: [app.foxglove.dev]"
    Service(saccade, folder, start, http=start_options)
    wait_until(lambda: is_ready(port), "the service is ready")
    token = "a%20token%20%2B%20of%20some%20length"
    for path, origin, status in [
        ("/foxglove", None, 401),
        ("/", None, 200),
        ("/foxglove?token=wrong", None, 401),
        (f"/foxglove?token={token}", "https://evil.example", 401),
    ]:
        with pytest.raises(InvalidStatus) as refused:
            Client(address + path, origin=origin)
        assert refused.value.response.status_code == status
    for path, origin in [("/foxglove", None), ("/", None), ("/foxglove", "https://app.foxglove.dev")]:
        Client(f"{address}{path}?token={token}", origin=origin).connection.close()
    header = {"Authorization": "Bearer a token + of some length"}
    Client(address, additional_headers=header).connection.close()
    Client(f"{address}/foxglove", subprotocols=[*PROTOCOLS, f"bearer.{token}"]).connection.close()


def topics_of_layout(camera: str) -> set[str]:
    """The topics that the layout shows, for a camera."""
    command = [sys.executable, str(SAMPLES / "foxglove" / "layout.py"), camera]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
    layout = json.loads(text)
    shown = set(re.findall(r'"([A-Za-z]+![a-z]+)"', json.dumps(layout["layout"])))
    assert shown == layout["configById"].keys()
    assert "/front/" not in text or camera == "front"
    return set(re.findall(rf"/{camera}/\w+", text))


def test_the_layout_shows_topics_that_are_there(served: tuple[Service, int]) -> None:
    _, port = served
    assert json.loads(LAYOUT.read_text())["configById"]["Image!saccade"]["imageMode"]["imageTopic"] == "/front/image"
    client = Client(f"ws://127.0.0.1:{port}")
    client.connection.close()
    assert topics_of_layout("left") == {"/left/image", "/left/annotations", "/left/statistics"}
    assert topics_of_layout("left") <= client.channels.keys()
    command = [sys.executable, str(SAMPLES / "foxglove" / "layout.py")]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert refused.returncode == 1
    assert "usage" in refused.stderr


def test_the_layout_shows_a_recording(saccade: Path, folder: Path, start: Start) -> None:
    reader = pytest.importorskip("mcap.reader")
    path = folder / "drive.mcap"
    start(
        *(saccade, "replay", RECORDING, "--model", MODEL, "--camera", "front", "--no-publish", "--speed", "max"),
        *("--engine", "adaptive", "--duration", "1s", "--boxes", path, "--images"),
    ).output()
    times: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    with path.open("rb") as stream:
        for schema, channel, message in reader.make_reader(stream).iter_messages():
            times.setdefault(channel.topic, []).append(message.log_time)
            names[channel.topic] = schema.name
    assert topics_of_layout("front") - {"/front/statistics"} <= times.keys()
    assert names["/front/image"] == "foxglove.CompressedImage"
    assert names["/front/annotations"] == "foxglove.ImageAnnotations"
    assert times["/front/image"] == times["/front/annotations"] == times["/front/detections"]
    assert len(times["/front/image"]) > 0

"""The relay of detections: what comes over ZeroMQ reaches a DDS reader byte for byte."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zmq
import zmq.auth
from cyclonedds.qos import Policy
from daemon import PATIENCE_SECONDS, RECORDING, ROOT, Program, free_ports, replay
from message_types import Detection2DArray, Header, LabelInfo, Time, VisionClass
from peer import BEST_EFFORT, RELIABLE, STAND_INS, Reader, wait_until
from publisher import Publisher
from saccade.v1.detections_pb2 import DetectionFrame, SourceMeta

VECTORS = ROOT.parent / "shared/fixtures/ros2/detection2darray.json"
RelayStarter = Callable[..., Program]


def empty(second: int) -> bytes:
    """A message without detections, encoded by the DDS library."""
    return Detection2DArray(header=Header(Time(second, 5), "event_camera"), detections=[]).serialize()


def messages() -> Iterator[tuple[str, bytes]]:
    """Messages that other people's software has encoded."""
    yield "empty", empty(7)
    if VECTORS.exists():
        for name, vector in json.loads(VECTORS.read_text()).items():
            yield name, bytes.fromhex(vector["cdr_hex"])


def exchange(publisher: Publisher, topic: str, reader: Reader, payload: bytes) -> bytes:
    """Sends a message until it arrives: before reader and writer know each other it is lost."""
    received: list[bytes] = []

    def arrives() -> bool:
        publisher.send(topic, payload)
        message = reader.poll()
        if message is not None:
            received.append(message)
        return message is not None

    wait_until(arrives, "the first message")
    return received[0]


def drained(publisher: Publisher, topic: str, reader: Reader, mark: bytes) -> None:
    """Takes what is on its way up to a mark."""
    publisher.send(topic, mark)
    while reader.next()[: len(mark)] != mark:
        pass


def test_bytes_arrive_as_they_were_sent(relay: RelayStarter, publisher: Publisher) -> None:
    relay("detections", endpoint=publisher.endpoint, camera="front")
    publisher.wait_for_subscriptions("ros2/front/", "ros2_labels/front/")
    reader = Reader("saccade/front/detections", Detection2DArray, BEST_EFFORT)
    strict = Reader("saccade/front/detections", Detection2DArray, RELIABLE)
    first = exchange(publisher, "ros2/front/", reader, empty(1))
    assert Detection2DArray.deserialize(first).header.stamp.sec == 1
    # Sensor data is best effort, which does not satisfy who asks for more.
    assert not strict.is_matched()
    drained(publisher, "ros2/front/", reader, empty(2))

    for name, message in messages():
        publisher.send("ros2/front/", message)
        received = reader.next()
        assert received[: len(message)] == message, name
        # The DDS library decodes it, and encodes the same again.
        assert Detection2DArray.deserialize(received).serialize() == message, name


def test_vectors_are_what_they_say(relay: RelayStarter, publisher: Publisher) -> None:
    if not VECTORS.exists():
        pytest.skip(f"{VECTORS} is not there")
    vector = json.loads(VECTORS.read_text())["two"]
    relay("detections", endpoint=publisher.endpoint, topic="/boxes/{camera}", reliable=True)
    publisher.wait_for_subscriptions("ros2/", "ros2_labels/")
    reader = Reader("boxes/front", Detection2DArray, RELIABLE)
    received = exchange(publisher, "ros2/front/", reader, bytes.fromhex(vector["cdr_hex"]))
    message = Detection2DArray.deserialize(received)
    assert [message.header.stamp.sec, message.header.stamp.nanosec] == vector["stamp"]
    assert message.header.frame_id == vector["frame_id"]
    for detection, expected in zip(message.detections, vector["detections"], strict=True):
        assert detection.results[0].hypothesis.class_id == expected["class"]
        assert detection.results[0].hypothesis.score == expected["score"]
        assert [detection.bbox.center.position.x, detection.bbox.center.position.y] == expected["center"]
        assert [detection.bbox.size_x, detection.bbox.size_y] == expected["size"]
        assert detection.id == expected["id"]


def test_every_camera_has_topics_of_its_own(relay: RelayStarter, publisher: Publisher) -> None:
    program = relay("detections", endpoint=publisher.endpoint)
    publisher.wait_for_subscriptions("ros2/", "ros2_labels/")
    front = Reader("saccade/front/detections", Detection2DArray, BEST_EFFORT)
    rear = Reader("saccade/camera_2_rear/detections", Detection2DArray, BEST_EFFORT)
    assert Detection2DArray.deserialize(exchange(publisher, "ros2/front/", front, empty(1))).header.stamp.sec == 1
    assert Detection2DArray.deserialize(exchange(publisher, "ros2/2-rear/", rear, empty(2))).header.stamp.sec == 2
    publisher.send("ros2/2 rear/", empty(3))
    assert "2 rear is not relayed: its topic saccade/camera_2_rear/detections is the one of 2-rear" in program.message(
        "ERROR"
    )
    # What is not for ROS is said and passed over.
    publisher.send("ros2/front/", b"\x0a\x05front")
    assert "a message of front is not CDR" in program.message("ERROR")
    publisher.socket.send(b"ros2/front/\x00" + empty(4))
    assert "use the stream endpoint, not the latest one" in program.message("ERROR")
    drained(publisher, "ros2/front/", front, empty(5))
    assert program.stop() == 0


def test_late_readers_receive_the_class_names(relay: RelayStarter, publisher: Publisher) -> None:
    labels = LabelInfo(
        header=Header(Time(1, 2), "event_camera"),
        class_map=[VisionClass(0, "car"), VisionClass(1, "lorry")],
        threshold=0.25,
    )
    relay("detections", endpoint=publisher.endpoint, camera="front")
    publisher.wait_for_subscriptions("ros2/front/", "ros2_labels/front/")
    publisher.send("ros2_labels/front/", labels.serialize())
    publisher.send("ros2/front/", empty(1))
    reader = Reader("saccade/front/labels", LabelInfo, RELIABLE, Policy.Durability.TransientLocal)
    assert LabelInfo.deserialize(reader.next()) == labels


def test_an_encrypted_publisher_is_relayed(relay: RelayStarter, start: Callable[..., Program], tmp_path: Path) -> None:
    for name in ("server", "relay"):
        zmq.auth.create_certificates(tmp_path, name)
    secret = zmq.auth.load_certificate(tmp_path / "server.key_secret")[1]
    publisher = Publisher(secret_key=secret)
    keys = {"curve_server": tmp_path / "server.key", "curve_key": tmp_path / "relay.key_secret"}
    relay("detections", endpoint=publisher.endpoint, camera="front", **keys)
    publisher.wait_for_subscriptions("ros2/front/", "ros2_labels/front/")
    reader = Reader("saccade/front/detections", Detection2DArray, BEST_EFFORT)
    first = exchange(publisher, "ros2/front/", reader, empty(1))
    assert Detection2DArray.deserialize(first).header.stamp.sec == 1
    publisher.close()


def test_illegal_parameters_are_explained(relay: RelayStarter, publisher: Publisher) -> None:
    for parameters, message in (
        ({"endpoint": "nonsense"}, "endpoint is 'nonsense': Invalid argument. Use the stream endpoint of Saccade"),
        ({"curve_server": "a.key"}, "keys need both curve_server (Saccade's .key) and curve_key"),
        ({"curve_server": "a.key", "curve_key": "a.key_secret"}, "a key cannot be read"),
        ({"topic": "boxes"}, "topic is 'boxes' for all cameras: put {camera} into it, or name one with camera"),
    ):
        program = relay("detections", **parameters)
        assert message in program.message(message[:9])
        assert program.wait()[0] == 78


def test_daemon_and_relay_say_the_same(relay: RelayStarter, start: Callable[..., Program]) -> None:
    stream, latest = free_ports(2)
    endpoints = [f"tcp://127.0.0.1:{stream}", f"tcp://127.0.0.1:{latest}"]
    relay("detections", endpoint=endpoints[0], camera="front", reliable=True)
    boxes = Reader("saccade/front/detections", Detection2DArray, RELIABLE)
    labels = Reader("saccade/front/labels", LabelInfo, RELIABLE, Policy.Durability.TransientLocal)
    wait_until(lambda: boxes.is_matched() and labels.is_matched(), "discovery")
    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.set(zmq.RCVTIMEO, PATIENCE_SECONDS * 1000)
    for topic in ("detections/front/", "meta/front/"):
        socket.subscribe(topic)
    socket.connect(endpoints[0])
    try:
        replay(start, RECORDING, "--camera", "front", "--loop", "0", "--track", "--publish", *endpoints)
        names = [label.class_name for label in LabelInfo.deserialize(labels.next()).class_map]
        frames: dict[int, DetectionFrame] = {}
        stamps: list[int] = []
        compared = 0
        while compared < 10:
            message = Detection2DArray.deserialize(boxes.next())
            stamp = message.header.stamp.sec * 10**9 + message.header.stamp.nanosec
            stamps.append(stamp)
            while not frames or max(frames) < stamp:
                topic, payload = socket.recv_multipart()
                if topic == b"meta/front/":
                    assert names == list(SourceMeta.FromString(payload).classes)
                    continue
                frame = DetectionFrame.FromString(payload)
                frames[frame.host_time_ns] = frame
            # The subscriber may have joined after the relay did.
            if stamp not in frames:
                assert stamp < min(frames)
                continue
            compared += 1
            assert len(message.detections) == len(frames[stamp].detections)
            for detection, box in zip(message.detections, frames[stamp].detections, strict=True):
                assert detection.header == message.header
                assert detection.results[0].hypothesis.class_id == names[box.class_id]
                assert detection.results[0].hypothesis.score == pytest.approx(box.score)
                assert detection.bbox.center.position.x == pytest.approx(box.x + box.width / 2, abs=1e-3)
                assert detection.bbox.center.position.y == pytest.approx(box.y + box.height / 2, abs=1e-3)
                assert [detection.bbox.size_x, detection.bbox.size_y] == pytest.approx([box.width, box.height])
                assert detection.id == (str(box.track_id) if box.track_id else "")
    finally:
        socket.close(linger=0)
    assert stamps == sorted(stamps)


@pytest.mark.parametrize(
    ("module", "package", "remedy"),
    [
        ("detections", "rclpy", "source the setup file of your ROS 2"),
        ("detections", "vision_msgs", "apt install ros-$ROS_DISTRO-vision-msgs"),
        ("events", "zmq", "apt install python3-zmq"),
        ("events", "event_camera_msgs", "apt install ros-$ROS_DISTRO-event-camera-msgs"),
    ],
)
def test_missing_packages_are_explained(start: Callable[..., Program], module: str, package: str, remedy: str) -> None:
    path = os.pathsep.join(str(folder) for folder in (STAND_INS.parents[1], STAND_INS))
    run = f"runpy.run_module('saccade_ros2.{module}', run_name='__main__')"
    script = f"import runpy, sys; sys.modules[{package!r}] = None; {run}"
    program = start(sys.executable, "-c", script, environment={"PYTHONPATH": path})
    assert remedy in program.message(f"The Python package {package} is missing")
    assert program.wait()[0] == 69

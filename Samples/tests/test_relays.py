"""The relays, run as they stand between the daemon and real brokers."""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from google.protobuf import json_format
from processes import PATIENCE, SAMPLES, Process, Replay, free_port, sample, wait_for_port
from saccade.v1.detections_pb2 import DetectionFrame, SourceMeta

os.environ["MAVLINK20"] = "1"  # before pymavlink is imported, which reads it

LIBRARY = {"PYTHONPATH": str(SAMPLES / "python")}
RELAYS = sorted((SAMPLES / "relays").glob("*.py"))
ENOUGH = "--camera", "front", "--class", "car", "--field-of-view", "70"
"""What the relays that need more than nothing need."""
Start = Callable[..., Process]


def server(name: str) -> str:
    """A server's program, which Debian may have put where only root looks."""
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed: apt-get install {name}")
    return path


def relay(start: Start, name: str, *arguments: str) -> Process:
    return start(*sample("relays", name), *arguments, **LIBRARY)


@pytest.fixture
def mosquitto(start: Start, folder: Path) -> int:
    """The port of an MQTT broker."""
    port = free_port()
    configuration = folder / "mosquitto.conf"
    configuration.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
    start(server("mosquitto"), "-c", configuration)
    wait_for_port(port)
    return port


@pytest.fixture
def nats_server(start: Start) -> int:
    """The port of a NATS server."""
    port = free_port()
    start(server("nats-server"), "-a", "127.0.0.1", "-p", str(port))
    wait_for_port(port)
    return port


class MQTTSubscriber:
    """Collects what a broker sends under `saccade/`."""

    def __init__(self, port: int) -> None:
        mqtt = pytest.importorskip("paho.mqtt.client")
        self.messages: queue.Queue[tuple[str, bytes, bool]] = queue.Queue()
        self._subscribed = threading.Event()
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        self._client.on_connect = lambda client, *_: client.subscribe("saccade/#", qos=1)
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = lambda _, __, m: self.messages.put((m.topic, m.payload, m.retain))
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self._subscribed.wait(PATIENCE)

    def until(self, topic: str, payload: bytes | None = None) -> Iterator[tuple[str, bytes, bool]]:
        """Messages up to the first of a topic and, where it is given, a payload."""
        while True:
            message = self.messages.get(timeout=PATIENCE)
            yield message
            if message[0] == topic and payload in (None, message[1]):
                return

    def end(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def test_mqtt(mosquitto: int, replay: Callable[..., Replay], start: Start) -> None:
    run = replay()
    subscriber = MQTTSubscriber(mosquitto)
    process = relay(start, "mqtt_relay.py", "--endpoint", run.stream, "--broker", f"127.0.0.1:{mosquitto}")
    frames: list[DetectionFrame] = []
    while len(frames) < Replay.windows:
        *others, (_, payload, _) = subscriber.until("saccade/front/detections")
        assert {topic for topic, _, _ in others} <= {"saccade/relay", "saccade/front/meta"}
        frames.append(json_format.Parse(payload, DetectionFrame()))
    assert [frame.sequence for frame in frames] == list(range(Replay.windows))
    run.summary()
    assert sum(len(frame.detections) for frame in frames) == len(np.load(run.boxes)) > 0

    late = MQTTSubscriber(mosquitto)
    *_, (_, payload, is_retained) = late.until("saccade/front/meta")
    late.end()
    assert is_retained
    assert json_format.Parse(payload, SourceMeta()).model == frames[0].model

    assert process.end() == 0
    assert process.errors == ""
    list(subscriber.until("saccade/relay", b"offline"))
    subscriber.end()


def test_mqtt_with_keys(
    mosquitto: int, replay: Callable[..., Replay], start: Start, saccade: Path, folder: Path
) -> None:
    clients = folder / "clients"
    clients.mkdir()
    for name in ("robot", "relay", "stranger"):
        assert start(saccade, "keys", "generate", folder / name).wait() == 0
    shutil.copy(folder / "relay.key", clients)
    run = replay("--curve-key", str(folder / "robot.key_secret"), "--curve-clients", str(clients))
    subscriber = MQTTSubscriber(mosquitto)
    options = (
        "--endpoint",
        run.stream,
        "--broker",
        f"127.0.0.1:{mosquitto}",
        "--curve-server",
        str(folder / "robot.key"),
    )
    # The stranger is there first, and is given nothing; the replay begins when somebody who may has subscribed.
    stranger = relay(
        start, "mqtt_relay.py", *options, "--prefix", "saccade/x", "--curve-key", f"{folder}/stranger.key_secret"
    )
    list(subscriber.until("saccade/x/relay", b"online"))
    process = relay(start, "mqtt_relay.py", *options, "--curve-key", str(folder / "relay.key_secret"))
    frames: list[DetectionFrame] = []
    while len(frames) < Replay.windows:
        *others, (_, payload, _) = subscriber.until("saccade/front/detections")
        assert {topic for topic, _, _ in others} <= {"saccade/relay", "saccade/front/meta"}
        frames.append(json_format.Parse(payload, DetectionFrame()))
    assert [frame.sequence for frame in frames] == list(range(Replay.windows))
    run.summary()
    assert process.end() == stranger.end() == 0
    assert process.errors == stranger.errors == ""
    subscriber.end()


@pytest.mark.parametrize("path", RELAYS, ids=lambda path: path.name)
def test_keys_that_are_wrong_are_explained(path: Path, folder: Path) -> None:
    pytest.importorskip({"mqtt": "paho", "mavlink": "pymavlink"}.get(name := path.stem.removesuffix("_relay"), name))
    (folder / "own.key").write_text("nothing")
    for options, message in (
        (("--curve-server", str(folder / "own.key")), "keys need both --curve-server and --curve-key"),
        (("--curve-server", f"{folder}/no", "--curve-key", f"{folder}/no"), "there is no certificate"),
    ):
        command = [sys.executable, str(path), *(ENOUGH if name == "mavlink" else ()), *options]
        environment = {**os.environ, **LIBRARY}
        result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment)
        assert result.returncode == 2
        assert message in result.stderr
        assert "Traceback" not in result.stderr


def test_nats(nats_server: int, replay: Callable[..., Replay], start: Start) -> None:
    nats = pytest.importorskip("nats")
    run = replay()

    async def receive() -> tuple[list[DetectionFrame], list[str], list[bytes]]:
        client = await nats.connect(f"nats://127.0.0.1:{nats_server}")
        subscription = await client.subscribe("saccade.front.*")
        await client.flush()
        options = "--endpoint", run.stream, "--server", f"nats://127.0.0.1:{nats_server}", "--protobuf"
        process = relay(start, "nats_relay.py", *options)
        frames: list[DetectionFrame] = []
        identities: list[str] = []
        metas: list[bytes] = []
        while len(frames) < Replay.windows:
            message = await subscription.next_msg(timeout=PATIENCE)
            if message.subject == "saccade.front.meta":
                metas.append(message.data)
                continue
            assert message.subject == "saccade.front.detections"
            frames.append(DetectionFrame.FromString(message.data))
            identities.append(message.headers["Nats-Msg-Id"])
        await client.close()
        assert process.end(signal.SIGINT) == 0
        assert process.errors == ""
        return frames, identities, metas

    frames, identities, metas = asyncio.run(receive())
    assert [frame.sequence for frame in frames] == list(range(Replay.windows))
    assert identities == [f"front-{frame.session}-{frame.sequence}" for frame in frames]
    assert all(SourceMeta.FromString(meta).model == frames[0].model for meta in metas)
    assert metas
    run.summary()
    assert sum(len(frame.detections) for frame in frames) == len(np.load(run.boxes)) > 0


def test_zenoh(replay: Callable[..., Replay], start: Start) -> None:
    zenoh = pytest.importorskip("zenoh")
    port = free_port()
    received: queue.Queue[bytes] = queue.Queue()
    config = zenoh.Config()
    config.insert_json5("scouting/multicast/enabled", "false")
    config.insert_json5("listen/endpoints", json.dumps([f"tcp/127.0.0.1:{port}"]))
    with zenoh.open(config) as session:
        session.declare_subscriber("saccade/front/detections", lambda message: received.put(bytes(message.payload)))
        run = replay("--loop", "0", "--speed", "realtime")
        process = relay(start, "zenoh_relay.py", "--endpoint", run.stream, "--connect", f"tcp/127.0.0.1:{port}")
        frames: list[DetectionFrame] = []
        while len(frames) < 4:
            frames.append(json_format.Parse(received.get(timeout=PATIENCE), DetectionFrame()))
        # The relay may have begun before Zenoh had told it of the subscriber; from then on nothing is missing.
        for before, after in itertools.pairwise(frames):
            assert after.sequence == (before.sequence + 1 if after.session == before.session else 0)
        answers = [reply.ok for reply in session.get("saccade/*/meta", timeout=PATIENCE)]
        assert [str(answer.key_expr) for answer in answers] == ["saccade/front/meta"]
        assert json_format.Parse(bytes(answers[0].payload), SourceMeta()).model == frames[0].model
        assert process.end() == 0


def angles(box: np.void, width: int, height: int, field_of_view: float) -> tuple[float, float, float, float]:
    """The angles to a box's centre, and those that it fills, of a camera without distortion."""
    focal_length = width / 2 / math.tan(math.radians(field_of_view) / 2)
    left, right = ((box["x"] + dx - width / 2) / focal_length for dx in (0, box["w"]))
    top, bottom = ((box["y"] + dy - height / 2) / focal_length for dy in (0, box["h"]))
    return (
        math.atan((left + right) / 2),
        math.atan((top + bottom) / 2),
        math.atan(right) - math.atan(left),
        math.atan(bottom) - math.atan(top),
    )


def test_mavlink(replay: Callable[..., Replay], start: Start) -> None:
    mavutil = pytest.importorskip("pymavlink.mavutil")
    run = replay("--loop", "0", "--speed", "realtime")
    autopilot = mavutil.mavlink_connection("udpin:127.0.0.1:0")
    port = autopilot.port.getsockname()[1]
    options = "--endpoint", run.latest, "--autopilot", f"udpout:127.0.0.1:{port}", "--camera", "front"
    process = relay(start, "mavlink_relay.py", *options, "--class", "car", "--field-of-view", "70")
    targets = []
    while len(targets) < 3:
        targets.append(autopilot.recv_match(type="LANDING_TARGET", blocking=True, timeout=PATIENCE))
        assert targets[-1] is not None, process.errors
    run.end()
    # A box is the best of its window when it is the first of its class there.
    boxes = np.load(run.boxes)
    cars = boxes[boxes["class_id"] == 0]
    is_best = np.diff(cars["t"], prepend=-1) != 0
    expected = [angles(car, 304, 240, 70) for car in cars[is_best]]
    for target in targets:
        assert (target.frame, target.position_valid) == (mavutil.mavlink.MAV_FRAME_BODY_FRD, 0)
        found = target.angle_x, target.angle_y, target.size_x, target.size_y
        assert any(found == pytest.approx(one, abs=1e-6) for one in expected)
    moments = [target.time_usec for target in targets]
    assert moments == sorted(moments)
    assert moments[0] > 1_500_000_000_000_000  # microseconds since 1970
    autopilot.close()
    assert process.end() == 0
    assert process.errors == ""


def test_mavlink_names_the_classes(replay: Callable[..., Replay], start: Start) -> None:
    pytest.importorskip("pymavlink")
    run = replay("--loop", "0", "--speed", "realtime")
    options = "--endpoint", run.latest, "--camera", "front", "--class", "unicorn", "--field-of-view", "70"
    process = relay(start, "mavlink_relay.py", *options)
    assert process.wait() == 1
    assert "no 'unicorn': --class can be car" in process.errors


@pytest.mark.parametrize("name", ["mqtt", "nats"])
def test_says_when_nobody_answers(name: str, start: Start) -> None:
    pytest.importorskip({"mqtt": "paho.mqtt", "nats": "nats"}[name])
    option = {"mqtt": ("--broker", f"127.0.0.1:{free_port()}"), "nats": ("--server", f"nats://127.0.0.1:{free_port()}")}
    process = relay(start, f"{name}_relay.py", *option[name])
    assert process.wait() == 1
    assert f"answers at {option[name][1]}" in process.errors
    assert "Traceback" not in process.errors


@pytest.mark.parametrize("path", RELAYS, ids=lambda path: path.name)
def test_is_short_and_says_what_it_needs(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 60
    command = [sys.executable, "-S", str(path), *ENOUGH]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 1
    name = path.stem.removesuffix("_relay")
    assert result.stderr.startswith("No module named ")
    assert result.stderr.endswith(f": pip install 'Samples/python[{name}]'\n")

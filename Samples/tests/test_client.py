"""The library against the daemon and, where a test decides what is lost, against a publisher of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zmq.auth
from google.protobuf import json_format
from processes import PATIENCE, SAMPLES, Replay, Service, wait_until
from publisher import Publisher, publisher
from saccade.v1.detections_pb2 import Detection, DetectionFrame, SourceMeta
from saccade_client import AsyncSubscriber, BadMessage, Clock, Frame, Keys, Subscriber, Timeout
from zmq.auth.thread import ThreadAuthenticator


def test_every_frame_of_a_recording(replay: Callable[..., Replay]) -> None:
    run = replay()
    with Subscriber(run.stream, timeout=PATIENCE, until_finished=True) as subscriber:
        frames = list(subscriber)
    summary = run.summary()
    assert len(frames) == summary["windows"] == Replay.windows
    assert [frame.sequence for frame in frames] == list(range(Replay.windows))
    assert {frame.session for frame in frames} == {summary["session"]}
    assert {frame.source for frame in frames} == {"front"} == set(subscriber.cameras)
    gaps = subscriber.gaps["front"]
    assert (gaps.received, gaps.lost, gaps.sessions) == (Replay.windows, 0, 1)

    # What the library says is what Saccade has written to a file.
    boxes = np.load(run.boxes)
    assert len(boxes) > 0
    assert np.array_equal(np.repeat([f.window_end_us for f in frames], [len(f.boxes) for f in frames]), boxes["t"])
    received = np.concatenate([frame.boxes for frame in frames])
    for mine, theirs in (("x", "x"), ("y", "y"), ("width", "w"), ("height", "h"), ("score", "class_confidence")):
        assert np.array_equal(received[mine], boxes[theirs])
    assert np.array_equal(received["class_id"], boxes["class_id"])

    meta = subscriber.meta("front")
    assert meta is not None
    assert all(box.class_name == meta.classes[box.class_id] for frame in frames for box in frame.detections)
    status = subscriber.status("front")
    assert status is not None
    assert status.windows == Replay.windows


def test_times_never_run_backwards(replay: Callable[..., Replay]) -> None:
    run = replay("--loop", "2")
    with Subscriber(run.stream, "front", timeout=PATIENCE, until_finished=True) as subscriber:
        frames = list(subscriber)
    assert len(frames) == run.summary()["windows"] == 2 * Replay.windows
    assert subscriber.gaps["front"].sessions == 2
    assert subscriber.gaps["front"].lost == 0
    assert {frame.clock for frame in frames} == {Clock.FILE}
    for times in ("host_time_ns", "publish_time_ns", "received_time_ns"):
        values = [getattr(frame, times) for frame in frames]
        assert values == sorted(values)
    assert all(frame.host_time_ns <= frame.publish_time_ns <= frame.received_time_ns for frame in frames)
    for session in {frame.session for frame in frames}:
        windows = [(f.window_start_us, f.window_end_us) for f in frames if f.session == session]
        assert all(start < end for start, end in windows)
        assert windows == sorted(set(windows))


def test_latest_ends_with_the_newest_frame(replay: Callable[..., Replay]) -> None:
    run = replay()
    with Subscriber(run.latest, "front", latest=True, timeout=PATIENCE) as subscriber:
        first = subscriber.receive()
        run.summary()  # everything else is published while nobody reads
        sequences = [first.sequence]
        while sequences[-1] < Replay.windows - 1:
            sequences.append(subscriber.receive().sequence)
    assert sequences == sorted(set(sequences))
    assert subscriber.gaps["front"].lost == sequences[-1] - sequences[0] + 1 - len(sequences)


def test_latest_keeps_no_backlog() -> None:
    with publisher() as peer, Subscriber(peer.endpoint, "front", latest=True, timeout=PATIENCE) as subscriber:
        peer.wait_for_subscription("detections/front/")
        for sequence in range(500):
            peer.send_latest(frame_of("front", 1, sequence))
        sequences = [subscriber.receive().sequence]
        while sequences[-1] < 499:
            sequences.append(subscriber.receive().sequence)
    assert len(sequences) < 500
    assert sequences == sorted(set(sequences))


def test_latest_finds_the_cameras(service: Service) -> None:
    with Subscriber(service.latest, latest=True, timeout=PATIENCE) as subscriber:
        seen: dict[str, list[int]] = {"left": [], "right": []}
        while min(map(len, seen.values())) < 2:
            frame = subscriber.receive()
            seen[frame.source].append(frame.sequence)
    assert all(sequences == sorted(set(sequences)) for sequences in seen.values())
    assert subscriber.cameras == ("left", "right")


def test_a_new_session_is_no_loss(service: Service) -> None:
    with Subscriber(service.stream, "left", timeout=PATIENCE) as subscriber:
        before = subscriber.receive().session
        service.control("pause", "left")
        service.control("resume", "left")
        frame = subscriber.receive()
        while frame.session == before:
            assert frame.lost == 0
            frame = subscriber.receive()
        assert (frame.sequence, frame.lost) == (0, 0)
        assert (subscriber.gaps["left"].sessions, subscriber.gaps["left"].lost) == (2, 0)


def test_asyncio_with_two_cameras(service: Service) -> None:
    async def receive(camera: str) -> list[Frame]:
        frames: list[Frame] = []
        async with AsyncSubscriber(service.stream, camera, timeout=PATIENCE) as subscriber:
            async for frame in subscriber:
                frames.append(frame)
                if len(frames) == 3:
                    break
        return frames

    async def both() -> list[list[Frame]]:
        return await asyncio.gather(receive("left"), receive("right"))

    for camera, frames in zip(("left", "right"), asyncio.run(both()), strict=True):
        assert [frame.source for frame in frames] == [camera] * 3
        assert [frame.sequence - frames[0].sequence for frame in frames] == [0, 1, 2]


def test_asyncio_ends_with_the_recording(replay: Callable[..., Replay]) -> None:
    run = replay()

    async def receive() -> list[int]:
        async with AsyncSubscriber(run.stream, timeout=PATIENCE, until_finished=True) as subscriber:
            return [frame.sequence async for frame in subscriber]

    assert asyncio.run(receive()) == list(range(Replay.windows))


def frame_of(source: str, session: int, sequence: int, *boxes: Detection, model: int = 7) -> DetectionFrame:
    return DetectionFrame(source=source, session=session, sequence=sequence, detections=boxes, model=model)


def test_holes_are_losses() -> None:
    with publisher() as peer, Subscriber(peer.endpoint, timeout=PATIENCE) as subscriber:
        peer.wait_for_subscription("detections/")
        sent = [(1, 5), (1, 6), (1, 9), (2, 0), (2, 1), (3, 2), (3, 3)]
        for session, sequence in sent:
            peer.send(frame_of("front", session, sequence))
        peer.send(frame_of("rear", 9, 4))
        frames = [subscriber.receive() for _ in range(len(sent) + 1)]
    # The first was joined late; 7 and 8 are missing; session 2 began anew; of session 3 the first two are missing.
    assert [frame.lost for frame in frames] == [0, 0, 2, 0, 0, 2, 0, 0]
    front = subscriber.gaps["front"]
    assert (front.received, front.lost, front.sessions) == (7, 4, 3)
    assert subscriber.gaps["rear"].lost == 0


def test_a_name_is_no_prefix_of_another() -> None:
    with publisher() as peer, Subscriber(peer.endpoint, ["cam1"], timeout=PATIENCE) as subscriber:
        peer.wait_for_subscription("detections/cam1/")
        peer.send(frame_of("cam10", 1, 0))
        peer.send(frame_of("cam1", 1, 3))
        assert subscriber.receive().source == "cam1"


def test_class_names_are_those_of_the_frames_model() -> None:
    with publisher() as peer, Subscriber(peer.endpoint, timeout=PATIENCE) as subscriber:
        peer.wait_for_subscription("detections/")
        peer.send(frame_of("front", 1, 0, Detection(class_id=1)))
        peer.describe(SourceMeta(source="front", model=7, classes=["car", "person"]))
        peer.send(frame_of("front", 1, 1, Detection(class_id=1), Detection(class_id=2)))
        peer.send(frame_of("front", 2, 0, Detection(class_id=1), model=8))
        names = [[box.class_name for box in subscriber.receive().detections] for _ in range(3)]
    assert names == [[None], ["person", None], [None]]


def test_arrays() -> None:
    first = Detection(x=1, y=2, width=30, height=40, score=0.5, class_id=2, track_id=9)
    message = frame_of("front", 1, 0, first, Detection(x=-4, width=8))
    frame = Frame.of(message, message.SerializeToString(), classes=(), lost=0, received_time_ns=0)
    assert frame.boxes[0].tolist() == (1, 2, 30, 40, 0.5, 2, 9)
    assert np.shares_memory(frame.xywh, frame.boxes)
    assert frame.xywh.tolist() == [[1, 2, 30, 40], [-4, 0, 8, 0]]
    assert frame.xyxy.tolist() == [[1, 2, 31, 42], [-4, 0, 4, 0]]
    assert frame.detections[0].centre == (16, 22)
    assert json_format.Parse(frame.to_json(), DetectionFrame()) == message
    empty = Frame.of(frame_of("front", 1, 1), b"", classes=(), lost=0, received_time_ns=0)
    assert empty.xywh.shape == empty.xyxy.shape == (0, 4)


def test_silence_says_what_may_be_the_reason() -> None:
    with publisher() as peer, Subscriber(peer.endpoint, "front", timeout=0.05) as subscriber:
        with pytest.raises(Timeout, match=r"no detections of front from tcp://.* within 0.05 s: is saccade publishing"):
            subscriber.receive()
        with pytest.raises(Timeout, match=r"within 0.01 s"):
            subscriber.receive(timeout=0.01)


def test_silence_names_the_state_of_a_camera(service: Service) -> None:
    with Subscriber(service.stream, "left", timeout=PATIENCE) as subscriber:

        def complaint() -> str:
            try:
                return subscriber.receive(timeout=0.1).source
            except Timeout as error:
                return str(error)

        subscriber.receive()
        service.control("pause", "left")
        wait_until(lambda: complaint().endswith(": left is paused"), "the subscriber says that the camera is paused")


def test_foreign_messages_are_named() -> None:
    with publisher() as peer, Subscriber(peer.endpoint, timeout=PATIENCE) as subscriber:
        peer.wait_for_subscription("detections/")
        peer.send_bytes(b"detections/front/", b"\xff\xff\xff")
        peer.send_bytes(b"detections/front/rear/", b"")
        peer.send_bytes(b"detections/front/")
        peer.send(frame_of("front", 1, 0))
        for message in ("detections/front/ cannot be read", "begins with b'detections/front/rear/'", "no topic"):
            with pytest.raises(BadMessage, match=message):
                subscriber.receive()
        assert subscriber.receive().sequence == 0


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be a camera's name"):
        Subscriber(cameras="left/right")
    with pytest.raises(ValueError, match="no camera is named"):
        Subscriber(cameras=[])
    with pytest.raises(ValueError, match=r"nonsense.*tcp://HOST:PORT"):
        Subscriber("nonsense")
    with pytest.raises(ValueError, match="latest or until_finished"):
        Subscriber(latest=True, until_finished=True)
    subscriber = Subscriber("tcp://127.0.0.1:1")
    subscriber.close()
    with pytest.raises(RuntimeError, match="is closed"):
        subscriber.receive()


def test_types_hold() -> None:
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(SAMPLES.parent / ".build" / "mypy")]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=SAMPLES / "python")
    assert result.returncode == 0, result.stdout + result.stderr


def certificates(folder: Path) -> tuple[Keys, Keys, Keys]:
    """The server's keys, those of a client that it allows, and of one that it does not."""
    (folder / "allowed").mkdir()
    for name in ("server", "client", "stranger"):
        zmq.auth.create_certificates(folder, name)
    (folder / "client.key").rename(folder / "allowed" / "client.key")
    server, client, stranger = (
        Keys.load(folder / "server.key", folder / f"{name}.key_secret") for name in ("server", "client", "stranger")
    )
    return server, client, stranger


def receives(peer: Publisher, keys: Keys | None, timeout: float) -> bool:
    """Whether a subscriber with these keys receives what is published."""
    with Subscriber(peer.endpoint, timeout=timeout, keys=keys) as subscriber:
        try:
            if timeout == PATIENCE:
                peer.wait_for_subscription("detections/")
            peer.send(frame_of("front", 1, 0))
            return subscriber.receive().source == "front"
        except Timeout as error:
            assert ("keys" in str(error)) == (keys is not None)
            return False


def test_keys(folder: Path) -> None:
    server, client, stranger = certificates(folder)
    authenticator = ThreadAuthenticator(zmq.Context.instance())
    authenticator.start()
    try:
        authenticator.configure_curve(domain="*", location=str(folder / "allowed"))
        with publisher(server) as peer:
            assert not receives(peer, None, 0.5)
            assert not receives(peer, stranger, 0.5)
            assert not receives(peer, Keys(client.public, client.public, client.secret), 0.5)
            assert receives(peer, client, PATIENCE)
    finally:
        authenticator.stop()


def test_keys_are_read_and_tested(folder: Path) -> None:
    _, client, _ = certificates(folder)
    assert client.secret not in repr(client)
    with pytest.raises(ValueError, match="holds no secret key"):
        Keys.load(folder / "server.key", folder / "server.key")
    with pytest.raises(FileNotFoundError, match=r"missing\.key"):
        Keys.load(folder / "missing.key", folder / "client.key_secret")
    (folder / "empty.key").touch()
    with pytest.raises(ValueError, match=r"empty\.key is no certificate"):
        Keys.load(folder / "empty.key", folder / "client.key_secret")
    for text in ("short", "é" * 40, "~" * 40):
        with pytest.raises(ValueError, match="the server key is no Z85 text"):
            Keys(text, client.public, client.secret)


def test_package_installs_and_is_typed(folder: Path) -> None:
    source, target = folder / "source", folder / "target"
    for file in (SAMPLES / "python").rglob("*.*"):
        if file.is_file() and file.suffix in {".py", ".pyi", ".toml", ".md", ".typed"}:
            copy = source / file.relative_to(SAMPLES / "python")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--no-compile", "--target", target)
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *options, source]
    result = subprocess.run(list(map(str, install)), capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert result.returncode == 0, result.stderr
    installed = sorted(str(path.relative_to(target)) for path in target.rglob("*.*") if path.suffix != ".pyc")
    assert {"saccade_client/py.typed", "saccade/v1/detections_pb2.pyi"} <= set(installed)
    assert not any(path.startswith(("tests", "examples")) for path in installed)
    script = "import json, saccade_client as s; print(json.dumps([s.__file__, s.Keys.__module__]))"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(target)!r}); {script}"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder, timeout=PATIENCE).stdout
    assert json.loads(printed)[0] == str(target / "saccade_client" / "__init__.py")

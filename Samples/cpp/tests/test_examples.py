"""The examples, as they stand, beside the daemon."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zmq
from built import CLIENT, Built
from daemon import RECORDING, Program, free_ports, replay
from publisher import Publisher
from saccade.v1.detections_pb2 import Detection, DetectionFrame, SourceMeta


def endpoints() -> list[str]:
    """A stream and a latest endpoint that are free."""
    return [f"tcp://127.0.0.1:{port}" for port in free_ports(2)]


def test_examples_are_short() -> None:
    for path in (CLIENT / "examples").iterdir():
        assert len(path.read_text().splitlines()) < 30, path


def test_print_shows_every_box(built: Built, start: Callable[..., Program], tmp_path: Path) -> None:
    stream, latest = endpoints()
    program = start(built.examples / "print", stream)
    replay(
        start, RECORDING, "--camera", "front", "--speed", "max", "--wait-for-subscriber", "60s",
        "--publish", stream, latest, "--boxes", tmp_path / "boxes.npy", "--json",
    ).wait()  # fmt: skip
    boxes = np.load(tmp_path / "boxes.npy")
    assert len(boxes) > 0
    seen: list[tuple[float, float, float]] = []
    ends: list[int] = []
    while len(seen) < len(boxes):
        camera, end, *rest = program.line().split(" ", 2)
        assert camera == "front"
        ends.append(int(end.rstrip(",")))
        seen += [tuple(map(float, each)) for each in re.findall(r" (\S+) at (\S+) ([^,\s]+)", " " + "".join(rest))]
    assert ends == sorted(set(ends))
    expected = np.stack([boxes["class_confidence"], boxes["x"], boxes["y"]], axis=1)
    order = np.lexsort(np.array(seen).T), np.lexsort(expected.T)
    # Printed with six digits.
    np.testing.assert_allclose(np.array(seen)[order[0]], expected[order[1]], rtol=1e-5, atol=1e-4)


def test_latest_follows_the_daemon(built: Built, start: Callable[..., Program]) -> None:
    stream, latest = endpoints()
    program = start(built.examples / "latest", "front", latest)
    replay(start, RECORDING, "--camera", "front", "--loop", "0", "--publish", stream, latest)
    last = None
    for _ in range(3):
        found = re.fullmatch(r"front (\d+), \d+ boxes, (\d+) frames skipped", program.line())
        assert found is not None
        sequence, skipped = int(found[1]), int(found[2])
        assert last is None or sequence == last + 1 + skipped
        last = sequence


def test_latest_skips_to_the_newest(built: Built, start: Callable[..., Program]) -> None:
    publisher = Publisher()
    program = start(built.examples / "latest", "front", publisher.endpoint)
    publisher.wait_for_subscriptions("detections/front/", "meta/front/")
    for sequence in range(300):
        publisher.send_latest(
            "detections/front/", DetectionFrame(source="front", sequence=sequence).SerializeToString()
        )
    lines = [program.line()]
    while not lines[-1].startswith("front 299,"):
        lines.append(program.line())
    publisher.close()
    assert len(lines) < 300
    skipped = sum(int(line.split(", ")[2].split()[0]) for line in lines)
    first = int(lines[0].split()[1].rstrip(","))
    assert first + len(lines) - 1 + skipped == 299


def test_losses_are_counted(built: Built, start: Callable[..., Program]) -> None:
    publisher = Publisher()
    program = start(built.examples / "count_losses", publisher.endpoint)
    publisher.wait_for_subscriptions("detections/", "meta/")
    # Two cameras, a hole, and a new session that begins late.
    for camera, session, sequence in (
        ("front", 1, 5), ("front", 1, 6), ("rear", 9, 0), ("front", 1, 9), ("rear", 9, 1), ("front", 2, 3),
        ("front", 2, 4),
    ):  # fmt: skip
        frame = DetectionFrame(source=camera, session=session, sequence=sequence)
        publisher.send(f"detections/{camera}/", frame.SerializeToString())
    while program.line() != "7 received, 5 lost":
        pass
    publisher.close()


def test_cameras_classes_and_losses(built: Built, start: Callable[..., Program]) -> None:
    first, second = Publisher(), Publisher()
    program = start(
        built.consumer, "--endpoint", first.endpoint, "--endpoint", second.endpoint, "--camera", "front",
        "--camera", "rear", "--timeout", "20000",
    )  # fmt: skip
    for each in (first, second):
        each.wait_for_subscriptions("detections/front/", "meta/front/", "detections/rear/", "meta/rear/")

    def frame(camera: str, sequence: int) -> bytes:
        message = DetectionFrame(source=camera, session=7, sequence=sequence, detections=[Detection(class_id=1)])
        return message.SerializeToString()

    first.send("detections/front/", frame("front", 0))
    assert program.line() == "front 7 0 lost 0 class 1"
    first.send("meta/front/", SourceMeta(source="front", classes=["car", "lorry"]).SerializeToString())
    first.send("detections/side/", frame("side", 0))
    first.send("detections/front/", frame("front", 3))
    assert program.line() == "front 7 3 lost 2 lorry"
    second.send("detections/rear/", frame("rear", 10))
    assert program.line() == "rear 7 10 lost 0 class 1"
    # What is not Saccade's is said, and passed over.
    first.send("detections/front/", b"\xff\xff")
    assert program.line() == "a message on detections/front/ is no DetectionFrame: is it an endpoint of Saccade?"
    first.send("detections/front/", frame("front", 4))
    assert program.line() == "front 7 4 lost 0 lorry"
    for each in (first, second):
        each.close()
    assert program.stop() != 0


def test_a_stream_cannot_be_conflated(built: Built, start: Callable[..., Program]) -> None:
    publisher = Publisher()
    program = start(
        built.consumer, "--endpoint", publisher.endpoint, "--camera", "front", "--latest-only", "true",
        "--timeout", "20000",
    )  # fmt: skip
    publisher.wait_for_subscriptions("detections/front/", "meta/front/")
    publisher.send("detections/front/", DetectionFrame(source="front").SerializeToString())
    publisher.send("meta/front/", SourceMeta(source="front").SerializeToString())
    assert program.line().startswith("the endpoint is a stream endpoint: latest_only needs the latest one")
    publisher.close()


def test_an_encrypted_publisher_is_read(built: Built, start: Callable[..., Program]) -> None:
    server, client = zmq.curve_keypair(), zmq.curve_keypair()
    publisher = Publisher(secret_key=server[1])
    keys = b"".join([server[0], *client]).decode()
    program = start(built.consumer, "--endpoint", publisher.endpoint, "--keys", keys, "--timeout", "20000")
    publisher.wait_for_subscriptions("detections/", "meta/")
    publisher.send("detections/front/", DetectionFrame(source="front", session=3).SerializeToString())
    assert program.line() == "front 3 0 lost 0"
    publisher.close()


def test_what_is_not_legal_is_explained(built: Built, start: Callable[..., Program]) -> None:
    for arguments, message in (
        (
            [built.examples / "print", "nonsense"],
            "print: cannot connect to 'nonsense': Invalid argument. Use tcp://HOST:PORT",
        ),
        ([built.examples / "latest"], "latest: name a camera"),
        ([built.consumer, "--latest-only", "true", "--endpoint", "tcp://127.0.0.1:1"], "latest_only without cameras"),
        ([built.consumer, "--camera", "a/b", "--endpoint", "tcp://127.0.0.1:1"], "'a/b' is no camera"),
        ([built.consumer, "--keys", "-" * 100, "--endpoint", "tcp://127.0.0.1:1"], "40 characters of Z85"),
    ):
        program = start(*arguments)
        program.message(message)
        assert program.wait()[0] == 1


def test_nothing_more_ends_the_loop(built: Built, start: Callable[..., Program]) -> None:
    program = start(built.consumer, "--endpoint", "tcp://127.0.0.1:1", "--timeout", "50")
    assert program.wait() == (0, "nothing more, lost 0\n")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("-DCMAKE_DISABLE_FIND_PACKAGE_cppzmq=ON", "apt install cppzmq-dev"),
        ("-DCMAKE_DISABLE_FIND_PACKAGE_Protobuf=ON", "apt install libprotobuf-dev protobuf-compiler"),
        ("-DSACCADE_SCHEMA_DIRECTORY=/nowhere", "set SACCADE_SCHEMA_DIRECTORY"),
    ],
)
def test_missing_packages_are_explained(
    start: Callable[..., Program], tmp_path: Path, option: str, message: str
) -> None:
    program = start("cmake", "-S", CLIENT, "-B", tmp_path, option)
    assert program.wait()[0] != 0
    assert message in re.sub(r"\s+", " ", "".join(program.said))

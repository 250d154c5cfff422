"""The relay of events: packets of a ROS driver reach Saccade as they are."""

import json
from collections.abc import Callable
from pathlib import Path

import zmq
from daemon import PATIENCE_SECONDS, RECORDING, Program, free_ports, replay, saccade
from mcap.reader import make_reader
from message_types import EventPacket
from peer import RELIABLE, wait_until, writer


def packets(start: Callable[..., Program], folder: Path) -> list[bytes]:
    """The sample recording as a driver sends it."""
    path = folder / "driving.mcap"
    assert start(saccade(), "convert", RECORDING, path, "--duration", "1.5s").wait()[0] == 0
    with path.open("rb") as file:
        return [message.data for _, _, message in make_reader(file).iter_messages(log_time_order=False)]


def test_packets_of_a_driver_are_detected_in(
    relay: Callable[..., Program], start: Callable[..., Program], tmp_path: Path
) -> None:
    (port,) = free_ports(1)
    program = relay("events", topic="/event_camera/events", endpoint=f"tcp://127.0.0.1:{port}", reliable=True)
    program.message("relaying")
    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.set(zmq.RCVTIMEO, PATIENCE_SECONDS * 1000)
    socket.set(zmq.RCVHWM, 0)
    socket.subscribe("")
    socket.connect(f"tcp://127.0.0.1:{port}")
    program.message("a subscriber to '' has come")
    boxes = tmp_path / "boxes.npy"
    source = f"zmq://127.0.0.1:{port}?topic=event_camera/events/"
    # Within the recording, so that the replay ends by itself.
    detection = replay(start, source, "--duration", "1s", "--no-publish", "--json", "--boxes", boxes)
    program.message("a subscriber to 'event_camera/events/' has come")

    driver = writer("event_camera/events", EventPacket, RELIABLE)
    wait_until(driver.get_matched_subscriptions, "discovery")
    sent = packets(start, tmp_path)
    for packet in sent:
        driver.write(EventPacket.deserialize(packet))
    try:
        for packet in sent:
            topic, received = socket.recv_multipart()
            assert topic == b"event_camera/events/"
            assert received[: len(packet)] == packet
            assert not any(received[len(packet) :])
    finally:
        socket.close(linger=0)

    code, summary = detection.wait()
    assert code == 0
    report = json.loads(summary)
    dropped = sum(counts["events"] for counts in report["dropped"].values())
    direct = json.loads(
        replay(start, RECORDING, "--duration", "1s", "--no-publish", "--json", "--speed", "max").wait()[1]
    )
    assert report["windows"] > 0
    assert report["skipped"] == {}
    assert report["events"] + dropped >= json.loads(direct.wait()[1])["events"]
    assert program.stop() == 0


def test_an_endpoint_in_use_is_explained(relay: Callable[..., Program]) -> None:
    socket = zmq.Context.instance().socket(zmq.XPUB)
    endpoint = f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"
    try:
        program = relay("events", endpoint=endpoint)
        assert "Use a free port of this machine" in program.message(f"endpoint is '{endpoint}': Address already in use")
        assert program.wait()[0] == 78
    finally:
        socket.close(linger=0)

"""The relay of events: packets of a ROS driver reach Saccade as they are."""

import json
from collections.abc import Callable
from pathlib import Path

import zmq
from daemon import PATIENCE_SECONDS, RECORDING, Program, free_ports, replay, saccade
from mcap.reader import make_reader
from message_types import EventPacket
from peer import RELIABLE, wait_until, writer
from saccade.v1.detections_pb2 import SourceStatus

SOCKET_TOPIC = "event_camera/events/"


def subscriber(endpoint: str, topic: str) -> zmq.Socket:
    """A socket that receives everything of a topic."""
    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.set(zmq.LINGER, 0)
    socket.set(zmq.RCVTIMEO, PATIENCE_SECONDS * 1000)
    socket.set(zmq.RCVHWM, 0)
    socket.subscribe(topic)
    socket.connect(endpoint)
    return socket


def test_packets_of_a_driver_are_detected_in(
    relay: Callable[..., Program], start: Callable[..., Program], tmp_path: Path
) -> None:
    # The beginning of the sample recording, in the packets that a driver sends.
    path = tmp_path / "driving.mcap"
    assert start(saccade(), "convert", RECORDING, path, "--duration", "1s").wait()[0] == 0
    with path.open("rb") as file:
        sent = [message.data for _, _, message in make_reader(file).iter_messages(log_time_order=False)]
    direct = json.loads(replay(start, path, "--no-publish", "--json", "--speed", "max").wait()[1])

    ports = free_ports(3)
    endpoints = [f"tcp://127.0.0.1:{port}" for port in ports]
    program = relay("events", topic="/event_camera/events", endpoint=endpoints[0], reliable=True)
    program.message("relaying")
    packets = subscriber(endpoints[0], "")
    program.message("a subscriber to '' has come")
    source = f"zmq://127.0.0.1:{ports[0]}?topic={SOCKET_TOPIC}"
    detection = replay(start, source, "--camera", "front", "--json", "--publish", *endpoints[1:])
    statuses = subscriber(endpoints[1], "status/front/")
    program.message(f"a subscriber to '{SOCKET_TOPIC}' has come")

    driver = writer("event_camera/events", EventPacket, RELIABLE)
    wait_until(driver.get_matched_subscriptions, "discovery")
    for packet in sent:
        driver.write(EventPacket.deserialize(packet))
    try:
        for packet in sent:
            topic, received = packets.recv_multipart()
            assert topic.decode() == SOCKET_TOPIC
            assert received[: len(packet)] == packet
            # DDS sends whole words of four bytes.
            assert received[len(packet) :] == bytes(-len(packet) % 4)
        while True:
            status = SourceStatus.FromString(statuses.recv_multipart()[1])
            dropped = sum(each.events for each in status.dropped)
            if status.windows > 0 and status.events + dropped >= direct["events"]:
                break
    finally:
        packets.close()
        statuses.close()
    assert program.stop() == 0
    detection.stop()
    code, summary = detection.wait()
    assert code == 0
    assert json.loads(summary)["skipped"] == {}


def test_an_endpoint_in_use_is_explained(relay: Callable[..., Program]) -> None:
    socket = zmq.Context.instance().socket(zmq.XPUB)
    endpoint = f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"
    try:
        program = relay("events", endpoint=endpoint)
        assert "Use a free port of this machine" in program.message(f"endpoint is '{endpoint}': Address already in use")
        assert program.wait()[0] == 78
    finally:
        socket.close(linger=0)

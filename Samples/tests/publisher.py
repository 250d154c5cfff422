"""A publisher whose messages a test decides about, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import zmq
from processes import PATIENCE
from saccade.v1.detections_pb2 import DetectionFrame, SourceMeta
from saccade_client import Keys


class Publisher:
    """Publishes on the stream endpoint as Saccade does, and knows when somebody has subscribed."""

    def __init__(self, socket: zmq.Socket[bytes]) -> None:
        self._socket = socket
        socket.set(zmq.RCVTIMEO, int(PATIENCE * 1000))
        self.endpoint = f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"

    def wait_for_subscription(self, topic: str) -> None:
        """Waits until a topic is subscribed to."""
        while self._socket.recv() != b"\1" + topic.encode():
            pass

    def send(self, frame: DetectionFrame) -> None:
        """Publishes a frame."""
        self._socket.send_multipart([f"detections/{frame.source}/".encode(), frame.SerializeToString()])

    def send_latest(self, frame: DetectionFrame) -> None:
        """Publishes a frame as on the latest endpoint."""
        self._socket.send(f"detections/{frame.source}/\0".encode() + frame.SerializeToString())

    def send_bytes(self, *parts: bytes) -> None:
        """Publishes anything."""
        self._socket.send_multipart(parts)

    def describe(self, meta: SourceMeta) -> None:
        """Publishes what a camera is."""
        self._socket.send_multipart([f"meta/{meta.source}/".encode(), meta.SerializeToString()])


@contextmanager
def publisher(server: Keys | None = None) -> Iterator[Publisher]:
    """Binds a publisher to a free port; with keys, it speaks to clients with keys alone."""
    socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.XPUB)
    if server is not None:
        socket.set(zmq.CURVE_SERVER, 1)
        socket.set(zmq.CURVE_SECRETKEY, server.secret.encode())
    with socket:
        yield Publisher(socket)

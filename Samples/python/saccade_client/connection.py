"""The sockets of a subscriber."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import zmq

from saccade_client.errors import Finished, Timeout
from saccade_client.inbox import Inbox

if TYPE_CHECKING:
    from saccade.v1.detections_pb2 import SourceMeta, SourceStatus

    from saccade_client.frame import Frame
    from saccade_client.gaps import Gaps
    from saccade_client.keys import Keys

STREAM_ENDPOINT = "tcp://127.0.0.1:5555"
LATEST_ENDPOINT = "tcp://127.0.0.1:5556"


class Connection:
    """What `Subscriber` and `AsyncSubscriber` share: everything but waiting."""

    def __init__(
        self,
        poller: zmq.Poller,
        endpoint: str | None,
        cameras: str | Iterable[str] | None,
        latest: bool,
        keys: Keys | None,
        timeout: float | None,
        until_finished: bool,
        queue: int,
    ) -> None:
        """Connects; see `Subscriber`."""
        names = (cameras,) if isinstance(cameras, str) else None if cameras is None else tuple(cameras)
        for name in names or ():
            if not name or "/" in name or "\0" in name:
                raise ValueError(f"'{name}' cannot be a camera's name, which has no '/' and at least one character")
        if names == ():
            raise ValueError("no camera is named: name at least one, or leave cameras out for all")
        if latest and until_finished:
            raise ValueError("only the stream ends after its last frame: leave out latest or until_finished")
        self.endpoint = endpoint or (LATEST_ENDPOINT if latest else STREAM_ENDPOINT)
        self.timeout = timeout
        self._latest = latest
        self._keys = keys
        self._until_finished = until_finished
        self._queue = queue
        self._poller = poller
        self._inbox = Inbox(names)
        self._sockets: list[zmq.Socket[bytes]] = []
        self._conflated: set[str] = set()
        # Detections last: whoever waits for their subscriber before publishing then finds the others there too.
        kinds = ("meta", "status") if latest else ("meta", "status", "detections")
        self._open([f"{kind}/{name}/" for kind in kinds for name in names] if names else [f"{kind}/" for kind in kinds])
        if latest:
            self._follow(names or ())

    @property
    def cameras(self) -> tuple[str, ...]:
        """The cameras of which anything has arrived, in the order of their names."""
        return self._inbox.heard

    @property
    def gaps(self) -> Mapping[str, Gaps]:
        """What arrived and what was lost on the way, by camera."""
        return self._inbox.gaps

    def meta(self, camera: str) -> SourceMeta | None:
        """The newest description of a camera (class names, geometry, model); None until one has arrived."""
        return self._inbox.meta.get(camera)

    def status(self, camera: str) -> SourceStatus | None:
        """The newest report on how a camera is doing; None until one has arrived."""
        return self._inbox.status.get(camera)

    def close(self) -> None:
        """Disconnects."""
        for socket in self._sockets:
            self._poller.unregister(socket)
            socket.close(linger=0)
        self._sockets.clear()

    def _open(self, topics: Iterable[str], *, conflate: bool = False) -> None:
        socket: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.SUB)
        # Before connecting, which is when they count.
        if conflate:
            socket.set(zmq.CONFLATE, 1)
        socket.set(zmq.RCVHWM, self._queue)
        socket.set(zmq.LINGER, 0)
        # A publisher whose machine vanished is noticed, and connected to again when it is back. The system asks for it:
        # a heartbeat of ZeroMQ that fails while the queue is full would end the process (libzmq's issue 3937).
        socket.set(zmq.TCP_KEEPALIVE, 1)
        socket.set(zmq.TCP_KEEPALIVE_IDLE, 5)
        socket.set(zmq.TCP_KEEPALIVE_INTVL, 5)
        socket.set(zmq.TCP_KEEPALIVE_CNT, 3)
        if self._keys is not None:
            socket.set(zmq.CURVE_SERVERKEY, self._keys.server.encode())
            socket.set(zmq.CURVE_PUBLICKEY, self._keys.public.encode())
            socket.set(zmq.CURVE_SECRETKEY, self._keys.secret.encode())
        for topic in topics:
            socket.subscribe(topic)
        try:
            socket.connect(self.endpoint)
        except zmq.ZMQError as error:
            socket.close()
            raise ValueError(
                f"cannot connect to '{self.endpoint}' ({error}): use tcp://HOST:PORT or ipc://PATH"
            ) from error
        self._sockets.append(socket)
        self._poller.register(socket, zmq.POLLIN)

    def _follow(self, cameras: Collection[str]) -> None:
        """Opens a socket for each camera that has none: in a shared one a camera's message would replace another's."""
        for camera in cameras:
            if camera not in self._conflated:
                self._conflated.add(camera)
                self._open([f"detections/{camera}/"], conflate=True)

    def _read(self, readable: Iterable[tuple[zmq.Socket[bytes], int]]) -> Frame | None:
        """Reads one message, from the readable socket that has waited longest for its turn."""
        ready = [socket for socket, _ in readable]
        socket = next((socket for socket in self._sockets if socket in ready), None)
        if socket is None:
            return None
        self._sockets.remove(socket)
        self._sockets.append(socket)
        try:
            parts = socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None
        frame = self._inbox.take(parts)
        if self._latest:
            self._follow(self._inbox.heard)
        return frame

    def _require_open(self) -> None:
        if not self._sockets:
            raise RuntimeError("the subscriber is closed: make another one")
        if self._until_finished and self._inbox.is_finished:
            raise Finished

    def _silence(self, seconds: float) -> Timeout:
        """Says that nothing came, and what may be the reason."""
        names = self._inbox.cameras
        of_cameras = f" of {', '.join(names)}" if names else ""
        text = f"no detections{of_cameras} from {self.endpoint} within {seconds:g} s: "
        if self._inbox.status:
            return Timeout(text + self._inbox.states())
        questions = ["is saccade publishing there"]
        if names:
            questions.append("has it cameras of these names")
        if self._latest:
            questions.append("is it the latest endpoint, not the stream")
        if self._keys is not None:
            questions.append("are the keys right, and is this public key allowed there")
        return Timeout(text + ", ".join(questions) + "?")

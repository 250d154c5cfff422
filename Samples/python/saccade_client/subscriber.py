"""Receiving, one frame after the other."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import zmq

from saccade_client.connection import Connection
from saccade_client.errors import Finished

if TYPE_CHECKING:
    from types import TracebackType

    from saccade_client.frame import Frame
    from saccade_client.keys import Keys


class Subscriber(Connection):
    """Receives the detections of one, some or all cameras: `for frame in subscriber`."""

    def __init__(
        self,
        endpoint: str | None = None,
        cameras: str | Iterable[str] | None = None,
        *,
        latest: bool = False,
        keys: Keys | None = None,
        timeout: float | None = None,
        until_finished: bool = False,
        queue: int = 1000,
    ) -> None:
        """Connects, in the background: a daemon may start later, and is connected to again when it was away.

        Args:
            endpoint: the daemon's stream endpoint, or its latest endpoint with `latest`; its defaults where left out.
            cameras: the name of a camera, or several; all of them where left out.
            latest: only the newest frame of each camera, never a backlog. Cameras that are not named are found within a
                second, by their status.
            keys: for a daemon that wants encrypted and authenticated connections.
            timeout: seconds to wait for a frame before `Timeout` is raised; for ever where left out.
            until_finished: ends after the last frame of recordings, when every camera has said that it is finished.
            queue: messages that may wait here to be read; further ones are lost, and counted in `gaps`.
        """
        self._waiting = zmq.Poller()
        super().__init__(self._waiting, endpoint, cameras, latest, keys, timeout, until_finished, queue)

    def receive(self, timeout: float | None = None) -> Frame:
        """Waits for the next frame.

        Args:
            timeout: seconds; the subscriber's own where left out.

        Raises:
            Timeout: no frame came in time.
            Finished: with `until_finished`, after the last frame.
        """
        seconds = self.timeout if timeout is None else timeout
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            self._require_open()
            left = None if deadline is None else max(0, round(1000 * (deadline - time.monotonic())))
            readable = self._waiting.poll(left)
            if not readable and seconds is not None:
                raise self._silence(seconds)
            frame = self._read(readable)
            if frame is not None:
                return frame

    def __iter__(self) -> Subscriber:
        """Frames, as they come."""
        return self

    def __next__(self) -> Frame:
        """The next frame."""
        try:
            return self.receive()
        except Finished:
            raise StopIteration from None

    def __enter__(self) -> Subscriber:
        """Closes at the end of a `with`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Disconnects."""
        self.close()

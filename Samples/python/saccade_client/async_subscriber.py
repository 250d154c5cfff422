"""Receiving with asyncio."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import zmq.asyncio

from saccade_client.connection import Connection
from saccade_client.errors import Finished

if TYPE_CHECKING:
    from types import TracebackType

    from saccade_client.frame import Frame
    from saccade_client.keys import Keys


class AsyncSubscriber(Connection):
    """`Subscriber` for asyncio: `async for frame in subscriber`."""

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
        """Connects; see `Subscriber`."""
        self._waiting = zmq.asyncio.Poller()
        super().__init__(self._waiting, endpoint, cameras, latest, keys, timeout, until_finished, queue)

    async def receive(self, timeout: float | None = None) -> Frame:
        """Waits for the next frame; see `Subscriber.receive`. A wait that is cancelled loses no message."""
        seconds = self.timeout if timeout is None else timeout
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            self._require_open()
            left = -1 if deadline is None else max(0, round(1000 * (deadline - time.monotonic())))
            readable = await self._waiting.poll(left)
            if not readable and seconds is not None:
                raise self._silence(seconds)
            frame = self._read(readable)
            if frame is not None:
                return frame

    def __aiter__(self) -> AsyncSubscriber:
        """Frames, as they come."""
        return self

    async def __anext__(self) -> Frame:
        """The next frame."""
        try:
            return await self.receive()
        except Finished:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> AsyncSubscriber:
        """Closes at the end of an `async with`."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Disconnects."""
        self.close()

"""What messages mean, without sockets."""

from __future__ import annotations

import time
from collections.abc import Sequence

from google.protobuf.message import DecodeError
from saccade.v1.detections_pb2 import SOURCE_STATE_FINISHED, DetectionFrame, SourceMeta, SourceState, SourceStatus

from saccade_client.errors import BadMessage
from saccade_client.frame import Frame
from saccade_client.gaps import Gaps


class Inbox:
    """Takes messages as they arrive, hands out frames, and remembers the rest."""

    def __init__(self, cameras: tuple[str, ...] | None) -> None:
        """Expects messages of some cameras, or of all."""
        self.cameras = cameras
        self.gaps: dict[str, Gaps] = {camera: Gaps() for camera in cameras or ()}
        self.meta: dict[str, SourceMeta] = {}
        self.status: dict[str, SourceStatus] = {}

    @property
    def heard(self) -> tuple[str, ...]:
        """The cameras of which anything has arrived."""
        received = {camera for camera, gaps in self.gaps.items() if gaps.received}
        return tuple(sorted(received | self.meta.keys() | self.status.keys()))

    @property
    def is_finished(self) -> bool:
        """Whether every camera that is expected, or else every one heard, has come to its end."""
        cameras = self.heard if self.cameras is None else self.cameras
        finished = (self.status.get(camera, SourceStatus()).state for camera in cameras)
        return len(cameras) > 0 and all(state == SOURCE_STATE_FINISHED for state in finished)

    def take(self, parts: Sequence[bytes]) -> Frame | None:
        """Takes a message of the stream endpoint (two frames) or the latest endpoint (one)."""
        try:
            topic, payload = parts if len(parts) == 2 else parts[0].split(b"\0", 1)
            kind, camera, _ = topic.decode().split("/")
        except ValueError:
            raise BadMessage(
                f"a message begins with {parts[0][:80]!r}, no topic of Saccade: does another program publish there?"
            ) from None
        try:
            if kind == "detections":
                return self._take_frame(payload)
            if kind == "meta":
                self.meta[camera] = SourceMeta.FromString(payload)
            elif kind == "status":
                self.status[camera] = SourceStatus.FromString(payload)
        except DecodeError as error:
            raise BadMessage(
                f"what came under {topic.decode()} cannot be read ({error}): does another program publish there?"
            ) from error
        return None

    def _take_frame(self, payload: bytes) -> Frame:
        received_time_ns = time.time_ns()
        message = DetectionFrame.FromString(payload)
        meta = self.meta.get(message.source)
        # Another model may have other classes, and its meta may not have come yet.
        classes = tuple(meta.classes) if meta is not None and meta.model == message.model else ()
        lost = self.gaps.setdefault(message.source, Gaps()).take(message.session, message.sequence)
        return Frame.of(message, payload, classes=classes, lost=lost, received_time_ns=received_time_ns)

    def states(self) -> str:
        """Says how the cameras are doing, for whoever waits for their detections."""
        return ", ".join(
            f"{camera} is {SourceState.Name(status.state).removeprefix('SOURCE_STATE_').lower()}"
            + (f" ({status.reason})" if status.reason else "")
            for camera, status in sorted(self.status.items())
        )

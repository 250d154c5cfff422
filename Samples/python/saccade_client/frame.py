"""What one window's message holds."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from google.protobuf import json_format

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from saccade.v1.detections_pb2 import DetectionFrame

BOX = np.dtype(
    [
        ("x", np.float32),
        ("y", np.float32),
        ("width", np.float32),
        ("height", np.float32),
        ("score", np.float32),
        ("class_id", np.uint32),
        ("track_id", np.uint32),
    ]
)
"""One element of `Frame.boxes`: left, top and size in sensor pixels, then score, class and track."""


class Clock(enum.IntEnum):
    """How `Frame.host_time_ns` was obtained."""

    UNSPECIFIED = 0
    HOST_ARRIVAL = 1
    """The moment the window's last bytes arrived."""
    SENSOR_FITTED = 2
    """Sensor time, mapped by an offset and a rate that were fitted to arrivals."""
    PTP = 3
    """Sensor time; the sensor's clock is synchronised by PTP."""
    FILE = 4
    """A recording: its own time, where its packets state the host's, else when the replay handed the window over."""

    @classmethod
    def _missing_(cls, value: object) -> Clock:
        return cls.UNSPECIFIED


@dataclass(frozen=True)
class Detection:
    """One detected object; its box is left, top and size in sensor pixels, and may reach beyond the sensor."""

    x: float
    y: float
    width: float
    height: float
    score: float
    class_id: int
    class_name: str | None
    """None until the camera's `SourceMeta` has come, which takes at most a second after joining."""
    track_id: int
    """Unique in the session; 0 where the object belongs to no track or tracking is off."""

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Frame:
    """What was detected in one window of one camera; there is one for every window, also when nothing was detected."""

    source: str
    """The camera's name."""
    session: int
    """New at every start and every discontinuity of the stream."""
    sequence: int
    """Counts the frames of the session from 0 without holes."""
    window_start_us: int
    window_end_us: int
    """The window [start, end) on the sensor's clock, in microseconds."""
    host_time_ns: int
    """When the window ended on the host's clock, in nanoseconds since 1970; never runs backwards in a session."""
    publish_time_ns: int
    """When Saccade handed the message over."""
    received_time_ns: int
    """When this process read the message, on its own clock."""
    clock: Clock
    width: int
    height: int
    """The sensor's size in pixels."""
    events: int
    """Events in the window."""
    events_dropped: int
    """Events that Saccade received but did not process since the frame before."""
    windows_skipped: int
    """Windows that Saccade did not process since the frame before."""
    state_reset: bool
    """The network's membrane state was zeroed before this window."""
    model: int
    """The same as `SourceMeta.model`."""
    detections: tuple[Detection, ...]
    """By descending score."""
    lost: int
    """Frames of this session before this one that did not arrive here."""
    message: DetectionFrame = field(repr=False)
    """The message itself."""
    payload: bytes = field(repr=False)
    """The message as it was received, to be passed on unchanged."""

    @classmethod
    def of(
        cls, message: DetectionFrame, payload: bytes, *, classes: tuple[str, ...], lost: int, received_time_ns: int
    ) -> Frame:
        """Makes a frame of a message; `classes` is empty while they are not known."""
        return cls(
            source=message.source,
            session=message.session,
            sequence=message.sequence,
            window_start_us=message.window_start_us,
            window_end_us=message.window_end_us,
            host_time_ns=message.host_time_ns,
            publish_time_ns=message.publish_time_ns,
            received_time_ns=received_time_ns,
            clock=Clock(message.clock),
            width=message.width,
            height=message.height,
            events=message.events,
            events_dropped=message.events_dropped,
            windows_skipped=message.windows_skipped,
            state_reset=message.state_reset,
            model=message.model,
            detections=tuple(
                Detection(
                    x=box.x,
                    y=box.y,
                    width=box.width,
                    height=box.height,
                    score=box.score,
                    class_id=box.class_id,
                    class_name=classes[box.class_id] if box.class_id < len(classes) else None,
                    track_id=box.track_id,
                )
                for box in message.detections
            ),
            lost=lost,
            message=message,
            payload=payload,
        )

    @cached_property
    def boxes(self) -> NDArray[np.void]:
        """The detections as a structured array of `BOX`."""
        return np.array(
            [(b.x, b.y, b.width, b.height, b.score, b.class_id, b.track_id) for b in self.detections], dtype=BOX
        )

    @property
    def xywh(self) -> NDArray[np.float32]:
        """Left, top, width and height, one row a detection: a view into `boxes`."""
        return self.boxes.view(np.float32).reshape(-1, len(BOX.names or ()))[:, :4]

    @property
    def xyxy(self) -> NDArray[np.float32]:
        """Left, top, right and bottom, one row a detection."""
        corners = self.xywh.copy()
        corners[:, 2:] += corners[:, :2]
        return corners

    def to_json(self) -> str:
        """The message in protobuf's canonical JSON mapping, as under the topic `json/detections/`."""
        return json_format.MessageToJson(self.message, indent=None)

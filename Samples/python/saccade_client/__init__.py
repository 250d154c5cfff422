"""Receives the detections that Saccade publishes over ZeroMQ.

with Subscriber() as subscriber:
    for frame in subscriber:
        print(frame.source, frame.sequence, [(box.class_name, box.score) for box in frame.detections])
"""

from saccade.v1.detections_pb2 import DetectionFrame, SourceMeta, SourceState, SourceStatus

from saccade_client.async_subscriber import AsyncSubscriber
from saccade_client.errors import BadMessage, Finished, Timeout
from saccade_client.frame import BOX, Clock, Detection, Frame
from saccade_client.gaps import Gaps
from saccade_client.keys import Keys
from saccade_client.subscriber import Subscriber

__all__ = [
    "BOX",
    "AsyncSubscriber",
    "BadMessage",
    "Clock",
    "Detection",
    "DetectionFrame",
    "Finished",
    "Frame",
    "Gaps",
    "Keys",
    "SourceMeta",
    "SourceState",
    "SourceStatus",
    "Subscriber",
    "Timeout",
]

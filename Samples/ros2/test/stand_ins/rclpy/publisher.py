"""Publishers."""

import re

from cyclonedds._clayer import ddspy_write
from cyclonedds.idl import IdlStruct
from cyclonedds.pub import DataWriter
from cyclonedds.topic import Topic

from rclpy import context
from rclpy.qos import QoSProfile


def dds_name(topic: str) -> str:
    """The name of a topic in DDS; names that ROS does not allow are refused."""
    name = topic if topic.startswith("/") else f"/{topic}"
    if not re.fullmatch(r"(/[A-Za-z_][A-Za-z0-9_]*)+", name) or "__" in name:
        raise ValueError(f"Invalid topic name: {topic}")
    return f"rt{name}"


class Publisher:
    """Publishes messages, or their bytes."""

    def __init__(self, kind: type[IdlStruct], topic: str, quality: QoSProfile) -> None:
        self._kind = kind
        participant = context.participant()
        self._writer = DataWriter(participant, Topic(participant, dds_name(topic), kind), qos=quality.for_dds())

    def publish(self, message: IdlStruct | bytes) -> None:
        """Publishes a message."""
        if isinstance(message, self._kind):
            message = message.serialize()
        elif not isinstance(message, bytes):
            raise TypeError(f"Expected {self._kind}, got {type(message)}")
        padding = bytes(-len(message) % 4)
        if ddspy_write(self._writer._ref, message + padding) < 0:
            raise RuntimeError("Failed to publish")

"""A reader and a writer of Cyclone DDS, as other ROS 2 programs are."""

import time
from collections.abc import Callable
from pathlib import Path

from cyclonedds._clayer import ddspy_take
from cyclonedds.core import InstanceState, SampleState, ViewState
from cyclonedds.idl import IdlStruct
from cyclonedds.pub import DataWriter
from cyclonedds.qos import Policy, Qos
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic
from cyclonedds.util import duration
from daemon import PATIENCE_SECONDS
from rclpy.context import participant

STAND_INS = Path(__file__).resolve().parent / "stand_ins"
RELIABLE = Policy.Reliability.Reliable(duration(seconds=10))
BEST_EFFORT = Policy.Reliability.BestEffort


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Waits for something to become true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.01)


class Reader:
    """Receives the messages of a topic as bytes."""

    def __init__(self, topic: str, kind: type[IdlStruct], *policies: Policy) -> None:
        qos = Qos(Policy.History.KeepAll, *policies)
        self.reader = DataReader(participant(), Topic(participant(), f"rt/{topic}", kind), qos=qos)
        self._waiting: list[bytes] = []

    def is_matched(self) -> bool:
        """Whether there is a writer that delivers as the reader asks."""
        return bool(self.reader.get_matched_publications())

    def poll(self) -> bytes | None:
        """The next message, if it has come."""
        taken = ddspy_take(self.reader._ref, SampleState.Any | ViewState.Any | InstanceState.Any, 100)
        self._waiting += [bytes(data) for data, info in taken if info.valid_data]
        return self._waiting.pop(0) if self._waiting else None

    def next(self) -> bytes:
        """The next message, waited for."""
        wait_until(lambda: bool(self._waiting) or self._peek(), "a message")
        return self._waiting.pop(0)

    def _peek(self) -> bool:
        message = self.poll()
        if message is not None:
            self._waiting.insert(0, message)
        return message is not None


def writer(topic: str, kind: type[IdlStruct], *policies: Policy) -> DataWriter:
    """What sends messages of a topic."""
    qos = Qos(Policy.History.KeepAll, *policies)
    return DataWriter(participant(), Topic(participant(), f"rt/{topic}", kind), qos=qos)

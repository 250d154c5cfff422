"""Nodes."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from cyclonedds._clayer import ddspy_take
from cyclonedds.core import InstanceState, SampleState, ViewState
from cyclonedds.idl import IdlStruct
from cyclonedds.sub import DataReader
from cyclonedds.topic import Topic

from rclpy import context
from rclpy.publisher import Publisher, dds_name
from rclpy.qos import QoSProfile


@dataclass
class Parameter:
    """A parameter."""

    value: object


class Logger:
    """Writes to standard error."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _write(self, level: str, text: str) -> None:
        print(f"[{level}] [{self._name}]: {text}", file=sys.stderr, flush=True)

    def info(self, text: str, **_: object) -> None:
        """Says something."""
        self._write("INFO", text)

    def warning(self, text: str, **_: object) -> None:
        """Warns."""
        self._write("WARN", text)

    def error(self, text: str, **_: object) -> None:
        """Reports an error."""
        self._write("ERROR", text)


class Node:
    """A node with parameters, publishers, subscriptions and timers."""

    def __init__(self, name: str) -> None:
        self._logger = Logger(name)
        self._subscriptions: list[tuple[DataReader, type[IdlStruct], Callable, bool]] = []
        self._timers: list[list] = []

    def declare_parameter(self, name: str, default: object) -> Parameter:
        """The parameter's value; one of another type than the default is refused."""
        value = context.overrides.get(name, default)
        if type(value) is not type(default):
            raise TypeError(f"Trying to set parameter '{name}' to '{value}' of another type than {type(default)}")
        return Parameter(value)

    def get_logger(self) -> Logger:
        """What writes the node's messages."""
        return self._logger

    def create_publisher(self, kind: type[IdlStruct], topic: str, quality: QoSProfile) -> Publisher:
        """Makes a publisher."""
        return Publisher(kind, topic, quality)

    def create_subscription(
        self, kind: type[IdlStruct], topic: str, callback: Callable, quality: QoSProfile, *, raw: bool = False
    ) -> None:
        """Calls with every message, or with its bytes."""
        participant = context.participant()
        reader = DataReader(participant, Topic(participant, dds_name(topic), kind), qos=quality.for_dds())
        self._subscriptions.append((reader, kind, callback, raw))

    def create_timer(self, period: float, callback: Callable[[], None]) -> None:
        """Calls every so many seconds."""
        self._timers.append([time.monotonic() + period, period, callback])

    def work(self) -> bool:
        """Calls whatever is due, and says whether anything was."""
        has_worked = False
        for reader, kind, callback, is_raw in self._subscriptions:
            for data, info in ddspy_take(reader._ref, SampleState.Any | ViewState.Any | InstanceState.Any, 100):
                if info.valid_data:
                    has_worked = True
                    callback(bytes(data) if is_raw else kind.deserialize(data))
        for timer in self._timers:
            if time.monotonic() >= timer[0]:
                has_worked = True
                timer[0] = time.monotonic() + timer[1]
                timer[2]()
        return has_worked

"""The kinds of subscribers that a run attaches, and what each needs beside it."""

from __future__ import annotations

import enum
import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from counting import Addresses

SAMPLES = Path(__file__).resolve().parents[1]
CPP_BUILD = Path(os.environ.get("SACCADE_CPP_BUILD", SAMPLES.parent / ".build" / "samples-cpp")).resolve()


class Promise(enum.Enum):
    """What a kind of subscriber can rely on."""

    EVERY = "every window"
    NEWEST = "the newest"
    """Windows may be left out, but never the last one."""
    RISING = "never older"
    """Something comes, and nothing comes after something newer."""
    GAPS = "gaps counted"
    """It is stopped for a while, loses windows, and sees exactly how many."""


@dataclass(frozen=True)
class Kind:
    """A kind of subscriber."""

    name: str
    receiver: str
    """A function of receivers.py."""
    promise: Promise
    modules: tuple[str, ...] = ()
    """Python packages that it needs besides the library's own."""
    relay: Callable[[Addresses], list[str]] | None = None
    """The arguments of a Python program, below Samples, that stands between."""
    server: Callable[[Addresses, Path], list[str]] | None = None
    """The command of a server for the relay; may write into the run's folder."""
    programs: tuple[str, ...] = ()

    def missing(self) -> str | None:
        """What is not installed that it needs."""
        for module in self.modules:
            if importlib.util.find_spec(module) is None:
                return f"the Python package {module}"
        return next((f"the program {name}" for name in self.programs if program(name) is None), None)


def program(name: str) -> str | None:
    """A program's path; Debian puts servers where only root looks."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


def mosquitto(addresses: Addresses, folder: Path) -> list[str]:
    """A broker that keeps nothing."""
    configuration = folder / "mosquitto.conf"
    configuration.write_text(f"listener {addresses.broker} 127.0.0.1\nallow_anonymous true\npersistence false\n")
    return [program("mosquitto") or "", "-c", str(configuration)]


def nats_server(addresses: Addresses, folder: Path) -> list[str]:
    """A server that keeps nothing."""
    return [program("nats-server") or "", "-a", "127.0.0.1", "-p", str(addresses.broker)]


def relay(name: str, *arguments: str, latest: bool = False) -> Callable[[Addresses], list[str]]:
    """The arguments of one of the relays; `PORT` in them is the broker's."""

    def command(addresses: Addresses) -> list[str]:
        endpoint = addresses.latest if latest else addresses.stream
        filled = [argument.replace("PORT", str(addresses.broker)) for argument in arguments]
        return [f"relays/{name}_relay.py", "--endpoint", endpoint, "--camera", addresses.camera, *filled]

    return command


MAVLINK_ARGUMENTS = "--autopilot", "udpout:127.0.0.1:PORT", "--class", "car", "--field-of-view", "70"

KINDS = (
    Kind("Python", "iterate", Promise.EVERY),
    Kind("Python, newest only", "newest", Promise.NEWEST),
    Kind("Python, asyncio", "asynchronous", Promise.EVERY),
    Kind("protobuf", "protobuf", Promise.EVERY),
    Kind("JSON", "text", Promise.EVERY),
    Kind("ROS 2 bytes", "ros2", Promise.EVERY),
    Kind("C++", "cpp", Promise.EVERY, programs=(str(CPP_BUILD / "client" / "print"),)),
    Kind("dashboard", "view", Promise.RISING),
    Kind("Foxglove", "foxglove", Promise.RISING, ("websockets",)),
    Kind("metrics", "scrape", Promise.RISING),
    Kind(
        *("MQTT", "mqtt", Promise.EVERY, ("paho",)),
        relay=relay("mqtt", "--broker", "127.0.0.1:PORT"),
        server=mosquitto,
        programs=("mosquitto",),
    ),
    Kind(
        *("NATS", "nats", Promise.EVERY, ("nats",)),
        relay=relay("nats", "--server", "nats://127.0.0.1:PORT"),
        server=nats_server,
        programs=("nats-server",),
    ),
    Kind("Zenoh", "zenoh", Promise.EVERY, ("zenoh",), relay=relay("zenoh", "--listen", "tcp/127.0.0.1:PORT")),
    Kind("MAVLink", "mavlink", Promise.RISING, ("pymavlink",), relay=relay("mavlink", *MAVLINK_ARGUMENTS, latest=True)),
    Kind("stopped for a while", "everything", Promise.GAPS),
)

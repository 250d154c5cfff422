"""Starts the relays beside a publisher as Saccade has it and a participant of Cyclone DDS on the loopback."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
STAND_INS = HERE / "stand_ins"
SAMPLES = HERE.parents[1]
sys.path[:0] = [str(folder) for folder in (STAND_INS, HERE, SAMPLES / "python", SAMPLES.parent / "Tests/Python")]

from daemon import Program, start  # noqa: E402, F401
from publisher import Publisher  # noqa: E402

# Before the first participant: DDS reads them once.
os.environ["ROS_DOMAIN_ID"] = str(1 + os.getpid() % 200)
os.environ["CYCLONEDDS_URI"] = (
    "<CycloneDDS><Domain><General><Interfaces><NetworkInterface name='lo' multicast='false'/></Interfaces>"
    "<AllowMulticast>false</AllowMulticast></General><Discovery><ParticipantIndex>auto</ParticipantIndex>"
    "<Peers><Peer address='127.0.0.1'/></Peers></Discovery></Domain></CycloneDDS>"
)


@pytest.fixture
def relay(start: Callable[..., Program]) -> Callable[..., Program]:  # noqa: F811 (pytest hands fixtures over by name)
    """Starts a relay with parameters."""

    def begin(module: str, **parameters: object) -> Program:
        pairs = [
            f"{name}:={str(value).lower() if value in (True, False) else value}" for name, value in parameters.items()
        ]
        options = [part for pair in pairs for part in ("-p", pair)]
        path = os.pathsep.join([str(HERE.parent), str(STAND_INS)])
        return start(
            sys.executable, "-m", f"saccade_ros2.{module}", "--ros-args", *options, environment={"PYTHONPATH": path}
        )

    return begin


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher that is closed after the test."""
    publisher = Publisher()
    yield publisher
    publisher.close()

"""What belongs to the process."""

import os

from cyclonedds.domain import DomainParticipant

is_running = False
overrides: dict[str, object] = {}
_participant: DomainParticipant | None = None


def participant() -> DomainParticipant:
    """The process in the domain of ROS_DOMAIN_ID."""
    global _participant
    _participant = _participant or DomainParticipant(int(os.environ.get("ROS_DOMAIN_ID", "0")))
    return _participant


def parse(arguments: list[str]) -> dict[str, object]:
    """The parameters behind --ros-args, as `-p name:=value`; values are YAML."""
    if "--ros-args" not in arguments:
        return {}
    rest = arguments[arguments.index("--ros-args") + 1 :]
    pairs = [value.split(":=", 1) for flag, value in zip(rest[::2], rest[1::2], strict=True) if flag == "-p"]
    return {name: parsed(value) for name, value in pairs}


def parsed(value: str) -> object:
    """A value in the part of YAML that the tests use."""
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdigit() else value.strip("'\"")

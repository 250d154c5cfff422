"""What the launch file uses of launch."""

from dataclasses import dataclass


@dataclass
class LaunchDescription:
    """What to start."""

    entities: list

"""Actions."""

from dataclasses import dataclass


@dataclass
class DeclareLaunchArgument:
    """An argument of the command line."""

    name: str
    default_value: str
    description: str

"""Actions."""

from dataclasses import dataclass

from launch.conditions import IfCondition


@dataclass
class Node:
    """A node to start."""

    package: str
    executable: str
    name: str
    parameters: list[dict]
    output: str
    condition: IfCondition | None = None

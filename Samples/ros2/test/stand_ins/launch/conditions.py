"""Conditions."""

from dataclasses import dataclass

from launch.substitutions import LaunchConfiguration


@dataclass
class IfCondition:
    """Holds where an argument is true."""

    predicate: LaunchConfiguration

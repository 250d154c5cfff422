"""Parameters."""

from dataclasses import dataclass

from launch.substitutions import LaunchConfiguration


@dataclass
class ParameterValue:
    """A value with its type."""

    value: LaunchConfiguration
    value_type: type

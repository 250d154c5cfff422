"""Substitutions."""

from dataclasses import dataclass


@dataclass
class LaunchConfiguration:
    """The value of an argument."""

    variable_name: str

"""Qualities of service."""

from dataclasses import dataclass
from enum import Enum

from cyclonedds.qos import Policy, Qos
from cyclonedds.util import duration


class ReliabilityPolicy(Enum):
    """Whether what is lost is sent again."""

    RELIABLE = 1
    BEST_EFFORT = 2


class DurabilityPolicy(Enum):
    """Whether who joins late receives what was sent before."""

    TRANSIENT_LOCAL = 1
    VOLATILE = 2


@dataclass
class QoSProfile:
    """How messages are delivered."""

    depth: int
    reliability: ReliabilityPolicy = ReliabilityPolicy.RELIABLE
    durability: DurabilityPolicy = DurabilityPolicy.VOLATILE

    def for_dds(self) -> Qos:
        """The same in the words of DDS."""
        return Qos(
            Policy.History.KeepLast(self.depth),
            Policy.Reliability.Reliable(duration(milliseconds=100))
            if self.reliability is ReliabilityPolicy.RELIABLE
            else Policy.Reliability.BestEffort,
            Policy.Durability.TransientLocal
            if self.durability is DurabilityPolicy.TRANSIENT_LOCAL
            else Policy.Durability.Volatile,
        )


qos_profile_sensor_data = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)

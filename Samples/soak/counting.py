"""What a subscriber has received, and where it finds what."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

WINDOW_MICROSECONDS = 20_000
"""A window of the run: 50 are published in a second."""


@dataclass(frozen=True)
class Addresses:
    """Where a run has what."""

    camera: str
    stream: str
    latest: str
    http: int
    """The port of metrics and images."""
    broker: int
    """A port for what a relay hands over to: a broker, a peer, or an autopilot."""
    program: str = ""
    """A program that a subscriber starts."""


@dataclass
class Count:
    """Counts the windows of one session by their sequence, and what is wrong with their order."""

    received: int = 0
    first: int | None = None
    last: int | None = None
    lost: int = 0
    """Windows after the first that were left out before the last."""
    disordered: int = 0
    """Windows that came again, or after a later one."""
    wrong: list[str] = field(default_factory=list)
    """What must not be, in words; the first few."""

    def take(self, sequence: int) -> None:
        """Counts a window."""
        self.received += 1
        if self.first is None or self.last is None:
            self.first = self.last = sequence
            return
        if sequence <= self.last:
            self.disordered += 1
            return
        self.lost += sequence - self.last - 1
        self.last = sequence

    def complain(self, text: str) -> None:
        """Notes what must not be."""
        if len(self.wrong) < 5:
            self.wrong.append(text)

    def json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> Count:
        """Reads such a line; nothing has been counted where there is none."""
        return cls(**json.loads(text)) if text else cls()

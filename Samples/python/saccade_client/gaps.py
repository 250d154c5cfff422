"""Which messages did not arrive."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Gaps:
    """Counts what arrived of one camera and what did not.

    Frames are numbered within a session without holes, so a hole is messages that were lost on the way here. A new
    session begins at 0 and is no loss by itself; where its first frames are missing, they count. What was sent before
    this subscriber joined does not count.
    """

    received: int = 0
    lost: int = 0
    sessions: int = 0
    _session: int | None = field(default=None, repr=False)
    _next_sequence: int = field(default=0, repr=False)

    def take(self, session: int, sequence: int) -> int:
        """Counts a frame, and returns how many of its session were lost just before it."""
        if self._session != session:
            # Whoever joins late has lost nothing.
            self._next_sequence = sequence if self._session is None else 0
            self._session = session
            self.sessions += 1
        lost = max(0, sequence - self._next_sequence)
        self._next_sequence = max(self._next_sequence, sequence + 1)
        self.received += 1
        self.lost += lost
        return lost

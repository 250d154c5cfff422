"""A line that says how far something is: rewritten on a terminal, now and then elsewhere."""

import sys
import time

_BAR = 24


class Progress:
    """Progress of a count to a total, on the standard error stream."""

    def __init__(self, what: str, total: int, is_silent: bool = False) -> None:
        self._what, self._total, self._is_silent = what, max(total, 1), is_silent
        self._begin = self._told = time.monotonic()
        self._first: int | None = None
        self._is_terminal = sys.stderr.isatty()

    def show(self, done: int, note: str = "") -> None:
        """Shows a count; on a terminal at most ten times a second, elsewhere every half minute."""
        now = time.monotonic()
        if self._first is None:
            self._first = done
        wait = 0.1 if self._is_terminal else 30.0
        if self._is_silent or (now - self._told < wait and done < self._total):
            return
        self._told = now
        elapsed, advanced = now - self._begin, done - self._first
        left = f"{_duration(elapsed / advanced * (self._total - done))} left" if advanced else ""
        filled = _BAR * done // self._total
        bar = "#" * filled + "." * (_BAR - filled)
        line = f"{self._what} [{bar}] {done}/{self._total} {_duration(elapsed)} {left}  {note}"
        sys.stderr.write(f"\r\x1b[2K{line}" if self._is_terminal else f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Leaves the line."""
        if self._is_terminal and not self._is_silent:
            sys.stderr.write("\n")


def _duration(seconds: float) -> str:
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}"

"""Attaches a subscriber of every kind to a daemon that publishes 50 windows a second: python consumers.py --minutes 10

One subscriber is stopped for a while on purpose. Fails, with status 1, where anybody else misses a window, where what
the stopped one has lost is not counted exactly, or where anything grows. SACCADE names the daemon's binary.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SAMPLES / "python"))
try:
    import numpy as np
    from counting import Count
    from kinds import KINDS, Kind, Promise
    from service import Daemon, Usage, free_port
except ImportError as error:
    sys.exit(f"{error}: pip install Samples/python, or call make soak-consumers")

PATIENCE = 120.0
"""Seconds after which something that should have happened will not."""
WARM_UP = 90.0
"""Seconds after which nothing may grow any more; a run that is not three times as long says nothing about growth."""
GROWTH_MEBIBYTES = 1.0
"""What the daemon may grow by, fitted over all that is left of the run: its allocator does not stand quite still."""


@dataclass
class Subscriber:
    """A subscriber of the run, with the processes beside it."""

    kind: Kind
    output: Path
    receiver: subprocess.Popen[bytes]
    others: list[subprocess.Popen[bytes]]

    def count(self) -> Count:
        """What it has counted, as of its last whole line."""
        lines = self.output.read_text().split("\n")
        return Count.of(lines[-2] if len(lines) > 1 else "")

    def ended(self) -> bool:
        """Whether one of its processes has ended, which none should."""
        return any(process.poll() is not None for process in (self.receiver, *self.others))

    def problems(self, windows: int) -> list[str]:
        """What is wrong with what it has received, when so many windows were published."""
        count = self.count()
        if count.first is None or count.last is None:
            return ["has received nothing"]
        problems = list(count.wrong)
        if count.disordered:
            problems.append(f"{count.disordered} windows came twice or late")
        if self.kind.promise is not Promise.RISING and count.last != windows - 1:
            problems.append(f"the last window was {count.last} of 0...{windows - 1}")
        if self.kind.promise is Promise.EVERY and count.lost:
            problems.append(f"{count.lost} windows are missing")
        if self.kind.promise is Promise.GAPS and not count.lost:
            problems.append("has lost nothing, although it was stopped")
        if self.kind.promise in (Promise.EVERY, Promise.GAPS) and count.received + count.lost != windows - count.first:
            problems.append(f"{count.received} received and {count.lost} lost are not {windows - count.first}")
        if self.ended():
            problems.append("has ended early")
        return problems


class Run:
    """A daemon with its subscribers."""

    def __init__(self, saccade: Path, folder: Path, seconds: float, speed: float, kinds: Sequence[Kind]) -> None:
        """Starts everything, and waits until everybody has received something."""
        self.folder = folder
        self.subscribers: list[Subscriber] = []
        self._processes: list[subprocess.Popen[bytes]] = []
        # Some more, since subscribers join one after the other, on a busy machine slowly.
        self.daemon = Daemon(saccade, folder, seconds + 2 * PATIENCE, speed)
        try:
            self._wait(self.daemon.is_ready, "the daemon is ready")
            for kind in kinds:
                self._attach(kind)
            for subscriber in self.subscribers:
                self._wait(lambda s=subscriber: s.count().first is not None, f"'{subscriber.kind.name}' has received")  # type: ignore[misc]
        except BaseException:
            self.end()
            raise

    def _attach(self, kind: Kind) -> None:
        binary = kind.programs[0] if kind.receiver == "cpp" else ""
        addresses = replace(self.daemon.addresses, broker=free_port(), program=binary)
        others: list[subprocess.Popen[bytes]] = []
        if kind.server is not None:
            others.append(self._start(f"{kind.receiver}-server", kind.server(addresses, self.folder)))
            time.sleep(0.5)  # a relay does not wait for a server that is just beginning
        if kind.relay is not None:
            name, *arguments = kind.relay(addresses)
            others.append(self._start(f"{kind.receiver}-relay", [sys.executable, str(SAMPLES / name), *arguments]))
            time.sleep(0.5)  # likewise
        script = str(Path(__file__).with_name("receive.py"))
        command = [sys.executable, script, kind.receiver, json.dumps(asdict(addresses))]
        receiver = self._start(kind.receiver, command)
        self.subscribers.append(Subscriber(kind, self.folder / f"{kind.receiver}.output", receiver, others))

    def _start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(SAMPLES / "python")}
        output, errors = self.folder / f"{name}.output", self.folder / f"{name}.errors"
        with output.open("wb") as out, errors.open("wb") as err:
            # A group of its own, so that what it starts ends with it.
            process = subprocess.Popen(command, stdout=out, stderr=err, env=environment, start_new_session=True)
        self._processes.append(process)
        return process

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline or self.daemon.process.poll() is not None:
                raise RuntimeError(f"waited in vain until {what}\n{self.errors()}")
            time.sleep(0.1)

    def errors(self) -> str:
        """What anybody has written to standard error."""
        texts = {path.name: path.read_text(errors="replace").strip() for path in sorted(self.folder.glob("*.errors"))}
        return "\n".join(f"{name}: {text[-2000:]}" for name, text in texts.items() if text)

    def watch(self, seconds: float, stop_seconds: float) -> list[Usage]:
        """Stops those that are to be stopped, once, and measures as long as it is to."""
        stopped = [s.receiver for s in self.subscribers if s.kind.promise is Promise.GAPS]
        for process in stopped:
            process.send_signal(signal.SIGSTOP)
        begin = time.monotonic()
        usages: list[Usage] = []
        while time.monotonic() - begin < seconds:
            usages.append(self.daemon.usage())
            if stopped and time.monotonic() - begin >= stop_seconds:
                for process in stopped:
                    process.send_signal(signal.SIGCONT)
                stopped.clear()
            time.sleep(1)
        return usages

    def settle(self) -> int:
        """Ends the stream and waits until everybody has the end of it; how many windows were published."""
        self.daemon.pause()
        self._wait(self.daemon.is_paused, "the camera is paused")
        windows = self.daemon.windows()
        before: list[int] = []
        quiet_since = time.monotonic()
        while any(s.count().last != windows - 1 for s in self.subscribers if s.kind.promise is not Promise.RISING):
            now = [
                subscriber.count().received for subscriber in self.subscribers if subscriber.kind.receiver != "scrape"
            ]
            if now != before:
                before, quiet_since = now, time.monotonic()
            if time.monotonic() - quiet_since > 10:
                break
            time.sleep(0.2)
        return windows

    def end(self) -> int:
        """Ends everything; the daemon's status."""
        for process in reversed(self._processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return self.daemon.end()


@dataclass(frozen=True)
class Growth:
    """How what the daemon uses has changed after the warm-up."""

    seconds: float
    mebibytes: tuple[float, float]
    """At the beginning and at the end."""
    mebibytes_per_hour: float
    threads: tuple[int, int]
    """The most in the first half and in the second."""
    files: tuple[int, int]

    @classmethod
    def of(cls, usages: Sequence[Usage]) -> Growth:
        """Fits a line; all of the run where it is too short for a warm-up."""
        begin, end = usages[0].seconds, usages[-1].seconds
        warm = [u for u in usages if u.seconds - begin >= WARM_UP] if end - begin >= 3 * WARM_UP else list(usages)
        seconds = np.array([usage.seconds for usage in warm])
        slope = np.polyfit(seconds, [usage.mebibytes for usage in warm], 1)[0] if len(warm) > 2 else 0.0
        halves = warm[: len(warm) // 2] or warm, warm[len(warm) // 2 :]
        return cls(
            float(seconds[-1] - seconds[0]),
            (warm[0].mebibytes, warm[-1].mebibytes),
            float(slope) * 3600,
            tuple(max(usage.threads for usage in half) for half in halves),  # type: ignore[arg-type]
            tuple(max(usage.files for usage in half) for half in halves),  # type: ignore[arg-type]
        )

    def problems(self) -> list[str]:
        """What has grown; nothing where the run was too short to tell."""
        if self.seconds < 2 * WARM_UP:
            return []
        problems = []
        growth = self.mebibytes_per_hour * self.seconds / 3600
        if growth > GROWTH_MEBIBYTES:
            problems.append(f"memory has grown by {growth:.2f} MiB")
        if self.threads[1] > self.threads[0]:
            problems.append(f"threads have become more: {self.threads[0]}, then {self.threads[1]}")
        # A connection that is just being closed may still be counted.
        if self.files[1] > self.files[0] + 2:
            problems.append(f"open files have become more: {self.files[0]}, then {self.files[1]}")
        return problems


def show(rows: Sequence[dict[str, object]], growth: Growth, windows: int) -> None:
    """Prints the table."""
    print(f"{windows} windows published\n")
    print(f"{'subscriber':22} {'promise':14} {'received':>9} {'lost':>7} {'expected':>9}")
    for row in rows:
        numbers = f"{row['received']:>9} {row['lost']:>7} {row['expected'] if row['expected'] is not None else '':>9}"
        print(f"{row['subscriber']:22} {row['promise']:14} {numbers}  {'; '.join(row['problems'])}")  # type: ignore[arg-type]
    print(
        f"\ndaemon: {growth.mebibytes[0]:.1f} MiB, {growth.mebibytes[1]:.1f} MiB after {growth.seconds:.0f} s "
        f"({growth.mebibytes_per_hour:+.2f} MiB/h), {growth.threads[1]} threads, {growth.files[1]} open files"
    )


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    parser.add_argument("--stop", type=float, default=60.0, metavar="SECONDS", help="how long one is stopped (60)")
    parser.add_argument("--speed", type=float, default=1.0, help="in times 50 windows a second (1)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    saccade = Path(os.environ.get("SACCADE", SAMPLES.parent / ".build" / "release" / "saccade")).absolute()
    if not saccade.is_file():
        sys.exit(f"there is no {saccade}: build it with make build, or name another with SACCADE")
    if arguments.stop > arguments.minutes * 30:
        parser.error(f"a stop of {arguments.stop:g} s is more than half of {arguments.minutes:g} minutes")
    kinds = [kind for kind in KINDS if kind.missing() is None]
    for kind in KINDS:
        if kind not in kinds:
            print(f"'{kind.name}' is left out: {kind.missing()} is missing", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="saccade-") as name:
        run = Run(saccade, Path(name), arguments.minutes * 60, arguments.speed, kinds)
        try:
            growth = Growth.of(run.watch(arguments.minutes * 60, arguments.stop))
            windows = run.settle()
            rows = [row(subscriber, windows) for subscriber in run.subscribers]
        finally:
            status = run.end()
        problems = growth.problems() + ([f"the daemon has ended with status {status}"] if status else [])
        errors = run.errors()
    if arguments.json:
        print(json.dumps({"windows": windows, "subscribers": rows, "daemon": asdict(growth), "problems": problems}))
    else:
        show(rows, growth, windows)
    if problems or any(each["problems"] for each in rows):
        print(*problems, errors, sep="\n", file=sys.stderr)
        sys.exit(1)


def row(subscriber: Subscriber, windows: int) -> dict[str, object]:
    """What a subscriber has received, for the table."""
    count = subscriber.count()
    is_counted = subscriber.kind.promise in (Promise.EVERY, Promise.GAPS)
    return {
        "subscriber": subscriber.kind.name,
        "promise": subscriber.kind.promise.value,
        "received": count.received,
        "lost": count.lost,
        "expected": windows - (count.first or 0) if is_counted else None,
        "problems": subscriber.problems(windows),
    }


if __name__ == "__main__":
    main()

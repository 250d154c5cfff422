"""Cuts events into timesteps by the runtime's rules, so that training sees what the runtime will see.

What a timestep contains depends on the events alone: boundaries are multiples of its length from the first event on,
or from a given phase. Twin of the runtime's `TimestepSlicer`; a test compares them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .description import Representation
from .recordings import Events


@dataclass(frozen=True)
class SlicingRules:
    """How time is cut, and what is done where it jumps; all in microseconds but `empty_timestep_limit`."""

    timestep_microseconds: int
    phase_microseconds: int | None = None
    disorder_limit_microseconds: int = 1_000
    gap_limit_microseconds: int = 1_000_000
    empty_timestep_limit: int = 1_000
    restart_limit_microseconds: int = 500_000


@dataclass(frozen=True)
class Slices:
    """The timesteps of a stream, those without events too.

    starts: their first microseconds; segments: which stretch of continuous time each belongs to, from 0 on;
    timestep_of_event: the timestep each event was laid into, -1 where it was too old.
    """

    starts: NDArray[np.int64]
    segments: NDArray[np.int64]
    timestep_of_event: NDArray[np.int64]


_BLOCK = 1 << 15


def _run_end(times: NDArray[np.int64], index: int, start: int, end: int, latest: int, limit: int) -> tuple[int, int]:
    """Where the run of events inside [start, end) ends that begins at `index`, and the latest time until then."""
    while index < len(times):
        block = times[index : index + _BLOCK]
        highest = np.maximum.accumulate(np.concatenate(([latest], block)))
        is_inside = (block >= start) & (block < end) & (highest[:-1] - block <= limit)
        count = len(block) if is_inside.all() else int(np.argmin(is_inside))
        latest = int(highest[count])
        index += count
        if count < len(block):
            break
    return index, latest


def slice_events(times: NDArray[np.int64], rules: SlicingRules) -> Slices:
    """Assigns every event to a timestep."""
    length = rules.timestep_microseconds
    if length < 1:
        raise ValueError(f"a timestep of {length} microseconds; legal are 1 and more")
    starts: list[int] = []
    segments: list[int] = []
    assigned = np.full(len(times), -1, dtype=np.int64)
    index, segment = 0, -1
    is_open = False
    start = latest = 0
    while index < len(times):
        if not is_open:
            start = latest = int(times[index])
            if rules.phase_microseconds is not None:
                start -= (start - rules.phase_microseconds) % length
            segment += 1
            is_open = True
            starts.append(start)
            segments.append(segment)
        end, latest = _run_end(times, index, start, start + length, latest, rules.restart_limit_microseconds)
        assigned[index:end] = len(starts) - 1
        index = end
        if index == len(times):
            break
        time = int(times[index])
        if latest - time > rules.restart_limit_microseconds:
            is_open = False
        elif time < start:
            if start - time <= rules.disorder_limit_microseconds:
                assigned[index] = len(starts) - 1
            index += 1
        else:
            following = start + length
            empty = (time - following) // length
            if empty >= 1 and (empty > rules.empty_timestep_limit or time - latest > rules.gap_limit_microseconds):
                following += empty * length
                segment += 1
            start = following
            latest = max(latest, start)
            starts.append(start)
            segments.append(segment)
    return Slices(np.array(starts, dtype=np.int64), np.array(segments, dtype=np.int64), assigned)


EMPTY_CODE = {"last-polarity": 127, "histogram": 0}


def planes_of_slices(
    events: Events, slice_of_event: NDArray[np.int64], count: int, representation: Representation
) -> NDArray[np.uint8]:
    """Lays events into sensor-sized planes of codes, [count, planes, height, width]; slices below 0 are left out.

    last-polarity: the last event of each pixel in stream order, ON 255, OFF 0, none 127. histogram: the counts of ON
    and of OFF events of each pixel, up to the cap.
    """
    pixels = events.height * events.width
    shape = (count, representation.planes, events.height, events.width)
    taken = slice_of_event >= 0
    place = slice_of_event.astype(np.int64) * pixels * representation.planes
    place += events.y.astype(np.int64) * events.width + events.x
    is_on = events.is_on
    if not taken.all():
        place, is_on = place[taken], is_on[taken]
    if representation.name == "last-polarity":
        codes = np.full(shape, EMPTY_CODE["last-polarity"], dtype=np.uint8)
        # Of values for one place, NumPy keeps the last.
        codes.reshape(-1)[place] = np.where(is_on, np.uint8(255), np.uint8(0))
        return codes
    place += np.where(is_on, 0, pixels)
    counts = np.bincount(place, minlength=int(np.prod(shape)))
    return np.minimum(counts, representation.cap).astype(np.uint8).reshape(shape)


def join_planes(planes: NDArray[np.uint8], representation: Representation) -> NDArray[np.uint8]:
    """What consecutive slices, [count, planes, height, width], are as one, [planes, height, width]."""
    if representation.name == "histogram":
        return np.minimum(planes.sum(axis=0, dtype=np.int64), representation.cap).astype(np.uint8)
    joined = planes[0].copy()
    for later in planes[1:]:
        np.copyto(joined, later, where=later != EMPTY_CODE["last-polarity"])
    return joined

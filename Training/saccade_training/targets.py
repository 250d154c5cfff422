"""Which boxes the network should find at the end of a timestep."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .recordings import Boxes


@dataclass(frozen=True)
class TargetRules:
    """How labels become targets; times in microseconds.

    A timestep's end is labelled if a label's time is at most `tolerance` away. Between two labels at most
    `interpolation_gap` apart, boxes of the same track are interpolated. Labels of Gen1 say nothing where there is no
    object. Where labels are made every `label_period`, a time between the first and the last label that is no nearer
    than that to any shows no object; 0 where labels are made at any time.
    """

    tolerance_microseconds: int = 25_000
    interpolation_gap_microseconds: int = 0
    label_period_microseconds: int = 0


@dataclass(frozen=True)
class Targets:
    """The boxes of one moment: corners x1, y1, x2, y2 in pixels, [n, 4], and classes, [n]."""

    corners: NDArray[np.float32]
    classes: NDArray[np.int64]

    @staticmethod
    def none() -> "Targets":
        """A moment without objects."""
        return Targets(np.zeros((0, 4), np.float32), np.zeros(0, np.int64))

    def select(self, which: NDArray[np.bool_]) -> "Targets":
        """Some of the boxes."""
        return Targets(self.corners[which], self.classes[which])


class LabelTimeline:
    """The labels of a clip, by time."""

    def __init__(self, boxes: Boxes, rules: TargetRules) -> None:
        self._boxes = boxes
        self._rules = rules
        self._times, self._firsts = np.unique(boxes.times, return_index=True)
        self._ends = np.append(self._firsts[1:], len(boxes))
        sides = boxes.sides
        self._corners = np.concatenate([sides[:, :2], sides[:, :2] + sides[:, 2:]], axis=1)

    @property
    def corners(self) -> NDArray[np.float32]:
        """All boxes of all times, [n, 4]."""
        return self._corners

    def _frame(self, index: int) -> slice:
        return slice(int(self._firsts[index]), int(self._ends[index]))

    def at(self, time: int) -> Targets | None:
        """The targets at a time, or None where the labels say nothing."""
        if len(self._times) == 0:
            return Targets.none() if self._rules.label_period_microseconds else None
        after = int(np.searchsorted(self._times, time))
        if 0 < after < len(self._times) and self._times[after] != time:
            gap = int(self._times[after] - self._times[after - 1])
            if gap <= self._rules.interpolation_gap_microseconds:
                return self._between(after - 1, after, time)
        neighbours = [index for index in (after - 1, after) if 0 <= index < len(self._times)]
        nearest = min(neighbours, key=lambda index: abs(int(self._times[index]) - time))
        if abs(int(self._times[nearest]) - time) <= self._rules.tolerance_microseconds:
            frame = self._frame(nearest)
            return Targets(self._corners[frame], self._boxes.classes[frame])
        period = self._rules.label_period_microseconds - self._rules.tolerance_microseconds
        is_between = self._times[0] < time < self._times[-1]
        # Nearer than a period, the labels beside it leave open what there is: between two of them, nobody looked.
        if self._rules.label_period_microseconds and is_between:
            distances = [abs(int(self._times[index]) - time) for index in neighbours]
            return Targets.none() if min(distances) >= period else None
        return None

    def _between(self, before: int, after: int, time: int) -> Targets:
        earlier, later = self._frame(before), self._frame(after)
        start, end = int(self._times[before]), int(self._times[after])
        part = (time - start) / (end - start)
        nearest = earlier if part <= 0.5 else later
        other = later if part <= 0.5 else earlier
        weight = part if part <= 0.5 else 1 - part
        corners = self._corners[nearest].copy()
        classes, tracks = self._boxes.classes[nearest], self._boxes.tracks[nearest]
        place = {
            (int(track), int(kind)): index
            for index, (track, kind) in enumerate(
                zip(self._boxes.tracks[other], self._boxes.classes[other], strict=True), start=other.start
            )
        }
        for index, (track, kind) in enumerate(zip(tracks.tolist(), classes.tolist(), strict=True)):
            partner = place.get((track, kind)) if track >= 0 else None
            if partner is not None:
                corners[index] += weight * (self._corners[partner] - corners[index])
        return Targets(corners, classes)

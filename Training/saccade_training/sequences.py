"""Training samples from clips: sequences whose state is carried on, and windows that begin from reset.

Everything is a function of the seed, the epoch and the place in it, so that training can be interrupted anywhere, and
the number of processes that load data changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from .augmentation import NO_AUGMENTATION, Augmentation, AugmentationRules, Crop, visible
from .clips import Clip
from .description import Input
from .letterbox import letterbox_of
from .slicing import join_planes
from .targets import LabelTimeline, TargetRules, Targets


@dataclass(frozen=True)
class Stretch:
    """A part of a clip whose timesteps follow one another: slices `first` to `first + count` in one segment."""

    clip: int
    first: int
    count: int


@dataclass(frozen=True)
class SampleRequest:
    """Which timesteps to load: `timesteps` of `slices_per_timestep` slices from slice `first` of a clip on.

    seed: that of the augmentation, the same for all samples of a sequence, None for no augmentation; begins: whether
    the potentials are zero before; lane: the place in the batch.
    """

    clip: int
    first: int
    timesteps: int
    slices_per_timestep: int
    seed: tuple[int, ...] | None
    begins: bool
    lane: int


@dataclass(frozen=True)
class Sample:
    """Timesteps as codes, [timesteps, planes, height, width], and what should be found at the end of each."""

    codes: NDArray[np.uint8]
    targets: list[Targets | None]
    begins: bool


@dataclass(frozen=True)
class Batch:
    """Samples side by side.

    codes: [timesteps, batch, planes, height, width]; boxes: [timesteps, batch, most boxes, 5], class and corners in
    input pixels; counts: how many of them there are, -1 where the labels say nothing, [timesteps, batch]; begins:
    [batch].
    """

    codes: Tensor
    boxes: Tensor
    counts: Tensor
    begins: Tensor


class SampleSource(Protocol):
    """A dataset: loads what a request names."""

    def __getitem__(self, request: SampleRequest) -> Sample: ...


def collate(samples: Sequence[Sample]) -> Batch:
    """Puts samples side by side."""
    timesteps = len(samples[0].targets)
    lists = [[sample.targets[step] for sample in samples] for step in range(timesteps)]
    most = max((len(targets.classes) for row in lists for targets in row if targets is not None), default=0)
    boxes = np.zeros((timesteps, len(samples), max(most, 1), 5), dtype=np.float32)
    counts = np.full((timesteps, len(samples)), -1, dtype=np.int64)
    for step, row in enumerate(lists):
        for lane, targets in enumerate(row):
            if targets is not None:
                count = counts[step, lane] = len(targets.classes)
                boxes[step, lane, :count, 0] = targets.classes
                boxes[step, lane, :count, 1:] = targets.corners
    return Batch(
        torch.from_numpy(np.stack([sample.codes for sample in samples], axis=1)),
        torch.from_numpy(boxes),
        torch.from_numpy(counts),
        torch.tensor([sample.begins for sample in samples]),
    )


class ClipDataset(Dataset):
    """Loads timesteps of clips, augmented and letterboxed."""

    def __init__(
        self, clips: list[Clip], shape: Input, targets: TargetRules, augmentation: AugmentationRules = NO_AUGMENTATION
    ) -> None:
        self.clips = clips
        self.shape = shape
        self.augmentation = augmentation
        self._letterbox = letterbox_of(shape)
        self.timelines = [LabelTimeline(clip.boxes, targets) for clip in clips]

    def __getitem__(self, request: SampleRequest) -> Sample:
        clip = self.clips[request.clip]
        parts = request.slices_per_timestep
        representation = self.shape.representation
        planes = clip.planes(request.first, request.timesteps * parts)
        if parts > 1:
            planes = np.stack([join_planes(group, representation) for group in np.split(planes, request.timesteps)])
        augmentation, crop = Augmentation(), Crop(0, 0, self.shape.width, self.shape.height)
        width, height = self.shape.sensor_width, self.shape.sensor_height
        if request.seed is not None:
            random = np.random.default_rng(request.seed)
            augmentation = Augmentation.draw(self.augmentation, random, width, height)
            planes = augmentation.planes(planes, representation)
            boxes = self._letterbox.to_input(augmentation.corners(self.timelines[request.clip].corners, width, height))
            crop = Crop.draw(self.augmentation, random, self.shape.width, self.shape.height, boxes)
        rows = planes.reshape(-1, height, width)
        codes = self._letterbox.render(rows, int(self.shape.padding))
        codes = codes.reshape(request.timesteps, representation.planes, self.shape.height, self.shape.width)
        codes = np.ascontiguousarray(crop.codes(codes))
        ends = [
            int(clip.starts[request.first + (step + 1) * parts - 1]) + clip.slice_microseconds
            for step in range(request.timesteps)
        ]
        targets = [self._targets(request.clip, end, augmentation, crop) for end in ends]
        if self.shape.order == "newest-first":
            # Only the last timestep's targets count, and they belong to the whole window.
            codes = np.ascontiguousarray(codes[::-1])
        return Sample(codes, targets, request.begins)

    def _targets(self, clip: int, time: int, augmentation: Augmentation, crop: Crop) -> Targets | None:
        targets = self.timelines[clip].at(time)
        if targets is None:
            return None
        width, height = self.shape.sensor_width, self.shape.sensor_height
        corners, keep = visible(augmentation.corners(targets.corners, width, height), 0, 0, width, height)
        seen = Targets(self._letterbox.to_input(corners), targets.classes).select(keep)
        corners, keep = crop.corners(seen.corners)
        return Targets(corners, seen.classes).select(keep)

    def stretches(self, longest: int | None = None) -> list[Stretch]:
        """The stretches of continuous time of all clips, cut where they have more than `longest` slices."""
        result = []
        for index, clip in enumerate(self.clips):
            bounds = np.flatnonzero(np.diff(clip.segments, prepend=-1, append=-1))
            for first, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
                step = longest or end - first
                result.extend(Stretch(index, start, min(step, end - start)) for start in range(first, end, step))
        return result


@dataclass(frozen=True)
class SequencePlan:
    """How sequences are laid into the lanes of batches.

    chunk: the timesteps of a batch, through which gradients flow; lanes: the sequences side by side, of all processes;
    subdivisions: the slices of an unstretched timestep; time: see `AugmentationRules`.
    """

    chunk: int
    lanes: int
    subdivisions: int = 1
    time: int = 0

    def epoch(self, stretches: Sequence[Stretch], seed: int, epoch: int, augments: bool) -> list[list[SampleRequest]]:
        """The batches of one pass: lists of one request a lane.

        Sequences go to the lane that has the least; what is longer than the shortest lane is left out.
        """
        random = np.random.default_rng((seed, epoch, 0))
        lanes: list[list[SampleRequest]] = [[] for _ in range(self.lanes)]
        loads = np.zeros(self.lanes, dtype=np.int64)
        for index in random.permutation(len(stretches)).tolist():
            stretch = stretches[index]
            parts = self.subdivisions
            shift = 0
            draws = random.random(3)
            if augments and self.time:
                parts = max(1, self.subdivisions + int(draws[0] * (2 * self.time + 1)) - self.time)
                shift = int(draws[1] * self.subdivisions)
            timesteps = (stretch.count - shift) // parts
            spare = timesteps % self.chunk
            chunks = timesteps // self.chunk
            if augments:
                # Begins anywhere in what would be left over, so that every moment is seen.
                shift += parts * int(draws[2] * (spare + 1))
            lane = int(np.argmin(loads))
            loads[lane] += chunks
            for chunk in range(chunks):
                lanes[lane].append(
                    SampleRequest(
                        clip=stretch.clip,
                        first=stretch.first + shift + chunk * self.chunk * parts,
                        timesteps=self.chunk,
                        slices_per_timestep=parts,
                        seed=(seed, epoch, index) if augments else None,
                        begins=chunk == 0,
                        lane=lane,
                    )
                )
        return [list(requests) for requests in zip(*lanes, strict=False)]


@dataclass(frozen=True)
class WindowPlan:
    """Windows that begin from reset, in random order: `timesteps` each, ending where labels say something."""

    timesteps: int
    lanes: int
    subdivisions: int = 1
    time: int = 0

    def epoch(self, dataset: ClipDataset, seed: int, epoch: int, augments: bool) -> list[list[SampleRequest]]:
        """The batches of one pass: lists of one request a lane."""
        random = np.random.default_rng((seed, epoch, 1))
        requests = []
        for stretch in dataset.stretches():
            timeline, clip = dataset.timelines[stretch.clip], dataset.clips[stretch.clip]
            parts = self.subdivisions
            for step in range(stretch.count // parts - self.timesteps + 1):
                first = stretch.first + step * parts
                end = int(clip.starts[first + self.timesteps * parts - 1]) + clip.slice_microseconds
                if timeline.at(end) is not None:
                    requests.append((stretch, first))
        chosen = []
        for index in random.permutation(len(requests)).tolist():
            stretch, first = requests[index]
            parts = self.subdivisions
            if augments and self.time:
                parts = max(1, parts + int(random.random() * (2 * self.time + 1)) - self.time)
                # The window's end stays where it is labelled.
                first = max(stretch.first, first + (self.subdivisions - parts) * self.timesteps)
            chosen.append(
                SampleRequest(
                    stretch.clip,
                    first,
                    self.timesteps,
                    parts,
                    (seed, epoch, index) if augments else None,
                    True,
                    len(chosen) % self.lanes,
                )
            )
        return [chosen[start : start + self.lanes] for start in range(0, len(chosen) - self.lanes + 1, self.lanes)]


class EpochBatches:
    """The batches of one epoch for one of several processes, from a place in it on; what a `DataLoader` samples by."""

    def __init__(self, batches: list[list[SampleRequest]], start: int, rank: int, world: int) -> None:
        lanes = len(batches[0]) // world if batches else 0
        self._batches = [batch[rank * lanes : (rank + 1) * lanes] for batch in batches[start:]]

    def __len__(self) -> int:
        return len(self._batches)

    def __iter__(self) -> Iterator[list[SampleRequest]]:
        return iter(self._batches)

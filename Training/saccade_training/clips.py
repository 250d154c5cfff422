"""Clips of a dataset in the Gen1 and 1 Mpx layout, with a cache of their timesteps.

A clip is a recording `NAME_td.dat` and its labels `NAME_bbox.npy`. What is wrong with a clip is reported with its
file's name; whether training goes on is the caller's choice.
"""

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from . import safetensors
from .description import Representation
from .recordings import Boxes, Events, RecordingError, read_boxes, read_events
from .slicing import SlicingRules, planes_of_slices, slice_events

# Part of every cache entry's key: entries of other versions are made anew.
CACHE_VERSION = 1

Alignment = Literal["stream", "labels"]


@dataclass(frozen=True)
class ClipRules:
    """How clips become slices.

    A timestep is `subdivisions` slices, so that time can be stretched and shifted in training. `alignment` is `stream`
    (timesteps one after the other, as the runtime cuts them) or `labels` (a window of `window` timesteps that ends at
    each label, as the published networks were trained). `class_ids` are the ids of the network's classes in labels.
    """

    width: int
    height: int
    representation: Representation
    timestep_microseconds: int
    class_ids: tuple[int, ...]
    subdivisions: int = 1
    alignment: Alignment = "stream"
    window: int = 1
    skip_first_microseconds: int = 0
    minimum_side: float = 0.0
    minimum_diagonal: float = 0.0

    def __post_init__(self) -> None:
        if self.subdivisions < 1 or self.timestep_microseconds % self.subdivisions:
            raise ValueError(
                f"{self.subdivisions} subdivisions do not divide a timestep of {self.timestep_microseconds} us"
            )
        if self.alignment == "labels" and self.subdivisions != 1:
            raise ValueError("windows that end at labels have no subdivisions; set subdivisions = 1")


class DatasetError(ValueError):
    """A dataset that cannot be used; the message lists what is wrong with which file."""


@dataclass
class Problems:
    """What is wrong with a dataset: told as it is found, and an error at the end where `stops`."""

    stops: bool = False
    tell: Callable[[str], None] = print
    found: list[str] = field(default_factory=list)

    def add(self, path: Path, message: str) -> None:
        """Notes a problem of a file."""
        self.found.append(f"{path}: {message}")
        self.tell(f"dataset: {self.found[-1]}")

    def finish(self) -> None:
        """Ends the search for problems."""
        if self.stops and self.found:
            raise DatasetError(
                f"{len(self.found)} problems in the dataset, the first: {self.found[0]} "
                "(on_problem = 'skip' trains without what is wrong)"
            )


@dataclass(frozen=True)
class Clip:
    """The slices and labels of one clip.

    starts: the slices' first microseconds; segments: which stretch of continuous time, or with alignment `labels` which
    window, each belongs to; packed: their planes as the cache holds them; boxes: what is left of the labels.
    """

    path: Path
    rules: ClipRules
    starts: NDArray[np.int64]
    segments: NDArray[np.int64]
    packed: NDArray[np.uint8]
    boxes: Boxes

    @property
    def slice_microseconds(self) -> int:
        """The length of a slice."""
        return self.rules.timestep_microseconds // self.rules.subdivisions

    def planes(self, first: int, count: int) -> NDArray[np.uint8]:
        """The codes of consecutive slices, [count, planes, height, width]."""
        return _unpack(self.packed[first : first + count], self.rules)


def find_clips(folder: Path, problems: Problems) -> list[tuple[Path, Path]]:
    """The recordings of a folder and those below, with their labels, by name."""
    if not folder.is_dir():
        raise DatasetError(f"{folder}: no such folder; a dataset's split is a folder of *_td.dat and *_bbox.npy files")
    pairs = []
    recordings = sorted(folder.rglob("*_td.dat"))
    for recording in recordings:
        boxes = recording.with_name(recording.name.removesuffix("_td.dat") + "_bbox.npy")
        if boxes.is_file():
            pairs.append((recording, boxes))
        else:
            problems.add(recording, f"no labels: {boxes.name} is missing; the clip is left out")
    for boxes in sorted(folder.rglob("*_bbox.npy")):
        if not boxes.with_name(boxes.name.removesuffix("_bbox.npy") + "_td.dat").is_file():
            problems.add(boxes, "no recording belongs to these labels; they are left out")
    if not pairs and not problems.found:
        raise DatasetError(f"{folder}: no *_td.dat files in it or below")
    return pairs


def open_clips(
    folder: Path, rules: ClipRules, cache: Path, problems: Problems, progress: Callable[[int, int], None] | None = None
) -> list[Clip]:
    """Opens all clips of a folder that can be used, making what the cache does not hold."""
    pairs = find_clips(folder, problems)
    clips = []
    for index, (recording, boxes) in enumerate(pairs):
        if progress is not None:
            progress(index, len(pairs))
        clip = open_clip(recording, boxes, rules, cache, problems)
        if clip is not None:
            clips.append(clip)
    problems.finish()
    if not clips:
        raise DatasetError(f"{folder}: no clip can be used; the first problem: {(problems.found or ['none'])[0]}")
    return clips


def open_clip(recording: Path, labels: Path, rules: ClipRules, cache: Path, problems: Problems) -> Clip | None:
    """Opens one clip; None where it cannot be used."""
    try:
        boxes = _checked_boxes(labels, read_boxes(labels), rules, problems)
        entry = cache / f"{recording.name.removesuffix('.dat')}-{_key(recording, labels, rules)[:16]}.slices"
        slices = _read_entry(entry, recording, labels, rules)
        if slices is None:
            slices = _make_entry(entry, recording, labels, boxes, rules)
    except (RecordingError, OSError) as error:
        text = str(error)
        problems.add(recording, text.removeprefix(f"{recording}: ") + "; the clip is left out")
        return None
    starts, segments, packed = slices
    end = int(starts[-1]) + rules.timestep_microseconds // rules.subdivisions
    late = int((boxes.times > end + rules.timestep_microseconds).sum())
    if late:
        problems.add(labels, f"{late} of {len(boxes)} boxes are later than the recording's end at {end} us")
    if len(boxes) == 0:
        problems.add(labels, "no box of a known class is left; the clip only shows what is no object")
    return Clip(recording, rules, starts, segments, packed, boxes)


def _checked_boxes(path: Path, boxes: Boxes, rules: ClipRules, problems: Problems) -> Boxes:
    known = np.isin(boxes.classes, rules.class_ids)
    if not known.all():
        others = sorted(set(boxes.classes[~known].tolist()))
        # Datasets have classes that a network is not trained for; that is no problem, unless nothing else is there.
        if not known.any():
            problems.add(
                path, f"all {len(boxes)} boxes are of other classes, {others}; known are {list(rules.class_ids)}"
            )
        boxes = boxes.select(known)
    left, top, width, height = boxes.sides.T
    right, bottom = left + width, top + height
    degenerate = (width <= 0) | (height <= 0)
    outside = ~degenerate & ((right <= 0) | (bottom <= 0) | (left >= rules.width) | (top >= rules.height))
    for which, what in ((degenerate, "without an area"), (outside, f"outside {rules.width}x{rules.height}")):
        if which.any():
            first = int(np.flatnonzero(which)[0])
            problems.add(
                path,
                f"{int(which.sum())} of {len(boxes)} boxes are {what}, the first {boxes.sides[first].tolist()} "
                f"at {int(boxes.times[first])} us; they are left out",
            )
    clipped = np.stack(
        [
            np.clip(left, 0, rules.width),
            np.clip(top, 0, rules.height),
            np.clip(right, 0, rules.width),
            np.clip(bottom, 0, rules.height),
        ],
        axis=1,
    )
    sides = np.concatenate([clipped[:, :2], clipped[:, 2:] - clipped[:, :2]], axis=1).astype(np.float32)
    index = {identifier: place for place, identifier in enumerate(rules.class_ids)}
    classes = np.array([index[identifier] for identifier in boxes.classes.tolist()], dtype=np.int64)
    diagonal = np.hypot(sides[:, 2], sides[:, 3])
    keep = ~degenerate & ~outside & (sides[:, 2:].min(axis=1, initial=np.inf) >= rules.minimum_side)
    keep &= (diagonal >= rules.minimum_diagonal) & (boxes.times >= rules.skip_first_microseconds)
    result = Boxes(boxes.times, sides, classes, boxes.tracks).select(keep)
    return result.select(np.argsort(result.times, kind="stable"))


def _key(recording: Path, labels: Path, rules: ClipRules) -> str:
    files = [recording] if rules.alignment == "stream" else [recording, labels]
    stamps = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    values = asdict(rules)
    if rules.alignment == "stream":
        # What only chooses among the labels changes no slice.
        for name in ("class_ids", "window", "skip_first_microseconds", "minimum_side", "minimum_diagonal"):
            del values[name]
    text = json.dumps([CACHE_VERSION, stamps, values], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


Entry = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]


def _read_entry(entry: Path, recording: Path, labels: Path, rules: ClipRules) -> Entry | None:
    """A cache entry, or None where it is not there, not of this key, or damaged."""
    try:
        arrays, metadata = safetensors.map_arrays(entry)
    except (OSError, safetensors.SafetensorsError):
        return None
    if metadata.get("key") != _key(recording, labels, rules):
        return None
    if metadata.get("checksum") != _checksum(arrays["starts"], arrays["segments"], arrays["packed"]):
        return None
    return arrays["starts"], arrays["segments"], arrays["packed"]


def _checksum(*arrays: NDArray) -> str:
    value = 0
    for array in arrays:
        value = zlib.crc32(np.ascontiguousarray(array).view(np.uint8).reshape(-1), value)
    return f"{value:08x}"


def _make_entry(entry: Path, recording: Path, labels: Path, boxes: Boxes, rules: ClipRules) -> Entry:
    events = read_events(recording)
    if (events.width, events.height) != (rules.width, rules.height):
        raise RecordingError(
            f"{recording}: the sensor has {events.width}x{events.height} pixels, the configuration "
            f"{rules.width}x{rules.height}"
        )
    if len(events) == 0:
        raise RecordingError(f"{recording}: the clip is empty: no events")
    if rules.alignment == "stream":
        starts, segments, packed = _stream_slices(events, rules)
    else:
        starts, segments, packed = _label_slices(events, boxes, rules)
    if len(starts) == 0:
        raise RecordingError(f"{labels}: no label that a window could end at")
    entry.parent.mkdir(parents=True, exist_ok=True)
    tensors = {"starts": starts, "segments": segments, "packed": packed}
    metadata = {"key": _key(recording, labels, rules), "checksum": _checksum(starts, segments, packed)}
    safetensors.write(entry, {name: torch.from_numpy(array) for name, array in tensors.items()}, metadata)
    return starts, segments, packed


_SLICES_AT_A_TIME = 64


def _stream_slices(events: Events, rules: ClipRules) -> Entry:
    slices = slice_events(events.times, SlicingRules(rules.timestep_microseconds))
    parts = rules.subdivisions
    part = rules.timestep_microseconds // parts
    taken = slices.timestep_of_event >= 0
    timestep = slices.timestep_of_event[taken]
    inside = np.clip((events.times[taken] - slices.starts[timestep]) // part, 0, parts - 1)
    # Events out of order stay behind those they follow in the stream, so that slices joined again are the timestep.
    place = np.full(len(events), -1, dtype=np.int64)
    place[taken] = np.maximum.accumulate(timestep * parts + inside)
    count = len(slices.starts) * parts
    starts = np.repeat(slices.starts, parts) + np.tile(np.arange(parts) * part, len(slices.starts))
    packed = []
    kept = np.flatnonzero(taken)
    bounds = np.searchsorted(place[kept], np.arange(0, count + _SLICES_AT_A_TIME, _SLICES_AT_A_TIME))
    for block in range(-(-count // _SLICES_AT_A_TIME)):
        which = kept[bounds[block] : bounds[block + 1]]
        some = Events(
            events.times[which], events.x[which], events.y[which], events.is_on[which], events.width, events.height
        )
        first = block * _SLICES_AT_A_TIME
        size = min(_SLICES_AT_A_TIME, count - first)
        packed.append(_pack(planes_of_slices(some, place[which] - first, size, rules.representation)))
    return starts, np.repeat(slices.segments, parts), np.concatenate(packed)


def _label_slices(events: Events, boxes: Boxes, rules: ClipRules) -> Entry:
    order = np.argsort(events.times, kind="stable")
    events = Events(
        events.times[order], events.x[order], events.y[order], events.is_on[order], events.width, events.height
    )
    length = rules.timestep_microseconds
    starts, segments, packed = [], [], []
    for window, time in enumerate(np.unique(boxes.times).tolist()):
        bounds = time - length * np.arange(rules.window, -1, -1)
        places = np.searchsorted(events.times, bounds)
        which = slice(int(places[0]), int(places[-1]))
        some = Events(
            events.times[which], events.x[which], events.y[which], events.is_on[which], events.width, events.height
        )
        step = np.repeat(np.arange(rules.window), np.diff(places))
        packed.append(_pack(planes_of_slices(some, step, rules.window, rules.representation)))
        starts.extend(bounds[:-1].tolist())
        segments.extend([window] * rules.window)
    if not packed:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 1), np.uint8)
    return np.array(starts, dtype=np.int64), np.array(segments, dtype=np.int64), np.concatenate(packed)


_CODES = np.array([0, 127, 255, 127], dtype=np.uint8)
# Four pixels of two bits each for every byte.
_UNPACKED = _CODES[(np.arange(256)[:, None] >> np.array([0, 2, 4, 6])) & 3]


def _pack(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Planes [n, planes, height, width] as rows of bytes; last polarities take two bits each."""
    flat = planes.reshape(len(planes), -1)
    if planes.shape[1] != 1:
        return flat
    small = (flat // 127).astype(np.uint8)
    if small.shape[1] % 4:
        small = np.pad(small, ((0, 0), (0, -small.shape[1] % 4)))
    return small[:, 0::4] | small[:, 1::4] << 2 | small[:, 2::4] << 4 | small[:, 3::4] << 6


def _unpack(packed: NDArray[np.uint8], rules: ClipRules) -> NDArray[np.uint8]:
    shape = (len(packed), rules.representation.planes, rules.height, rules.width)
    if rules.representation.planes != 1:
        return np.array(packed).reshape(shape)
    pixels = rules.height * rules.width
    return _UNPACKED[packed].reshape(len(packed), -1)[:, :pixels].reshape(shape)

"""Reads recordings and boxes in the layout of Prophesee's automotive datasets: `*_td.dat` and `*_bbox.npy`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class RecordingError(ValueError):
    """A file that cannot be used; the message names it, the place and the value."""


@dataclass(frozen=True)
class Events:
    """Events in stream order: times in microseconds, pixels, and whether brightness has risen."""

    times: NDArray[np.int64]
    x: NDArray[np.uint16]
    y: NDArray[np.uint16]
    is_on: NDArray[np.bool_]
    width: int
    height: int

    def __len__(self) -> int:
        return len(self.times)


_LINE_LIMIT = 1024
_HEADER_LIMIT = 1 << 20


def _header(path: Path, data: bytes) -> tuple[dict[str, str], int]:
    """The entries of a text header by lower-case keys, and where the payload begins."""
    entries: dict[str, str] = {}
    offset = 0
    while data[offset : offset + 2] == b"% ":
        end = data.find(b"\n", offset, offset + _LINE_LIMIT)
        line = data[offset:end]
        # A payload may begin with the same two bytes; text has no control characters.
        if end < 0 or any(byte < 32 and byte not in b"\t\r" for byte in line):
            break
        offset = end + 1
        key, _, value = line[2:].decode("latin-1").strip().partition(" ")
        entries[key.lower()] = value.strip()
        if offset >= _HEADER_LIMIT:
            raise RecordingError(f"{path}: the text header has more than {_HEADER_LIMIT} bytes")
    if "evt" in entries or "format" in entries or "end" in entries:
        raise RecordingError(f"{path}: a RAW file, not a DAT file; convert it: saccade convert {path.name} ..._td.dat")
    return entries, offset


def _side(path: Path, entries: dict[str, str], key: str) -> int | None:
    text = entries.get(key)
    if text is None:
        return None
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise RecordingError(f"{path}: the header's {key} is '{text}'; legal are 1...65535")
    return int(text)


def read_events(path: Path, width: int | None = None, height: int | None = None) -> Events:
    """Reads a DAT file, versions 1 and 2; `width` and `height` replace what the header says.

    Events outside the sensor are left out; times are extended to 64 bits where their 32 bits wrap.
    Source: https://docs.prophesee.ai/stable/data/file_formats/dat.html
    """
    data = np.fromfile(path, dtype=np.uint8)
    entries, offset = _header(path, data[: _HEADER_LIMIT + _LINE_LIMIT].tobytes())
    version = entries.get("version", "2")
    if version not in ("1", "2"):
        raise RecordingError(f"{path}: DAT version {version} is unknown; versions 1 and 2 are read")
    if offset > 0:
        if len(data) < offset + 2:
            raise RecordingError(f"{path}: the file ends at byte {len(data)}, inside its header")
        kind, size = int(data[offset]), int(data[offset + 1])
        if kind not in (0x00, 0x0C) or size != 8:
            raise RecordingError(
                f"{path}: records of type 0x{kind:02X} and {size} bytes at byte {offset}; "
                "legal are types 0x00 and 0x0C, 8 bytes"
            )
        offset += 2
    sensor_width = width or _side(path, entries, "width")
    sensor_height = height or _side(path, entries, "height")
    if sensor_width is None or sensor_height is None:
        raise RecordingError(f"{path}: the header has no Width and Height; give the sensor's size in the configuration")
    count = (len(data) - offset) // 8
    words = data[offset : offset + 8 * count].view("<u4").reshape(count, 2)
    ticks, second = words[:, 0], words[:, 1]
    if version == "2":
        x, y, is_on = second & 0x3FFF, (second >> 14) & 0x3FFF, (second >> 28) & 1
    else:
        x, y, is_on = second & 0x1FF, (second >> 9) & 0xFF, (second >> 17) & 1
    inside = (x < sensor_width) & (y < sensor_height)
    if not inside.all():
        ticks, x, y, is_on = ticks[inside], x[inside], y[inside], is_on[inside]
    times = ticks.astype(np.int64)
    # A step back of more than half the range is a wrap; a smaller one is disorder.
    wraps = np.flatnonzero(np.diff(times) < -(1 << 31)) + 1
    for wrap in wraps:
        times[wrap:] += 1 << 32
    return Events(times, x.astype(np.uint16), y.astype(np.uint16), is_on.astype(np.bool_), sensor_width, sensor_height)


@dataclass(frozen=True)
class Boxes:
    """Labels in the file's order: times in microseconds, left, top, width and height in sensor pixels."""

    times: NDArray[np.int64]
    sides: NDArray[np.float32]
    classes: NDArray[np.int64]
    tracks: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.times)

    def select(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> "Boxes":
        """Some of the boxes."""
        return Boxes(self.times[which], self.sides[which], self.classes[which], self.tracks[which])


def read_boxes(path: Path) -> Boxes:
    """Reads a box file; fields are found by name, as they were renamed over the years.

    Source: Prophesee's automotive dataset toolbox.
    """
    try:
        records = np.load(path, allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise RecordingError(f"{path}: not a file of boxes: {error}") from None
    names = records.dtype.names
    if names is None or records.ndim != 1:
        raise RecordingError(
            f"{path}: an array of shape {records.shape} without fields; a box file is a list of records"
        )

    def field(*candidates: str) -> NDArray:
        for name in candidates:
            if name in names:
                return records[name]
        raise RecordingError(f"{path}: the records have no field '{candidates[0]}' (they have {', '.join(names)})")

    sides = np.stack([field(name).astype(np.float32) for name in ("x", "y", "w", "h")], axis=1)
    count = len(records)
    tracks = records["track_id"].astype(np.int64) if "track_id" in names else np.full(count, -1, dtype=np.int64)
    boxes = Boxes(
        field("t", "ts").astype(np.int64), sides.reshape(count, 4), field("class_id").astype(np.int64), tracks
    )
    bad = np.flatnonzero(~np.isfinite(boxes.sides).all(axis=1))
    if len(bad):
        raise RecordingError(f"{path}: record {bad[0]} (counted from 0) has the box {boxes.sides[bad[0]].tolist()}")
    return boxes

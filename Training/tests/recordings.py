"""Writes small recordings, labels and datasets."""

import json
import struct
import subprocess
from pathlib import Path

import numpy as np
from support import SACCADE

LABELS = np.dtype(
    [("t", "<i8"), ("x", "<f4"), ("y", "<f4"), ("w", "<f4"), ("h", "<f4"), ("class_id", "<u4"), ("track_id", "<u4")]
)


def write_events(path: Path, rows: list[tuple[int, int, int, int]], width: int = 90, height: int = 60) -> None:
    """Writes a DAT file of rows t, x, y, polarity."""
    header = f"% Data file containing CD events.\n% Version 2\n% Height {height}\n% Width {width}\n".encode()
    words = [struct.pack("<II", t % 2**32, x | y << 14 | p << 28) for t, x, y, p in rows]
    path.write_bytes(header + bytes([0x0C, 8]) + b"".join(words))


def write_labels(path: Path, rows: list[tuple[float, ...]]) -> None:
    """Writes a box file of rows t, x, y, w, h, class, track."""
    np.save(path, np.array([tuple(row) for row in rows], dtype=LABELS))


def moving_boxes(folder: Path, clips: int, seconds: float = 3.0, seed: int = 0) -> None:
    """A dataset in 96x64 of outlined boxes that move: wide ones are cars, high ones pedestrians.

    A moving edge gives ON events on one side and OFF events on the other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    width, height, step = 96, 64, 5_000
    for clip in range(clips):
        random = np.random.default_rng((seed, clip))
        objects = []
        for track in range(3):
            kind = track % 2
            sides = (24, 12) if kind == 0 else (8, 22)
            speed = random.uniform(20, 60) * random.choice([-1, 1])
            objects.append([random.uniform(0, width - 24), random.uniform(2, height - 26), *sides, speed, kind, track])
        rows, labels = [], []
        for time in range(0, int(seconds * 1e6), step):
            for item in objects:
                x, y, w, h, speed, kind, track = item
                for edge, polarity in ((x, speed > 0), (x + w, speed < 0)):
                    if 0 <= edge < width:
                        rows += [(time + int(v), int(edge), int(y + v), int(polarity)) for v in range(int(h))]
                for edge in (y, y + h):
                    u = x + random.uniform(0, w, 2)
                    rows += [(time + 30, int(v), int(edge), int(random.integers(2))) for v in u if 0 <= v < width]
                item[0] = x + speed * step / 1e6
                if item[0] < -w or item[0] > width:
                    item[0] = -w + 1 if speed > 0 else width - 1
                if time % 50_000 == 0 and time:
                    labels.append((time, x, y, w, h, kind, track))
        rows.sort(key=lambda row: row[0])
        write_events(folder / f"clip{clip}_td.dat", rows, width, height)
        write_labels(folder / f"clip{clip}_bbox.npy", labels)


def saccade(*words: str | Path) -> str:
    """Runs the command and returns what it prints."""
    result = subprocess.run([str(SACCADE), *map(str, words)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def saccade_json(*words: str | Path) -> dict:
    """Runs the command and returns the JSON it prints."""
    return json.loads(saccade(*words, "--json"))

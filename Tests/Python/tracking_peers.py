"""Scores tracks with py-motmetrics and TrackEval, and makes the plain tracks that others have to beat.

tracking_peers.py check                            succeeds if everything needed can be imported
tracking_peers.py greedy BOXES OUT OVERLAP GAP     numbers boxes by the most overlap with where others were last seen,
                                                   at least OVERLAP, at most GAP microseconds before
tracking_peers.py score TRUTH TRACKED              prints switches, MOTA, IDF1 and HOTA as JSON
"""

import json
import sys

import motmetrics
import numpy as np
from numpy.typing import NDArray
from trackeval.metrics import HOTA


def overlaps(left: NDArray[np.void], right: NDArray[np.void]) -> NDArray[np.float64]:
    """Intersection over union of each box with each; 0 where the classes differ."""
    sides = []
    for start, length in (("x", "w"), ("y", "h")):
        first = np.maximum(left[start][:, None], right[start][None, :])
        last = np.minimum((left[start] + left[length])[:, None], (right[start] + right[length])[None, :])
        sides.append(np.maximum(last - first, 0).astype(np.float64))
    shared = sides[0] * sides[1]
    areas = (left["w"] * left["h"])[:, None] + (right["w"] * right["h"])[None, :]
    return np.where(left["class_id"][:, None] == right["class_id"][None, :], shared / (areas - shared), 0)


def greedy(boxes: NDArray[np.void], least: float, gap: int) -> NDArray[np.void]:
    """Pairs the boxes of each window with where tracks were last seen, those that overlap most first."""
    tracked = boxes.copy()
    tracked["track_id"] = 0
    last_seen = tracked[:0]
    count = 0
    for time in np.unique(boxes["t"]):
        rows = np.flatnonzero(boxes["t"] == time)
        last_seen = last_seen[time - last_seen["t"] <= gap]
        likeness = overlaps(last_seen, tracked[rows])
        while likeness.size and likeness.max() >= least:
            track, box = np.unravel_index(likeness.argmax(), likeness.shape)
            tracked["track_id"][rows[box]] = last_seen["track_id"][track]
            likeness[track, :] = likeness[:, box] = -1
        for row in rows[tracked["track_id"][rows] == 0]:
            count += 1
            tracked["track_id"][row] = count
        kept = last_seen[~np.isin(last_seen["track_id"], tracked["track_id"][rows])]
        last_seen = np.concatenate([kept, tracked[rows]])
    return tracked


Windows = list[tuple[NDArray[np.void], NDArray[np.void], NDArray[np.float64]]]


def windows(truth: NDArray[np.void], tracked: NDArray[np.void]) -> Windows:
    """The boxes of each time, those that should be there and those that have a number, and how they overlap."""
    tracked = tracked[tracked["track_id"] != 0]
    paired = []
    for time in np.union1d(truth["t"], tracked["t"]):
        expected, found = truth[truth["t"] == time], tracked[tracked["t"] == time]
        paired.append((expected, found, overlaps(expected, found)))
    return paired


def clear(pairs: Windows) -> dict[str, float]:
    """CLEAR MOT and IDF1; a box is the one of the truth that it overlaps by half at least."""
    accumulator = motmetrics.MOTAccumulator(auto_id=True)
    for expected, found, likeness in pairs:
        distances = np.where(likeness >= 0.5, 1 - likeness, np.nan)
        accumulator.update(expected["track_id"].tolist(), found["track_id"].tolist(), distances)
    names = ["num_switches", "mota", "idf1", "num_objects", "num_misses", "num_false_positives"]
    scores = motmetrics.metrics.create().compute(accumulator, metrics=names, return_dataframe=False)
    return {name: float(scores[name]) for name in names}


def numbered(tracks: list[NDArray[np.void]]) -> tuple[list[NDArray[np.int64]], int]:
    """The track of each box in each window as a number from 0 on, and how many tracks there are."""
    known, numbers = np.unique(np.concatenate(tracks)["track_id"], return_inverse=True)
    return np.split(numbers, np.cumsum([len(boxes) for boxes in tracks])[:-1]), len(known)


def higher_order(pairs: Windows) -> dict[str, float]:
    """HOTA and its parts of detection and association, each the mean over overlaps of 0.05, 0.1 ... 0.95."""
    expected, expected_count = numbered([pair[0] for pair in pairs])
    found, found_count = numbered([pair[1] for pair in pairs])
    result = HOTA().eval_sequence(
        {
            "gt_ids": expected,
            "tracker_ids": found,
            "similarity_scores": [pair[2] for pair in pairs],
            "num_gt_ids": expected_count,
            "num_tracker_ids": found_count,
            "num_gt_dets": sum(map(len, expected)),
            "num_tracker_dets": sum(map(len, found)),
        }
    )
    return {name.lower(): float(np.mean(result[name])) for name in ("HOTA", "DetA", "AssA")}


def score(truth: NDArray[np.void], tracked: NDArray[np.void]) -> dict[str, float]:
    """The tracks' scores."""
    pairs = windows(truth, tracked)
    return clear(pairs) | higher_order(pairs)


def main() -> None:
    """Runs the command."""
    match sys.argv[1:]:
        case ["check"]:
            print(motmetrics.__version__)
        case ["greedy", boxes, out, least, gap]:
            np.save(out, greedy(np.load(boxes), float(least), int(gap)))
        case ["score", truth, tracked]:
            print(json.dumps(score(np.load(truth), np.load(tracked))))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()

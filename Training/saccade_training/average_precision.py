"""Average precision by COCO's rules: 101 points of recall, IoU thresholds 0.5 to 0.95.

For watching a training; `saccade evaluate` scores models by the protocols of the field.
"""

import numpy as np
from numpy.typing import NDArray

THRESHOLDS = np.linspace(0.5, 0.95, 10)
_RECALLS = np.linspace(0, 1, 101)
_MOST_DETECTIONS = 100

Frame = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]


def _iou(first: NDArray, second: NDArray) -> NDArray[np.float64]:
    top_left = np.maximum(first[:, None, :2], second[None, :, :2])
    bottom_right = np.minimum(first[:, None, 2:], second[None, :, 2:])
    common = np.clip(bottom_right - top_left, 0, None).astype(np.float64).prod(-1)
    areas = [(boxes[:, 2:] - boxes[:, :2]).astype(np.float64).prod(-1) for boxes in (first, second)]
    return common / np.maximum(areas[0][:, None] + areas[1][None] - common, 1e-12)


class AveragePrecision:
    """Gathers detections and truths of moments and scores them."""

    def __init__(self, classes: int) -> None:
        self._scores: list[list[NDArray]] = [[] for _ in range(classes)]
        self._matches: list[list[NDArray]] = [[] for _ in range(classes)]
        self._truths = np.zeros(classes, dtype=np.int64)

    def add(self, detections: Frame, corners: NDArray[np.float32], classes: NDArray[np.int64]) -> None:
        """Adds one moment: detections as corners [n, 4], scores and classes; true corners [m, 4] and classes."""
        for kind in range(len(self._truths)):
            truth = corners[classes == kind]
            which = np.flatnonzero(detections[2] == kind)
            which = which[np.argsort(-detections[1][which], kind="mergesort")][:_MOST_DETECTIONS]
            self._truths[kind] += len(truth)
            matches = np.zeros((len(THRESHOLDS), len(which)), dtype=bool)
            if len(truth) and len(which):
                overlap = _iou(detections[0][which], truth)
                for level, threshold in enumerate(THRESHOLDS):
                    taken = np.zeros(len(truth), dtype=bool)
                    for index in range(len(which)):
                        free = np.where(taken, -1.0, overlap[index])
                        best = len(truth) - 1 - int(np.argmax(free[::-1]))
                        if free[best] >= min(threshold, 1 - 1e-10):
                            taken[best] = matches[level, index] = True
            self._scores[kind].append(detections[1][which])
            self._matches[kind].append(matches)

    def per_class(self) -> NDArray[np.float64]:
        """The average precision of each class at each threshold, [classes, 10]; NaN where there is nothing to find."""
        result = np.full((len(self._truths), len(THRESHOLDS)), np.nan)
        for kind, truths in enumerate(self._truths.tolist()):
            if truths == 0:
                continue
            scores = np.concatenate(self._scores[kind])
            matches = np.concatenate(self._matches[kind], axis=1)[:, np.argsort(-scores, kind="mergesort")]
            for level in range(len(THRESHOLDS)):
                found = np.cumsum(matches[level])
                precision = found / np.arange(1, len(found) + 1)
                precision = np.maximum.accumulate(precision[::-1])[::-1]
                place = np.searchsorted(found / truths, _RECALLS, side="left")
                result[kind, level] = np.append(precision, 0.0)[np.minimum(place, len(precision))].mean()
        return result

    def summary(self) -> tuple[float, float]:
        """mAP at IoU 0.5, and from 0.5 to 0.95; 0 where there is nothing to find."""
        values = self.per_class()
        values = values[~np.isnan(values[:, 0])]
        return (float(values[:, 0].mean()), float(values.mean())) if len(values) else (0.0, 0.0)

"""Scores boxes as pycocotools does: precision_peer.py check | precision_peer.py FILE

FILE is JSON: {"classes": n, "images": [{"truths": [[x, y, w, h, class, area, crowd]], "detections": [[x, y, w, h,
score, class]]}]}. Printed are pycocotools' twelve numbers, and for each class and size the precision at each threshold
and recall and the recalls; -1 where there was nothing to be found.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def score(path: str) -> dict[str, object]:
    """Evaluates a file."""
    case = json.loads(Path(path).read_text(encoding="utf-8"))
    truths, detections = [], []
    for image, boxes in enumerate(case["images"], start=1):
        for x, y, width, height, kind, area, crowd in boxes["truths"]:
            truths.append(
                {
                    "id": len(truths) + 1,
                    "image_id": image,
                    "category_id": kind + 1,
                    "bbox": [x, y, width, height],
                    "area": area,
                    "iscrowd": int(crowd),
                }
            )
        for x, y, width, height, confidence, kind in boxes["detections"]:
            detections.append(
                {"image_id": image, "category_id": kind + 1, "bbox": [x, y, width, height], "score": confidence}
            )
    # pycocotools tells its progress on standard output.
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = {
            "info": {},
            "images": [{"id": index + 1} for index in range(len(case["images"]))],
            "categories": [{"id": kind + 1, "name": str(kind)} for kind in range(case["classes"])],
            "annotations": truths,
        }
        truth.createIndex()
        # `loadRes` refuses an empty list.
        found = truth.loadRes(detections) if detections else COCO()
        metric = COCOeval(truth, found, "bbox")
        metric.evaluate()
        metric.accumulate()
        metric.summarize()
    # [thresholds, recalls, classes, sizes, limits] and [thresholds, classes, sizes, limits].
    return {
        "summary": metric.stats.tolist(),
        "precision": np.moveaxis(metric.eval["precision"][..., -1], (2, 3), (0, 1)).tolist(),
        "recall": np.moveaxis(metric.eval["recall"], (1, 2, 3), (0, 1, 2)).tolist(),
    }


def main() -> None:
    """Runs the command."""
    match sys.argv[1:]:
        case ["check"]:
            print(COCO.__name__)
        case [path]:
            print(json.dumps(score(path)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()

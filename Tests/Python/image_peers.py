"""Prepares images and scores results as the published networks' code does, with OpenCV and pycocotools.

image_peers.py check                              succeeds if everything needed can be imported
image_peers.py letterbox WIDTH HEIGHT SIDE SHAPE  takes RGB bytes, prints width, height (uint32) and [3, h, w] bytes;
                                                  SHAPE is square or fitted (to the next multiple of 32)
image_peers.py results ANNOTATIONS RESULTS        prints what pycocotools makes of a results file
"""

import contextlib
import io
import json
import struct
import sys

import cv2
import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def letterbox(image: NDArray[np.uint8], side: int, is_fitted: bool) -> NDArray[np.uint8]:
    """Scales by one ratio, then pads with 114 (the published LetterBox: `auto` is `is_fitted`)."""
    height, width = image.shape[:2]
    ratio = min(side / height, side / width)
    new = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    pad_x, pad_y = side - new[0], side - new[1]
    if is_fitted:
        pad_x, pad_y = pad_x % 32, pad_y % 32
    if (width, height) != new:
        image = cv2.resize(image, new, interpolation=cv2.INTER_LINEAR)
    top, bottom = round(pad_y / 2 - 0.1), round(pad_y / 2 + 0.1)
    left, right = round(pad_x / 2 - 0.1), round(pad_x / 2 + 0.1)
    return cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=(114, 114, 114))


def evaluation(annotations: str, results: str) -> dict[str, object]:
    """Loads a results file beside its annotations and computes COCO's average precision."""
    # pycocotools tells its progress on standard output.
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(annotations)
        found = truth.loadRes(results)
        metric = COCOeval(truth, found, "bbox")
        metric.evaluate()
        metric.accumulate()
        metric.summarize()
    boxes = found.dataset["annotations"]
    return {
        "boxes": len(boxes),
        "images": sorted({box["image_id"] for box in boxes}),
        "categories": sorted({box["category_id"] for box in boxes}),
        "average_precision": float(metric.stats[0]),
    }


def main() -> None:
    """Runs the command."""
    match sys.argv[1:]:
        case ["check"]:
            print(cv2.__version__, COCO.__name__)
        case ["letterbox", width, height, side, shape]:
            data = np.frombuffer(sys.stdin.buffer.read(), dtype=np.uint8)
            result = letterbox(data.reshape(int(height), int(width), 3), int(side), shape == "fitted")
            sys.stdout.buffer.write(struct.pack("<II", result.shape[1], result.shape[0]))
            sys.stdout.buffer.write(result.transpose(2, 0, 1).tobytes())
        case ["results", annotations, results]:
            print(json.dumps(evaluation(annotations, results)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()

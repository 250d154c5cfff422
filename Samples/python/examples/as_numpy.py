"""Works on the boxes as numpy arrays: python as_numpy.py [ENDPOINT]"""

import sys

try:
    from saccade_client import Subscriber
except ImportError as error:
    sys.exit(f"{error}: pip install Samples/python")

with Subscriber(sys.argv[1] if len(sys.argv) > 1 else None, until_finished=True) as subscriber:
    for frame in subscriber:
        boxes = frame.boxes  # one structured element a detection: x, y, width, height, score, class_id, track_id
        sure = boxes[boxes["score"] > 0.3]
        areas = sure["width"] * sure["height"]
        corners = frame.xyxy  # left, top, right, bottom: an n x 4 array
        inside = (corners[:, :2] >= 0).all(axis=1) & (corners[:, 2:] <= (frame.width, frame.height)).all(axis=1)
        print(frame.sequence, len(boxes), len(sure), float(areas.sum()), int(inside.sum()))

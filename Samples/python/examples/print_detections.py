"""Prints what every camera sees, window by window: python print_detections.py [ENDPOINT]"""

import sys

try:
    from saccade_client import Subscriber
except ImportError as error:
    sys.exit(f"{error}: pip install Samples/python")

with Subscriber(sys.argv[1] if len(sys.argv) > 1 else None, until_finished=True) as subscriber:
    for frame in subscriber:
        print(f"{frame.source} at {frame.window_end_us / 1e6:.3f} s: {len(frame.detections)} objects")
        for box in frame.detections:
            print(f"  {box.class_name} {box.score:.2f} at {box.x:.0f}, {box.y:.0f}, {box.width:.0f}x{box.height:.0f}")

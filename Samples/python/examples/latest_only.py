"""Acts on the newest detections of a camera, however slow it is: python latest_only.py CAMERA [ENDPOINT]"""

import sys
import time

try:
    from saccade_client import Subscriber
except ImportError as error:
    sys.exit(f"{error}: pip install Samples/python")

with Subscriber(sys.argv[2] if len(sys.argv) > 2 else None, cameras=sys.argv[1], latest=True) as subscriber:
    for frame in subscriber:
        age_ms = (time.time_ns() - frame.host_time_ns) / 1e6  # where both machines' clocks agree
        print(f"{frame.source} {frame.sequence}: {len(frame.detections)} objects, {age_ms:.1f} ms ago", flush=True)
        time.sleep(0.5)  # work that takes longer than a window

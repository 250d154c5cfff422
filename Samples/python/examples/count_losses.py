"""Tells where frames were lost, in Saccade or on the way here: python count_losses.py [ENDPOINT]"""

import sys

try:
    from saccade_client import Subscriber
except ImportError as error:
    sys.exit(f"{error}: pip install Samples/python")

with Subscriber(sys.argv[1] if len(sys.argv) > 1 else None, until_finished=True) as subscriber:
    for frame in subscriber:
        if frame.lost:
            print(f"{frame.source} {frame.sequence}: {frame.lost} messages were lost on the way")
        if frame.windows_skipped or frame.events_dropped:
            print(f"{frame.source} {frame.sequence}: Saccade skipped {frame.windows_skipped} windows", end=" ")
            print(f"and dropped {frame.events_dropped} events")
    for camera, gaps in subscriber.gaps.items():
        print(f"{camera}: {gaps.received} received and {gaps.lost} lost in {gaps.sessions} sessions")

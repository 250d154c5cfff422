"""Prints the newest detections of a camera, however slow it reads: python subscribe_latest.py CAMERA [ENDPOINT]"""

import sys
import time

import zmq
from saccade.v1.detections_pb2 import DetectionFrame

socket = zmq.Context().socket(zmq.SUB)
socket.set(zmq.CONFLATE, 1)  # before connecting; keeps the newest message only
socket.connect(sys.argv[2] if len(sys.argv) > 2 else "tcp://127.0.0.1:5556")
socket.subscribe(f"detections/{sys.argv[1]}/")  # one topic: a newer message of another would replace it
while True:
    topic, payload = socket.recv().split(b"\0", 1)
    frame = DetectionFrame.FromString(payload)
    print(frame.source, frame.sequence, len(frame.detections))
    time.sleep(0.5)  # work that takes longer than a window

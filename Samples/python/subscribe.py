"""Prints what Saccade sees, window by window: python subscribe.py [ENDPOINT]"""

import sys

import zmq
from saccade.v1.detections_pb2 import DetectionFrame

socket = zmq.Context().socket(zmq.SUB)
socket.connect(sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5555")
socket.subscribe("detections/")
while True:
    topic, payload = socket.recv_multipart()
    frame = DetectionFrame.FromString(payload)
    print(topic.decode(), frame.window_end_us, [(box.class_id, box.score, box.x, box.y) for box in frame.detections])

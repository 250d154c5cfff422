"""Tells an autopilot where to land: python mavlink_relay.py --camera down --class pad --field-of-view 70

Sends LANDING_TARGET with the angles to the best box of a class, for a camera that looks down, its upper edge forward.
"""

import argparse
import math
import os
import signal
import sys

os.environ.setdefault("MAVLINK20", "1")  # before the import, which reads it
try:
    from pymavlink import mavutil
    from saccade_client import Keys, Subscriber
except ImportError as error:
    sys.exit(f"{error}: pip install 'Samples/python[mavlink]'")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--endpoint", help="Saccade's latest endpoint (default: tcp://127.0.0.1:5556)")
parser.add_argument("--camera", required=True, help="the camera's name")
parser.add_argument("--class", dest="name", required=True, help="the class to land on")
parser.add_argument("--field-of-view", type=float, required=True, metavar="DEGREES", help="of the sensor's width")
parser.add_argument("--score", type=float, default=0.0, help="boxes below this score are left out")
parser.add_argument("--autopilot", default="udpout:127.0.0.1:14550", help="default: udpout:127.0.0.1:14550")
parser.add_argument("--baud", type=int, default=57600, help="for serial ports (default: 57600)")
arguments, keys = Keys.parse(parser)
if not 0 < arguments.field_of_view < 180:
    parser.error(f"a field of view of {arguments.field_of_view} degrees is not between 0 and 180")
try:
    autopilot = mavutil.mavlink_connection(arguments.autopilot, baud=arguments.baud, source_component=191)
except (OSError, ImportError) as error:
    sys.exit(f"cannot open {arguments.autopilot} ({error}): name a serial port, udpout:HOST:PORT or tcp:HOST:PORT")
mavlink = mavutil.mavlink


def angle(pixel: float, size: int, focal_length: float) -> float:
    return math.atan2(pixel - size / 2, focal_length)


signal.signal(signal.SIGTERM, signal.default_int_handler)  # both signals end the loop below
try:
    with Subscriber(arguments.endpoint, arguments.camera, latest=True, keys=keys) as subscriber:
        for frame in subscriber:
            meta = subscriber.meta(frame.source)
            if meta is not None and arguments.name not in meta.classes:
                sys.exit(f"the model knows no '{arguments.name}': --class can be {', '.join(meta.classes)}")
            best = next((box for box in frame.detections if box.class_name == arguments.name), None)
            if best is None or best.score < arguments.score:
                continue
            focal_length = frame.width / 2 / math.tan(math.radians(arguments.field_of_view) / 2)  # in pixels
            left, right = (angle(x, frame.width, focal_length) for x in (best.x, best.x + best.width))
            top, bottom = (angle(y, frame.height, focal_length) for y in (best.y, best.y + best.height))
            x, y = best.centre
            angles = angle(x, frame.width, focal_length), angle(y, frame.height, focal_length)
            moment, target = frame.host_time_ns // 1000, best.track_id % 256
            where = moment, target, mavlink.MAV_FRAME_BODY_FRD, *angles, 0, right - left, bottom - top
            autopilot.mav.landing_target_send(*where, type=mavlink.LANDING_TARGET_TYPE_VISION_OTHER)
except KeyboardInterrupt:
    pass

"""Passes detections on over Zenoh: python zenoh_relay.py [--connect tcp/HOST:7447]

Keys: saccade/CAMERA/detections, and saccade/CAMERA/meta, which can be asked for too: session.get("saccade/*/meta").
"""

import argparse
import json
import re
import signal
import sys

try:
    import zenoh
    from google.protobuf.json_format import MessageToJson
    from saccade_client import Keys, Subscriber
except ImportError as error:
    sys.exit(f"{error}: pip install 'Samples/python[zenoh]'")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--endpoint", help="Saccade's stream endpoint (default: tcp://127.0.0.1:5555)")
parser.add_argument("--camera", action="append", help="a camera to pass on; may be repeated (default: all)")
parser.add_argument("--connect", help="a Zenoh router or peer (default: those found by multicast)")
parser.add_argument("--listen", help="where peers connect to, for example tcp/0.0.0.0:7447")
parser.add_argument("--prefix", default="saccade", help="what keys begin with (default: saccade)")
parser.add_argument("--protobuf", action="store_true", help="send protobuf as received instead of JSON")
arguments, keys = Keys.parse(parser)

config = zenoh.Config()
for key, locator in (("connect/endpoints", arguments.connect), ("listen/endpoints", arguments.listen)):
    if locator:
        config.insert_json5(key, json.dumps([locator]))
try:
    session = zenoh.open(config)
except zenoh.ZError as error:
    sys.exit(f"Zenoh cannot begin ({error}): test --connect and --listen, for example tcp/localhost:7447")
encoding = zenoh.Encoding.APPLICATION_PROTOBUF if arguments.protobuf else zenoh.Encoding.APPLICATION_JSON
kept: dict[str, bytes | str] = {}


def answer(query: zenoh.Query) -> None:
    for key, payload in kept.copy().items():
        if query.key_expr.intersects(zenoh.KeyExpr(key)):
            query.reply(key, payload, encoding=encoding)


signal.signal(signal.SIGTERM, signal.default_int_handler)  # both signals end the loop below
try:
    with session, Subscriber(arguments.endpoint, arguments.camera, keys=keys) as subscriber:
        session.declare_queryable(f"{arguments.prefix}/*/meta", answer)
        for frame in subscriber:
            key = arguments.prefix + "/" + re.sub(r"[^\w.-]", "_", frame.source)
            meta = subscriber.meta(frame.source)
            text = meta and (meta.SerializeToString() if arguments.protobuf else MessageToJson(meta, indent=None))
            if text and text != kept.get(f"{key}/meta"):
                kept[f"{key}/meta"] = text
                session.put(f"{key}/meta", text, encoding=encoding)
            data = frame.payload if arguments.protobuf else frame.to_json()
            session.put(f"{key}/detections", data, encoding=encoding, congestion_control=zenoh.CongestionControl.BLOCK)
except KeyboardInterrupt:
    pass

"""Passes detections on over MQTT: python mqtt_relay.py --broker localhost:1883

Topics: saccade/CAMERA/detections; saccade/CAMERA/meta, which the broker keeps for whoever subscribes later; and
saccade/relay, which is "online" or, also after a crash, "offline".
"""

import argparse
import re
import signal
import sys

try:
    import paho.mqtt.client as mqtt
    from google.protobuf.json_format import MessageToJson
    from saccade_client import Keys, Subscriber
except ImportError as error:
    sys.exit(f"{error}: pip install 'Samples/python[mqtt]'")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--endpoint", help="Saccade's stream endpoint (default: tcp://127.0.0.1:5555)")
parser.add_argument("--camera", action="append", help="a camera to pass on; may be repeated (default: all)")
parser.add_argument("--broker", default="localhost:1883", metavar="HOST:PORT", help="default: localhost:1883")
parser.add_argument("--prefix", default="saccade", help="what topics begin with (default: saccade)")
parser.add_argument("--protobuf", action="store_true", help="send protobuf as received instead of JSON")
arguments, keys = Keys.parse(parser)
host, _, port = arguments.broker.rpartition(":")
if not host or not port.isdigit():
    parser.error(f"'{arguments.broker}' is no HOST:PORT")

client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
client.will_set(f"{arguments.prefix}/relay", "offline", qos=1, retain=True)
# After every connection, so that it holds again when the broker was away.
client.on_connect = lambda *_: client.publish(f"{arguments.prefix}/relay", "online", qos=1, retain=True)
try:
    client.connect(host, int(port))
except OSError as error:
    sys.exit(f"no MQTT broker answers at {arguments.broker} ({error}): start one, or name another with --broker")
client.loop_start()

signal.signal(signal.SIGTERM, signal.default_int_handler)  # both signals end the loop below
sent = {}
try:
    with Subscriber(arguments.endpoint, arguments.camera, keys=keys) as subscriber:
        for frame in subscriber:
            topic = arguments.prefix + "/" + re.sub(r"[^\w.-]", "_", frame.source)
            meta = subscriber.meta(frame.source)
            if meta is not None and meta != sent.get(topic):
                sent[topic] = meta
                payload = meta.SerializeToString() if arguments.protobuf else MessageToJson(meta, indent=None)
                client.publish(f"{topic}/meta", payload, qos=1, retain=True)
            client.publish(f"{topic}/detections", frame.payload if arguments.protobuf else frame.to_json())
except KeyboardInterrupt:
    pass
if client.is_connected():
    client.publish(f"{arguments.prefix}/relay", "offline", qos=1, retain=True).wait_for_publish(2)
client.disconnect()
client.loop_stop()

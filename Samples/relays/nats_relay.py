"""Passes detections on over NATS: python nats_relay.py --server nats://localhost:4222

Subjects: saccade.CAMERA.detections and, once a second, saccade.CAMERA.meta. Detections bear the header Nats-Msg-Id, so
that a JetStream stream on saccade.*.detections keeps each once.
"""

import argparse
import asyncio
import contextlib
import re
import signal
import sys

try:
    import nats
    from google.protobuf.json_format import MessageToJson
    from saccade_client import AsyncSubscriber, Keys
except ImportError as error:
    sys.exit(f"{error}: pip install 'Samples/python[nats]'")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--endpoint", help="Saccade's stream endpoint (default: tcp://127.0.0.1:5555)")
parser.add_argument("--camera", action="append", help="a camera to pass on; may be repeated (default: all)")
parser.add_argument("--server", default="nats://localhost:4222", help="default: nats://localhost:4222")
parser.add_argument("--prefix", default="saccade", help="what subjects begin with (default: saccade)")
parser.add_argument("--protobuf", action="store_true", help="send protobuf as received instead of JSON")
arguments, keys = Keys.parse(parser)


async def complain(error: Exception) -> None:
    print(f"nats_relay: {arguments.server}: {error or type(error).__name__}", file=sys.stderr)


async def relay() -> None:
    relaying = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, relaying.cancel)
    connecting = nats.connect(arguments.server, error_cb=complain, max_reconnect_attempts=-1)
    try:
        client = await asyncio.wait_for(connecting, 5)
    except Exception:
        sys.exit(f"no NATS server answers at {arguments.server}: start one, or name another with --server")
    sent = {}
    async with client, AsyncSubscriber(arguments.endpoint, arguments.camera, keys=keys) as subscriber:
        async for frame in subscriber:
            subject = arguments.prefix + "." + re.sub(r"[^\w-]", "_", frame.source)
            meta = subscriber.meta(frame.source)
            if meta is not None and meta is not sent.get(subject):
                sent[subject] = meta
                text = meta.SerializeToString() if arguments.protobuf else MessageToJson(meta, indent=None).encode()
                await client.publish(f"{subject}.meta", text)
            payload = frame.payload if arguments.protobuf else frame.to_json().encode()
            identity = {"Nats-Msg-Id": f"{frame.source}-{frame.session}-{frame.sequence}"}
            await client.publish(f"{subject}.detections", payload, headers=identity)


with contextlib.suppress(asyncio.CancelledError):  # a signal, after which the connection was closed in order
    asyncio.run(relay())

"""A subscriber of other people's software: pyzmq with certificates, read or made by its own functions.

curve_peer.py make FOLDER NAME: makes NAME.key and NAME.key_secret as pyzmq does.
curve_peer.py receive ENDPOINT SERVER.key CLIENT.key_secret [--subscribe PREFIX]... [--misbehave]: prints as JSON how
many messages of each topic have arrived, once 20 have or after 10 s. --misbehave sends what no subscriber sends, first.
"""

import argparse
import json
import time
from collections import Counter

import zmq
import zmq.auth


def receive(options: argparse.Namespace) -> Counter[str]:
    """Subscribes and counts."""
    server, _ = zmq.auth.load_certificate(options.server)
    public, secret = zmq.auth.load_certificate(options.client)
    socket = zmq.Context.instance().socket(zmq.XSUB)
    socket.linger = 0
    socket.curve_serverkey, socket.curve_publickey, socket.curve_secretkey = server, public, secret
    socket.connect(options.endpoint)
    topics: Counter[str] = Counter()
    rounds = 0
    deadline = time.monotonic() + options.seconds
    while time.monotonic() < deadline and topics.total() < 20:
        if options.misbehave:
            socket.send(b"\x07neither a subscription nor its end")
        # Again and again: connections may begin anew.
        for prefix in options.subscribe if rounds % 20 == 0 or options.misbehave else []:
            socket.send(b"\x01" + prefix.encode())
        rounds += 1
        if socket.poll(50):
            topics[socket.recv_multipart()[0].decode()] += 1
    return topics


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make")
    make.add_argument("folder")
    make.add_argument("name")
    receiving = commands.add_parser("receive")
    for name in ("endpoint", "server", "client"):
        receiving.add_argument(name)
    receiving.add_argument("--subscribe", action="append", default=[])
    receiving.add_argument("--misbehave", action="store_true")
    receiving.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    if options.command == "make":
        zmq.auth.create_certificates(options.folder, options.name)
    else:
        print(json.dumps(receive(options)))


if __name__ == "__main__":
    main()

"""A publisher as Saccade has it, for tests of subscribers."""

import zmq
from daemon import PATIENCE_SECONDS


class Publisher:
    """A publisher that knows who has subscribed, encrypted where it has a secret key."""

    def __init__(self, secret_key: bytes | None = None) -> None:
        self.socket = zmq.Context.instance().socket(zmq.XPUB)
        if secret_key is not None:
            self.socket.set(zmq.CURVE_SERVER, 1)
            self.socket.set(zmq.CURVE_SECRETKEY, secret_key)
        self.socket.set(zmq.RCVTIMEO, PATIENCE_SECONDS * 1000)
        self.endpoint = f"tcp://127.0.0.1:{self.socket.bind_to_random_port('tcp://127.0.0.1')}"

    def wait_for_subscriptions(self, *topics: str) -> None:
        """Waits until all of these have been subscribed to."""
        missing = {b"\x01" + topic.encode() for topic in topics}
        while missing:
            missing.discard(self.socket.recv())

    def send(self, topic: str, payload: bytes) -> None:
        """Sends a message of the stream."""
        self.socket.send_multipart([topic.encode(), payload])

    def send_latest(self, topic: str, payload: bytes) -> None:
        """Sends a message of the latest endpoint."""
        self.socket.send(topic.encode() + b"\0" + payload)

    def close(self) -> None:
        """Closes the socket."""
        self.socket.close(linger=0)

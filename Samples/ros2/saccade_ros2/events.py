"""Gives the event packets of a ROS 2 driver to Saccade: ros2 run saccade_ros2 events

The bytes of event_camera_msgs/EventPacket are passed on as they are; Saccade reads them from
zmq://HOST:PORT. See README.md for the parameters.
"""

from saccade_ros2.requirements import RelayError, explained_imports, run

with explained_imports():
    import rclpy
    import zmq
    from event_camera_msgs.msg import EventPacket
    from rclpy.node import Node
    from rclpy.qos import QoSProfile, ReliabilityPolicy

# Packets come up to some thousand times a second: two seconds of them, as Saccade itself keeps.
DEPTH = 10_000


class EventRelay(Node):
    """Takes packets from a ROS topic and publishes their bytes over ZeroMQ."""

    def __init__(self) -> None:
        super().__init__("saccade_events")
        topic: str = self.declare_parameter("topic", "/event_camera/events").value
        endpoint: str = self.declare_parameter("endpoint", "tcp://127.0.0.1:7000").value
        is_reliable: bool = self.declare_parameter("reliable", False).value
        self._prefix = topic.strip("/") + "/"
        # XPUB is a PUB that tells who subscribes.
        self._socket = zmq.Context.instance().socket(zmq.XPUB)
        self._socket.set(zmq.XPUB_VERBOSE, 1)
        self._socket.set(zmq.SNDHWM, DEPTH)
        try:
            self._socket.bind(endpoint)
        except zmq.ZMQError as error:
            raise RelayError(
                f"endpoint is '{endpoint}': {zmq.strerror(error.errno)}. Use a free port of this machine, such as tcp://*:7000"
            ) from None
        # Best effort takes from reliable drivers too; the other way round nothing comes.
        reliability = ReliabilityPolicy.RELIABLE if is_reliable else ReliabilityPolicy.BEST_EFFORT
        quality = QoSProfile(depth=DEPTH, reliability=reliability)
        self.create_subscription(EventPacket, topic, self._take, quality, raw=True)
        self.create_timer(0.2, self._greet)
        self.get_logger().info(f"relaying {topic} to {endpoint}: saccade replay zmq://HOST:PORT --model MODEL")

    def _take(self, packet: bytes) -> None:
        self._socket.send_multipart([self._prefix.encode(), packet])

    def _greet(self) -> None:
        while self._socket.poll(0):
            message = self._socket.recv()
            if message[:1] == b"\x01":
                self.get_logger().info(f"a subscriber to '{message[1:].decode(errors='replace')}' has come")

    def close(self) -> None:
        """Sends what is on its way and closes the socket."""
        self._socket.close(linger=1000)


def relay() -> None:
    """Relays until ROS shuts down."""
    node = EventRelay()
    try:
        rclpy.spin(node)
    finally:
        node.close()


def main() -> None:
    """Relays until it is stopped."""
    run(relay)


if __name__ == "__main__":
    main()

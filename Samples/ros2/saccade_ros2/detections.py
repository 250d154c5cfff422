"""Publishes the detections of Saccade as vision_msgs/Detection2DArray: ros2 run saccade_ros2 detections

Saccade encodes the messages; this node passes the bytes on as they are. See README.md for the parameters.
"""

import re

from saccade_ros2.requirements import RelayError, explained_imports, run

with explained_imports():
    import rclpy
    import zmq
    import zmq.auth
    from rclpy.node import Node
    from rclpy.publisher import Publisher
    from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy, qos_profile_sensor_data
    from vision_msgs.msg import Detection2DArray

try:
    from vision_msgs.msg import LabelInfo
except ImportError:  # vision_msgs before 4.1
    LabelInfo = None

DETECTIONS = "ros2"
LABELS = "ros2_labels"
CDR_LITTLE_ENDIAN = b"\x00\x01\x00\x00"


def ros_name(camera: str) -> str:
    """The name of a camera as a part of a ROS topic, which has ASCII letters, digits and single underscores only."""
    name = re.sub("[^A-Za-z0-9]+", "_", camera).strip("_")
    return name if name and not name[0].isdigit() else f"camera_{name}".rstrip("_")


class DetectionRelay(Node):
    """Takes messages from ZeroMQ and publishes their bytes."""

    def __init__(self) -> None:
        super().__init__("saccade_detections")
        self._endpoint: str = self.declare_parameter("endpoint", "tcp://127.0.0.1:5555").value
        self._camera: str = self.declare_parameter("camera", "").value
        self._topics: dict[str, str] = {
            DETECTIONS: self.declare_parameter("topic", "saccade/{camera}/detections").value,
            LABELS: self.declare_parameter("labels_topic", "saccade/{camera}/labels").value,
        }
        is_reliable: bool = self.declare_parameter("reliable", False).value
        self._quality = {
            DETECTIONS: QoSProfile(depth=100, reliability=ReliabilityPolicy.RELIABLE)
            if is_reliable
            else qos_profile_sensor_data,
            # Whoever joins late still receives the last one.
            LABELS: QoSProfile(
                depth=1, reliability=ReliabilityPolicy.RELIABLE, durability=DurabilityPolicy.TRANSIENT_LOCAL
            ),
        }
        self._types = {DETECTIONS: Detection2DArray, LABELS: LabelInfo}
        self._relayed: dict[tuple[str, str], Publisher | None] = {}
        self._taken: dict[str, str] = {}
        if LabelInfo is None:
            self.get_logger().warning("class names are not published: vision_msgs has no LabelInfo before 4.1")
        if not self._camera:
            for parameter, topic in (("topic", self._topics[DETECTIONS]), ("labels_topic", self._topics[LABELS])):
                if "{camera}" not in topic:
                    raise RelayError(
                        f"{parameter} is '{topic}' for all cameras: put {{camera}} into it, or name one with camera"
                    )
        elif "/" in self._camera:
            raise RelayError(f"camera is '{self._camera}': a camera's name has no '/'")
        else:
            # At once, so that subscribers find the topics before the first message.
            for kind in (DETECTIONS, LABELS):
                self._publisher(kind, self._camera)
        self._server: str = self.declare_parameter("curve_server", "").value
        self._own: str = self.declare_parameter("curve_key", "").value
        self._socket = self._subscribed()

    def relay(self) -> None:
        """Passes messages on until ROS shuts down."""
        try:
            while rclpy.ok():
                if self._socket.poll(100):
                    self._take(self._socket.recv_multipart())
                # Answers whoever asks for parameters.
                rclpy.spin_once(self, timeout_sec=0)
        finally:
            self._socket.close(linger=0)

    def _subscribed(self) -> zmq.Socket:
        socket = zmq.Context.instance().socket(zmq.SUB)
        # Not ZeroMQ's heartbeats: one that fails while the queue is full ends the process (libzmq's issue 3937).
        socket.set(zmq.TCP_KEEPALIVE, 1)
        socket.set(zmq.TCP_KEEPALIVE_IDLE, 5)
        socket.set(zmq.TCP_KEEPALIVE_INTVL, 5)
        socket.set(zmq.TCP_KEEPALIVE_CNT, 3)
        self._encrypt(socket)
        for kind in (DETECTIONS, LABELS):
            socket.subscribe(f"{kind}/{self._camera}/" if self._camera else f"{kind}/")
        try:
            socket.connect(self._endpoint)
        except zmq.ZMQError as error:
            raise RelayError(
                f"endpoint is '{self._endpoint}': {zmq.strerror(error.errno)}. "
                "Use the stream endpoint of Saccade, such as tcp://robot:5555"
            ) from None
        self.get_logger().info(f"relaying {self._camera or 'all cameras'} of {self._endpoint}")
        return socket

    def _encrypt(self, socket: zmq.Socket) -> None:
        """Gives the socket keys where Saccade wants some."""
        if not self._server and not self._own:
            return
        if not self._server or not self._own:
            raise RelayError("keys need both curve_server (Saccade's .key) and curve_key (one's own .key_secret)")
        try:
            server_key, _ = zmq.auth.load_certificate(self._server)
            public_key, secret_key = zmq.auth.load_certificate(self._own)
        except (OSError, ValueError) as error:
            raise RelayError(f"a key cannot be read: {error}. Make one with saccade keys generate") from None
        if secret_key is None:
            raise RelayError(f"curve_key is '{self._own}', which holds no secret key: name the file .key_secret")
        socket.curve_serverkey = server_key
        socket.curve_publickey, socket.curve_secretkey = public_key, secret_key

    def _take(self, frames: list[bytes]) -> None:
        if len(frames) != 2 or frames[0].count(b"/") != 2:
            self.get_logger().error(
                f"{self._endpoint} does not send a stream of Saccade: use the stream endpoint, not the latest one",
                throttle_duration_sec=10,
            )
            return
        kind, camera, _ = frames[0].decode(errors="replace").split("/")
        if not frames[1].startswith(CDR_LITTLE_ENDIAN):
            self.get_logger().error(
                f"a message of {camera} is not CDR: is {self._endpoint} Saccade?", throttle_duration_sec=10
            )
            return
        publisher = self._publisher(kind, camera)
        if publisher is not None:
            publisher.publish(frames[1])

    def _publisher(self, kind: str, camera: str) -> Publisher | None:
        """What publishes for a camera, made when it is first asked for; nothing where that is not possible."""
        if (kind, camera) not in self._relayed:
            topic = self._topics[kind].replace("{camera}", ros_name(camera))
            owner = self._taken.setdefault(topic, camera)
            if owner != camera:
                self.get_logger().error(f"{camera} is not relayed: its topic {topic} is the one of {owner}")
            is_possible = owner == camera and self._types[kind] is not None
            self._relayed[kind, camera] = (
                self.create_publisher(self._types[kind], topic, self._quality[kind]) if is_possible else None
            )
        return self._relayed[kind, camera]


def main() -> None:
    """Relays until it is stopped."""
    run(lambda: DetectionRelay().relay())


if __name__ == "__main__":
    main()

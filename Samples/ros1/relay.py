#!/usr/bin/python3
"""Publishes the detections of Saccade in ROS 1, as JSON in std_msgs/String: python3 relay.py [_camera:=front]

See README.md for the parameters.
"""

import re
import sys

REMEDIES = {
    "rospy": "install it: apt install python3-rospy, or source the setup file of your ROS 1",
    "std_msgs": "install it: apt install python3-std-msgs",
    "zmq": "install it: apt install python3-zmq",
}
try:
    import rospy
    import zmq
    import zmq.auth
    from std_msgs.msg import String
except ModuleNotFoundError as error:
    package = (error.name or "").partition(".")[0]
    if package not in REMEDIES:
        raise
    print(f"The Python package {package} is missing: {REMEDIES[package]}", file=sys.stderr)
    raise SystemExit(69) from None

PREFIX = "json/detections/"


def ros_name(camera: str) -> str:
    """The name of a camera as a part of a ROS topic, which has ASCII letters, digits and underscores only."""
    name = re.sub("[^A-Za-z0-9]+", "_", camera).strip("_")
    return name if name and not name[0].isdigit() else f"camera_{name}".rstrip("_")


class Relay:
    """Takes messages from ZeroMQ and publishes them."""

    def __init__(self) -> None:
        self._endpoint = str(rospy.get_param("~endpoint", "tcp://127.0.0.1:5555"))
        self._camera = str(rospy.get_param("~camera", ""))
        self._topic = str(rospy.get_param("~topic", "saccade/{camera}/detections"))
        self._publishers: dict[str, rospy.Publisher | None] = {}
        self._taken: dict[str, str] = {}
        if self._camera:
            self._publisher(self._camera)
        elif "{camera}" not in self._topic:
            raise ValueError(
                f"topic is '{self._topic}' for all cameras: put {{camera}} into it, or name one with _camera"
            )
        self._socket = zmq.Context.instance().socket(zmq.SUB)
        # Not ZeroMQ's heartbeats: one that fails while the queue is full ends the process (libzmq's issue 3937).
        self._socket.set(zmq.TCP_KEEPALIVE, 1)
        self._socket.set(zmq.TCP_KEEPALIVE_IDLE, 5)
        self._socket.set(zmq.TCP_KEEPALIVE_INTVL, 5)
        self._socket.set(zmq.TCP_KEEPALIVE_CNT, 3)
        self._encrypt()
        self._socket.subscribe(f"{PREFIX}{self._camera}/" if self._camera else PREFIX)
        try:
            self._socket.connect(self._endpoint)
        except zmq.ZMQError as error:
            raise ValueError(
                f"endpoint is '{self._endpoint}': {zmq.strerror(error.errno)}. "
                "Use the stream endpoint of Saccade, such as tcp://robot:5555"
            ) from None
        rospy.loginfo("relaying %s of %s", self._camera or "all cameras", self._endpoint)

    def _encrypt(self) -> None:
        """Takes keys where Saccade wants some."""
        server, own = str(rospy.get_param("~curve_server", "")), str(rospy.get_param("~curve_key", ""))
        if not server and not own:
            return
        if not server or not own:
            raise ValueError("keys need both _curve_server (Saccade's .key) and _curve_key (one's own .key_secret)")
        try:
            server_key, _ = zmq.auth.load_certificate(server)
            public_key, secret_key = zmq.auth.load_certificate(own)
        except (OSError, ValueError) as error:
            raise ValueError(f"a key cannot be read: {error}. Make one with saccade keys generate") from None
        if secret_key is None:
            raise ValueError(f"_curve_key is '{own}', which holds no secret key: name the file .key_secret")
        self._socket.curve_serverkey = server_key
        self._socket.curve_publickey, self._socket.curve_secretkey = public_key, secret_key

    def relay(self) -> None:
        """Passes messages on until ROS shuts down."""
        while not rospy.is_shutdown():
            if self._socket.poll(100):
                self._take(self._socket.recv_multipart())
        self._socket.close(linger=0)

    def _take(self, frames: list[bytes]) -> None:
        if len(frames) != 2:
            rospy.logerr_throttle(10, f"{self._endpoint} is not the stream endpoint of Saccade: use that one")
            return
        publisher = self._publisher(frames[0].decode(errors="replace")[len(PREFIX) : -1])
        if publisher is not None:
            publisher.publish(String(frames[1].decode(errors="replace")))

    def _publisher(self, camera: str) -> "rospy.Publisher | None":
        """What publishes for a camera, made when it is first asked for; nothing where another has its topic."""
        if camera not in self._publishers:
            topic = self._topic.replace("{camera}", ros_name(camera))
            owner = self._taken.setdefault(topic, camera)
            if owner == camera:
                self._publishers[camera] = rospy.Publisher(topic, String, queue_size=100)
            else:
                rospy.logerr("%s is not relayed: its topic %s is the one of %s", camera, topic, owner)
                self._publishers[camera] = None
        return self._publishers[camera]


def main() -> None:
    """Relays until it is stopped."""
    rospy.init_node("saccade_detections")
    try:
        relay = Relay()
    except ValueError as error:
        print(error, file=sys.stderr)
        raise SystemExit(78) from None
    relay.relay()


if __name__ == "__main__":
    main()

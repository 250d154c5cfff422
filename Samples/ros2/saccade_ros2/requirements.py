"""Says what to do where a package is missing or a parameter is not legal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

REMEDIES = {
    "rclpy": "source the setup file of your ROS 2, for example /opt/ros/jazzy/setup.bash",
    "zmq": "install it: apt install python3-zmq",
    "vision_msgs": "install it: apt install ros-$ROS_DISTRO-vision-msgs",
    "event_camera_msgs": "install it: apt install ros-$ROS_DISTRO-event-camera-msgs",
}


class RelayError(Exception):
    """What a relay cannot do, and what to do about it."""


@contextmanager
def explained_imports() -> Iterator[None]:
    """Ends the program with a message where an import in the block fails."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in REMEDIES:
            raise
        print(f"The Python package {package} is missing: {REMEDIES[package]}", file=sys.stderr)
        raise SystemExit(69) from None


def run(relay: Callable[[], None]) -> None:
    """Runs a relay until it is stopped, and ends the program with a message where it cannot go on."""
    with explained_imports():
        import rclpy
        from rclpy.executors import ExternalShutdownException

    rclpy.init()
    try:
        relay()
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    except RelayError as error:
        print(error, file=sys.stderr)
        raise SystemExit(78) from None
    finally:
        rclpy.try_shutdown()

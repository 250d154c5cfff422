"""How spinning ends."""


class ExternalShutdownException(Exception):  # noqa: N818 (rclpy's name)
    """ROS was shut down from outside, for example by a signal."""

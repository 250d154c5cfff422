"""What the relays use of rclpy, over Cyclone DDS."""

import signal
import sys
import time

from rclpy import context
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node


def init(args: list[str] | None = None) -> None:
    """Begins, with the parameters of the command line; SIGINT and SIGTERM shut down."""
    context.overrides = context.parse(sys.argv if args is None else args)
    context.is_running = True
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: try_shutdown())


def ok() -> bool:
    """Whether ROS runs."""
    return context.is_running


def try_shutdown() -> None:
    """Shuts down, if that has not been done."""
    context.is_running = False


def spin_once(node: Node, *, timeout_sec: float | None = None) -> None:
    """Does what there is to do, and waits for it until the timeout."""
    deadline = None if timeout_sec is None else time.monotonic() + timeout_sec
    while True:
        if not context.is_running:
            raise ExternalShutdownException
        if node.work() or (deadline is not None and time.monotonic() >= deadline):
            return
        time.sleep(0.005)


def spin(node: Node) -> None:
    """Does what there is to do until ROS shuts down."""
    while ok():
        spin_once(node)

"""Starts the relay of detections: ros2 launch saccade_ros2 saccade.launch.py

With relay_events:=true it starts the one of events, too.
"""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument
from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue

ARGUMENTS = {
    "endpoint": ("tcp://127.0.0.1:5555", "the stream endpoint of Saccade"),
    "camera": ("", "the camera to relay; empty for all"),
    "topic": ("saccade/{camera}/detections", "where detections are published"),
    "labels_topic": ("saccade/{camera}/labels", "where class names are published"),
    "reliable": ("false", "reliable delivery in place of best effort, in both directions"),
    "curve_server": ("", "Saccade's certificate, .key, where it wants keys"),
    "curve_key": ("", "one's own certificate with its secret key, .key_secret"),
    "relay_events": ("false", "whether to give events of a ROS driver to Saccade"),
    "events_topic": ("/event_camera/events", "where the driver publishes event packets"),
    "events_endpoint": ("tcp://127.0.0.1:7000", "where Saccade finds them, as zmq://HOST:PORT"),
}


def text(name: str) -> ParameterValue:
    """An argument that stays a text, also where it looks like a number."""
    return ParameterValue(LaunchConfiguration(name), value_type=str)


def generate_launch_description() -> LaunchDescription:
    """What to start."""
    reliable = ParameterValue(LaunchConfiguration("reliable"), value_type=bool)
    detections = {
        name: text(name) for name in ("endpoint", "camera", "topic", "labels_topic", "curve_server", "curve_key")
    }
    events = {"topic": text("events_topic"), "endpoint": text("events_endpoint")}
    return LaunchDescription(
        [
            *(
                DeclareLaunchArgument(name, default_value=default, description=description)
                for name, (default, description) in ARGUMENTS.items()
            ),
            Node(
                package="saccade_ros2",
                executable="detections",
                name="saccade_detections",
                parameters=[detections | {"reliable": reliable}],
                output="screen",
            ),
            Node(
                package="saccade_ros2",
                executable="events",
                name="saccade_events",
                parameters=[events | {"reliable": reliable}],
                condition=IfCondition(LaunchConfiguration("relay_events")),
                output="screen",
            ),
        ]
    )

"""Prints the messages of a ROS 1 topic, one a line: listen.py TOPIC"""

import sys

import rospy
from std_msgs.msg import String


def show(message: String) -> None:
    """Prints a message."""
    print(message.data, flush=True)


rospy.init_node("listen", anonymous=True)
rospy.Subscriber(sys.argv[1], String, show)
print("listening", flush=True)
rospy.spin()

"""Installs the relays as a ROS 2 package: colcon build."""

from setuptools import setup

NAME = "saccade_ros2"

setup(
    name=NAME,
    version="0.1.0",
    description="Relays detections of Saccade to ROS 2, and event packets of ROS 2 to Saccade",
    license="Apache-2.0",
    packages=[NAME],
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
        (f"share/{NAME}/launch", ["launch/saccade.launch.py"]),
    ],
    install_requires=["setuptools"],
    zip_safe=True,
    entry_points={
        "console_scripts": [f"detections = {NAME}.detections:main", f"events = {NAME}.events:main"],
    },
)

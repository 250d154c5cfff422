"""Serialises detections as ROS 2 does, with the rosbags library.

Reads JSON lines from standard input: {"frame": a DetectionFrame in protobuf's JSON, "classes": [...]} or
{"labels": [...], "threshold": number, "time_ns": number}, each with "frame_id"; prints the CDR of each as hexadecimal
digits.
"""

import json
import sys
from typing import Any

import numpy as np
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

DEFINITIONS = {
    "ObjectHypothesis": "string class_id\nfloat64 score\n",
    "ObjectHypothesisWithPose": "vision_msgs/ObjectHypothesis hypothesis\ngeometry_msgs/PoseWithCovariance pose\n",
    "Point2D": "float64 x\nfloat64 y\n",
    "Pose2D": "vision_msgs/Point2D position\nfloat64 theta\n",
    "BoundingBox2D": "vision_msgs/Pose2D center\nfloat64 size_x\nfloat64 size_y\n",
    "Detection2D": "std_msgs/Header header\nvision_msgs/ObjectHypothesisWithPose[] results\n"
    "vision_msgs/BoundingBox2D bbox\nstring id\n",
    "Detection2DArray": "std_msgs/Header header\nvision_msgs/Detection2D[] detections\n",
    "VisionClass": "uint16 class_id\nstring class_name\n",
    "LabelInfo": "std_msgs/Header header\nvision_msgs/VisionClass[] class_map\nfloat32 threshold\n",
}

store = get_typestore(Stores.ROS2_HUMBLE)
for name, text in DEFINITIONS.items():
    store.register(get_types_from_msg(text, f"vision_msgs/msg/{name}"))
types = store.types


def make(name: str, **values: object) -> Any:  # noqa: ANN401
    """A message of a type."""
    return types[name](**values)


def header(time_ns: int, frame_id: str) -> Any:  # noqa: ANN401
    """A header."""
    stamp = make("builtin_interfaces/msg/Time", sec=time_ns // 10**9, nanosec=time_ns % 10**9)
    return make("std_msgs/msg/Header", stamp=stamp, frame_id=frame_id)


def detections(frame: dict[str, Any], classes: list[str], frame_id: str) -> bytes:
    """Detection2DArray."""
    time = int(frame.get("hostTimeNs", 0))
    origin = make("geometry_msgs/msg/Point", x=0.0, y=0.0, z=0.0)
    upright = make("geometry_msgs/msg/Quaternion", x=0.0, y=0.0, z=0.0, w=1.0)
    pose = make("geometry_msgs/msg/Pose", position=origin, orientation=upright)
    found = []
    for box in frame.get("detections", []):
        x, y, width, height, score = (
            float(np.float32(box.get(key, 0))) for key in ("x", "y", "width", "height", "score")
        )
        kind = box.get("classId", 0)
        name = classes[kind] if kind < len(classes) else str(kind)
        result = make(
            "vision_msgs/msg/ObjectHypothesisWithPose",
            hypothesis=make("vision_msgs/msg/ObjectHypothesis", class_id=name, score=score),
            pose=make("geometry_msgs/msg/PoseWithCovariance", pose=pose, covariance=np.zeros(36)),
        )
        centre = make("vision_msgs/msg/Point2D", x=x + width / 2, y=y + height / 2)
        bounds = make(
            "vision_msgs/msg/BoundingBox2D",
            center=make("vision_msgs/msg/Pose2D", position=centre, theta=0.0),
            size_x=width,
            size_y=height,
        )
        track = box.get("trackId", 0)
        found.append(
            make(
                "vision_msgs/msg/Detection2D",
                header=header(time, frame_id),
                results=[result],
                bbox=bounds,
                id=str(track) if track else "",
            )
        )
    message = make("vision_msgs/msg/Detection2DArray", header=header(time, frame_id), detections=found)
    return bytes(store.serialize_cdr(message, "vision_msgs/msg/Detection2DArray"))


def labels(request: dict[str, Any]) -> bytes:
    """LabelInfo."""
    classes = [
        make("vision_msgs/msg/VisionClass", class_id=index, class_name=name)
        for index, name in enumerate(request["labels"])
    ]
    message = make(
        "vision_msgs/msg/LabelInfo",
        header=header(int(request["time_ns"]), request["frame_id"]),
        class_map=classes,
        threshold=request["threshold"],
    )
    return bytes(store.serialize_cdr(message, "vision_msgs/msg/LabelInfo"))


def main() -> None:
    """Answers every line."""
    for line in sys.stdin:
        request = json.loads(line)
        if "frame" in request:
            print(detections(request["frame"], request["classes"], request["frame_id"]).hex())
        else:
            print(labels(request).hex())


if __name__ == "__main__":
    main()

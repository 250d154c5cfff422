"""The ROS 2 messages that the tests exchange, for the encoder of Cyclone DDS."""

from dataclasses import dataclass

from cyclonedds.idl import IdlStruct
from cyclonedds.idl.types import array, float32, float64, int32, sequence, uint8, uint16, uint32, uint64


@dataclass
class Time(IdlStruct, typename="builtin_interfaces.msg.dds_.Time_"):
    """A time."""

    sec: int32
    nanosec: uint32


@dataclass
class Header(IdlStruct, typename="std_msgs.msg.dds_.Header_"):
    """A time and a frame."""

    stamp: Time
    frame_id: str


@dataclass
class Point(IdlStruct, typename="geometry_msgs.msg.dds_.Point_"):
    """A point in space."""

    x: float64
    y: float64
    z: float64


@dataclass
class Quaternion(IdlStruct, typename="geometry_msgs.msg.dds_.Quaternion_"):
    """A rotation."""

    x: float64
    y: float64
    z: float64
    w: float64


@dataclass
class Pose(IdlStruct, typename="geometry_msgs.msg.dds_.Pose_"):
    """A place and a rotation."""

    position: Point
    orientation: Quaternion


@dataclass
class PoseWithCovariance(IdlStruct, typename="geometry_msgs.msg.dds_.PoseWithCovariance_"):
    """A pose and how certain it is."""

    pose: Pose
    covariance: array[float64, 36]


@dataclass
class ObjectHypothesis(IdlStruct, typename="vision_msgs.msg.dds_.ObjectHypothesis_"):
    """A class and its score."""

    class_id: str
    score: float64


@dataclass
class ObjectHypothesisWithPose(IdlStruct, typename="vision_msgs.msg.dds_.ObjectHypothesisWithPose_"):
    """A class, its score and a pose."""

    hypothesis: ObjectHypothesis
    pose: PoseWithCovariance


@dataclass
class Point2D(IdlStruct, typename="vision_msgs.msg.dds_.Point2D_"):
    """A point in an image."""

    x: float64
    y: float64


@dataclass
class Pose2D(IdlStruct, typename="vision_msgs.msg.dds_.Pose2D_"):
    """A place in an image and a rotation."""

    position: Point2D
    theta: float64


@dataclass
class BoundingBox2D(IdlStruct, typename="vision_msgs.msg.dds_.BoundingBox2D_"):
    """A box by its centre and size."""

    center: Pose2D
    size_x: float64
    size_y: float64


@dataclass
class Detection2D(IdlStruct, typename="vision_msgs.msg.dds_.Detection2D_"):
    """A detected object."""

    header: Header
    results: sequence[ObjectHypothesisWithPose]
    bbox: BoundingBox2D
    id: str


@dataclass
class Detection2DArray(IdlStruct, typename="vision_msgs.msg.dds_.Detection2DArray_"):
    """Detected objects."""

    header: Header
    detections: sequence[Detection2D]


@dataclass
class VisionClass(IdlStruct, typename="vision_msgs.msg.dds_.VisionClass_"):
    """The name of a class."""

    class_id: uint16
    class_name: str


@dataclass
class LabelInfo(IdlStruct, typename="vision_msgs.msg.dds_.LabelInfo_"):
    """The names of classes."""

    header: Header
    class_map: sequence[VisionClass]
    threshold: float32


@dataclass
class EventPacket(IdlStruct, typename="event_camera_msgs.msg.dds_.EventPacket_"):
    """Events as a camera sent them."""

    header: Header
    height: uint32
    width: uint32
    seq: uint64
    time_base: uint64
    encoding: str
    is_bigendian: bool
    events: sequence[uint8]

"""Messages of vision_msgs."""

from message_types import Detection2DArray, LabelInfo

__all__ = ["Detection2DArray", "LabelInfo"]

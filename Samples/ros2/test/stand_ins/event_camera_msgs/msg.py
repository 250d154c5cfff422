"""Messages of event_camera_msgs."""

from message_types import EventPacket

__all__ = ["EventPacket"]

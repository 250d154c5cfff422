"""Relays detections of Saccade to ROS 2, and event packets of ROS 2 to Saccade."""

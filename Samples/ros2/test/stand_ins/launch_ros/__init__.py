"""What the launch file uses of launch_ros."""

"""What can go wrong while receiving."""


class Timeout(TimeoutError):  # noqa: N818
    """No detections came within the time allowed; the text says what was heard instead."""


class Finished(Exception):  # noqa: N818
    """Every camera has come to its end, and the subscriber was asked to end with them."""


class BadMessage(ValueError):  # noqa: N818
    """A message came that is none of Saccade's, or of a version that this library cannot read."""

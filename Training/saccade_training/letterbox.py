"""Where a sensor's image lies in the network's input: twin of the runtime's `Letterbox` and its bilinear resizing."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .description import Input


@dataclass(frozen=True)
class Letterbox:
    """The image inside the input; all in pixels."""

    sensor_width: int
    sensor_height: int
    input_width: int
    input_height: int
    image_width: int
    image_height: int
    left: int
    top: int

    @staticmethod
    def of(sensor_width: int, sensor_height: int, input_width: int, input_height: int, fit: str) -> "Letterbox":
        """Places a sensor in an input; `fit` is letterbox (scaled) or pad (unscaled)."""
        width, height = sensor_width, sensor_height
        if fit == "letterbox":
            ratio = min(input_height / sensor_height, input_width / sensor_width)
            width = min(max(round(sensor_width * ratio), 1), input_width)
            height = min(max(round(sensor_height * ratio), 1), input_height)
        return Letterbox(
            sensor_width,
            sensor_height,
            input_width,
            input_height,
            width,
            height,
            round((input_width - width) / 2 - 0.1),
            round((input_height - height) / 2 - 0.1),
        )

    @property
    def scale_x(self) -> float:
        """Input pixels per sensor pixel, horizontally."""
        return self.image_width / self.sensor_width

    @property
    def scale_y(self) -> float:
        """Input pixels per sensor pixel, vertically."""
        return self.image_height / self.sensor_height

    def to_input(self, corners: NDArray[np.float32]) -> NDArray[np.float32]:
        """Boxes as corners x1, y1, x2, y2, [n, 4], from sensor to input pixels."""
        scale = np.array([self.scale_x, self.scale_y] * 2)
        return (corners * scale + np.array([self.left, self.top] * 2)).astype(np.float32)

    def to_sensor(self, corners: NDArray[np.float32]) -> NDArray[np.float32]:
        """Boxes as corners, [n, 4], from input to sensor pixels."""
        scale = np.array([self.scale_x, self.scale_y] * 2)
        return ((corners - np.array([self.left, self.top] * 2)) / scale).astype(np.float32)

    def render(self, planes: NDArray[np.uint8], padding: int) -> NDArray[np.uint8]:
        """Brings planes of codes [n, sensor height, sensor width] into the input, [n, height, width]."""
        image = planes
        if (self.image_width, self.image_height) != (self.sensor_width, self.sensor_height):
            image = resize(planes, self.image_width, self.image_height)
        result = np.full((len(planes), self.input_height, self.input_width), padding, dtype=np.uint8)
        rows = slice(self.top, self.top + self.image_height)
        result[:, rows, self.left : self.left + self.image_width] = image
        return result


def letterbox_of(shape: Input) -> Letterbox:
    """The letterbox that a description asks for."""
    return Letterbox.of(shape.sensor_width, shape.sensor_height, shape.width, shape.height, shape.fit)


Taps = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint32]]


@lru_cache(maxsize=64)
def _taps(outputs: int, inputs: int) -> Taps:
    scale = 1 / (outputs / inputs)
    position = ((np.arange(outputs, dtype=np.float64) + 0.5) * scale - 0.5).astype(np.float32)
    below = np.floor(position.astype(np.float64)).astype(np.int64)
    fraction = position - below.astype(np.float32)
    lower_weight = np.rint((np.float32(1) - fraction) * np.float32(2048)).astype(np.uint32)
    upper_weight = np.rint(fraction * np.float32(2048)).astype(np.uint32)
    return np.clip(below, 0, inputs - 1), np.clip(below + 1, 0, inputs - 1), lower_weight, upper_weight


def resize(planes: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Resizes planes [n, h, w] bilinearly with the integer arithmetic of OpenCV's 8-bit `INTER_LINEAR`."""
    left, right, left_weight, right_weight = _taps(width, planes.shape[2])
    # At the border columns, unlike rows, count once.
    left_weight = np.where(left == right, np.uint32(2048), left_weight)
    right_weight = np.where(left == right, np.uint32(0), right_weight)
    above, below, above_weight, below_weight = _taps(height, planes.shape[1])
    wide = planes.astype(np.uint32)
    rows = (wide[:, :, left] * left_weight + wide[:, :, right] * right_weight) >> 4
    upper = (rows[:, above] * above_weight[:, None]) >> 16
    lower = (rows[:, below] * below_weight[:, None]) >> 16
    return ((upper + lower + 2) >> 2).astype(np.uint8)


def values_of_codes(codes: NDArray[np.uint8], shape: Input) -> NDArray[np.float32]:
    """The network's three channels, [..., 3, height, width], of rendered planes [..., planes, height, width]."""
    values = codes.astype(np.float32) / np.float32(shape.divisor)
    if shape.representation.planes == 1:
        return np.repeat(values, 3, axis=-3)
    return np.concatenate([values, np.zeros_like(values[..., :1, :, :])], axis=-3)

"""Augmentation that respects events: codes are moved, mirrored, swapped, never mixed.

One augmentation holds for a whole sequence, so that what the network remembers stays true.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .description import Representation
from .slicing import EMPTY_CODE


@dataclass(frozen=True)
class AugmentationRules:
    """What may happen to a sequence.

    flip: the probability of mirroring left and right; polarity: of swapping ON and OFF; scale: the image is scaled by
    1 - scale to 1 + scale about its centre; translate: and moved by up to this part of its sides; time: how many slices
    a timestep may be longer or shorter, and whether boundaries are shifted by slices (where not 0); crop_width and
    crop_height: the part of the input, in pixels, that a sequence is trained on, 0 for all of it. A small part with
    objects in it teaches more in an hour than all of the input.
    """

    flip: float = 0.5
    polarity: float = 0.5
    scale: float = 0.25
    translate: float = 0.1
    time: int = 0
    crop_width: int = 0
    crop_height: int = 0

    def __post_init__(self) -> None:
        for name in ("flip", "polarity"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"augmentation.{name} is {getattr(self, name)}; legal are probabilities, 0...1")
        for name in ("scale", "translate"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"augmentation.{name} is {getattr(self, name)}; legal are 0 to below 1")
        if self.time < 0:
            raise ValueError(f"augmentation.time is {self.time}; legal are 0 and more slices")
        for name in ("crop_width", "crop_height"):
            if getattr(self, name) < 0 or getattr(self, name) % 32:
                raise ValueError(f"augmentation.{name} is {getattr(self, name)}; legal are multiples of 32, and 0")


NO_AUGMENTATION = AugmentationRules(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Augmentation:
    """What happens to one sequence; moves in sensor pixels."""

    flips: bool = False
    swaps_polarity: bool = False
    scale: float = 1.0
    move_x: float = 0.0
    move_y: float = 0.0

    @staticmethod
    def draw(rules: AugmentationRules, random: np.random.Generator, width: int, height: int) -> "Augmentation":
        """Chooses at random."""
        values = random.random(5)
        return Augmentation(
            flips=bool(values[0] < rules.flip),
            swaps_polarity=bool(values[1] < rules.polarity),
            scale=float(1 + rules.scale * (2 * values[2] - 1)),
            move_x=float(width * rules.translate * (2 * values[3] - 1)),
            move_y=float(height * rules.translate * (2 * values[4] - 1)),
        )

    @property
    def moves(self) -> bool:
        """Whether pixels come to lie elsewhere, apart from mirroring."""
        return self.scale != 1 or self.move_x != 0 or self.move_y != 0

    def planes(self, planes: NDArray[np.uint8], representation: Representation) -> NDArray[np.uint8]:
        """Applies to codes, [..., planes, height, width]; each pixel takes the code of the pixel it came from."""
        height, width = planes.shape[-2:]
        empty = EMPTY_CODE[representation.name]
        if self.swaps_polarity:
            if representation.name == "histogram":
                planes = planes[..., ::-1, :, :]
            else:
                planes = np.where(planes == empty, planes, 255 - planes)
        if self.flips:
            planes = planes[..., ::-1]
        if self.moves:
            columns, has_column = self.sources(width, self.move_x)
            rows, has_row = self.sources(height, self.move_y)
            planes = planes[..., rows, :][..., columns]
            planes[..., ~has_row, :] = empty
            planes[..., ~has_column] = empty
        return np.ascontiguousarray(planes)

    def sources(self, side: int, move: float) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where each pixel along a side comes from, and whether that is inside."""
        source = np.floor((np.arange(side) + 0.5 - side / 2 - move) / self.scale + side / 2).astype(np.int64)
        inside = (source >= 0) & (source < side)
        return np.clip(source, 0, side - 1), inside

    def corners(self, corners: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
        """Applies to boxes x1, y1, x2, y2, [n, 4], which are not clipped."""
        result = corners.copy()
        if self.flips:
            result[:, [0, 2]] = width - corners[:, [2, 0]]
        for axis, side, move in ((0, width, self.move_x), (1, height, self.move_y)):
            result[:, axis::2] = (result[:, axis::2] - side / 2) * self.scale + side / 2 + move
        return result


# How far a crop's centre may lie from that of the box it was chosen for, as a part of the crop.
LARGEST_OFFSET = 0.35


@dataclass(frozen=True)
class Crop:
    """The part of the input that is trained on, in input pixels."""

    left: int
    top: int
    width: int
    height: int

    @staticmethod
    def draw(
        rules: AugmentationRules, random: np.random.Generator, width: int, height: int, corners: NDArray[np.float32]
    ) -> "Crop":
        """Chooses a part about one of the boxes, [n, 4] in input pixels, anywhere where there are none."""
        sides = (min(rules.crop_width or width, width), min(rules.crop_height or height, height))
        values = random.random(3)
        places = []
        for axis, (whole, side) in enumerate(zip((width, height), sides, strict=True)):
            place = values[1 + axis] * (whole - side)
            if len(corners):
                box = corners[int(values[0] * len(corners))]
                offset = side * LARGEST_OFFSET * (2 * values[1 + axis] - 1)
                place = (box[axis] + box[axis + 2] - side) / 2 + offset
            places.append(int(np.clip(place, 0, whole - side)))
        return Crop(places[0], places[1], sides[0], sides[1])

    def codes(self, codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The part of codes, [..., height, width]."""
        return codes[..., self.top : self.top + self.height, self.left : self.left + self.width]

    def corners(self, corners: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Boxes, [n, 4], in the part's own pixels, and which of them enough is left of."""
        moved = corners - np.array([self.left, self.top] * 2, np.float32)
        return visible(moved, 0, 0, self.width, self.height)


# Less of a box than this, and nobody could say what it is.
LEAST_VISIBLE_PART = 0.25
LEAST_SIDE_PIXELS = 2.0


def visible(
    corners: NDArray[np.float32], left: float, top: float, right: float, bottom: float
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Boxes clipped to what can be seen, and which of them enough is left of."""
    clipped = np.stack(
        [
            np.clip(corners[:, 0], left, right),
            np.clip(corners[:, 1], top, bottom),
            np.clip(corners[:, 2], left, right),
            np.clip(corners[:, 3], top, bottom),
        ],
        axis=1,
    )
    sides = clipped[:, 2:] - clipped[:, :2]
    whole = np.maximum((corners[:, 2:] - corners[:, :2]).prod(axis=1), 1e-9)
    keep = (sides.prod(axis=1) / whole >= LEAST_VISIBLE_PART) & (sides.min(axis=1, initial=np.inf) >= LEAST_SIDE_PIXELS)
    return clipped, keep

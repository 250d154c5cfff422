"""Static images with annotations in COCO's layout, as samples of one timestep for the `coco` variant."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch.utils.data import Dataset

from .augmentation import NO_AUGMENTATION, Augmentation, AugmentationRules, visible
from .clips import DatasetError, Problems
from .description import Input
from .letterbox import Letterbox
from .sequences import Sample, SampleRequest
from .targets import Targets


@dataclass(frozen=True)
class LabelledImage:
    """An image file and its boxes, corners in its pixels."""

    path: Path
    width: int
    height: int
    targets: Targets


def find_images(annotations: Path, folder: Path, classes: tuple[str, ...], problems: Problems) -> list[LabelledImage]:
    """Reads a COCO annotation file; classes are found by their names, crowds are left out."""
    try:
        content = json.loads(annotations.read_text())
        categories = {entry["id"]: entry["name"] for entry in content["categories"]}
        entries = {entry["id"]: entry for entry in content["images"]}
        boxes: dict[int, list[tuple[int, list[float]]]] = {identifier: [] for identifier in entries}
        index = {name: place for place, name in enumerate(classes)}
        for annotation in content["annotations"]:
            image, name = annotation["image_id"], categories.get(annotation["category_id"])
            if image not in entries:
                problems.add(annotations, f"annotation {annotation.get('id')} is of image {image}, which is not listed")
            elif name in index and not annotation.get("iscrowd"):
                boxes[image].append((index[name], [float(value) for value in annotation["bbox"]]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{annotations}: not annotations in COCO's layout: {error!r}") from None
    missing = [name for name in classes if name not in categories.values()]
    if missing:
        raise DatasetError(f"{annotations}: no category '{missing[0]}'; there are {sorted(categories.values())}")
    images = []
    for identifier, entry in sorted(entries.items()):
        path = folder / str(entry["file_name"])
        if not path.is_file():
            problems.add(path, "the image is missing; it is left out")
            continue
        width, height = int(entry["width"]), int(entry["height"])
        sides = np.array([box for _, box in boxes[identifier]], dtype=np.float32).reshape(-1, 4)
        kinds = np.array([kind for kind, _ in boxes[identifier]], dtype=np.int64)
        corners, keep = visible(
            np.concatenate([sides[:, :2], sides[:, :2] + sides[:, 2:]], axis=1), 0, 0, width, height
        )
        if not keep.all():
            worst = sides[int(np.flatnonzero(~keep)[0])].tolist()
            problems.add(path, f"{int((~keep).sum())} of {len(keep)} boxes are outside or too small, such as {worst}")
        images.append(LabelledImage(path, width, height, Targets(corners, kinds).select(keep)))
    problems.finish()
    if not images:
        raise DatasetError(f"{annotations}: no image can be used from {folder}")
    return images


class ImageDataset(Dataset):
    """Loads images, augmented and letterboxed as the published networks do."""

    def __init__(
        self, images: list[LabelledImage], shape: Input, augmentation: AugmentationRules = NO_AUGMENTATION
    ) -> None:
        self.images = images
        self.shape = shape
        self.augmentation = augmentation

    def __getitem__(self, request: SampleRequest) -> Sample:
        image = self.images[request.clip]
        pixels = read_image(image.path)
        height, width = pixels.shape[1:]
        if (width, height) != (image.width, image.height):
            raise DatasetError(
                f"{image.path}: the image has {width}x{height} pixels, its annotation says {image.width}x{image.height}"
            )
        box = Letterbox.of(width, height, self.shape.width, self.shape.height, "letterbox")
        padding = int(self.shape.padding)
        corners = box.to_input(image.targets.corners)
        codes = box.render(pixels, padding)
        if request.seed is not None:
            random = np.random.default_rng(request.seed)
            augmentation = Augmentation.draw(self.augmentation, random, self.shape.width, self.shape.height)
            codes = self._moved(codes, augmentation, padding)
            corners = augmentation.corners(corners, self.shape.width, self.shape.height)
        corners, keep = visible(corners, 0, 0, self.shape.width, self.shape.height)
        targets = Targets(corners.astype(np.float32), image.targets.classes).select(keep)
        codes = np.repeat(codes[None], request.timesteps, axis=0)
        return Sample(codes, [targets] * request.timesteps, True)

    @staticmethod
    def _moved(codes: NDArray[np.uint8], augmentation: Augmentation, padding: int) -> NDArray[np.uint8]:
        if augmentation.flips:
            codes = codes[..., ::-1]
        if augmentation.moves:
            columns, has_column = augmentation.sources(codes.shape[2], augmentation.move_x)
            rows, has_row = augmentation.sources(codes.shape[1], augmentation.move_y)
            codes = codes[:, rows, :][:, :, columns]
            codes[:, ~has_row, :] = padding
            codes[:, :, ~has_column] = padding
        return np.ascontiguousarray(codes)

    def epoch(self, timesteps: int, lanes: int, seed: int, epoch: int, augments: bool) -> list[list[SampleRequest]]:
        """The batches of one pass: lists of one request a lane."""
        order = np.random.default_rng((seed, epoch, 2)).permutation(len(self.images)).tolist()
        requests = [
            SampleRequest(image, 0, timesteps, 1, (seed, epoch, image) if augments else None, True, place % lanes)
            for place, image in enumerate(order)
        ]
        return [requests[start : start + lanes] for start in range(0, len(requests) - lanes + 1, lanes)]


def read_image(path: Path) -> NDArray[np.uint8]:
    """Reads an image file as RGB, [3, height, width]."""
    try:
        from PIL import Image
    except ImportError:
        raise DatasetError(f"{path}: reading images needs Pillow (Debian: python3-pil)") from None
    try:
        with Image.open(path) as image:
            return np.ascontiguousarray(np.asarray(image.convert("RGB")).transpose(2, 0, 1))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: the image cannot be read: {error}") from None

"""Boxes: anchors, decoding of the head's output, overlap, suppression."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .description import BOX_CHANNELS, STRIDES

BINS = 16


@dataclass(frozen=True)
class Anchors:
    """The cells of the head's levels: centres in input pixels, [anchors, 2], and strides, [anchors]."""

    centres: Tensor
    strides: Tensor


def anchors_of(width: int, height: int, device: torch.device | str = "cpu") -> Anchors:
    """The anchors of an input, in the order of the head's output."""
    centres, strides = [], []
    for stride in STRIDES:
        columns = (torch.arange(width // stride, device=device) + 0.5) * stride
        rows = (torch.arange(height // stride, device=device) + 0.5) * stride
        y, x = torch.meshgrid(rows, columns, indexing="ij")
        centres.append(torch.stack([x.flatten(), y.flatten()], 1))
        strides.append(torch.full((x.numel(),), float(stride), device=device))
    return Anchors(torch.cat(centres), torch.cat(strides))


def decode(outputs: Tensor, anchors: Anchors) -> Tensor:
    """The boxes of head outputs [..., 64 + classes, anchors]: corners in input pixels, [..., anchors, 4]."""
    logits = outputs[..., :BOX_CHANNELS, :].unflatten(-2, (4, BINS))
    bins = torch.arange(BINS, dtype=logits.dtype, device=logits.device)
    distances = (logits.softmax(-2) * bins[:, None]).sum(-2).transpose(-1, -2) * anchors.strides.to(logits.dtype)[
        :, None
    ]
    centres = anchors.centres.to(logits.dtype)
    return torch.cat([centres - distances[..., :2], centres + distances[..., 2:]], -1)


def pairwise_iou(first: Tensor, second: Tensor) -> Tensor:
    """Intersection over union of corners [n, 4] and [m, 4], as [n, m]; leading dimensions are batches."""
    top_left = torch.maximum(first[..., :, None, :2], second[..., None, :, :2])
    bottom_right = torch.minimum(first[..., :, None, 2:], second[..., None, :, 2:])
    common = (bottom_right - top_left).clamp(min=0).prod(-1)
    areas = [(box[..., 2:] - box[..., :2]).prod(-1) for box in (first, second)]
    return common / (areas[0][..., :, None] + areas[1][..., None, :] - common + 1e-9)


def complete_iou(first: Tensor, second: Tensor) -> Tensor:
    """CIoU of corners that belong to each other, broadcast over the leading dimensions.

    IoU, less the distance of the centres over the diagonal of what holds both, less what the proportions differ by.
    Source: Zheng et al., AAAI 2020, equations 7 to 11.
    """
    epsilon = 1e-7
    sides1, sides2 = first[..., 2:] - first[..., :2], second[..., 2:] - second[..., :2]
    overlap = torch.minimum(first[..., 2:], second[..., 2:]) - torch.maximum(first[..., :2], second[..., :2])
    common = overlap.clamp(min=0).prod(-1)
    iou = common / (sides1.prod(-1) + sides2.prod(-1) - common + epsilon)
    hull = torch.maximum(first[..., 2:], second[..., 2:]) - torch.minimum(first[..., :2], second[..., :2])
    apart = (first[..., :2] + first[..., 2:] - second[..., :2] - second[..., 2:]) / 2
    distance = apart.square().sum(-1) / (hull.square().sum(-1) + epsilon)
    angles = [torch.atan(sides[..., 0] / (sides[..., 1] + epsilon)) for sides in (sides1, sides2)]
    proportion = 4 / math.pi**2 * (angles[0] - angles[1]).square()
    with torch.no_grad():
        weight = proportion / (1 - iou + proportion + epsilon)
    return iou - distance - weight * proportion


@dataclass(frozen=True)
class Detections:
    """Detections of one moment, best first: corners in input pixels, [n, 4], scores and classes, [n]."""

    corners: Tensor
    scores: Tensor
    classes: Tensor


def suppress(
    corners: Tensor, scores: Tensor, threshold: float, overlap: float = 0.7, most: int = 300, candidates: int = 3000
) -> Detections:
    """Non-maximum suppression of corners [anchors, 4] by scores [classes, anchors]; one class for each anchor."""
    best, classes = scores.max(0)
    chosen = torch.nonzero(best > threshold).flatten()
    order = chosen[best[chosen].argsort(descending=True, stable=True)][:candidates]
    corners, best, classes = corners[order], best[order], classes[order]
    conflicts = (pairwise_iou(corners, corners) > overlap) & (classes[:, None] == classes[None])
    kept: list[int] = []
    is_open = torch.ones(len(order), dtype=torch.bool, device=corners.device)
    for index in range(len(order)):
        if len(kept) == most:
            break
        if is_open[index]:
            kept.append(index)
            is_open &= ~conflicts[index]
    return Detections(corners[kept], best[kept], classes[kept])

"""The loss: CIoU and distribution focal loss of boxes, binary cross-entropy of classes."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .assignment import AssignmentRules, assign
from .boxes import BINS, Anchors, complete_iou, decode
from .description import BOX_CHANNELS


@dataclass(frozen=True)
class LossWeights:
    """The weights of the terms, as the YOLO family has them."""

    box: float = 7.5
    classes: float = 0.5
    distribution: float = 1.5


@dataclass(frozen=True)
class Losses:
    """The weighted terms and their sum; of a mean over moments."""

    box: Tensor
    classes: Tensor
    distribution: Tensor

    @property
    def total(self) -> Tensor:
        """What is minimised."""
        return self.box + self.classes + self.distribution


def distribution_focal_loss(logits: Tensor, distances: Tensor) -> Tensor:
    """How far distributions over the bins 0...15 are from distances in strides; logits [..., 16], distances [...].

    Cross-entropy with the two bins beside the distance, weighted by nearness.
    Source: Li et al., Generalized Focal Loss, NeurIPS 2020, equation 6.
    """
    distances = distances.clamp(0, BINS - 1 - 0.01)
    lower = distances.floor()
    weight = distances - lower
    logs = logits.log_softmax(-1)
    lower_index = lower.long()[..., None]
    below = logs.gather(-1, lower_index).squeeze(-1)
    above = logs.gather(-1, lower_index + 1).squeeze(-1)
    return -(below * (1 - weight) + above * weight)


def detection_loss(
    outputs: Tensor,
    boxes: Tensor,
    counts: Tensor,
    anchors: Anchors,
    weights: LossWeights | None = None,
    rules: AssignmentRules | None = None,
) -> Losses:
    """The loss of head outputs [moments, 64 + classes, anchors] against boxes [moments, most, 5], `counts` of each.

    Terms are sums over anchors, divided by the sum of target scores.
    """
    weights = weights or LossWeights()
    outputs = outputs.float()
    predictions = decode(outputs, anchors)
    class_logits = outputs[:, BOX_CHANNELS:].transpose(1, 2)
    assignment = assign(class_logits.detach().sigmoid(), predictions.detach(), anchors.centres, boxes, counts, rules)
    total = assignment.scores.sum().clamp(min=1)
    class_loss = functional.binary_cross_entropy_with_logits(class_logits, assignment.scores, reduction="sum") / total
    positive = assignment.is_positive
    if not positive.any():
        # Zero, but with gradients, so that all processes of a distributed training meet.
        nothing = outputs[:, :BOX_CHANNELS].sum() * 0
        return Losses(nothing, weights.classes * class_loss, nothing)
    moment, anchor = positive.nonzero(as_tuple=True)
    learned = boxes[moment, assignment.box[moment, anchor], 1:]
    share = assignment.scores[moment, anchor].sum(-1)
    box_loss = ((1 - complete_iou(predictions[moment, anchor], learned)) * share).sum() / total
    centres, strides = anchors.centres[anchor], anchors.strides[anchor][:, None]
    distances = torch.cat([centres - learned[:, :2], learned[:, 2:] - centres], 1) / strides
    logits = outputs[moment, :BOX_CHANNELS, anchor].unflatten(1, (4, BINS))
    distribution = distribution_focal_loss(logits, distances).mean(-1)
    return Losses(
        weights.box * box_loss,
        weights.classes * class_loss,
        weights.distribution * (distribution * share).sum() / total,
    )

"""Task-aligned assignment: which anchors learn which box.

Source: Feng et al., TOOD, ICCV 2021, section 3.2.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from .boxes import complete_iou


@dataclass(frozen=True)
class AssignmentRules:
    """Alignment is score^alpha * overlap^beta; a box is learned by the `candidates` best anchors inside it."""

    candidates: int = 10
    alpha: float = 0.5
    beta: float = 6.0


@dataclass(frozen=True)
class Assignment:
    """For every anchor, [batch, anchors]: whether it learns a box, which one, and the class scores it should give,
    [batch, anchors, classes]."""

    is_positive: Tensor
    box: Tensor
    scores: Tensor


@torch.no_grad()
def assign(
    scores: Tensor,
    predictions: Tensor,
    centres: Tensor,
    boxes: Tensor,
    counts: Tensor,
    rules: AssignmentRules | None = None,
) -> Assignment:
    """Assigns boxes to anchors.

    scores: class probabilities [batch, anchors, classes]; predictions: corners [batch, anchors, 4]; centres:
    [anchors, 2]; boxes: class and corners [batch, most, 5], of which `counts` [batch] are there. An anchor claimed by
    several boxes learns the one it overlaps most. The score to learn is the alignment, scaled so that each box's best
    anchor is to give the best overlap that any of its anchors has.
    """
    rules = rules or AssignmentRules()
    anchors = scores.shape[1]
    most = boxes.shape[1]
    is_there = torch.arange(most, device=boxes.device)[None] < counts[:, None]
    corners, kinds = boxes[..., 1:], boxes[..., 0].long()
    inset = torch.cat(
        [centres[None, None] - corners[:, :, None, :2], corners[:, :, None, 2:] - centres[None, None]], -1
    ).amin(-1)
    may = (inset > 1e-9) & is_there[..., None]
    overlap = complete_iou(predictions[:, None], corners[:, :, None]).clamp(min=0) * may
    class_scores = scores.transpose(1, 2).gather(1, kinds[..., None].expand(-1, -1, anchors)) * may
    alignment = class_scores.pow(rules.alpha) * overlap.pow(rules.beta)
    best = alignment.topk(min(rules.candidates, anchors), dim=-1).indices
    claims = torch.zeros_like(may).scatter_(-1, best, True) & may
    # Where several boxes claim an anchor, the one it overlaps most has it.
    most_overlapped = overlap.argmax(1)
    contested = claims.sum(1) > 1
    winner = torch.nn.functional.one_hot(most_overlapped, most).transpose(1, 2).bool()
    claims = torch.where(contested[:, None], winner & may, claims)
    is_positive = claims.any(1)
    box = claims.int().argmax(1)
    alignment = alignment * claims
    overlap = overlap * claims
    highest = alignment.amax(-1, keepdim=True)
    scaled = (alignment * overlap.amax(-1, keepdim=True) / (highest + 1e-9)).amax(1)
    target = torch.zeros_like(scores)
    kind = kinds.gather(1, box)
    target.scatter_(2, kind[..., None], (scaled * is_positive)[..., None].to(target.dtype))
    return Assignment(is_positive, box, target)

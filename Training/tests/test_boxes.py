import math

import numpy as np
import pytest
import torch
from saccade_training import safetensors
from saccade_training.assignment import AssignmentRules, assign
from saccade_training.average_precision import AveragePrecision
from saccade_training.boxes import anchors_of, complete_iou, decode, pairwise_iou, suppress
from saccade_training.losses import LossWeights, detection_loss, distribution_focal_loss
from support import FIXTURES, needs_fixtures


def corners(*values: float) -> torch.Tensor:
    return torch.tensor(values).view(-1, 4)


def test_iou_worked_by_hand() -> None:
    # 2x2 boxes that share a 1x2 strip: 2 / (4 + 4 - 2); and one that shares nothing.
    overlap = pairwise_iou(corners(0, 0, 2, 2), corners(1, 0, 3, 2, 5, 5, 6, 6))
    torch.testing.assert_close(overlap, torch.tensor([[1 / 3, 0.0]]))


def test_complete_iou_worked_by_hand() -> None:
    # Same proportions, centres 1 apart, hull 3x2: 1/3 - 1/13.
    value = complete_iou(corners(0, 0, 2, 2), corners(1, 0, 3, 2))
    assert value.item() == pytest.approx(1 / 3 - 1 / 13, abs=1e-6)
    # The same centre, 4x2 in 2x4: IoU 4/12, v = 4/pi^2 (atan 2 - atan 1/2)^2, weighted v / (1 - IoU + v).
    v = 4 / math.pi**2 * (math.atan(2) - math.atan(0.5)) ** 2
    value = complete_iou(corners(-2, -1, 2, 1), corners(-1, -2, 1, 2))
    assert value.item() == pytest.approx(1 / 3 - v * v / (1 - 1 / 3 + v), abs=1e-6)
    assert complete_iou(corners(1, 2, 3, 5), corners(1, 2, 3, 5)).item() == pytest.approx(1, abs=1e-6)


def test_distribution_focal_loss_worked_by_hand() -> None:
    # All 16 bins alike: each has the logarithm -log 16, whatever the distance.
    value = distribution_focal_loss(torch.zeros(1, 16), torch.tensor([3.3]))
    assert value.item() == pytest.approx(math.log(16), abs=1e-5)
    # Bins 3 and 4 share all: -(0.7 log p3 + 0.3 log p4) with p = 0.7, 0.3 is the least there is.
    logits = torch.full((1, 16), -40.0)
    logits[0, 3], logits[0, 4] = math.log(0.7), math.log(0.3)
    value = distribution_focal_loss(logits, torch.tensor([3.3]))
    assert value.item() == pytest.approx(-(0.7 * math.log(0.7) + 0.3 * math.log(0.3)), abs=1e-5)
    # Distances beyond the bins are those of the last ones.
    far = distribution_focal_loss(torch.zeros(2, 16), torch.tensor([99.0, -5.0]))
    torch.testing.assert_close(far, torch.full((2,), math.log(16)))


def test_anchors_are_in_the_heads_order() -> None:
    anchors = anchors_of(64, 32)
    assert anchors.strides.tolist() == [8.0] * 32 + [16.0] * 8 + [32.0] * 2
    assert anchors.centres[[0, 1, 8, 32, 41]].tolist() == [[4, 4], [12, 4], [4, 12], [8, 8], [48, 16]]


def test_decoding_worked_by_hand() -> None:
    outputs = torch.full((66, 42), -100.0)
    for side, distance in enumerate((1, 2, 3, 0)):
        outputs[16 * side + distance, 33] = 100
    box = decode(outputs, anchors_of(64, 32))[33]
    # Anchor 33 is the second of stride 16, at (24, 8): 1 left, 2 up, 3 right, 0 down.
    assert box.tolist() == [8, -24, 72, 8]


@needs_fixtures
@torch.no_grad()
def test_decoding_and_suppression_equal_the_published_code() -> None:
    values = safetensors.read(FIXTURES / "checkpoint-gen1" / "io.safetensors")[0]
    anchors = anchors_of(320, 256)
    raw = values["head_raw_256x320"]
    found = decode(raw, anchors)
    centre, sides = (found[:, :2] + found[:, 2:]) / 2, found[:, 2:] - found[:, :2]
    expected = values["head_decoded_256x320"]
    torch.testing.assert_close(torch.cat([centre, sides], 1).T, expected[:4], rtol=0, atol=1e-3)
    scores = raw[64:].sigmoid()
    torch.testing.assert_close(scores, expected[4:], rtol=0, atol=1e-6)
    detections = suppress(found, scores, 0.25)
    rows = torch.cat([detections.corners, detections.scores[:, None], detections.classes[:, None].float()], 1)
    wanted = values["nms_score025_iou07"]
    assert rows.shape == wanted.shape
    apart = torch.cdist(rows, wanted, p=float("inf"))
    assert apart.min(1).values.max() < 1e-3
    assert apart.min(0).values.max() < 1e-3


CENTRES = torch.tensor([[4.0, 4.0], [12.0, 4.0], [20.0, 4.0], [28.0, 4.0]])


def test_assignment_worked_by_hand() -> None:
    # One box over the first two anchors; the third predicts it exactly but lies outside.
    boxes = torch.tensor([[[1.0, 0, 0, 16, 8]]])
    predictions = torch.tensor([[[0.0, 0, 16, 8], [0, 0, 8, 8], [0, 0, 16, 8], [20, 0, 30, 8]]])
    scores = torch.full((1, 4, 2), 0.25)
    result = assign(scores, predictions, CENTRES, boxes, torch.tensor([1]), AssignmentRules(2, 0.5, 6.0))
    assert result.is_positive.tolist() == [[True, True, False, False]]
    # The best anchor overlaps by 1 and is to give 1. The other overlaps by IoU 1/2, less the squared distance of
    # centres 16 over 320, less proportions; its alignment is the sixth power of that.
    angle = 4 / math.pi**2 * (math.atan(2) - math.atan(1)) ** 2
    overlap = 0.5 - 16 / 320 - angle * angle / (0.5 + angle)
    expected = torch.tensor([[[0, 1.0], [0, overlap**6], [0, 0], [0, 0]]])
    torch.testing.assert_close(result.scores, expected, rtol=1e-4, atol=1e-6)


def test_assignment_takes_the_best_candidates() -> None:
    boxes = torch.tensor([[[0.0, 0, 0, 32, 8]]])
    predictions = torch.tensor([[[0.0, 0, 32, 8], [0, 0, 30, 8], [0, 0, 28, 8], [0, 0, 26, 8]]])
    scores = torch.full((1, 4, 1), 0.5)
    result = assign(scores, predictions, CENTRES, boxes, torch.tensor([1]), AssignmentRules(2))
    assert result.is_positive.tolist() == [[True, True, False, False]]


def test_contested_anchors_go_to_the_box_they_overlap_most() -> None:
    boxes = torch.tensor([[[0.0, 0, 0, 16, 8], [1.0, 0, 0, 24, 8]]])
    predictions = torch.tensor([[[0.0, 0, 16, 8], [0, 0, 24, 8], [0, 0, 24, 8], [0, 0, 1, 1]]])
    scores = torch.full((1, 4, 2), 0.5)
    result = assign(scores, predictions, CENTRES, boxes, torch.tensor([2]))
    assert result.is_positive.tolist() == [[True, True, True, False]]
    assert result.box[0, :3].tolist() == [0, 1, 1]


def test_absent_boxes_are_not_assigned() -> None:
    boxes = torch.tensor([[[0.0, 0, 0, 16, 8]], [[0.0, 0, 0, 16, 8]]])
    predictions = torch.tensor([[0.0, 0, 16, 8]]).expand(2, 4, 4)
    result = assign(torch.full((2, 4, 1), 0.5), predictions, CENTRES, boxes, torch.tensor([0, 1]))
    assert result.is_positive.any(1).tolist() == [False, True]
    assert result.scores[0].sum() == 0


def test_class_loss_worked_by_hand() -> None:
    # No box anywhere: cross-entropy with zeros, log 2 for each of 42 anchors and 2 classes at a logit of 0.
    outputs = torch.zeros(1, 66, 42, requires_grad=True)
    losses = detection_loss(outputs, torch.zeros(1, 1, 5), torch.tensor([0]), anchors_of(64, 32), LossWeights())
    assert losses.classes.item() == pytest.approx(0.5 * 84 * math.log(2), rel=1e-5)
    assert losses.box.item() == losses.distribution.item() == 0
    losses.total.backward()
    assert outputs.grad is not None


def test_loss_falls_to_the_truth() -> None:
    """Descent on the outputs themselves finds the boxes."""
    torch.manual_seed(0)
    anchors = anchors_of(64, 64)
    boxes = torch.tensor([[[0.0, 8, 8, 40, 30], [1.0, 30, 30, 60, 62]]])
    outputs = torch.zeros(1, 66, len(anchors.strides), requires_grad=True)
    optimiser = torch.optim.Adam([outputs], 0.1)
    for _ in range(300):
        optimiser.zero_grad()
        loss = detection_loss(outputs, boxes, torch.tensor([2]), anchors).total
        loss.backward()
        optimiser.step()
    found = suppress(decode(outputs[0], anchors), outputs[0, 64:].sigmoid(), 0.5)
    assert sorted(found.classes.tolist()) == [0, 1]
    truth = boxes[0][found.classes, 1:]
    assert complete_iou(found.corners, truth).min() > 0.95


def frame(*rows: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    array = np.array(rows, dtype=np.float32).reshape(-1, 6)
    return array[:, :4], array[:, 4], array[:, 5].astype(np.int64)


def test_average_precision_worked_by_hand() -> None:
    score = AveragePrecision(2)
    truth = np.array([[0, 0, 10, 10], [20, 20, 30, 30]], dtype=np.float32)
    # Hit, miss, hit: precision 1 up to recall 1/2, 2/3 up to 1. 51 of the 101 points lie at or below 1/2.
    detections = frame((0, 0, 10, 10, 0.9, 0), (50, 50, 60, 60, 0.8, 0), (20, 20, 30, 30, 0.7, 0))
    score.add(detections, truth, np.zeros(2, np.int64))
    assert score.summary()[0] == pytest.approx((51 + 50 * 2 / 3) / 101)
    # The second class has nothing to find, and is in no mean.
    assert np.isnan(score.per_class()[1]).all()


def test_a_truth_is_found_once() -> None:
    score = AveragePrecision(1)
    detections = frame((0, 0, 10, 10, 0.9, 0), (0, 0, 10, 10, 0.8, 0))
    score.add(detections, np.array([[0, 0, 10, 10]], np.float32), np.zeros(1, np.int64))
    assert score.summary() == (1.0, 1.0)
    # IoU 0.8: a hit at the seven thresholds 0.5 to 0.8.
    score = AveragePrecision(1)
    score.add(frame((0, 0, 10, 8, 0.9, 0)), np.array([[0, 0, 10, 10]], np.float32), np.zeros(1, np.int64))
    assert score.summary()[1] == pytest.approx(0.7)


def test_average_precision_equals_pycocotools() -> None:
    coco = pytest.importorskip("pycocotools.coco")
    cocoeval = pytest.importorskip("pycocotools.cocoeval")
    random = np.random.default_rng(3)
    score = AveragePrecision(2)
    images, annotations, results = [], [], []
    for image in range(1, 21):
        images.append({"id": image, "width": 100, "height": 100})
        truth = random.uniform(0, 60, (4, 2)).repeat(2, 1)[:, [0, 2, 1, 3]]
        truth = np.concatenate([truth[:, :2], truth[:, :2] + random.uniform(10, 40, (4, 2))], 1).astype(np.float32)
        kinds = random.integers(0, 2, 4)
        found = np.concatenate([truth + random.normal(0, 3, (4, 4)), truth + random.normal(0, 9, (4, 4))])
        found = found.astype(np.float32)
        scores, names = random.random(8).astype(np.float32), np.concatenate([kinds, random.integers(0, 2, 4)])
        score.add((found, scores, names), truth, kinds)
        for box, kind in zip(truth.tolist(), kinds.tolist(), strict=True):
            x1, y1, x2, y2 = box
            annotation = {"image_id": image, "category_id": kind, "bbox": [x1, y1, x2 - x1, y2 - y1], "iscrowd": 0}
            annotations.append({**annotation, "id": len(annotations) + 1, "area": (x2 - x1) * (y2 - y1)})
        for box, kind, value in zip(found.tolist(), names.tolist(), scores.tolist(), strict=True):
            x1, y1, x2, y2 = box
            result = {"image_id": image, "category_id": kind, "bbox": [x1, y1, x2 - x1, y2 - y1], "score": value}
            results.append(result)
    truths = coco.COCO()
    truths.dataset = {"images": images, "annotations": annotations, "categories": [{"id": 0}, {"id": 1}]}
    truths.createIndex()
    evaluation = cocoeval.COCOeval(truths, truths.loadRes(results), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    precision = evaluation.eval["precision"][:, :, :, 0, 2]
    assert score.summary()[0] == pytest.approx(precision[0].mean(), abs=1e-9)
    assert score.summary()[1] == pytest.approx(precision.mean(), abs=1e-9)

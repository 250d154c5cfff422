from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from recordings import LABELS, saccade, saccade_json, write_events, write_labels
from saccade_training import model_file, safetensors
from saccade_training.augmentation import Augmentation, AugmentationRules, Crop, visible
from saccade_training.clips import ClipRules, DatasetError, Problems, open_clip, open_clips
from saccade_training.description import Input, Representation
from saccade_training.letterbox import Letterbox, letterbox_of, resize, values_of_codes
from saccade_training.recordings import Boxes, RecordingError, read_boxes, read_events
from saccade_training.sequences import ClipDataset, SampleRequest, SequencePlan, Stretch, collate
from saccade_training.slicing import SlicingRules, join_planes, planes_of_slices, slice_events
from saccade_training.targets import LabelTimeline, TargetRules
from support import ROOT, firing_network, needs_saccade

LAST = Representation()
SAMPLE = ROOT / "Samples" / "Recordings"


def rules(**changes: object) -> ClipRules:
    values = {"width": 90, "height": 60, "representation": LAST, "timestep_microseconds": 50_000, "class_ids": (0, 1)}
    return ClipRules(**(values | changes))


def silent(stops: bool = False) -> Problems:
    return Problems(stops, lambda _: None)


def events_at_random(count: int, seed: int, disorder: int = 0, gap: bool = False) -> list[tuple[int, int, int, int]]:
    random = np.random.default_rng(seed)
    times = np.sort(random.integers(1_000, 1_200_000, count))
    if gap:
        times[count // 2 :] += 3_000_000
    times = times + random.integers(-disorder, disorder + 1, count)
    x, y, p = random.integers(0, 90, count), random.integers(0, 60, count), random.integers(0, 2, count)
    return list(zip(times.tolist(), x.tolist(), y.tolist(), p.tolist(), strict=True))


def test_events_come_back(tmp_path: Path) -> None:
    rows = [(5, 0, 0, 1), (6, 89, 59, 0), (6, 90, 3, 1), (4, 3, 60, 1), (2**32 - 1, 1, 2, 1), (2**32 + 7, 4, 5, 0)]
    write_events(tmp_path / "a_td.dat", rows)
    events = read_events(tmp_path / "a_td.dat")
    # Those outside are left out, and times go on where 32 bits end.
    assert events.times.tolist() == [5, 6, 2**32 - 1, 2**32 + 7]
    assert events.x.tolist() == [0, 89, 1, 4]
    assert events.y.tolist() == [0, 59, 2, 5]
    assert events.is_on.tolist() == [True, False, True, False]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"% end\n", "RAW file"),
        (b"% Version 3\n\x0c\x08", "version 3"),
        (b"% Version 2\n% Width 3\n% Height 4\n\x0e\x08", "type 0x0E"),
        (b"% Version 2\n% Width 3\n% Height 0\n\x0c\x08", "height is '0'"),
        (b"% Version 2\n\x0c\x08", "no Width and Height"),
        (b"% Version 2\n", "inside its header"),
    ],
)
def test_headers_that_cannot_be_read_are_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a_td.dat").write_bytes(content)
    with pytest.raises(RecordingError, match=rf"a_td\.dat.*{message}"):
        read_events(tmp_path / "a_td.dat")


def test_boxes_have_old_and_new_names(tmp_path: Path) -> None:
    old = np.array([(1, 2, 3, 4, 5, 1)], dtype=[("ts", "<u8"), *[(n, "<f4") for n in "xywh"], ("class_id", "u1")])
    np.save(tmp_path / "a.npy", old)
    boxes = read_boxes(tmp_path / "a.npy")
    assert (boxes.times[0], boxes.sides[0].tolist(), boxes.classes[0], boxes.tracks[0]) == (1, [2, 3, 4, 5], 1, -1)
    np.save(tmp_path / "b.npy", old[["ts", "x", "y", "w", "class_id"]])
    with pytest.raises(RecordingError, match=r"b\.npy: the records have no field 'h'"):
        read_boxes(tmp_path / "b.npy")
    (tmp_path / "c.npy").write_bytes(b"nothing")
    with pytest.raises(RecordingError, match=r"c\.npy: not a file of boxes"):
        read_boxes(tmp_path / "c.npy")


def test_slices_worked_by_hand() -> None:
    times = np.array([100, 109, 110, 125, 124, 108, 160])
    slices = slice_events(times, SlicingRules(10, disorder_limit_microseconds=5))
    # 124 is inside the open timestep from 120 on; 108 is too old; 130 to 160 are made without events.
    assert slices.timestep_of_event.tolist() == [0, 0, 1, 2, 2, -1, 6]
    assert slices.starts.tolist() == [100, 110, 120, 130, 140, 150, 160]
    assert slices.segments.tolist() == [0] * 7
    slices = slice_events(np.array([103, 118, 240]), SlicingRules(10, 0, gap_limit_microseconds=50))
    assert slices.starts.tolist() == [100, 110, 240]
    assert slices.segments.tolist() == [0, 0, 1]
    slices = slice_events(np.array([1000, 2, 3]), SlicingRules(10, restart_limit_microseconds=500))
    assert slices.starts.tolist() == [1000, 2]
    assert slices.segments.tolist() == [0, 1]


@needs_saccade
@pytest.mark.parametrize("fit", ["pad", "letterbox"])
@pytest.mark.parametrize("representation", [LAST, Representation("histogram", 3)])
@pytest.mark.parametrize("kind", ["sorted", "disordered", "gap"])
def test_timesteps_equal_the_runtimes(tmp_path: Path, fit: str, representation: Representation, kind: str) -> None:
    """The command counts the same spikes in every convolution on our tensors as on the recording itself."""
    path = tmp_path / "a_td.dat"
    rows = events_at_random(20_000, 5, disorder=3_000 if kind == "disordered" else 0, gap=kind == "gap")
    write_events(path, rows)
    shape = Input(96, 64, 90, 60, representation, 50_000, 1, fit=fit)
    events = read_events(path)
    slices = slice_events(events.times, SlicingRules(50_000))
    planes = planes_of_slices(events, slices.timestep_of_event, len(slices.starts), representation)
    box = letterbox_of(shape)
    values = np.stack([values_of_codes(box.render(each, int(shape.padding)), shape) for each in planes])
    assert (len(np.unique(slices.segments)) == 2) == (kind == "gap")
    model_file.write(tmp_path / "a.model", firing_network(shape, torch.from_numpy(values)))
    inputs = {"recording": path, "tensors": tmp_path / "all.safetensors", "moved": tmp_path / "moved.safetensors"}
    safetensors.write(inputs["tensors"], {"input": torch.from_numpy(values)})
    # A spot of one timestep has another code.
    values[-1, :, 20:40, 30:60] = 0.9
    safetensors.write(inputs["moved"], {"input": torch.from_numpy(values)})
    counted = {}
    for name, source in inputs.items():
        # Tensors know of no gaps: every timestep begins from reset.
        energy = saccade_json("network", "energy", tmp_path / "a.model", "--input", source, "--state", "reset")
        counted[name] = (energy["convolutions"], energy["firing_rate_per_timestep"])
    assert counted["recording"] == counted["tensors"]
    assert counted["recording"] != counted["moved"]


def test_resizing_keeps_what_is_constant_and_halves_by_means() -> None:
    assert (resize(np.full((1, 240, 304), 127, np.uint8), 320, 253) == 127).all()
    halved = resize(np.array([[[0, 100], [200, 60]]], np.uint8), 1, 1)
    assert halved.tolist() == [[[90]]]


def test_letterbox_is_the_published_one() -> None:
    box = Letterbox.of(304, 240, 320, 320, "letterbox")
    assert (box.image_width, box.image_height, box.left, box.top) == (320, 253, 0, 33)
    corners = np.array([[3, 4, 50, 60]], np.float32)
    np.testing.assert_allclose(box.to_sensor(box.to_input(corners)), corners, atol=1e-4)
    assert Letterbox.of(304, 240, 320, 256, "pad").left == 8


@pytest.mark.parametrize("representation", [LAST, Representation("histogram", 3)])
def test_joined_slices_are_the_timestep(tmp_path: Path, representation: Representation) -> None:
    write_events(tmp_path / "a_td.dat", events_at_random(30_000, 7, disorder=3_000))
    write_labels(tmp_path / "a_bbox.npy", [(100_000, 10, 10, 20, 20, 0, 1)])
    clips = [
        open_clip(
            tmp_path / "a_td.dat",
            tmp_path / "a_bbox.npy",
            rules(representation=representation, subdivisions=parts),
            tmp_path / "cache",
            silent(),
        )
        for parts in (1, 5)
    ]
    whole, fine = clips
    assert whole is not None
    assert fine is not None
    assert len(fine.starts) == 5 * len(whole.starts)
    for index in range(len(whole.starts)):
        joined = join_planes(fine.planes(5 * index, 5), representation)
        assert np.array_equal(joined, whole.planes(index, 1)[0])


def test_windows_end_at_labels(tmp_path: Path) -> None:
    write_events(tmp_path / "a_td.dat", [(10, 1, 1, 1), (60_009, 2, 2, 1), (60_010, 3, 3, 1), (110_009, 4, 4, 0)])
    write_labels(tmp_path / "a_bbox.npy", [(110_010, 10, 10, 20, 20, 1, 1), (110_010, 40, 10, 20, 20, 0, 2)])
    clip = open_clip(
        tmp_path / "a_td.dat",
        tmp_path / "a_bbox.npy",
        rules(alignment="labels", window=2),
        tmp_path / "cache",
        silent(),
    )
    assert clip is not None
    assert clip.starts.tolist() == [10_010, 60_010]
    planes = clip.planes(0, 2)[:, 0]
    assert [planes[0, 2, 2], planes[0, 3, 3], planes[1, 3, 3], planes[1, 4, 4]] == [255, 127, 255, 0]
    assert (planes[0] != 127).sum() == 1


def test_cache_is_keyed_and_checked(tmp_path: Path) -> None:
    recording, labels, cache = tmp_path / "a_td.dat", tmp_path / "a_bbox.npy", tmp_path / "cache"
    write_events(recording, events_at_random(500, 1))
    write_labels(labels, [(100_000, 10, 10, 20, 20, 0, 1)])

    def planes(**changes: object) -> np.ndarray:
        clip = open_clip(recording, labels, rules(**changes), cache, silent())
        assert clip is not None
        return clip.planes(0, 4)

    first = planes()
    (entry,) = cache.iterdir()
    stamp = entry.stat().st_mtime_ns
    assert np.array_equal(planes(), first)
    assert entry.stat().st_mtime_ns == stamp
    # Damage is found, and the entry made again.
    data = bytearray(entry.read_bytes())
    data[-1] ^= 1
    entry.write_bytes(data)
    assert np.array_equal(planes(), first)
    assert entry.read_bytes() != bytes(data)
    entry.write_bytes(b"short")
    assert np.array_equal(planes(), first)
    # Other rules and another recording have other entries.
    planes(timestep_microseconds=25_000)
    assert len(list(cache.iterdir())) == 2
    write_events(recording, events_at_random(501, 2))
    assert not np.array_equal(planes(), first)


def bad_dataset(folder: Path) -> None:
    folder.mkdir()
    good = events_at_random(500, 1)
    label = (100_000, 10, 10, 20, 20, 0, 1)
    for name in ("good", "unlabelled", "other-size", "outside", "foreign", "boxless", "damaged"):
        write_events(folder / f"{name}_td.dat", good)
    write_events(folder / "empty_td.dat", [])
    write_events(folder / "other-size_td.dat", good, 320, 240)
    (folder / "damaged_td.dat").write_bytes(b"% Version 9\n\x0c\x08")
    for name in ("good", "empty", "other-size", "damaged", "lonely"):
        write_labels(folder / f"{name}_bbox.npy", [label])
    outside = [(100_000, 95, 10, 20, 20, 0, 1), (100_000, 10, 10, 0, 5, 0, 2), (100_000, 80, 50, 20, 20, 1, 3), label]
    write_labels(folder / "outside_bbox.npy", outside)
    write_labels(folder / "foreign_bbox.npy", [(100_000, 10, 10, 20, 20, 7, 1)])
    np.save(folder / "boxless_bbox.npy", np.zeros(0, LABELS))


def test_bad_datasets_are_reported_by_file(tmp_path: Path) -> None:
    bad_dataset(tmp_path / "data")
    problems = silent()
    clips = open_clips(tmp_path / "data", rules(), tmp_path / "cache", problems)
    assert [clip.path.name for clip in clips] == ["boxless_td.dat", "foreign_td.dat", "good_td.dat", "outside_td.dat"]
    for name, message in [
        ("unlabelled_td.dat", "no labels"),
        ("lonely_bbox.npy", "no recording"),
        ("empty_td.dat", "no events"),
        ("other-size_td.dat", "320x240"),
        ("damaged_td.dat", "DAT version 9"),
        ("outside_bbox.npy", "1 of 4 boxes are outside 90x60"),
        ("outside_bbox.npy", "1 of 4 boxes are without an area"),
        ("foreign_bbox.npy", r"other classes, [7]"),
        ("boxless_bbox.npy", "no box"),
    ]:
        assert any(name in problem and message in problem for problem in problems.found), (name, problems.found)
    assert not any("good" in problem for problem in problems.found)
    # What is half outside is clipped.
    assert clips[3].boxes.sides.tolist() == [[80, 50, 10, 10], [10, 10, 20, 20]]


def test_bad_datasets_stop_where_they_should(tmp_path: Path) -> None:
    bad_dataset(tmp_path / "data")
    with pytest.raises(DatasetError, match=r"problems in the dataset, the first:.*data"):
        open_clips(tmp_path / "data", rules(), tmp_path / "cache", silent(stops=True))
    with pytest.raises(DatasetError, match="no such folder"):
        open_clips(tmp_path / "nowhere", rules(), tmp_path / "cache", silent())
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match=r"no \*_td\.dat files"):
        open_clips(tmp_path / "empty", rules(), tmp_path / "cache", silent())


def timeline(**changes: object) -> LabelTimeline:
    times = np.array([100, 100, 200, 200, 400])
    sides = np.array([[0, 0, 10, 10], [50, 0, 10, 10], [10, 20, 10, 30], [70, 0, 10, 10], [0, 0, 5, 5]], np.float32)
    boxes = Boxes(times, sides, np.array([0, 1, 0, 1, 0]), np.array([1, 2, 1, 3, 1]))
    return LabelTimeline(boxes, TargetRules(**({"tolerance_microseconds": 10} | changes)))


def test_targets_are_the_labels_near_the_end() -> None:
    found = timeline().at(105)
    assert found is not None
    assert found.corners.tolist() == [[0, 0, 10, 10], [50, 0, 60, 10]]
    assert timeline().at(120) is None
    assert timeline().at(411) is None


def test_only_a_label_that_was_due_and_is_missing_shows_no_object() -> None:
    periodic = timeline(label_period_microseconds=100)
    missing = periodic.at(300)
    assert missing is not None
    assert len(missing.classes) == 0
    # Half way between two labels nobody looked, and behind the last one neither.
    assert periodic.at(150) is None
    assert periodic.at(250) is None
    assert periodic.at(500) is None
    found = timeline(label_period_microseconds=100, interpolation_gap_microseconds=100).at(150)
    assert found is not None
    assert len(found.classes) == 2


def test_targets_between_labels_follow_their_tracks() -> None:
    found = timeline(interpolation_gap_microseconds=100).at(125)
    assert found is not None
    # Track 1 moves a quarter of the way; track 2 ends, and is where it was last seen.
    assert found.corners.tolist() == [[2.5, 5, 12.5, 20], [50, 0, 60, 10]]
    assert timeline(interpolation_gap_microseconds=100).at(300) is None


def test_augmentation_moves_codes_and_boxes_alike() -> None:
    planes = np.full((1, 1, 60, 90), 127, np.uint8)
    planes[0, 0, 20:30, 10:40] = 255
    box = np.array([[10, 20, 40, 30]], np.float32)
    for augmentation in (
        Augmentation(flips=True),
        Augmentation(move_x=7, move_y=-4),
        Augmentation(scale=1.5, move_x=3),
        Augmentation(flips=True, scale=0.8, move_x=-5, move_y=5),
    ):
        moved = augmentation.planes(planes, LAST)[0, 0]
        rows, columns = np.nonzero(moved == 255)
        corners, _ = visible(augmentation.corners(box, 90, 60), 0, 0, 90, 60)
        seen = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert np.abs(corners[0] - seen).max() <= 1, augmentation


def test_crops_hold_the_box_they_are_chosen_for_and_move_codes_and_boxes_alike() -> None:
    rules = AugmentationRules(crop_width=64, crop_height=32)
    box = np.array([[70, 40, 80, 50]], np.float32)
    codes = np.full((2, 1, 96, 128), 127, np.uint8)
    codes[:, :, 40:50, 70:80] = 255
    places = set()
    for seed in range(50):
        crop = Crop.draw(rules, np.random.default_rng(seed), 128, 96, box)
        places.add((crop.left, crop.top))
        assert (crop.width, crop.height) == (64, 32)
        assert 0 <= crop.left <= 64
        assert 0 <= crop.top <= 64
        corners, keep = crop.corners(box)
        seen = np.argwhere(crop.codes(codes)[0, 0] == 255)
        assert keep.all()
        assert corners[0].tolist() == [seen[:, 1].min(), seen[:, 0].min(), seen[:, 1].max() + 1, seen[:, 0].max() + 1]
    assert len(places) > 25


def test_crops_without_boxes_lie_anywhere_and_none_is_the_whole_input() -> None:
    nothing = np.zeros((0, 4), np.float32)
    rules = AugmentationRules(crop_width=64)
    crops = [Crop.draw(rules, np.random.default_rng(seed), 128, 96, nothing) for seed in range(50)]
    assert {crop.top for crop in crops} == {0}
    assert {crop.height for crop in crops} == {96}
    assert min(crop.left for crop in crops) < 8
    assert max(crop.left for crop in crops) > 56
    assert Crop.draw(AugmentationRules(), np.random.default_rng(1), 128, 96, nothing) == Crop(0, 0, 128, 96)


def test_polarity_is_swapped_and_nothing_else() -> None:
    planes = np.array([0, 127, 255], np.uint8).reshape(1, 1, 1, 3)
    assert Augmentation(swaps_polarity=True).planes(planes, LAST).flatten().tolist() == [255, 127, 0]
    counts = np.array([[[[3]], [[1]]]], np.uint8)
    swapped = Augmentation(swaps_polarity=True).planes(counts, Representation("histogram", 3))
    assert swapped.flatten().tolist() == [1, 3]


def test_sequences_cover_their_clips_in_order() -> None:
    plan = SequencePlan(chunk=4, lanes=2)
    batches = plan.epoch([Stretch(0, 0, 21), Stretch(1, 5, 12), Stretch(2, 0, 10)], 1, 0, augments=False)
    by_lane = [[batch[lane] for batch in batches] for lane in range(2)]
    for lane in by_lane:
        for earlier, later in pairwise(lane):
            assert later.begins or (later.clip == earlier.clip and later.first == earlier.first + 4)
        assert lane[0].begins
    assert plan.epoch([Stretch(0, 0, 21)] * 3, 1, 0, True) == plan.epoch([Stretch(0, 0, 21)] * 3, 1, 0, True)
    assert plan.epoch([Stretch(0, 0, 21)] * 3, 1, 0, True) != plan.epoch([Stretch(0, 0, 21)] * 3, 1, 1, True)


def test_samples_hold_timesteps_and_targets(tmp_path: Path) -> None:
    write_events(tmp_path / "a_td.dat", events_at_random(5_000, 3))
    write_labels(tmp_path / "a_bbox.npy", [(100_000, 10, 10, 20, 20, 1, 1)])
    clip = open_clip(
        tmp_path / "a_td.dat", tmp_path / "a_bbox.npy", rules(subdivisions=2), tmp_path / "cache", silent()
    )
    assert clip is not None
    shape = Input(96, 64, 90, 60, timestep_microseconds=50_000, timesteps_per_window=1, fit="pad")
    dataset = ClipDataset([clip], shape, TargetRules(10_000))
    sample = dataset[SampleRequest(0, 0, 3, 2, None, True, 0)]
    assert sample.codes.shape == (3, 1, 64, 96)
    assert [None if each is None else each.corners.tolist() for each in sample.targets] == [
        None,
        [[13, 12, 33, 32]],
        None,
    ]
    batch = collate([sample, sample])
    assert batch.counts.tolist() == [[-1, -1], [1, 1], [-1, -1]]
    assert batch.boxes[1, 0, 0].tolist() == [1, 13, 12, 33, 32]
    assert [stretch.count for stretch in dataset.stretches(10)][:2] == [10, 10]


@needs_saccade
def test_the_sample_recording_is_read(tmp_path: Path) -> None:
    path = tmp_path / "driving_td.dat"
    saccade("convert", SAMPLE / "driving.raw", path)
    events = read_events(path)
    told = saccade("inspect", path)
    assert f"{len(events):,}".replace(",", " ") in told
    assert (events.width, events.height) == (304, 240)
    assert len(read_boxes(SAMPLE / "driving_bbox.npy")) > 100

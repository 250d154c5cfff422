"""Compares a model in PyTorch (float64) with `saccade network run` (float32) on the same timesteps.

Sums taken in another order and precision differ in their last bits, and a potential that close to a rounding boundary
rounds the other way. Each such flip is found and counted, and made here too, so that everything behind must be equal.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from . import model_file, safetensors
from .boxes import anchors_of, decode, suppress
from .description import BOX_CHANNELS, Input
from .letterbox import letterbox_of, values_of_codes
from .network import SpikeYOLO
from .neuron import Firing, fire
from .recordings import Events, read_events
from .slicing import SlicingRules, planes_of_slices, slice_events

# How near a boundary float32 may round the other way. Sums of a few thousand products err by less than this.
BOUNDARY_TOLERANCE = 2e-4
_MOST_CANDIDATES = 64
_PERIOD = 65521

Check = tuple[int, int, int]


class RunError(RuntimeError):
    """`saccade network run` could not be run; the message has its words."""


@dataclass(frozen=True)
class Flip:
    """A neuron that rounds the other way, by its flat index; distance: of its potential from the boundary."""

    timestep: int
    layer: str
    neuron: int
    distance: float


@dataclass(frozen=True)
class Difference:
    """A layer whose spikes differ by more than rounding."""

    timestep: int
    layer: str
    expected: Check
    found: Check


@dataclass
class Agreement:
    """What a comparison has found; sizes in pixels of the input."""

    timesteps: int = 0
    windows: int = 0
    spikes_compared: int = 0
    flips: list[Flip] = field(default_factory=list)
    difference: Difference | None = None
    largest_output_difference: float = 0.0
    boxes: int = 0
    windows_with_other_boxes: list[int] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether all spikes are explained and all boxes equal."""
        return self.difference is None and not self.windows_with_other_boxes

    def lines(self) -> list[str]:
        """The findings, for people."""
        others = self.windows_with_other_boxes
        lines = [
            f"timesteps  {self.timesteps}, windows {self.windows}",
            f"spikes     {self.spikes_compared} neurons compared, {len(self.flips)} rounding flips"
            + (f", at most {max(flip.distance for flip in self.flips):.1e} from a boundary" if self.flips else ""),
            f"outputs    differ by at most {self.largest_output_difference:.2e}",
            f"boxes      {self.boxes}, "
            + (f"not the same in {len(others)} windows, first {others[0]}" if others else "the same"),
        ]
        for flip in self.flips[:5]:
            lines.append(
                f"  flip     timestep {flip.timestep}, {flip.layer}, neuron {flip.neuron}: {flip.distance:.1e} off"
            )
        if self.difference is not None:
            place = self.difference
            lines.append(
                f"DIFFERENT  timestep {place.timestep}, {place.layer}: [fired, sum, checksum] is "
                f"{list(place.expected)} in saccade, {list(place.found)} in PyTorch; nothing behind it was compared"
            )
        lines.append("agree" if self.agrees else "DO NOT AGREE")
        return lines


class _DisagreementError(Exception):
    def __init__(self, difference: Difference) -> None:
        super().__init__(difference)
        self.difference = difference


class _ExplainedFiring(Firing):
    """Neurons of one timestep of a batch of one that take over rounding flips."""

    def __init__(
        self,
        network: SpikeYOLO,
        potentials: dict[str, Tensor],
        expected: dict[str, Check],
        timestep: int,
        agreement: Agreement,
    ) -> None:
        super().__init__(network.description.neuron, 1, potentials)
        self._expected, self._timestep, self._agreement = expected, timestep, agreement

    def compute(self, name: str, currents: Tensor, potential: Tensor | None) -> tuple[Tensor, Tensor]:
        spikes, left = fire(currents, potential, 1, self.constants)
        self._agreement.spikes_compared += spikes.numel()
        expected = self._expected[name]
        found = check(spikes)
        if found != expected:
            flips = self._explain(spikes, left, found, expected)
            if flips is None:
                raise _DisagreementError(Difference(self._timestep, name, expected, found))
            spikes, left = spikes.contiguous(), left.contiguous()
            for index, change, distance in flips:
                spikes.view(-1)[index] += change
                left.view(-1)[index] -= change
                self._agreement.flips.append(Flip(self._timestep, name, index, distance))
        return spikes, left

    def _explain(
        self, spikes: Tensor, left: Tensor, found: Check, expected: Check
    ) -> list[tuple[int, int, float]] | None:
        """The fewest flips near boundaries that make what was found what was expected."""
        fired, membrane = spikes.flatten(), (spikes + left).flatten()
        limit = self.constants.largest_spike_count
        boundary = (membrane.floor().clamp(0, limit - 1)) + 0.5
        distance = (membrane - boundary).abs()
        near = torch.nonzero(distance < BOUNDARY_TOLERANCE).flatten()
        near = near[distance[near].argsort()][:_MOST_CANDIDATES]
        options = []
        for index in near.tolist():
            before = int(fired[index])
            after = int(2 * boundary[index].item()) - before
            change = after - before
            effect = (int(after != 0) - int(before != 0), change, change * (index % _PERIOD + 1))
            options.append((effect, (index, change, float(distance[index]))))
        wanted = tuple(new - old for new, old in zip(expected, found, strict=True))

        def matches(effects: Iterable[tuple[int, int, int]]) -> bool:
            total = [sum(parts) for parts in zip(*effects, strict=True)]
            return total[:2] == list(wanted[:2]) and (total[2] - wanted[2]) % 2**32 == 0

        for size in (1, 2, 3, 4):
            # Larger sets of fewer candidates, so that the number of sets stays small.
            for some in combinations(options[: (64, 64, 32, 20)[size - 1]], size):
                if matches([effect for effect, _ in some]):
                    return [flip for _, flip in some]
        return None


def check(spikes: Tensor) -> Check:
    """The three numbers by which `saccade network run` tells a layer's spikes, [1, channels, height, width]."""
    flat = spikes.detach().flatten().to(torch.int64)
    weights = torch.arange(flat.numel()) % _PERIOD + 1
    return int((flat != 0).sum()), int(flat.sum()), int((weights * flat).sum()) % 2**32


def find_saccade(path: str | None) -> Path:
    """The `saccade` command: as given, of the environment's SACCADE, built beside this package, or on the PATH."""
    built = Path(__file__).resolve().parents[2] / ".build" / "release" / "saccade"
    candidates = [path, os.environ.get("SACCADE"), str(built), shutil.which("saccade")]
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            return Path(candidate).resolve()
        if candidate and candidate == path:
            break
    raise RunError(f"no saccade command at {path or built} nor on the PATH; build it (make build) or give --saccade")


def timesteps_of(path: Path, shape: Input, most: int | None) -> Iterator[NDArray[np.float32]]:
    """The network's inputs, [3, height, width] each, of a recording or of a safetensors file with a tensor `input`."""
    if path.suffix == ".safetensors":
        values = safetensors.read(path)[0].get("input")
        if values is None or tuple(values.shape[1:]) != (3, shape.height, shape.width):
            raise RunError(f"{path}: no tensor 'input' of shape [timesteps, 3, {shape.height}, {shape.width}]")
        yield from values[:most].float().numpy()
        return
    events = read_events(path, shape.sensor_width, shape.sensor_height)
    slices = slice_events(events.times, SlicingRules(shape.timestep_microseconds))
    box = letterbox_of(shape)
    for index in range(min(len(slices.starts), most or len(slices.starts))):
        which = slices.timestep_of_event == index
        some = Events(
            events.times[which], events.x[which], events.y[which], events.is_on[which], events.width, events.height
        )
        planes = planes_of_slices(some, np.zeros(len(some), np.int64), 1, shape.representation)[0]
        yield values_of_codes(box.render(planes, int(shape.padding)), shape)


@dataclass(frozen=True)
class _Reference:
    outputs: Tensor
    checks: list[dict[str, Check]]


class _SaccadeRun:
    """Runs of the command one after the other, the state of one taken up by the next."""

    def __init__(self, saccade: Path, model: Path, state: str, window: int, folder: Path) -> None:
        self._saccade, self._model, self._state, self._window, self._folder = saccade, model, state, window, folder
        self._has_state = False

    def __call__(self, values: NDArray[np.float32]) -> _Reference:
        folder = self._folder
        safetensors.write(folder / "input.safetensors", {"input": torch.from_numpy(values)})
        command = [str(self._saccade), "network", "run", str(self._model), "--input", str(folder / "input.safetensors")]
        command += ["--state", self._state, "--engine", "reference"]
        command += ["--output", str(folder / "raw.safetensors"), "--spikes", str(folder / "spikes.json")]
        if self._state == "reset":
            command += ["--window", str(self._window)]
        else:
            command += ["--state-out", str(folder / "state")]
            command += ["--state-in", str(folder / "state")] if self._has_state else []
            self._has_state = True
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise RunError(f"saccade network run ended with {result.returncode}: {result.stderr.strip()}")
        outputs = safetensors.read(folder / "raw.safetensors")[0]["raw_steps"]
        by_layer = json.loads((folder / "spikes.json").read_text())["neurons_step_checks"]
        checks = [{name: tuple(steps[index]) for name, steps in by_layer.items()} for index in range(len(values))]
        return _Reference(outputs, checks)


def compare(
    model: Path,
    source: Path,
    saccade: Path,
    state: str | None = None,
    most: int | None = None,
    threshold: float = 0.25,
    progress: Callable[[int], None] | None = None,
) -> Agreement:
    """Compares a model file's network in PyTorch with the command on a recording's timesteps.

    state: carry or reset, the model's own unless given; most: the timesteps at most; threshold: the score from which
    boxes are compared.
    """
    network = model_file.load(model).double()
    shape = network.description.input
    state = state or network.description.state_mode
    window = shape.timesteps_per_window
    anchors = anchors_of(shape.width, shape.height)
    agreement = Agreement()
    potentials: dict[str, Tensor] = {}
    recent: list[tuple[Tensor, Tensor]] = []
    part = max(1, 32 // window) * window
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        run = _SaccadeRun(saccade, model, state, window, Path(folder))
        for values in _parts(timesteps_of(source, shape, most), part):
            if state == "reset" and len(values) % window:
                values = values[: len(values) // window * window]
                if len(values) == 0:
                    break
            reference = run(values)
            for index, image in enumerate(values):
                if state == "reset" and agreement.timesteps % window == 0:
                    potentials = {}
                firing = _ExplainedFiring(network, potentials, reference.checks[index], agreement.timesteps, agreement)
                try:
                    outputs = network.compute(torch.from_numpy(image).double()[None, None], firing)[0, 0]
                except _DisagreementError as error:
                    agreement.difference = error.difference
                    return agreement
                potentials = firing.after
                other = reference.outputs[index].double()
                agreement.largest_output_difference = max(
                    agreement.largest_output_difference, float((outputs - other).abs().max())
                )
                recent.append((outputs, other))
                agreement.timesteps += 1
                if agreement.timesteps % window == 0:
                    means = [torch.stack(side).mean(0) for side in zip(*recent[-window:], strict=True)]
                    recent.clear()
                    found = [
                        suppress(decode(mean, anchors), mean[BOX_CHANNELS:].sigmoid(), threshold) for mean in means
                    ]
                    agreement.boxes += len(found[1].scores)
                    if not _are_same(found[0], found[1]):
                        agreement.windows_with_other_boxes.append(agreement.windows)
                    agreement.windows += 1
                if progress is not None:
                    progress(agreement.timesteps)
    return agreement


def _are_same(first, second) -> bool:  # noqa: ANN001
    if len(first.scores) != len(second.scores):
        return False
    if len(first.scores) == 0:
        return True
    # Scores that are equal but for rounding may change places, so each box looks for its own.
    apart = torch.cdist(first.corners, second.corners, p=float("inf"))
    apart = apart + 1e6 * (first.classes[:, None] != second.classes[None])
    nearest, place = apart.min(1)
    is_matched = len(set(place.tolist())) == len(place)
    return is_matched and bool(nearest.max() < 1e-2 and (first.scores - second.scores[place]).abs().max() < 1e-4)


def _parts(values: Iterator[NDArray[np.float32]], size: int) -> Iterator[NDArray[np.float32]]:
    part = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield np.stack(part)
            part = []
    if part:
        yield np.stack(part)

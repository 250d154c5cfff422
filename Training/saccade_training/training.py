"""The training loop: chunks of sequences whose state is carried on, or windows that begin from reset."""

import dataclasses
import json
import math
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader

from . import curves, model_file
from .augmentation import NO_AUGMENTATION
from .average_precision import AveragePrecision
from .averaging import MovingAverage
from .boxes import Anchors, anchors_of, decode, suppress
from .clips import Problems, open_clips
from .configuration import Configuration, ConfigurationError
from .description import BOX_CHANNELS, Input
from .images import ImageDataset, find_images
from .losses import Losses, detection_loss
from .network import Potentials, SpikeYOLO
from .processes import Processes
from .progress import Progress
from .sequences import Batch, ClipDataset, EpochBatches, SampleRequest, SequencePlan, Stretch, WindowPlan, collate

CHECKPOINT = "last.pt"


class ResumeError(ValueError):
    """A run that cannot be gone on with; the message names its folder."""


def network_values(codes: Tensor, shape: Input) -> Tensor:
    """Codes [..., planes, height, width] as the network's three channels."""
    values = codes.float() / shape.divisor
    if values.shape[-3] == 1:
        return values.expand(*values.shape[:-3], 3, *values.shape[-2:])
    if values.shape[-3] == 2:
        return torch.cat([values, torch.zeros_like(values[..., :1, :, :])], -3)
    return values


@dataclasses.dataclass
class Lanes:
    """What is carried from chunk to chunk: potentials, and the last T - 1 head outputs with how many there are."""

    potentials: Potentials
    outputs: Tensor | None
    counts: Tensor

    @staticmethod
    def empty(lanes: int, device: torch.device) -> "Lanes":
        """Nothing yet."""
        return Lanes({}, None, torch.zeros(lanes, dtype=torch.int64, device=device))

    def begin(self, begins: Tensor) -> None:
        """Forgets what belongs to lanes whose sequence begins."""
        for potential in self.potentials.values():
            potential[begins] = 0
        if self.outputs is not None:
            self.outputs[:, begins] = 0
        self.counts[begins] = 0

    def means(self, outputs: Tensor, window: int) -> Tensor:
        """The mean over the last `window` outputs at each timestep, over fewer at a sequence's beginning."""
        if window == 1:
            return outputs
        if self.outputs is None:
            self.outputs = torch.zeros_like(outputs[:1]).expand(window - 1, *outputs.shape[1:]).clone().detach()
        timesteps = outputs.shape[0]
        series = torch.cat([self.outputs, outputs])
        sums = sum(series[offset : offset + timesteps] for offset in range(window))
        steps = torch.arange(1, timesteps + 1, device=outputs.device)
        present = (self.counts[None] + steps[:, None]).clamp(max=window)
        self.outputs = series[timesteps:].detach().clone()
        self.counts = (self.counts + timesteps).clamp(max=window - 1)
        return sums / present[..., None, None]


class Samples:
    """The batches of one split, for one process."""

    def __init__(self, configuration: Configuration, processes: Processes, is_training: bool) -> None:
        self._configuration, self._processes, self._is_training = configuration, processes, is_training
        data, optimisation = configuration.data, configuration.optimisation
        self._description = configuration.description()
        shape = self._description.input
        self.carries = configuration.network.state_mode == "carry"
        self.window = shape.timesteps_per_window
        problems = Problems(data.on_problem == "stop", print if processes.is_first else _say_nothing)
        source = data.train if is_training else data.validation
        assert source is not None
        rules = configuration.augmentation if is_training else NO_AUGMENTATION
        self.lanes = optimisation.batch
        if data.layout == "images":
            folder = data.train_images if is_training else data.validation_images
            images = find_images(Path(source), Path(folder or ""), configuration.network.classes, problems)
            self._dataset: ClipDataset | ImageDataset = ImageDataset(images, shape, rules)
            self._fit_lanes(len(images))
            return
        progress = Progress(f"reading {Path(source).name}", 1, not processes.is_first)

        def show(done: int, total: int) -> None:
            progress._total = total
            progress.show(done)

        # One process makes the cache; the others find it.
        if not processes.is_first:
            processes.wait()
        clips = open_clips(Path(source), configuration.clip_rules(), Path(data.cache), problems, show)
        if processes.is_first:
            processes.wait()
        self._dataset = ClipDataset(clips, shape, configuration.target_rules(), rules)
        self._fit_lanes(len(self._stretches()))

    def _fit_lanes(self, count: int) -> None:
        """Takes as many lanes for validation as leave nothing out."""
        if not self._is_training:
            self.lanes = max(lanes for lanes in range(1, min(self.lanes, count) + 1) if count % lanes == 0)

    def _stretches(self) -> list[Stretch]:
        assert isinstance(self._dataset, ClipDataset)
        data, timestep = self._configuration.data, self._description.input.timestep_microseconds
        longest = max(int(data.longest_sequence_seconds * 1e6 / timestep), self._configuration.optimisation.chunk)
        return self._dataset.stretches(longest * data.subdivisions)

    def epoch(self, epoch: int) -> list[list[SampleRequest]]:
        """The batches of an epoch, of all processes."""
        data, optimisation, seed = (
            self._configuration.data,
            self._configuration.optimisation,
            self._configuration.run.seed,
        )
        lanes = self.lanes * (self._processes.world if self._is_training else 1)
        time_change = self._configuration.augmentation.time if self._is_training else 0
        dataset = self._dataset
        if isinstance(dataset, ImageDataset):
            return dataset.epoch(self.window, lanes, seed, epoch, self._is_training)
        if not self.carries:
            plan = WindowPlan(self.window, lanes, data.subdivisions, time_change)
            return plan.epoch(dataset, seed, epoch, self._is_training)
        sequences = SequencePlan(optimisation.chunk, lanes, data.subdivisions, time_change)
        return sequences.epoch(self._stretches(), seed, epoch, self._is_training)

    def load(self, batches: list[list[SampleRequest]], start: int) -> Iterator[Batch]:
        """Loads this process's part of batches from a place on."""
        rank, world = (self._processes.rank, self._processes.world) if self._is_training else (0, 1)
        return iter(
            DataLoader(
                self._dataset,
                batch_sampler=EpochBatches(batches, start, rank, world),
                collate_fn=collate,
                num_workers=self._configuration.data.workers,
                pin_memory=self._processes.device.type == "cuda",
            )
        )


def _say_nothing(_message: str) -> None:
    pass


def evaluate(network: SpikeYOLO, samples: Samples, batches: int, device: torch.device) -> tuple[float, float]:
    """mAP@50 and mAP@50:95 over the first batches of a split, as the runtime would detect."""
    was_training = network.training
    network.eval()
    shape = network.description.input
    anchors = anchors_of(shape.width, shape.height, device)
    score = AveragePrecision(len(network.description.classes))
    lanes = Lanes.empty(samples.lanes, device)
    with torch.no_grad():
        for batch in samples.load(samples.epoch(0)[:batches], 0):
            outputs, _ = _run(network, batch, lanes, samples, device)
            for moment, boxes, count in zip(*outputs, strict=True):
                found = suppress(decode(moment, anchors), moment[BOX_CHANNELS:].sigmoid(), 0.005, most=100)
                truth = boxes[: int(count)].cpu().numpy()
                detections = (found.corners.cpu().numpy(), found.scores.cpu().numpy(), found.classes.cpu().numpy())
                score.add(detections, truth[:, 1:], truth[:, 0].astype(np.int64))
    network.train(was_training)
    return score.summary()


Moments = tuple[Tensor, Tensor, Tensor]


def _run(network: nn.Module, batch: Batch, lanes: Lanes, samples: Samples, device: torch.device) -> tuple[Moments, int]:
    """Computes a batch: head outputs of the labelled moments with their boxes, and the timesteps computed."""
    shape = samples._description.input
    images = network_values(batch.codes.to(device, non_blocking=True), shape)
    boxes, counts = batch.boxes.to(device), batch.counts.to(device)
    if samples.carries:
        lanes.begin(batch.begins.to(device))
        outputs, lanes.potentials = network(images, lanes.potentials)
        outputs = lanes.means(outputs, samples.window)
    else:
        outputs, _ = network(images, None)
        outputs, boxes, counts = outputs.mean(0, keepdim=True), boxes[-1:], counts[-1:]
    labelled = counts >= 0
    return (outputs[labelled], boxes[labelled], counts[labelled]), images.shape[0] * images.shape[1]


class Training:
    """One run in a folder; it can be interrupted at any time and gone on with."""

    def __init__(self, configuration: Configuration, folder: Path, processes: Processes) -> None:
        self._configuration, self._folder, self._processes = configuration, folder, processes
        optimisation, device = configuration.optimisation, processes.device
        if optimisation.precision == "float16" and device.type != "cuda":
            raise ConfigurationError("optimisation.precision 'float16' needs a GPU; use float32 or bfloat16")
        torch.manual_seed(configuration.run.seed)
        self._network = SpikeYOLO(configuration.description())
        weights = configuration.network.weights
        if weights is not None:
            tensors = model_file.read_weights(Path(weights))
            kept = model_file.load_weights(self._network, tensors, weights, other_classes=True)
            if kept and processes.is_first:
                print(f"{weights}: {len(kept)} tensors belong to other classes and begin anew")
        self._network.to(device, memory_format=torch.channels_last)
        self._average = MovingAverage(self._network, optimisation.ema_decay, optimisation.ema_warmup)
        self._module: nn.Module = self._network
        if processes.world > 1:
            if device.type == "cuda" and optimisation.synchronise_batch_norm:
                self._module = nn.SyncBatchNorm.convert_sync_batchnorm(self._module)
            ids = [device.index] if device.type == "cuda" else None
            self._module = DistributedDataParallel(self._module, device_ids=ids)
        self._optimiser = self._make_optimiser()
        scaler = torch.amp.GradScaler if hasattr(torch.amp, "GradScaler") else torch.cuda.amp.GradScaler
        self._scaler = scaler(enabled=optimisation.precision == "float16")
        self._lanes = Lanes.empty(optimisation.batch, device)
        self._iteration = self._epoch = self._position = 0
        self._interrupted: int | None = None

    def _make_optimiser(self) -> torch.optim.Optimizer:
        optimisation = self._configuration.optimisation
        decayed = [value for value in self._network.parameters() if value.requires_grad and value.dim() > 1]
        others = [value for value in self._network.parameters() if value.requires_grad and value.dim() <= 1]
        groups = [
            {"params": decayed, "weight_decay": optimisation.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]
        if optimisation.optimiser == "sgd":
            return torch.optim.SGD(groups, optimisation.rate, optimisation.momentum, nesterov=True)
        return torch.optim.AdamW(groups, optimisation.rate, (0.9, 0.999))

    def rate(self, iteration: int) -> float:
        """The learning rate of an iteration."""
        optimisation = self._configuration.optimisation
        if iteration < optimisation.warmup:
            return optimisation.rate * (iteration + 1) / optimisation.warmup
        part = (iteration - optimisation.warmup) / max(1, optimisation.iterations - optimisation.warmup)
        factor = optimisation.final_rate + (1 - optimisation.final_rate) * (1 + math.cos(math.pi * part)) / 2
        return optimisation.rate * factor

    # Saving and going on

    def _fingerprint(self) -> str:
        values = dataclasses.asdict(self._configuration)
        # What may be changed when a run goes on: where data lies, and how often something is told.
        for section, names in (("run", None), ("data", ("train", "validation", "cache", "workers"))):
            if names is None:
                seed = values[section]["seed"]
                values[section] = {"seed": seed}
            else:
                for name in (*names, "train_images", "validation_images"):
                    del values[section][name]
        del values["network"]["weights"]
        return json.dumps(values, sort_keys=True)

    def save(self) -> None:
        """Saves everything that training goes on from; what was saved before stays until this is whole."""
        lanes = self._folder / f"lanes-{self._iteration}-{self._processes.rank}.pt"
        _save(
            {
                "potentials": self._lanes.potentials,
                "outputs": self._lanes.outputs,
                "counts": self._lanes.counts,
            },
            lanes,
        )
        self._processes.wait()
        if self._processes.is_first:
            state = {
                "network": self._network.state_dict(),
                "average": self._average.network.state_dict(),
                "updates": self._average.updates,
                # Only tensors, integers and text: all of it can be read without executing a pickle. What belongs to
                # groups of parameters follows from the configuration.
                "optimiser": self._optimiser.state_dict()["state"],
                "scaler": json.dumps(self._scaler.state_dict()),
                "iteration": self._iteration,
                "epoch": self._epoch,
                "position": self._position,
                "world": self._processes.world,
                "configuration": self._fingerprint(),
                "description": json.dumps(self._network.description.json()),
            }
            _save(state, self._folder / CHECKPOINT)
            for old in self._folder.glob("lanes-*.pt"):
                if not old.name.startswith(f"lanes-{self._iteration}-"):
                    old.unlink(missing_ok=True)
        self._processes.wait()

    def resume(self) -> bool:
        """Goes on from what the folder holds; false where it holds nothing."""
        path = self._folder / CHECKPOINT
        if not path.is_file():
            return False
        state = torch.load(path, map_location=self._processes.device, weights_only=True)
        if state["configuration"] != self._fingerprint():
            raise ResumeError(f"{path}: begun with another configuration; choose another --output folder, or delete it")
        if state["world"] != self._processes.world:
            raise ResumeError(
                f"{path}: begun with {state['world']} processes, now {self._processes.world}; go on with as many"
            )
        self._network.load_state_dict(state["network"])
        self._average.network.load_state_dict(state["average"])
        self._average.updates = state["updates"]
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": state["optimiser"], "param_groups": groups})
        if self._scaler.is_enabled():
            self._scaler.load_state_dict(json.loads(state["scaler"]))
        self._iteration, self._epoch, self._position = state["iteration"], state["epoch"], state["position"]
        lanes = self._folder / f"lanes-{self._iteration}-{self._processes.rank}.pt"
        self._lanes = Lanes(**torch.load(lanes, map_location=self._processes.device, weights_only=True))
        return True

    # Training

    def train(self, stop_after: int | None = None) -> int | None:
        """Trains to the end, or until a signal; returns that signal, after everything is saved.

        stop_after: ends as if interrupted after this many iterations of the whole training.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        configuration, first = self._configuration, self._processes.is_first
        samples = Samples(configuration, self._processes, True)
        validation = Samples(configuration, self._processes, False) if configuration.data.validation else None
        tables: list[curves.Table] = []
        if first:
            names = (("training.csv", curves.TRAINING), ("validation.csv", curves.VALIDATION))
            tables = [curves.Table(self._folder / name, columns, self._iteration) for name, columns in names]
        previous = {kind: signal.signal(kind, self._interrupt) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._loop(samples, validation, tables, stop_after)
        finally:
            for kind, handler in previous.items():
                signal.signal(kind, handler)
        self.save()
        if first:
            curves.draw(self._folder)
        return self._interrupted

    def _interrupt(self, kind: int, _frame: FrameType | None) -> None:
        self._interrupted = kind

    def _loop(
        self, samples: Samples, validation: Samples | None, tables: list[curves.Table], stop_after: int | None
    ) -> None:
        run, total = self._configuration.run, self._configuration.optimisation.iterations
        shape, rules = self._network.description.input, self._configuration.augmentation
        anchors = anchors_of(
            min(rules.crop_width or shape.width, shape.width),
            min(rules.crop_height or shape.height, shape.height),
            self._processes.device,
        )
        progress = Progress("training", total, not self._processes.is_first)
        end = total if stop_after is None else min(total, stop_after)
        self._module.train()
        timesteps, since = 0, time.monotonic()
        score = ""
        while self._iteration < end:
            batches = samples.epoch(self._epoch)
            if not batches:
                raise ConfigurationError(
                    "the training data are too few for one batch; make optimisation.batch or optimisation.chunk smaller"
                )
            for batch in samples.load(batches, self._position):
                losses, count = self._step(batch, samples, anchors)
                timesteps += count * self._processes.world
                self._iteration += 1
                self._position += 1
                is_last = self._iteration == end
                if self._iteration % run.log_every == 0 or is_last:
                    values = {
                        name: float(getattr(losses, name).detach())
                        for name in ("total", "box", "classes", "distribution")
                    }
                    if not math.isfinite(values["total"]):
                        raise FloatingPointError(
                            f"the loss is {values['total']} in iteration {self._iteration}; lower optimisation.rate"
                        )
                    speed = timesteps / max(time.monotonic() - since, 1e-9)
                    timesteps, since = 0, time.monotonic()
                    if tables:
                        row = {"iteration": self._iteration, "rate": self.rate(self._iteration - 1), **values}
                        tables[0].add({**row, "timesteps_per_second": speed})
                    progress.show(self._iteration, f"loss {values['total']:.3f}  {speed:.1f} timesteps/s{score}")
                if validation is not None and (self._iteration % run.validate_every == 0 or is_last):
                    if self._processes.is_first:
                        map50, map95 = evaluate(
                            self._average.network, validation, run.validation_batches, self._processes.device
                        )
                        tables[1].add({"iteration": self._iteration, "map50": map50, "map50_95": map95})
                        score = f"  mAP@50 {map50:.3f}"
                        curves.draw(self._folder)
                    self._processes.wait()
                    since = time.monotonic()
                if self._iteration % run.save_every == 0 and not is_last:
                    self.save()
                told = self._interrupted is not None
                if self._processes.world > 1 and self._iteration % run.log_every:
                    told = False
                elif self._processes.any(told):
                    self._interrupted = self._interrupted or signal.SIGTERM
                    told = True
                if told or is_last:
                    progress.end()
                    return
            self._epoch += 1
            self._position = 0

    def _step(self, batch: Batch, samples: Samples, anchors: Anchors) -> tuple[Losses, int]:
        optimisation, device = self._configuration.optimisation, self._processes.device
        rate = self.rate(self._iteration)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        kind = {"float16": torch.float16, "bfloat16": torch.bfloat16}.get(optimisation.precision)
        with torch.autocast(device.type, kind, enabled=kind is not None):
            (outputs, boxes, counts), timesteps = _run(self._module, batch, self._lanes, samples, device)
        with torch.autocast(device.type, enabled=False):
            losses = detection_loss(
                outputs, boxes, counts, anchors, self._configuration.loss, self._configuration.assignment
            )
        self._optimiser.zero_grad(set_to_none=True)
        self._scaler.scale(losses.total).backward()
        self._scaler.unscale_(self._optimiser)
        nn.utils.clip_grad_norm_(self._network.parameters(), optimisation.largest_gradient)
        self._scaler.step(self._optimiser)
        self._scaler.update()
        self._average.update(self._network)
        return losses, timesteps

    @property
    def network(self) -> SpikeYOLO:
        """The network as it is trained."""
        return self._network

    @property
    def average(self) -> SpikeYOLO:
        """The averaged network, which is exported."""
        return self._average.network


def _save(state: dict[str, Any], path: Path) -> None:
    partial = path.with_name(f".{path.name}.partial")
    torch.save(state, partial)
    partial.replace(path)

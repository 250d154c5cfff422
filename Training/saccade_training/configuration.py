"""The configuration of a training: a TOML file, checked key by key."""

import dataclasses
import difflib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .assignment import AssignmentRules
from .augmentation import AugmentationRules
from .clips import ClipRules
from .description import PUBLISHED_NEURONS, SCALES, Description, Input, Representation, Scale
from .losses import LossWeights
from .neuron import NeuronConstants
from .targets import TargetRules


class ConfigurationError(ValueError):
    """A value that is not allowed; the message names the file, the key and what is legal."""


@dataclass(frozen=True)
class NetworkSettings:
    """The network. `scale` is one of the named sizes; depth, width, max_channels and last_block_expansion replace its
    factors, alpha, beta and largest_spike_count (D) the variant's constants. `weights` are loaded before training."""

    variant: Literal["gen1", "coco"] = "gen1"
    scale: str = "nano"
    classes: tuple[str, ...] = ("car", "pedestrian")
    depth: float | None = None
    width: float | None = None
    max_channels: int | None = None
    last_block_expansion: int | None = None
    alpha: float | None = None
    beta: float | None = None
    largest_spike_count: int | None = None
    state_mode: Literal["carry", "reset"] = "carry"
    weights: str | None = None


@dataclass(frozen=True)
class InputSettings:
    """The input and how it comes from a sensor; sizes in pixels."""

    width: int = 320
    height: int = 256
    sensor_width: int = 304
    sensor_height: int = 240
    representation: Literal["last-polarity", "histogram"] = "last-polarity"
    histogram_cap: int = 10
    timestep_microseconds: int = 50_000
    timesteps_per_window: int = 1
    order: Literal["oldest-first", "newest-first"] = "oldest-first"
    fit: Literal["letterbox", "pad"] = "pad"


@dataclass(frozen=True)
class DataSettings:
    """Where samples come from; paths are relative to the configuration file.

    layout: `clips` (folders of *_td.dat and *_bbox.npy) or `images` (train and validation are COCO annotation files,
    *_images their folders). class_ids: the labels' ids of the classes; windows: see `ClipRules.alignment`;
    on_problem: what to do about files that cannot be used.
    """

    layout: Literal["clips", "images"] = "clips"
    train: str = "train"
    validation: str | None = "val"
    train_images: str | None = None
    validation_images: str | None = None
    cache: str = "cache"
    class_ids: tuple[int, ...] | None = None
    windows: Literal["stream", "labels"] = "stream"
    subdivisions: int = 1
    longest_sequence_seconds: float = 20.0
    on_problem: Literal["skip", "stop"] = "stop"
    skip_first_seconds: float = 0.0
    minimum_side: float = 0.0
    minimum_diagonal: float = 0.0
    label_tolerance_microseconds: int = 25_000
    interpolation_gap_microseconds: int = 0
    label_period_microseconds: int = 0
    workers: int = 0


@dataclass(frozen=True)
class OptimisationSettings:
    """How the network is trained. `chunk` timesteps of `batch` sequences are one iteration; gradients end there.

    The learning rate rises over `warmup` iterations and falls to `final_rate` times itself along a cosine.
    """

    iterations: int = 1000
    batch: int = 4
    chunk: int = 8
    optimiser: Literal["adamw", "sgd"] = "adamw"
    rate: float = 1e-3
    final_rate: float = 0.01
    warmup: int = 100
    momentum: float = 0.937
    weight_decay: float = 5e-4
    largest_gradient: float = 10.0
    ema_decay: float = 0.9999
    ema_warmup: float = 2000.0
    precision: Literal["float32", "float16", "bfloat16"] = "float32"
    synchronise_batch_norm: bool = True


@dataclass(frozen=True)
class RunSettings:
    """The run: its seed, the device (`auto` takes a GPU where there is one), and how often something is done, in
    iterations. `threads` are those of one process on the CPU, 0 for PyTorch's choice."""

    seed: int = 1
    device: str = "auto"
    threads: int = 0
    log_every: int = 10
    save_every: int = 200
    validate_every: int = 500
    validation_batches: int = 100


@dataclass(frozen=True)
class Configuration:
    """A whole configuration."""

    network: NetworkSettings = field(default_factory=NetworkSettings)
    input: InputSettings = field(default_factory=InputSettings)
    data: DataSettings = field(default_factory=DataSettings)
    augmentation: AugmentationRules = field(default_factory=AugmentationRules)
    optimisation: OptimisationSettings = field(default_factory=OptimisationSettings)
    loss: LossWeights = field(default_factory=LossWeights)
    assignment: AssignmentRules = field(default_factory=AssignmentRules)
    run: RunSettings = field(default_factory=RunSettings)

    def description(self, source: str = "", notes: dict[str, str] | None = None) -> Description:
        """The network that is trained."""
        network, shape = self.network, self.input
        if network.scale not in SCALES:
            raise ConfigurationError(f"network.scale is '{network.scale}'; legal are {', '.join(SCALES)}")
        changes = {
            name: getattr(network, name)
            for name in ("depth", "width", "max_channels", "last_block_expansion")
            if getattr(network, name) is not None
        }
        constants = dataclasses.asdict(PUBLISHED_NEURONS[network.variant])
        constants |= {name: getattr(network, name) for name in constants if getattr(network, name) is not None}
        scale: Scale = dataclasses.replace(SCALES[network.scale], **changes)
        try:
            return Description(
                variant=network.variant,
                scale=scale,
                neuron=NeuronConstants(**constants),
                input=Input(
                    width=shape.width,
                    height=shape.height,
                    sensor_width=shape.sensor_width,
                    sensor_height=shape.sensor_height,
                    representation=Representation(shape.representation, shape.histogram_cap),
                    timestep_microseconds=shape.timestep_microseconds,
                    timesteps_per_window=shape.timesteps_per_window,
                    order=shape.order,
                    fit=shape.fit,
                ),
                classes=network.classes,
                state_mode=network.state_mode,
                source=source,
                notes=notes or {},
            )
        except ValueError as error:
            raise ConfigurationError(str(error)) from None

    def clip_rules(self) -> ClipRules:
        """How clips become slices."""
        data, shape = self.data, self.input
        return ClipRules(
            width=shape.sensor_width,
            height=shape.sensor_height,
            representation=Representation(shape.representation, shape.histogram_cap),
            timestep_microseconds=shape.timestep_microseconds,
            class_ids=data.class_ids or tuple(range(len(self.network.classes))),
            subdivisions=data.subdivisions,
            alignment=data.windows,
            window=shape.timesteps_per_window,
            skip_first_microseconds=int(data.skip_first_seconds * 1e6),
            minimum_side=data.minimum_side,
            minimum_diagonal=data.minimum_diagonal,
        )

    def target_rules(self) -> TargetRules:
        """How labels become targets."""
        data = self.data
        return TargetRules(
            data.label_tolerance_microseconds, data.interpolation_gap_microseconds, data.label_period_microseconds
        )

    def check(self) -> None:
        """Checks what concerns several sections."""
        self.description()
        optimisation, data = self.optimisation, self.data
        for name in ("iterations", "batch", "chunk"):
            if getattr(optimisation, name) < 1:
                raise ConfigurationError(f"optimisation.{name} is {getattr(optimisation, name)}; legal are 1 and more")
        for name in ("log_every", "save_every", "validate_every", "validation_batches"):
            if getattr(self.run, name) < 1:
                raise ConfigurationError(f"run.{name} is {getattr(self.run, name)}; legal are 1 and more")
        if data.class_ids is not None and len(data.class_ids) != len(self.network.classes):
            raise ConfigurationError(
                f"data.class_ids are {len(data.class_ids)}, network.classes {len(self.network.classes)}; give one each"
            )
        carries = self.network.state_mode == "carry"
        if carries and data.windows == "labels":
            raise ConfigurationError("windows that end at labels begin from reset; set network.state_mode = 'reset'")
        if carries and self.input.order == "newest-first":
            raise ConfigurationError("state is carried oldest first; set input.order = 'oldest-first'")
        if data.layout == "images" and (carries or self.network.variant != "coco"):
            raise ConfigurationError("images need network.variant = 'coco' and network.state_mode = 'reset'")
        if data.layout == "images" and data.train_images is None:
            raise ConfigurationError("data.train_images is missing: the folder of the images of data.train")
        if data.layout == "images" and (self.augmentation.crop_width or self.augmentation.crop_height):
            raise ConfigurationError("images are trained on whole; remove augmentation.crop_width and crop_height")
        self.clip_rules()


def _value(key: str, value: object, kind: Any) -> object:  # noqa: ANN401
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise ConfigurationError(f"{key} is {value!r}; legal are {', '.join(map(repr, get_args(kind)))}")
        return value
    if get_origin(kind) is tuple:
        element = get_args(kind)[0]
        if not isinstance(value, list):
            raise ConfigurationError(f"{key} is {value!r}; it must be a list of {element.__name__}")
        return tuple(_value(f"{key}[{index}]", part, element) for index, part in enumerate(value))
    kinds = get_args(kind) or (kind,)
    for candidate in kinds:
        if candidate is type(None):
            continue
        if get_origin(candidate) is not None:
            return _value(key, value, candidate)
        if candidate is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, candidate) and not (candidate is int and isinstance(value, bool)):
            return value
    names = [candidate.__name__ for candidate in kinds if candidate is not type(None)]
    raise ConfigurationError(f"{key} is {value!r}; it must be {' or '.join(names)}")


def _section(name: str, values: dict[str, object], kind: type) -> Any:  # noqa: ANN401
    hints = get_type_hints(kind)
    arguments = {}
    for key, value in values.items():
        if key not in hints:
            near = difflib.get_close_matches(key, hints, 1)
            hint = f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(hints)}"
            raise ConfigurationError(f"{name}.{key} is unknown{hint}")
        arguments[key] = _value(f"{name}.{key}", value, hints[key])
    return kind(**arguments)


def parse(text: str, source: str) -> Configuration:
    """Reads a configuration; keys that are not given have their defaults."""
    try:
        content = tomllib.loads(text)
        hints = get_type_hints(Configuration)
        sections = {}
        for name, values in content.items():
            if name not in hints:
                near = difflib.get_close_matches(name, hints, 1)
                hint = f"; did you mean [{near[0]}]?" if near else f"; known are {', '.join(hints)}"
                raise ConfigurationError(f"section [{name}] is unknown{hint}")
            if not isinstance(values, dict):
                raise ConfigurationError(f"{name} is {values!r}; it must be a section")
            sections[name] = _section(name, values, hints[name])
        configuration = Configuration(**sections)
        configuration.check()
    except ValueError as error:
        raise ConfigurationError(f"{source}: {error}") from None
    return configuration


def read(path: Path) -> Configuration:
    """Reads a configuration file; its paths are made relative to where it lies."""
    configuration = parse(path.read_text(), str(path))
    data, network = configuration.data, configuration.network
    moved = {}
    for name in ("train", "validation", "train_images", "validation_images", "cache"):
        value = getattr(data, name)
        moved[name] = None if value is None else str(path.parent / value)
    weights = None if network.weights is None else str(path.parent / network.weights)
    return dataclasses.replace(
        configuration,
        data=dataclasses.replace(data, **moved),
        network=dataclasses.replace(network, weights=weights),
    )

"""Everything about a network but its weights, as model files hold it."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

from .neuron import NeuronConstants

FORMAT_VERSION = 1
BOX_CHANNELS = 64
STRIDES = (8, 16, 32)

PUBLISHED_NEURONS = {"gen1": NeuronConstants(0.5, 0.5, 4), "coco": NeuronConstants(1.0, 0.25, 4)}


@dataclass(frozen=True)
class Scale:
    """The factors that make the sizes of the network out of one table of layers."""

    depth: float
    width: float
    max_channels: int = 1024
    last_block_expansion: int = 1

    def repeats(self, count: int) -> int:
        """The repeats of a layer that is repeated `count` times before scaling."""
        return max(round(count * self.depth), 1) if count > 1 else count

    def down_sampling_channels(self, channels: int) -> int:
        """The channels of a down-sampling layer."""
        return int(channels * self.width)

    def convolution_channels(self, channels: int) -> int:
        """The channels of a single convolution."""
        return min(int(channels * self.width), int(self.max_channels * self.width))

    def pooling_channels(self, channels: int) -> int:
        """The channels of the spatial pyramid, a multiple of 8."""
        return -int(-min(channels, self.max_channels) * self.width // 8) * 8


# Sizes n to l are the published ones; the event network's n has width 0.25. The others are for CPUs.
SCALES = {
    "pico": Scale(0.11, 0.0625),
    "nano": Scale(0.33, 0.0625),
    "micro": Scale(0.33, 0.125),
    "gen1-n": Scale(0.33, 0.25),
    "n": Scale(0.33, 0.375),
    "s": Scale(0.33, 0.5),
    "m": Scale(0.5, 0.625, 7024, 2),
    "l": Scale(0.5, 0.75, 1024, 2),
}


@dataclass(frozen=True)
class Representation:
    """How the events of a timestep become an image: `last-polarity`, or `histogram` with counts up to `cap`."""

    name: Literal["last-polarity", "histogram"] = "last-polarity"
    cap: int = 10

    def __post_init__(self) -> None:
        if self.name not in ("last-polarity", "histogram"):
            raise ValueError(f"representation is '{self.name}'; legal are last-polarity and histogram")
        if not 1 <= self.cap <= 255:
            raise ValueError(f"the histogram's cap is {self.cap}; legal are 1...255")

    @property
    def planes(self) -> int:
        """The planes that are accumulated; the three channels are copies of them, or zeros."""
        return 1 if self.name == "last-polarity" else 2

    def json(self) -> dict[str, Any]:
        """What the model file says."""
        return {"name": self.name} if self.name == "last-polarity" else {"name": self.name, "cap": self.cap}


@dataclass(frozen=True)
class Input:
    """What the network expects, and how it comes from a sensor; sizes in pixels."""

    width: int
    height: int
    sensor_width: int
    sensor_height: int
    representation: Representation = field(default_factory=Representation)
    timestep_microseconds: int = 125_000
    timesteps_per_window: int = 2
    order: Literal["oldest-first", "newest-first"] = "oldest-first"
    fit: Literal["letterbox", "pad"] = "letterbox"
    padding_value: float | None = None
    normalisation_divisor: float | None = None

    def __post_init__(self) -> None:
        for name, side in (("width", self.width), ("height", self.height)):
            if side < 32 or side % 32 or side > 4096:
                raise ValueError(f"the input's {name} is {side}; legal are multiples of 32 up to 4096")
        for name, side in (("sensor_width", self.sensor_width), ("sensor_height", self.sensor_height)):
            if not 1 <= side <= 65535:
                raise ValueError(f"the input's {name} is {side}; legal are 1...65535")
        if self.order not in ("oldest-first", "newest-first"):
            raise ValueError(f"order is '{self.order}'; legal are oldest-first and newest-first")
        if self.fit not in ("letterbox", "pad"):
            raise ValueError(f"fit is '{self.fit}'; legal are letterbox and pad")
        if self.fit == "pad" and (self.sensor_width > self.width or self.sensor_height > self.height):
            raise ValueError(
                f"a sensor of {self.sensor_width}x{self.sensor_height} does not fit {self.width}x{self.height} "
                "unscaled; choose fit = 'letterbox' or a larger input"
            )
        if self.timestep_microseconds < 1:
            raise ValueError(f"timestep_microseconds is {self.timestep_microseconds}; legal are 1 and more")
        if not 1 <= self.timesteps_per_window <= 1024:
            raise ValueError(f"timesteps_per_window is {self.timesteps_per_window}; legal are 1...1024")

    @property
    def padding(self) -> float:
        """The code of the border."""
        if self.padding_value is not None:
            return self.padding_value
        return 114.0 if self.representation.name == "last-polarity" else 0.0

    @property
    def divisor(self) -> float:
        """What a code is divided by."""
        if self.normalisation_divisor is not None:
            return self.normalisation_divisor
        return 255.0 if self.representation.name == "last-polarity" else float(self.representation.cap)


@dataclass(frozen=True)
class Description:
    """A network; `json` and `from_json` are the model file's `saccade.network`."""

    variant: Literal["gen1", "coco"]
    scale: Scale
    neuron: NeuronConstants
    input: Input
    classes: tuple[str, ...]
    state_mode: Literal["carry", "reset"] = "carry"
    source: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.variant not in PUBLISHED_NEURONS:
            raise ValueError(f"variant is '{self.variant}'; legal are gen1 and coco")
        if self.state_mode not in ("carry", "reset"):
            raise ValueError(f"state_mode is '{self.state_mode}'; legal are carry and reset")
        if not self.classes or len(set(self.classes)) != len(self.classes) or "" in self.classes:
            raise ValueError(f"classes are {list(self.classes)}; give at least one name, none of them empty or twice")

    @property
    def anchor_count(self) -> int:
        """The cells of the three levels."""
        return sum((self.input.width // stride) * (self.input.height // stride) for stride in STRIDES)

    def json(self) -> dict[str, Any]:
        """What the model file says."""
        neuron, scale, shape = self.neuron, self.scale, self.input
        return {
            "format_version": FORMAT_VERSION,
            "variant": self.variant,
            "scale": dataclasses.asdict(scale),
            "neuron": dataclasses.asdict(neuron),
            "input": {
                "width": shape.width,
                "height": shape.height,
                "sensor_width": shape.sensor_width,
                "sensor_height": shape.sensor_height,
                "representation": shape.representation.json(),
                "timestep_microseconds": shape.timestep_microseconds,
                "timesteps_per_window": shape.timesteps_per_window,
                "order": shape.order,
                "fit": shape.fit,
                "padding_value": shape.padding,
                "normalisation_divisor": shape.divisor,
            },
            "classes": list(self.classes),
            "state_mode": self.state_mode,
            "provenance": {"source": self.source, "writer": "saccade_training", "notes": self.notes},
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> "Description":
        """Reads what `json` gives."""
        version = value["format_version"]
        if version != FORMAT_VERSION:
            raise ValueError(f"format_version is {version}; {FORMAT_VERSION} can be read")
        shape = dict(value["input"])
        shape["representation"] = Representation(**shape["representation"])
        provenance = value["provenance"]
        return Description(
            variant=value["variant"],
            scale=Scale(**value["scale"]),
            neuron=NeuronConstants(**value["neuron"]),
            input=Input(**shape),
            classes=tuple(value["classes"]),
            state_mode=value["state_mode"],
            source=provenance["source"],
            notes=provenance.get("notes", {}),
        )

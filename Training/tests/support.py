"""What several tests need: where things are, fixtures, and a network that is quick."""

import os
from pathlib import Path

import pytest
import torch
from saccade_training.description import PUBLISHED_NEURONS, Description, Input, Scale
from saccade_training.network import SpikeYOLO
from saccade_training.neuron import Firing
from torch import Tensor

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT.parent / "shared" / "fixtures"
SACCADE = Path(os.environ.get("SACCADE", ROOT / ".build" / "release" / "saccade"))

needs_fixtures = pytest.mark.skipif(not FIXTURES.is_dir(), reason="needs ../shared/fixtures")
needs_saccade = pytest.mark.skipif(not SACCADE.is_file(), reason="needs the release binary: make build")

TINY = Scale(0.1, 0.0625)


def description(**changes: object) -> Description:
    """A small event network."""
    values: dict[str, object] = {
        "variant": "gen1",
        "scale": TINY,
        "neuron": PUBLISHED_NEURONS["gen1"],
        "input": Input(96, 64, 90, 60, timestep_microseconds=50_000, timesteps_per_window=1, fit="pad"),
        "classes": ("car", "pedestrian"),
    }
    return Description(**(values | changes))


def check(spikes: Tensor) -> list[int]:
    """The three numbers by which spikes [channels, height, width] are compared with others."""
    flat = spikes.detach().flatten().to(torch.int64)
    weights = torch.arange(flat.numel()) % 65521 + 1
    return [int((flat != 0).sum()), int(flat.sum()), int((weights * flat).sum()) % 2**32]


class RecordedFiring(Firing):
    """Neurons whose spikes are checked, by layer and timestep; for a batch of one."""

    def __init__(self, network: SpikeYOLO, timesteps: int, potentials: dict[str, Tensor] | None = None) -> None:
        super().__init__(network.description.neuron, timesteps, potentials)
        self.checks: dict[str, list[list[int]]] = {}

    def observe(self, name: str, spikes: Tensor) -> None:
        self.checks[name] = [check(step) for step in spikes]


@torch.no_grad()
def firing_network(shape: Input, images: Tensor) -> SpikeYOLO:
    """A network with random weights whose statistics are those of images [n, 3, height, width], so that it fires."""
    torch.manual_seed(1)
    network = SpikeYOLO(description(input=shape))
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    network(images[None])
    return network.eval()

"""An exponential moving average of a network's weights and statistics: what is validated and exported."""

import copy
import math

import torch
from torch import nn

from .network import SpikeYOLO


class MovingAverage:
    """The average; its memory grows from nothing to 1 / (1 - decay) updates over about `warmup` updates."""

    def __init__(self, network: SpikeYOLO, decay: float, warmup: float) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.updates = 0
        self._decay, self._warmup = decay, warmup

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Takes in the weights after an iteration."""
        self.updates += 1
        decay = self._decay * (1 - math.exp(-self.updates / self._warmup))
        new = network.state_dict()
        for name, value in self.network.state_dict().items():
            if value.dtype.is_floating_point:
                value.lerp_(new[name].to(value.dtype), 1 - decay)
            else:
                value.copy_(new[name])

"""The I-LIF neuron: integer spikes in training, a straight-through gradient.

u = beta h + alpha x, s = round(clamp(u, 0, D)), h = u - s; halves are rounded to even.
Source: Luo et al., ECCV 2024, section 3.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class NeuronConstants:
    """The constants of all neurons of a network.

    alpha: factor of the input current; beta: factor of the potential kept from the timestep before;
    largest_spike_count: D, the most spikes in one timestep.
    """

    alpha: float
    beta: float
    largest_spike_count: int

    def __post_init__(self) -> None:
        if not 1 <= self.largest_spike_count <= 255:
            raise ValueError(f"largest_spike_count is {self.largest_spike_count}; legal are 1...255")


class _Fire(torch.autograd.Function):
    """All timesteps of one layer. Only whether a potential lay inside [0, D] is kept for the way back."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401
        currents: Tensor,
        potential: Tensor | None,
        timesteps: int,
        constants: NeuronConstants,
    ) -> tuple[Tensor, Tensor]:
        batch = currents.shape[0] // timesteps
        # Potentials keep float32 under mixed precision: half has too few bits beside a rounding boundary.
        kind = torch.float32 if currents.dtype in (torch.float16, torch.bfloat16) else currents.dtype
        keeps_gradient = ctx.needs_input_grad[0] or ctx.needs_input_grad[1]
        spikes = torch.empty_like(currents)
        inside = torch.empty_like(currents, dtype=torch.bool) if keeps_gradient else None
        limit = float(constants.largest_spike_count)
        for timestep in range(timesteps):
            part = slice(timestep * batch, (timestep + 1) * batch)
            membrane = currents[part].to(kind) * constants.alpha
            if potential is not None:
                membrane.add_(potential, alpha=constants.beta)
            fired = membrane.clamp(0.0, limit)
            if inside is not None:
                torch.eq(fired, membrane, out=inside[part])
            fired.round_()
            potential = membrane.sub_(fired)
            spikes[part] = fired
        assert potential is not None
        ctx.timesteps, ctx.constants = timesteps, constants
        if inside is not None:
            ctx.save_for_backward(inside)
        return spikes, potential

    @staticmethod
    def backward(
        ctx: Any,  # noqa: ANN401
        spike_gradient: Tensor,
        last_gradient: Tensor | None,
    ) -> tuple[Tensor | None, Tensor | None, None, None]:
        (inside,) = ctx.saved_tensors
        timesteps, constants = ctx.timesteps, ctx.constants
        batch = inside.shape[0] // timesteps
        # The spikes are detached in the reset: a potential acts on the next one undiminished, but for beta.
        gradient = spike_gradient * inside
        following = last_gradient
        for timestep in reversed(range(timesteps)):
            part = gradient[timestep * batch : (timestep + 1) * batch]
            if following is not None:
                part.add_(following)
            following = part * constants.beta if timestep > 0 or ctx.needs_input_grad[1] else None
        return gradient.mul_(constants.alpha), following if ctx.needs_input_grad[1] else None, None, None


def fire(
    currents: Tensor, potential: Tensor | None, timesteps: int, constants: NeuronConstants
) -> tuple[Tensor, Tensor]:
    """Computes one layer of neurons over several timesteps.

    currents: [timesteps * batch, ...], the timesteps one after the other; potential: what is left of the timestep
    before, [batch, ...], or None for zero. Returns the spikes, shaped like the currents, and what is left at the end.
    """
    if currents.shape[0] % timesteps:
        raise ValueError(f"{currents.shape[0]} feature maps are no whole number of {timesteps} timesteps")
    spikes, left = _Fire.apply(currents, potential, timesteps, constants)
    return spikes, left


class Firing:
    """What happens to the neurons of one forward pass: their state, and who wants to see their spikes.

    Neurons that read the same tensor are the same neurons; they are computed once.
    """

    def __init__(self, constants: NeuronConstants, timesteps: int, potentials: dict[str, Tensor] | None) -> None:
        self.constants = constants
        self.timesteps = timesteps
        self.before = potentials or {}
        self.after: dict[str, Tensor] = {}
        self._known: dict[int, tuple[Tensor, Tensor]] = {}

    def __call__(self, name: str, currents: Tensor) -> Tensor:
        """The spikes of the neurons `name`, which read `currents`."""
        known = self._known.get(id(currents))
        if known is None:
            spikes, self.after[name] = self.compute(name, currents, self.before.get(name))
            # The tensor is kept alive with its spikes, so that its identity stays its own.
            known = self._known[id(currents)] = (currents, spikes)
        self.observe(name, known[1])
        return known[1]

    def compute(self, name: str, currents: Tensor, potential: Tensor | None) -> tuple[Tensor, Tensor]:
        """Computes a layer that was not computed yet."""
        return fire(currents, potential, self.timesteps, self.constants)

    def observe(self, name: str, spikes: Tensor) -> None:
        """Is told the spikes of every layer, also of one that shares its neurons."""


class IntegerLIF(nn.Module):
    """A layer of neurons; it has no parameters, and its state is the caller's."""

    def __init__(self) -> None:
        super().__init__()
        self.path = ""

    def forward(self, currents: Tensor, firing: Firing) -> Tensor:
        return firing(self.path, currents)

"""Wider networks that begin with what a narrow one has learned.

Source: Chen et al., Net2Net, ICLR 2016, section 2.2.
"""

import dataclasses
from pathlib import Path

import torch
from torch import Tensor

from . import model_file
from .description import SCALES, Description
from .network import SpikeYOLO


class WideningError(ValueError):
    """Two networks of which the one is not a wider one of the same layers; the message names the tensor."""


def widen(path: Path, scale: str, output: Path, seed: int = 1) -> Description:
    """Writes a model whose channels are copies of those of another model, so that it detects the same.

    scale: a name of `SCALES` whose channels are whole multiples of the model's, with as many layers.
    """
    if scale not in SCALES:
        raise WideningError(f"there is no scale '{scale}'; there are {', '.join(SCALES)}")
    narrow, tensors = model_file.read(path)
    notes = {"from": narrow.source, "seed": str(seed)}
    description = dataclasses.replace(narrow, scale=SCALES[scale], source="widened", notes=notes)
    network = SpikeYOLO(description)
    generator = torch.Generator().manual_seed(seed)
    wide = {}
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        if name not in tensors:
            raise WideningError(f"{path}: no tensor '{name}'; {scale} has more layers")
        wide[name] = widened(name, tensors[name].float(), tensor.shape, generator)
    model_file.load_weights(network, wide, str(path))
    model_file.write(output, network)
    return description


def widened(name: str, tensor: Tensor, shape: torch.Size, generator: torch.Generator) -> Tensor:
    """A tensor with each channel copied in place; inputs of copies are weighted so that their sum stays.

    Copies get weights that differ at random and cancel, since copies that were treated alike would stay copies.
    """
    if tensor.dim() != len(shape) or any(new % old for new, old in zip(shape, tensor.shape, strict=True)):
        raise WideningError(f"'{name}' has the shape {list(tensor.shape)}, of which {list(shape)} is no multiple")
    wide = tensor.repeat_interleave(shape[0] // tensor.shape[0], 0)
    if tensor.dim() < 2:
        return wide
    copies = shape[1] // tensor.shape[1]
    wide = wide.repeat_interleave(copies, 1) / copies
    noise = torch.randn(shape, generator=generator).unflatten(1, (-1, copies))
    noise = (noise - noise.mean(2, keepdim=True)).flatten(1, 2)
    return wide + noise * wide.std()

"""Model files: the weights and the description of a network in one safetensors file."""

import json
from pathlib import Path

import torch
from torch import Tensor

from . import safetensors, torch_checkpoint
from .description import Description
from .network import SpikeYOLO

DESCRIPTION_KEY = "saccade.network"


class ModelFileError(ValueError):
    """A file that is no model, or whose weights do not fit; the message names the file and the tensor."""


def write(path: Path, network: SpikeYOLO, description: Description | None = None, half: bool = False) -> None:
    """Writes a network's weights with a description, its own unless given; `half` rounds convolutions to float16."""
    tensors = {}
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        tensors[name] = tensor.to(torch.float16 if half and tensor.dim() == 4 else torch.float32)
    text = json.dumps((description or network.description).json(), sort_keys=True, ensure_ascii=False)
    safetensors.write(path, tensors, {DESCRIPTION_KEY: text})


def read(path: Path) -> tuple[Description, dict[str, Tensor]]:
    """Reads a model file."""
    tensors, metadata = safetensors.read(path)
    if DESCRIPTION_KEY not in metadata:
        raise ModelFileError(
            f"{path}: no '{DESCRIPTION_KEY}' in the metadata; make a model with saccade network import"
        )
    try:
        description = Description.from_json(json.loads(metadata[DESCRIPTION_KEY]))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"{path}: the description cannot be read: {error!r}") from None
    return description, tensors


def load(path: Path) -> SpikeYOLO:
    """Reads a model file into a network in evaluation mode."""
    description, tensors = read(path)
    network = SpikeYOLO(description)
    load_weights(network, tensors, str(path))
    return network.eval()


def read_weights(path: Path) -> dict[str, Tensor]:
    """The tensors of a model file, another safetensors file, or a checkpoint (`.pt`)."""
    if path.suffix in (".pt", ".pth"):
        return torch_checkpoint.read(path)
    return safetensors.read(path)[0]


def load_weights(network: SpikeYOLO, tensors: dict[str, Tensor], source: str, other_classes: bool = False) -> list[str]:
    """Loads weights under their published keys, all of them, in whatever type they are.

    With `other_classes` the class branches' last convolutions keep their first values where their shapes differ, so
    that a network can be fine-tuned to other classes; the names of what was kept are returned.
    """
    wanted = network.state_dict()
    kept = []
    for name, tensor in wanted.items():
        if name.endswith("num_batches_tracked"):
            continue
        found = tensors.get(name)
        if found is None:
            raise ModelFileError(f"{source}: no tensor '{name}' of shape {list(tensor.shape)}")
        if found.shape != tensor.shape:
            if other_classes and name.startswith("model.26.cv3."):
                kept.append(name)
                continue
            raise ModelFileError(
                f"{source}: '{name}' has the shape {list(found.shape)}; the network needs {list(tensor.shape)}"
            )
        wanted[name] = found.to(tensor.dtype)
    unknown = [name for name in tensors if name not in wanted and not name.endswith("num_batches_tracked")]
    if unknown:
        raise ModelFileError(
            f"{source}: '{unknown[0]}' belongs to no layer of the network ({len(unknown)} such tensors)"
        )
    network.load_state_dict(wanted)
    return kept

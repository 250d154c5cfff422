"""From a run to a model file."""

import dataclasses
import json
from pathlib import Path

import torch

from . import model_file
from .description import Description
from .network import SpikeYOLO
from .training import CHECKPOINT


class ExportError(ValueError):
    """A run that holds nothing to export."""


def export(run: Path, output: Path, half: bool = False, averaged: bool = True) -> Description:
    """Writes the averaged network of a run (or, not `averaged`, the last one) as a model file."""
    path = run / CHECKPOINT if run.is_dir() else run
    if not path.is_file():
        raise ExportError(f"{path}: no such file; give the folder that training wrote to")
    state = torch.load(path, map_location="cpu", weights_only=True)
    description = Description.from_json(json.loads(state["description"]))
    configuration = json.loads(state["configuration"])
    notes = {
        "iterations": str(state["iteration"]),
        "seed": str(configuration["run"]["seed"]),
        "optimisation": json.dumps(configuration["optimisation"], sort_keys=True),
        "weights": "moving average" if averaged else "last",
    }
    description = dataclasses.replace(description, source="trained", notes=notes)
    network = SpikeYOLO(description)
    network.load_state_dict(state["average" if averaged else "network"])
    model_file.write(output, network, half=half)
    return description

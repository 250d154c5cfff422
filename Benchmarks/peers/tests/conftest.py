"""What the tests of the comparison need: a network so small that it takes no time, and its outputs."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

PEERS = Path(__file__).parents[1]
sys.path.insert(0, str(PEERS))

from compare import parsed, prepare  # noqa: E402
from contenders import Task  # noqa: E402
from safetensors.numpy import save_file  # noqa: E402
from timesteps import made_up_timesteps  # noqa: E402


@pytest.fixture(scope="session")
def saccade() -> Path:
    """The binary."""
    path = Path(os.environ.get("SACCADE", PEERS.parents[1] / ".build" / "release" / "saccade"))
    if not path.is_file():
        pytest.fail(f"there is no {path}: build it with make build, or name another with SACCADE", pytrace=False)
    return path.absolute()


@dataclass(frozen=True)
class Tiny:
    """A small network that is ready to be run, what it is given, and what the reference engine makes of it."""

    task: Task
    timesteps: NDArray[np.float32]
    reference: NDArray[np.float32]

    def by_torch(self, interpreter: Path) -> Task:
        """The same with an interpreter for PyTorch."""
        return replace(self.task, torch_python=interpreter)


@pytest.fixture(scope="session")
def tiny(saccade: Path, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """A network of some ten thousand parameters whose sums are exact."""
    folder = tmp_path_factory.mktemp("tiny")
    options = parsed([str(saccade), "--width", "0.0625", "--input-size", "64x64", "--steps", "8"])
    timesteps = made_up_timesteps(8, 64, 64)
    save_file({"input": timesteps}, folder / "timesteps.safetensors")
    task, reference = prepare(options, 0.2, folder, folder / "timesteps.safetensors")
    return Tiny(task, timesteps, reference)

"""Who takes part in the comparison, and how each is run: in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from runtimes import RUNTIMES
from safetensors.numpy import load_file

FOLDER = Path(__file__).parent
PYTORCH = "PyTorch float32"
AVX2 = "AVX2"


@dataclass(frozen=True)
class Contender:
    """One of those that are compared."""

    name: str
    # Our engine's arguments; those of others have none.
    ours: tuple[str, ...] = ()
    # "AVX2" where it is held back from better instructions, by the environment.
    instructions: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_lossy(self) -> bool:
        """Whether it computes something else than the network's numbers."""
        return "lossy" in self.name

    @property
    def title(self) -> str:
        """The name with what it is held back to."""
        return f"{self.name}, {self.instructions}" if self.instructions else self.name


@dataclass
class Round:
    """What a contender gave in one round."""

    times: list[float]
    outputs: NDArray[np.float32] | None
    notes: dict[str, object]
    firing_rate: float | None = None


OURS = (
    Contender("saccade adaptive, 16 bits", ("--engine", "adaptive", "--weights", "16")),
    Contender("saccade adaptive, 8 bits", ("--engine", "adaptive", "--weights", "8")),
    Contender(
        "saccade adaptive, 8 bits, merging (lossy)", ("--engine", "adaptive", "--weights", "8", "--merge", "adaptive")
    ),
    Contender("saccade dense, 8 bits", ("--engine", "dense", "--weights", "8")),
)
# How each is kept from AVX-512. ONNX Runtime asks the processor alone and cannot be.
HELD_BACK = {
    "saccade adaptive, 16 bits": {"SACCADE_KERNELS": "avx2"},
    "saccade adaptive, 8 bits": {"SACCADE_KERNELS": "avx2"},
    "OpenVINO float32": {"ONEDNN_MAX_CPU_ISA": "AVX2"},
    "OpenVINO int8": {"ONEDNN_MAX_CPU_ISA": "AVX2"},
    PYTORCH: {"ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"},
}


def contenders(with_torch: bool, with_avx2: bool) -> list[Contender]:
    """All that take part, in the order of their turns."""
    free = [*OURS, *(Contender(name) for name in RUNTIMES)]
    if with_torch:
        free.append(Contender(PYTORCH))
    held = [Contender(c.name, c.ours, AVX2, HELD_BACK[c.name]) for c in free if with_avx2 and c.name in HELD_BACK]
    return [*free, *held]


def run(command: Iterable[str | Path], environment: Mapping[str, str] | None = None) -> str:
    """What a command prints; its errors are shown."""
    words = [str(word) for word in command]
    variables = {**os.environ, **(environment or {})}
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=variables).stdout


@cache
def why_no_torch(interpreter: Path | None) -> str | None:
    """Why PyTorch cannot take part; none where it can."""
    if interpreter is None:
        return "no interpreter is named"
    try:
        words = [str(interpreter), "-c", "import torch, numpy"]
        result = subprocess.run(words, check=False, capture_output=True, text=True)
    except OSError as error:
        return str(error)
    if result.returncode == 0:
        return None
    return f"{interpreter}: {(result.stderr.strip().splitlines() or ['it fails'])[-1]}"


@dataclass(frozen=True)
class Task:
    """A network and what it is given."""

    binary: Path
    model: Path
    graph: Path
    timesteps: Path
    steps: int
    torch_python: Path | None = None

    def run(self, contender: Contender, threads: int, with_outputs: bool) -> Round:
        """One round; the outputs of ours are computed where they are asked for only, by a run of their own."""
        given = (
            _our_round(self, contender, threads, with_outputs) if contender.ours else _round(self, contender, threads)
        )
        used = str(given.notes).lower()
        if contender.instructions == AVX2 and "avx512" in used.replace("-", ""):
            raise RuntimeError(f"{contender.title}: AVX-512 was used in spite of {dict(contender.environment)}: {used}")
        return given


def _our_round(task: Task, contender: Contender, threads: int, with_outputs: bool) -> Round:
    options: list[str | Path] = [*contender.ours, "--threads", str(threads), "--input", task.timesteps]
    count = ["--steps", str(task.steps), "--json"]
    text = run([task.binary, "benchmark", "network", task.model, *options, *count], contender.environment)
    report = json.loads(text)
    outputs = None
    if with_outputs:
        out = task.model.with_name("ours.safetensors")
        command: list[str | Path] = [task.binary, "network", "run", task.model, *options]
        command += ["--output", out, "--state", "carry"]
        run(command, contender.environment)
        outputs = load_file(out)["raw_steps"]
    notes = {"instructions": report["instructions"]}
    return Round(report["step_ms"], outputs, notes, report["firing_rate"])


def _round(task: Task, contender: Contender, threads: int) -> Round:
    out = task.model.with_name("peer.safetensors")
    command: list[str | Path]
    if contender.name == PYTORCH:
        if task.torch_python is None:
            raise ValueError("PyTorch has no interpreter")
        command = [task.torch_python, FOLDER / "pytorch_peer.py", "--model", task.model]
    else:
        command = [sys.executable, FOLDER / "runtime_peer.py", "--runtime", contender.name, "--model", task.graph]
    command += ["--timesteps", task.timesteps, "--out", out]
    command += ["--threads", str(threads), "--steps", str(task.steps)]
    report = json.loads(run(command, contender.environment))
    return Round(report["times_ms"], load_file(out)["raw"], report["notes"])

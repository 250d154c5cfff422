"""Times the network in PyTorch: a program of its own, for an interpreter that has PyTorch.

The network is that of `Training/`, as the published code computes it: eager, float32, batch normalisation apart.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Training"))

import torch
from saccade_training import model_file, safetensors


def main() -> int:
    """Prints what `runtimes.measure` gives, and writes the outputs of the first pass over the timesteps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--timesteps", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    values = safetensors.read(options.timesteps)[0]["input"]
    start = time.perf_counter()
    network = model_file.load(options.model).to(memory_format=torch.channels_last)
    ready = time.perf_counter() - start
    outputs, times = [], []
    potentials = None
    with torch.inference_mode():
        for index in range(options.steps):
            image = values[index % len(values)][None, None]
            start = time.perf_counter()
            raw, potentials = network(image, potentials)
            times.append((time.perf_counter() - start) * 1e3)
            if index < len(values):
                outputs.append(raw[0, 0])
    safetensors.write(options.out, {"raw": torch.stack(outputs)})
    notes = {"torch": torch.__version__}
    # Older ones cannot tell which instructions they use.
    if hasattr(torch.backends, "cpu"):
        notes["instructions"] = torch.backends.cpu.get_cpu_capability()
    print(json.dumps({"ready_seconds": ready, "first_ms": times[0], "times_ms": times[1:], "notes": notes}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

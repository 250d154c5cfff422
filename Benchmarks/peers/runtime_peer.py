"""Times one of the runtimes: a program of its own, so that each round begins anew."""

import argparse
import json
import sys
from pathlib import Path

from runtimes import RUNTIMES, measure
from safetensors.numpy import load_file, save_file


def main() -> int:
    """Prints what `runtimes.measure` gives, and writes the outputs of the first pass over the timesteps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runtime", choices=list(RUNTIMES), required=True)
    parser.add_argument("--model", type=Path, required=True, help="the network as ONNX")
    parser.add_argument("--timesteps", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--steps", type=int, required=True)
    options = parser.parse_args()
    timesteps = load_file(options.timesteps)["input"]
    report, outputs = measure(options.runtime, options.model, options.threads, timesteps, options.steps)
    save_file({"raw": outputs}, options.out)
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())

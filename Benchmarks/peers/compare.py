"""Measures a network side by side: Saccade and other people's runtimes, in turn, on the same weights and timesteps.

Every contender is a process of its own in every round. Those that are equals must give the same numbers as Saccade's
reference engine before anything is said about their times; the largest difference is printed.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from runtimes import RUNTIMES, measure
from safetensors.numpy import load_file, save_file

OURS = {
    "saccade adaptive, 16 bits": ["--engine", "adaptive", "--weights", "16"],
    "saccade adaptive, 8 bits": ["--engine", "adaptive", "--weights", "8"],
    "saccade dense, 8 bits": ["--engine", "dense", "--weights", "8"],
}
PYTORCH = "PyTorch float32"
WIDTH, HEIGHT = 320, 256


def made_up_timesteps(count: int) -> np.ndarray:
    """Rectangles that move, as an event camera sees them: 127/256 nothing, 255/256 ON, 0 OFF."""
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    place = random.uniform([0, 0], [WIDTH, HEIGHT], (8, 2))
    size = random.uniform([16, 13], [96, 77], (8, 2))
    speed = random.uniform([-13, -6], [13, 6], (8, 2))
    steps = []
    for _ in range(count):
        plane = np.full((HEIGHT, WIDTH), 127, np.float32)
        noise = random.integers(0, plane.size, plane.size // 100)
        plane.flat[noise] = random.choice([0, 255], len(noise))
        for index in range(len(place)):
            (a, b), (w, h) = place[index], size[index]
            before = (x >= a) & (x < a + w) & (y >= b) & (y < b + h)
            place[index] += speed[index]
            speed[index] *= np.where((place[index] < 0) | (place[index] > [WIDTH, HEIGHT]), -1, 1)
            a, b = place[index]
            after = (x >= a) & (x < a + w) & (y >= b) & (y < b + h)
            changed = (before != after) & (random.random(plane.shape) < 0.8)
            plane[changed] = np.where(after, 255, 0)[changed]
        steps.append(np.stack([plane / 256] * 3))
    return np.stack(steps).astype(np.float32)


def run(command: list[str | Path]) -> str:
    """What a command prints; its errors are shown."""
    return subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True).stdout


def contenders(options: argparse.Namespace) -> list[str]:
    """The names of all that take part, in the order of their turns."""
    names = [*OURS, *RUNTIMES]
    return [*names, PYTORCH] if options.torch_python else names


def one_rate(options: argparse.Namespace, rate: float, folder: Path, timesteps: Path) -> list[dict[str, object]]:
    """All contenders in all rounds for networks that fire at a rate."""
    model, graph, expected = (folder / f"rate-{rate}.{ending}" for ending in ("model", "onnx", "safetensors"))
    exact = ["--weights", "exact", "--normalisation-divisor", "256", "--firing-rate", str(rate)]
    size = ["--width", str(options.width), "--input-size", f"{WIDTH}x{HEIGHT}"]
    run([options.binary, "network", "generate", *exact, *size, "--calibrate", timesteps, "-o", model])
    run([options.binary, "network", "export", model, "-o", graph])
    run([options.binary, "network", "run", model, "--input", timesteps, "--output", expected, "--state", "carry"])
    reference = load_file(expected)["raw_steps"]
    results: dict[tuple[str, int], dict[str, object]] = {}
    for _ in range(options.rounds):
        for threads in options.threads:
            for name in contenders(options):
                result = results.setdefault(
                    (name, threads), {"name": name, "threads": threads, "rate": rate, "times": [], "notes": {}}
                )
                if name in OURS:
                    ours = [*OURS[name], "--threads", str(threads), "--input", timesteps]
                    count = ["--steps", str(options.steps), "--json"]
                    text = run([options.binary, "benchmark", "network", model, *ours, *count])
                    report = json.loads(text)
                    result["times"] += report["step_ms"]
                    result["firing_rate"] = report["firing_rate"]
                    if "difference" not in result:
                        out = folder / "ours.safetensors"
                        run([options.binary, "network", "run", model, *ours, "--output", out, "--state", "carry"])
                        result["difference"] = float(np.abs(load_file(out)["raw_steps"] - reference).max())
                else:
                    out = folder / "peer.safetensors"
                    arguments = ["--timesteps", timesteps, "--out", out]
                    arguments += ["--threads", str(threads), "--steps", str(options.steps)]
                    if name == PYTORCH:
                        peer = [options.torch_python, Path(__file__).with_name("pytorch_peer.py"), "--model", model]
                    else:
                        peer = [sys.executable, __file__, options.binary, "--peer", name, "--model", graph]
                    report = json.loads(run([*peer, *arguments]))
                    result["times"] += report["times_ms"]
                    result["notes"] = report["notes"]
                    outputs = load_file(out)["raw"]
                    result["difference"] = float(np.abs(outputs - reference[: len(outputs)]).max())
    return list(results.values())


def table(results: list[dict[str, object]]) -> list[list[str]]:
    """Rows of text; the ratios are to our 16 bits and to our 8 bits of the same rate and threads, by minima."""
    minima = {(r["name"], r["threads"], r["rate"]): min(r["times"]) for r in results}
    rows = [["fires", "threads", "contender", "min ms", "median ms", "/ ours 16", "/ ours 8", "largest difference"]]
    fires = {r["rate"]: r["firing_rate"] for r in results if "firing_rate" in r}
    for r in results:
        least = min(r["times"])
        ratios = [least / minima[name, r["threads"], r["rate"]] for name in list(OURS)[:2]]
        cells = [f"{fires[r['rate']]:.1%}", str(r["threads"]), str(r["name"]), f"{least:.1f}"]
        cells += [f"{statistics.median(r['times']):.1f}", *(f"{ratio:.2f}" for ratio in ratios)]
        rows.append([*cells, f"{r['difference']:g}"])
    return rows


def main() -> int:
    """Measures and prints; 1 where a contender that should equal the reference does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=Path, help="the saccade binary")
    parser.add_argument("--rates", type=float, nargs="+", default=[0.21, 0.10, 0.05], help="firing rates")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20, help="timesteps of a contender in a round")
    parser.add_argument("--width", type=float, default=0.5, help="the network's factor of channels (0.5: SpikeYOLO-s)")
    parser.add_argument("--torch-python", type=Path, help="an interpreter with PyTorch (none: it takes no part)")
    parser.add_argument("--format", choices=["text", "json", "markdown"], default="text")
    for name in ("--peer", "--model", "--timesteps", "--out"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        steps = load_file(options.timesteps)["input"]
        report, outputs = measure(options.peer, Path(options.model), options.threads[0], steps, options.steps)
        save_file({"raw": outputs}, options.out)
        print(json.dumps(report))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timesteps = folder / "timesteps.safetensors"
        save_file({"input": made_up_timesteps(16)}, timesteps)
        results = [r for rate in options.rates for r in one_rate(options, rate, folder, timesteps)]
    if options.format == "json":
        print(json.dumps(results, indent=2))
    elif options.format == "markdown":
        head, *rows = table(results)
        print("\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]))
    else:
        rows = table(results)
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    unequal = [r for r in results if "lossy" not in str(r["name"]) and r["difference"] != 0]
    for r in unequal:
        print(f"{r['name']} differs from the reference by up to {r['difference']}", file=sys.stderr)
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())

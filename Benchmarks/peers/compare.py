"""Measures a network side by side: Saccade and other people's runtimes, in turn, on the same weights and timesteps.

Every contender is a process of its own in every round. Those that are equals must give the same numbers as Saccade's
reference engine before anything is said about their times; the largest difference is printed.
"""

import argparse
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from contenders import Task, contenders, run, why_no_torch
from safetensors.numpy import load_file, save_file
from tables import Result, markdown, plain, table, with_section
from timesteps import made_up_timesteps

CPU_INFORMATION = Path("/proc/cpuinfo")


def input_size(text: str) -> tuple[int, int]:
    """Width and height from "320x256"."""
    width, height = map(int, text.split("x"))
    return width, height


def prepare(options: argparse.Namespace, rate: float, folder: Path, timesteps: Path) -> tuple[Task, np.ndarray]:
    """A network that fires at a rate, and what the reference engine makes of the timesteps."""
    model, graph, expected = (folder / f"rate-{rate}.{ending}" for ending in ("model", "onnx", "safetensors"))
    exact = ["--weights", "exact", "--normalisation-divisor", "256", "--firing-rate", str(rate)]
    size = ["--width", str(options.width), "--input-size", "{}x{}".format(*options.input_size)]
    run([options.binary, "network", "generate", *exact, *size, "--calibrate", timesteps, "-o", model])
    run([options.binary, "network", "export", model, "-o", graph])
    run([options.binary, "network", "run", model, "--input", timesteps, "--output", expected, "--state", "carry"])
    task = Task(options.binary, model, graph, timesteps, options.steps, options.torch_python)
    return task, load_file(expected)["raw_steps"]


def one_rate(options: argparse.Namespace, rate: float, folder: Path, timesteps: Path) -> list[Result]:
    """All contenders in all rounds for networks that fire at a rate."""
    task, reference = prepare(options, rate, folder, timesteps)
    turns = contenders(options.torch_python is not None, options.avx2)
    results = {(c.title, threads): Result(c, threads, rate) for threads in options.threads for c in turns}
    for _ in range(options.rounds):
        for result in results.values():
            given = task.run(result.contender, result.threads, with_outputs=not result.times)
            result.times += given.times
            result.notes = given.notes
            result.firing_rate = given.firing_rate
            if given.outputs is not None:
                # Not `max`, which may lose a NaN.
                difference = np.abs(given.outputs - reference[: len(given.outputs)]).max()
                result.difference = float(np.maximum(result.difference, difference))
    return list(results.values())


def processor(information: str) -> tuple[str, bool]:
    """The processors of a /proc/cpuinfo in words, and whether they have AVX-512."""
    lines = [[part.strip() for part in line.split(":", 1)] for line in information.splitlines() if ":" in line]
    count = sum(key == "processor" for key, _ in lines)
    named = dict(reversed(lines))
    name = named.get("model name", "unknown")
    if "cpu family" in named:
        name += f" (family {named['cpu family']}, model {named.get('model', 'unknown')})"
    return f"{count} processors, {name}", "avx512f" in named.get("flags", "").split()


def section(results: list[Result], arguments: Sequence[str], machine: str, day: date) -> str:
    """The table for a document: when, where, by what command, of which versions."""
    noted = {key: value for r in results for key, value in r.notes.items()}
    versions = [f"{name} {noted[name]}" for name in ("onnxruntime", "openvino", "torch") if name in noted]
    instructions = next(r.notes["instructions"] for r in results if r.contender.ours and not r.contender.instructions)
    words = f'make bench-network ARGUMENTS="{shlex.join(arguments)}"' if arguments else "make bench-network"
    if "torch" in noted:
        words = f"TORCH_PYTHON=PYTHON {words}"
    return (
        f"{machine}, {instructions}, {day.day} {day:%B %Y}; {', '.join(versions)}\n\n"
        f"```sh\n{words}\n```\n\n{markdown(table(results))}"
    )


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=Path, help="the saccade binary")
    parser.add_argument("--rates", type=float, nargs="+", default=[0.21, 0.10, 0.05], help="firing rates")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20, help="timesteps of a contender in a round")
    parser.add_argument("--width", type=float, default=0.5, help="the network's factor of channels (0.5: SpikeYOLO-s)")
    parser.add_argument("--input-size", type=input_size, default=(320, 256), help="multiples of 32 (default: 320x256)")
    parser.add_argument("--avx2", action="store_true", help="measure those that can be held back to AVX2 so, too")
    parser.add_argument(
        "--torch-python",
        type=Path,
        default=os.environ.get("TORCH_PYTHON") or None,
        help="an interpreter with PyTorch (default: $TORCH_PYTHON)",
    )
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table into this document, too")
    options = parser.parse_args(arguments)
    if options.steps < 2:
        parser.error("--steps is less than 2: the first step of a process is not counted")
    if options.markdown and options.markdown.exists():
        # Before hours are spent.
        try:
            with_section(options.markdown.read_text(encoding="utf-8"), "")
        except ValueError as error:
            parser.error(f"{options.markdown}: {error}")
    return options


def main(arguments: Sequence[str]) -> int:
    """Measures and prints; 1 where a contender that should equal the reference does not."""
    options = parsed(arguments)
    reason = why_no_torch(options.torch_python)
    if reason:
        print(f"PyTorch takes no part: {reason}; TORCH_PYTHON names an interpreter that has it", file=sys.stderr)
        options.torch_python = None
    machine, has_avx512 = processor(CPU_INFORMATION.read_text(encoding="utf-8"))
    if options.avx2 and not has_avx512:
        print("This processor has no AVX-512: every line is one of AVX2 without --avx2", file=sys.stderr)
        options.avx2 = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timesteps = folder / "timesteps.safetensors"
        save_file({"input": made_up_timesteps(16, *options.input_size)}, timesteps)
        results = [r for rate in options.rates for r in one_rate(options, rate, folder, timesteps)]
    if options.format == "json":
        print(json.dumps([r.json() for r in results], indent=2))
    else:
        print(plain(table(results)))
    if options.markdown:
        document = options.markdown.read_text(encoding="utf-8") if options.markdown.exists() else ""
        text = section(results, arguments[1:], machine, date.today())
        options.markdown.write_text(with_section(document, text), encoding="utf-8")
    for r in results:
        if r.is_wrong:
            print(f"{r.contender.title} differs from the reference by up to {r.difference}", file=sys.stderr)
    return 1 if any(r.is_wrong for r in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The command: python -m saccade_training train|export|check|widen."""

import argparse
import os
import sys
from pathlib import Path

from . import agreement, configuration, export, model_file, processes, safetensors, torch_checkpoint, training, widening
from .clips import DatasetError
from .progress import Progress
from .recordings import RecordingError

# The exit codes of sysexits.h, as the rest of Saccade uses them.
_USAGE, _BAD_DATA, _MISSING_INPUT, _UNAVAILABLE, _INTERNAL, _CONFIGURATION = 64, 65, 66, 69, 70, 78


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(_USAGE, f"{self.prog}: {message}\n")


def _train(arguments: argparse.Namespace) -> int:
    if arguments.processes > 1 and "RANK" not in os.environ:
        words = ["train", str(arguments.configuration), "--output", str(arguments.output)]
        return processes.start(arguments.processes, words)
    settings = configuration.read(arguments.configuration)
    joined = processes.join(settings.run.device, settings.run.threads)
    try:
        run = training.Training(settings, arguments.output, joined)
        goes_on = run.resume()
        if joined.is_first:
            network = run.network
            where = f"{joined.world} x {joined.device.type}" if joined.world > 1 else str(joined.device)
            print(f"{network.parameter_count} parameters on {where}{', going on' if goes_on else ''}")
        interrupted = run.train()
        if interrupted is not None:
            if joined.is_first:
                print(f"interrupted; everything is saved. The same command goes on from {arguments.output}")
            return 128 + int(interrupted)
        return 0
    finally:
        processes.leave(joined)


def _export(arguments: argparse.Namespace) -> int:
    description = export.export(arguments.run, arguments.output, arguments.half, not arguments.last)
    print(
        f"{arguments.output}: {description.variant}, {len(description.classes)} classes, state {description.state_mode}"
    )
    return 0


def _check(arguments: argparse.Namespace) -> int:
    saccade = agreement.find_saccade(arguments.saccade)
    progress = Progress("comparing", arguments.timesteps or 0, arguments.timesteps is None)
    result = agreement.compare(
        arguments.model,
        arguments.input,
        saccade,
        arguments.state,
        arguments.timesteps,
        arguments.score,
        progress.show,
    )
    progress.end()
    print("\n".join(result.lines()))
    return 0 if result.agrees else _INTERNAL


def _widen(arguments: argparse.Namespace) -> int:
    widening.widen(arguments.model, arguments.scale, arguments.output, arguments.seed)
    print(f"{arguments.output}: {arguments.scale}, detects what {arguments.model} does")
    return 0


def main(words: list[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = _Parser(prog="saccade_training", description="Train SpikeYOLO networks with integer-valued neurons.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    train = commands.add_parser("train", help="train a network; go on where an earlier call was interrupted")
    train.add_argument("configuration", type=Path, help="the configuration, a TOML file")
    train.add_argument("-o", "--output", type=Path, required=True, help="the folder of the run")
    train.add_argument("--processes", type=int, default=1, help="processes on this machine (default: 1, or torchrun's)")
    train.set_defaults(function=_train)
    write = commands.add_parser("export", help="write a trained network as a model file")
    write.add_argument("run", type=Path, help="the folder of the run")
    write.add_argument("-o", "--output", type=Path, required=True, help="the model file to write")
    write.add_argument("--half", action="store_true", help="round the convolutions' weights to float16")
    write.add_argument("--last", action="store_true", help="the last weights instead of their moving average")
    write.set_defaults(function=_export)
    compare = commands.add_parser("check", help="compare a model in PyTorch with saccade network run")
    compare.add_argument("model", type=Path, help="the model file")
    compare.add_argument(
        "--input", type=Path, required=True, help="a DAT recording, or a safetensors file of timesteps"
    )
    compare.add_argument("--timesteps", type=int, help="the timesteps that are compared at most")
    compare.add_argument("--state", choices=("carry", "reset"), help="the membrane state (default: as it was trained)")
    compare.add_argument("--score", type=float, default=0.25, help="compare boxes from this score on (default: 0.25)")
    compare.add_argument("--saccade", help="the saccade command (default: SACCADE, the built one, or that on the PATH)")
    compare.set_defaults(function=_check)
    wider = commands.add_parser("widen", help="begin a wider network with what a model has learned")
    wider.add_argument("model", type=Path, help="the model file")
    wider.add_argument("--scale", required=True, help="the scale of the wider network, such as micro")
    wider.add_argument("-o", "--output", type=Path, required=True, help="the model file to write")
    wider.add_argument("--seed", type=int, default=1, help="of the weights' differences (default: 1)")
    wider.set_defaults(function=_widen)
    arguments = parser.parse_args(words)
    bad_data = (
        DatasetError,
        RecordingError,
        model_file.ModelFileError,
        safetensors.SafetensorsError,
        widening.WideningError,
    )
    try:
        return int(arguments.function(arguments))
    except configuration.ConfigurationError as error:
        code = _CONFIGURATION
        message = str(error)
    except (FileNotFoundError, export.ExportError) as error:
        code, message = _MISSING_INPUT, str(error)
    except (*bad_data, torch_checkpoint.CheckpointError, training.ResumeError, FloatingPointError) as error:
        code, message = _BAD_DATA, str(error)
    except (agreement.RunError, processes.DeviceError) as error:
        code, message = _UNAVAILABLE, str(error)
    print(f"saccade_training: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Runs Samples/cluster/evaluate_dask.py on two workers, of which one dies: cluster_evaluation.py check, or
cluster_evaluation.py SACCADE DATASET MODEL REPORT CLIPS SHARDS [OPTION...]

When half of the clips are finished, one worker is killed with all that it has started. It fails where that worker had
nothing to do, for then nothing would have been tried.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import distributed

SAMPLE = Path(__file__).parents[2] / "Samples" / "cluster" / "evaluate_dask.py"
LONGEST_SECONDS = 600


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """Starts a Python program as the leader of a group of its own."""
    return subprocess.Popen(
        [sys.executable, *arguments], start_new_session=True, stdout=sys.stderr, stdin=subprocess.DEVNULL
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kills a program and all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(process: subprocess.Popen[bytes]) -> list[str]:
    """The commands that the program has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == process.pid:
                found.append((folder / "comm").read_text().strip())
        except OSError:
            continue
    return found


def is_busy(worker: subprocess.Popen[bytes]) -> bool:
    """Whether a worker evaluates something."""
    return "saccade" in children(worker)


def run(saccade: str, dataset: str, model: str, report: str, clips: int, shards: str, options: list[str]) -> None:
    """Runs the sample while a worker dies."""
    address_file = Path(report + ".scheduler.json")
    scheduler = start(
        "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(address_file)
    )
    workers = []
    deadline = time.monotonic() + LONGEST_SECONDS
    try:
        for name in ("first", "second"):
            arguments = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name, "--death-timeout", "300"]
            workers.append(
                start("-m", "distributed.cli.dask_worker", *arguments, "--scheduler-file", str(address_file))
            )
        while not address_file.exists():
            if time.monotonic() > deadline:
                sys.exit("the scheduler does not start")
            time.sleep(0.05)
        with distributed.Client(scheduler_file=str(address_file)) as client:
            client.wait_for_workers(2, timeout=300)
            address = client.scheduler.address
        sample = start(
            *[str(SAMPLE), dataset, model, report, "--shards", shards, "--scheduler", address, "--saccade", saccade],
            *options,
        )
        try:
            finished = Path(report) / "clips"
            while len(list(finished.glob("*td.dat.partial.safetensors"))) * 2 < clips or not is_busy(workers[0]):
                if sample.poll() is not None or time.monotonic() > deadline:
                    sys.exit("the evaluation has ended before a worker could be killed")
                time.sleep(0.02)
            print("killed while it ran", *children(workers[0]))
            kill(workers[0])
            if sample.wait(timeout=LONGEST_SECONDS) != 0:
                sys.exit("the sample has failed")
        finally:
            kill(sample)
    finally:
        for process in [*workers, scheduler]:
            kill(process)


def main() -> None:
    """Runs the command."""
    match sys.argv[1:]:
        case ["check"]:
            print(distributed.__version__)
        case [saccade, dataset, model, report, clips, shards, *options]:
            run(saccade, dataset, model, report, int(clips), shards, options)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()

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


def is_working(worker: subprocess.Popen[bytes]) -> bool:
    """Whether a worker has an evaluation that runs."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name, fields = (folder / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
            state, parent = fields.split()[:2]
            if name == "saccade" and int(parent) == worker.pid and state != "Z":
                return True
    return False


def kill_while_working(worker: subprocess.Popen[bytes]) -> bool:
    """Kills a worker with its evaluation; false where it has none at the moment."""
    # Stopped, it cannot come to its end between the look and the kill.
    os.killpg(worker.pid, signal.SIGSTOP)
    if not is_working(worker):
        os.killpg(worker.pid, signal.SIGCONT)
        return False
    kill(worker)
    return True


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
            while not (
                len(list(finished.glob("*td.dat.partial.safetensors"))) * 2 >= clips
                and any(kill_while_working(worker) for worker in workers)
            ):
                if sample.poll() is not None or time.monotonic() > deadline:
                    sys.exit("the evaluation has ended before a worker could be killed")
                time.sleep(0.02)
            print("killed a worker while it worked")
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

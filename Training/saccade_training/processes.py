"""One process, or several that `torchrun` has started."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass

import torch
from torch import distributed


class DeviceError(RuntimeError):
    """A device that is not there."""


@dataclass(frozen=True)
class Processes:
    """This process among those of a training."""

    rank: int
    world: int
    device: torch.device

    @property
    def is_first(self) -> bool:
        """Whether this is the process that writes and tells."""
        return self.rank == 0

    def wait(self) -> None:
        """Waits for the others."""
        if self.world > 1:
            distributed.barrier()

    def any(self, value: bool) -> bool:
        """Whether it is true in any process."""
        if self.world == 1:
            return value
        flag = torch.tensor(int(value), device=self.device)
        distributed.all_reduce(flag, distributed.ReduceOp.MAX)
        return bool(flag.item())


def join(device_name: str, threads: int) -> Processes:
    """Joins the other processes and chooses the device; `auto` takes a GPU where there is one."""
    if threads > 0:
        torch.set_num_threads(threads)
    rank, world = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
    local = int(os.environ.get("LOCAL_RANK", "0"))
    name = device_name if device_name != "auto" else ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise DeviceError(f"device '{device_name}' is unknown; try auto, cpu, cuda or cuda:1") from None
    if device.type == "cuda":
        if not torch.cuda.is_available():
            raise DeviceError(f"device '{device_name}': PyTorch finds no GPU; use device = 'cpu'")
        if world > 1:
            device = torch.device("cuda", local)
        torch.cuda.set_device(device)
    if world > 1 and not distributed.is_initialized():
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return Processes(rank, world, device)


def start(count: int, words: list[str]) -> int:
    """Runs this command in several processes on this machine and returns the first exit code that is not 0.

    As `torchrun --standalone` does, which in PyTorch 1.13 fails with Python 3.11. Signals go on to all of them.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    common = os.environ | {"WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    running: list[subprocess.Popen[bytes]] = []

    def pass_on(kind: int, _frame: object) -> None:
        for process in running:
            process.send_signal(kind)

    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, pass_on)
    for rank in range(count):
        # Each in a group of its own, so that a key pressed at the terminal reaches it once.
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", __package__ or "saccade_training", *words],
                env=common | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
                start_new_session=True,
            )
        )
    while any(process.poll() is None for process in running):
        failed = [process for process in running if process.poll() not in (None, 0)]
        for process in running:
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                # The others would wait for one that has failed.
                if failed and process not in failed:
                    process.terminate()
    return next((process.returncode for process in running if process.returncode), 0)


def leave(processes: Processes) -> None:
    """Leaves the other processes."""
    if processes.world > 1 and distributed.is_initialized():
        distributed.destroy_process_group()

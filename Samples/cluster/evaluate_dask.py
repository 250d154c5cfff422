"""Evaluates a data set on a Dask cluster, one shard a task: python evaluate_dask.py DATASET MODEL REPORT [OPTION...]

Without --scheduler, workers are started on this machine. What is not known here is passed on to saccade evaluate.
"""

import argparse
import subprocess

from distributed import Client, as_completed

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("dataset")
parser.add_argument("model")
parser.add_argument("report", help="a folder that every worker sees")
parser.add_argument("--shards", type=int, default=16)
parser.add_argument("--scheduler", help="such as tcp://scheduler:8786")
parser.add_argument("--saccade", default="saccade")
known, options = parser.parse_known_args()


def evaluate(shard: str) -> str:
    """One task; where a worker dies, Dask gives it to another, which goes on from the clips that are finished."""
    command = [known.saccade, "evaluate", known.dataset, "--model", known.model, "--report", known.report]
    subprocess.run([*command, "--shard", shard, *options], check=True)
    return shard


if __name__ == "__main__":
    with Client(known.scheduler) as client:
        shards = [f"{number}/{known.shards}" for number in range(1, known.shards + 1)]
        for finished in as_completed(client.map(evaluate, shards, pure=False, retries=2)):
            print("shard", finished.result(), flush=True)
    subprocess.run(
        [known.saccade, "evaluate", "--merge", known.report, "--report", f"{known.report}/whole"], check=True
    )

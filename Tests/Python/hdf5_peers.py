"""Reads and writes HDF5 event files with h5py and the plugins of hdf5plugin.

hdf5_peers.py check             succeeds if both can be imported
hdf5_peers.py write FOLDER      writes files in many storage forms, and prints {name: digest of its events}
hdf5_peers.py dsec FILE         prints what h5py reads from a file in DSEC's layout
hdf5_peers.py metavision FILE   prints what h5py reads from a Metavision file without a plugin for its events
"""

import hashlib
import json
import sys
from pathlib import Path

import h5py
import hdf5plugin
import numpy as np
from numpy.typing import NDArray

EVENT = np.dtype([("t", "<i8"), ("x", "<u2"), ("y", "<u2"), ("p", "u1")])
RECORD = np.dtype(
    {"names": ["x", "y", "p", "t"], "formats": ["<u2", "<u2", "<i2", "<i8"], "offsets": [0, 2, 4, 8], "itemsize": 16}
)
TRIGGER = np.dtype({"names": ["p", "t", "id"], "formats": ["<i2", "<i8", "<i2"], "offsets": [0, 8, 16], "itemsize": 24})


def digest(events: NDArray) -> str:
    """SHA-256 over events as packed records of 13 bytes."""
    packed = np.empty(len(events), dtype=EVENT)
    for name in "txyp":
        packed[name] = events[name]
    return hashlib.sha256(packed.tobytes()).hexdigest()


def sample(count: int) -> NDArray:
    """Events of a sensor of 640 x 480, some of whose times step back."""
    source = np.random.default_rng(count)
    events = np.empty(count, dtype=EVENT)
    events["t"] = np.cumsum(source.integers(0, 9, count)) - 3 * (source.integers(0, 50, count) == 0)
    events["t"] -= events["t"].min()
    events["x"] = source.integers(0, 640, count)
    events["y"] = source.integers(0, 480, count)
    events["p"] = source.integers(0, 2, count)
    return events


def write_columns(
    path: Path, events: NDArray, types: dict[str, str], libver: str | tuple[str, str] = "earliest", **storage: object
) -> None:
    """Writes four datasets and the sensor's size, as RVT has them."""
    with h5py.File(path, "w", libver=libver) as file:
        for name in "xytp":
            file.create_dataset(
                f"events/{name}", data=events[name].astype(types.get(name, events[name].dtype)), **storage
            )
        file["events/width"] = 640
        file["events/height"] = 480


def write_dsec(path: Path, events: NDArray, offset: int, **storage: object) -> None:
    """Writes a file in DSEC's layout."""
    with h5py.File(path, "w") as file:
        for name, kind in {"x": "<u2", "y": "<u2", "t": "<u4", "p": "u1"}.items():
            file.create_dataset(f"events/{name}", data=events[name].astype(kind), **storage)
        milliseconds = np.arange(events["t"].max() // 1000 + 1) * 1000
        file["ms_to_idx"] = np.searchsorted(np.maximum.accumulate(events["t"]), milliseconds).astype("<u8")
        file["t_offset"] = np.int64(offset)


def write_metavision(path: Path, events: NDArray, **storage: object) -> None:
    """Writes a Metavision file without ECF."""
    records = np.zeros(len(events), dtype=RECORD)
    for name in "txyp":
        records[name] = events[name]
    triggers = np.zeros(3, dtype=TRIGGER)
    triggers["t"], triggers["p"], triggers["id"] = [5, 6, 7], [1, 0, 1], [0, 1, 6]
    with h5py.File(path, "w") as file:
        file.create_dataset("CD/events", data=records, maxshape=(None,), chunks=(16384,), **storage)
        file.create_dataset("EXT_TRIGGER/events", data=triggers, maxshape=(None,), chunks=(16384,))
        file.attrs["geometry"] = "640x480"
        file.attrs["version"] = np.bytes_("1.0")


def write(folder: Path) -> dict[str, str]:
    """Writes every form and returns the digests of their events."""
    events = sample(100_000)
    shifted = events.copy()
    shifted["t"] += 1_600_000_000_000_000
    made: dict[str, str] = {}
    for compressor in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
        for shuffle in (hdf5plugin.Blosc.NOSHUFFLE, hdf5plugin.Blosc.SHUFFLE, hdf5plugin.Blosc.BITSHUFFLE):
            name = f"dsec-{compressor}-{shuffle}.h5"
            blosc = hdf5plugin.Blosc(cname=compressor, clevel=4, shuffle=shuffle)
            write_dsec(folder / name, events, 1_600_000_000_000_000, chunks=(5000 * (1 + shuffle),), **blosc)
            made[name] = digest(shifted)
    columns: dict[str, dict[str, object]] = {
        "contiguous": {},
        "gzip": {"compression": "gzip", "chunks": True},
        "gzip-shuffle": {"compression": "gzip", "shuffle": True, "chunks": (777,)},
        "lzf": {"compression": "lzf", "chunks": (4096,)},
        "lzf-shuffle-checksum": {"compression": "lzf", "shuffle": True, "fletcher32": True, "chunks": (999,)},
        "checksum": {"fletcher32": True, "chunks": (100_001,), "maxshape": (None,)},
        "blosc": {"chunks": True, **hdf5plugin.Blosc(cname="zstd")},
    }
    for form, storage in columns.items():
        name = f"rvt-{form}.h5"
        write_columns(folder / name, events, {"t": "<i8"}, **storage)
        made[name] = digest(events)
    kinds: dict[str, dict[str, str]] = {
        "bool": {"p": "?"},
        "big-endian": {"x": ">u2", "y": ">i4", "t": ">i8", "p": ">i2"},
        "wide": {"x": "<i8", "y": "<u4", "t": "<u8", "p": "<i4"},
    }
    for form, types in kinds.items():
        for libver in ("earliest", ("v108", "v110")):
            name = f"rvt-{form}-{libver[-1]}.h5"
            write_columns(folder / name, events, types, libver=libver, chunks=(1024,), compression="gzip")
            made[name] = digest(events)
    metavision: dict[str, dict[str, object]] = {
        "plain": {},
        "gzip": {"compression": "gzip", "shuffle": True},
        "blosc": {**hdf5plugin.Blosc(cname="lz4")},
    }
    for form, storage in metavision.items():
        name = f"metavision-{form}.hdf5"
        write_metavision(folder / name, events, **storage)
        made[name] = digest(events)
    return made


def read_dsec(path: Path) -> dict[str, object]:
    """The digest of the events, the index and the sensor's size."""
    with h5py.File(path, "r") as file:
        count = len(file["events/t"])
        events = np.empty(count, dtype=EVENT)
        for name in "txyp":
            events[name] = file[f"events/{name}"][:]
        times = np.maximum.accumulate(events["t"]) if count else events["t"]
        index = file["ms_to_idx"][:]
        right = np.array_equal(index, np.searchsorted(times, np.arange(len(index)) * 1000))
        kinds = {name: file[f"events/{name}"].dtype.str for name in "txyp"}
        events["t"] += int(file["t_offset"][()])
        size = [int(file[f"events/{side}"][()]) for side in ("width", "height")]
    return {"events": count, "sha256": digest(events), "index": right, "types": kinds, "size": size}


def read_metavision(path: Path) -> dict[str, object]:
    """Everything but the events that ECF holds."""
    with h5py.File(path, "r") as file:
        events = file["CD/events"]
        filters = events.id.get_create_plist()
        triggers = file["EXT_TRIGGER/events"][:]
        return {
            "events": len(events),
            "chunk": events.chunks[0],
            "type": events.dtype == RECORD,
            "filters": [filters.get_filter(number)[0] for number in range(filters.get_nfilters())],
            "masks": [events.id.get_chunk_info(number).filter_mask for number in range(events.id.get_num_chunks())],
            "attributes": {name: str(value) for name, value in file.attrs.items()},
            "triggers": [[int(t["t"]), int(t["p"]), int(t["id"])] for t in triggers],
            "trigger_type": file["EXT_TRIGGER/events"].dtype == TRIGGER,
            "index": file["CD/indexes"][:].tolist(),
            "offset": str(file["CD/indexes"].attrs.get("offset")),
        }


def main(arguments: list[str]) -> None:
    """Runs one command."""
    match arguments:
        case ["check"]:
            pass
        case ["write", folder]:
            print(json.dumps(write(Path(folder))))
        case ["dsec", path]:
            print(json.dumps(read_dsec(Path(path))))
        case ["metavision", path]:
            print(json.dumps(read_metavision(Path(path))))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

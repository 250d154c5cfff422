"""Reads and writes event files with other people's software.

format_peers.py check PEER ...            succeeds if the peers can be imported
format_peers.py read PEER FILE            prints {"events": N, "on": N, "sha256": digest, "triggers": [[t, kind], ...]}
format_peers.py write PEER FILE NPY W H   writes the events of a structured numpy array of a sensor of W x H
"""

import hashlib
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

EVENT = np.dtype([("t", "<i8"), ("x", "<u2"), ("y", "<u2"), ("p", "u1")])
MODULES = {
    "aedat": "aedat",
    "dv": "dv_processing",
    "event_stream": "event_stream",
    "faery": "faery",
    "faery-zstd": "faery",
    "numpy": "numpy",
    "numpy-rows": "numpy",
    "numpy-columns": "numpy",
    "savetxt": "numpy",
}


def packed(t: NDArray, x: NDArray, y: NDArray, p: NDArray) -> NDArray:
    """Events as records of 13 bytes."""
    events = np.empty(len(t), dtype=EVENT)
    events["t"], events["x"], events["y"], events["p"] = t, x, y, p
    return events


def read_aedat(path: Path) -> Iterator[NDArray]:
    import aedat

    for packet in aedat.Decoder(str(path)):
        if "events" in packet:
            events = packet["events"]
            yield packed(events["t"], events["x"], events["y"], events["on"])


def read_dv(path: Path) -> Iterator[NDArray]:
    import dv_processing as dv

    recording = dv.io.MonoCameraRecording(str(path))
    while (store := recording.getNextEventBatch()) is not None:
        events = store.numpy()
        yield packed(events["timestamp"], events["x"], events["y"], events["polarity"])


def read_event_stream(path: Path) -> Iterator[NDArray]:
    import event_stream

    with event_stream.Decoder(str(path)) as decoder:
        height = decoder.height
        for events in decoder:
            # It gives rows as they are stored, from the bottom.
            yield packed(events["t"], events["x"], height - 1 - events["y"], events["on"])


def read_faery(path: Path) -> Iterator[NDArray]:
    import faery

    for events in faery.events_stream_from_file(path):
        yield packed(events["t"], events["x"], events["y"], events["on"])


def read_numpy(path: Path) -> Iterator[NDArray]:
    events = np.load(path)
    if events.dtype.names is None:
        yield packed(*events.T)
    else:
        yield packed(events["t"], events["x"], events["y"], events["p"])


def read_savetxt(path: Path) -> Iterator[NDArray]:
    table = np.loadtxt(path, ndmin=2)
    yield packed(np.rint(table[:, 0] * 1e6).astype(np.int64), *table[:, 1:].T.astype(np.int64))


def triggers(peer: str, path: Path) -> list[list[int]]:
    """Triggers as [time, kind]."""
    if peer == "dv":
        import dv_processing as dv

        recording = dv.io.MonoCameraRecording(str(path))
        if not recording.isTriggerStreamAvailable():
            return []
        found = []
        while (batch := recording.getNextTriggerBatch()) is not None:
            found += [[trigger.timestamp, int(trigger.type.value)] for trigger in batch]
        return found
    if peer == "aedat":
        import aedat

        packets = (packet["triggers"] for packet in aedat.Decoder(str(path)) if "triggers" in packet)
        return [[int(time), int(source)] for triggers in packets for time, source in triggers]
    return []


def read(peer: str, path: Path) -> dict[str, object]:
    """What a peer reads from a file."""
    readers = {
        "aedat": read_aedat,
        "dv": read_dv,
        "event_stream": read_event_stream,
        "faery": read_faery,
        "numpy": read_numpy,
        "savetxt": read_savetxt,
    }
    digest = hashlib.sha256()
    count = on = 0
    for events in readers[peer](path):
        digest.update(events.tobytes())
        count += len(events)
        on += int(events["p"].sum())
    return {"events": count, "on": on, "sha256": digest.hexdigest(), "triggers": triggers(peer, path)}


def write(peer: str, path: Path, events: NDArray, width: int, height: int) -> None:
    """Writes events with a peer; the file's ending says in which format."""
    t, x, y, p = (events[name] for name in "txyp")
    match peer:
        case "dv":
            import dv_processing as dv

            config = dv.io.MonoCameraWriter.Config("camera")
            config.addEventStream((width, height))
            config.addTriggerStream()
            writer = dv.io.MonoCameraWriter(str(path), config)
            store = dv.EventStore()
            for row in zip(t.tolist(), x.tolist(), y.tolist(), p.tolist(), strict=True):
                store.push_back(row[0], row[1], row[2], bool(row[3]))
            writer.writeEvents(store)
            writer.writeTrigger(dv.Trigger(int(t[0]), dv.TriggerType.EXTERNAL_SIGNAL_RISING_EDGE))
            writer.writeTrigger(dv.Trigger(int(t[-1]), dv.TriggerType.EXTERNAL_SIGNAL_FALLING_EDGE))
        case "event_stream":
            import event_stream

            array = np.empty(len(events), dtype=event_stream.dvs_dtype)
            array["t"], array["x"], array["y"], array["on"] = t, x, height - 1 - y, p
            with event_stream.Encoder(str(path), "dvs", width, height) as encoder:
                encoder.write(array)
        case "faery" | "faery-zstd":
            import faery

            array = np.empty(len(events), dtype=faery.EVENTS_DTYPE)
            array["t"], array["x"], array["y"], array["on"] = t, x, y, p
            stream = faery.events_stream_from_array(array, dimensions=(width, height))
            compression = ("zstd", 3) if peer == "faery-zstd" else ("lz4", 1)
            stream.to_file(path, zero_t0=False, compression=compression)
        case "numpy":
            np.save(path, events)
        case "numpy-rows":
            np.save(path, np.stack([t, x, y, p], axis=1).astype(np.int64))
        case "numpy-columns":
            np.save(path, np.asfortranarray(np.stack([t, x, y, p], axis=1).astype(np.int64)))
        case "savetxt":
            # In seconds, as the event-camera data set of Zurich has them.
            np.savetxt(path, np.stack([t / 1e6, x, y, p], axis=1), fmt=["%.9f", "%d", "%d", "%d"])
        case _:
            raise SystemExit(f"{peer} is no peer that writes; peers are {', '.join(MODULES)}")


def main(arguments: list[str]) -> None:
    """Runs one command."""
    match arguments:
        case ["check", *peers]:
            for peer in peers:
                importlib.import_module(MODULES[peer])
        case ["read", peer, path]:
            print(json.dumps(read(peer, Path(path))))
        case ["write", peer, path, source, width, height]:
            write(peer, Path(path), np.load(source), int(width), int(height))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

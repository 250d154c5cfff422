"""Writes checkpoints as torch.save lays them out, without PyTorch: Python's own pickle module, stand-ins for its names.

torch_checkpoint.py write SAFETENSORS OUTPUT [--layout LAYOUT] [--protocol N] [--deflate]
    the tensors of a safetensors file as a checkpoint; LAYOUT is one of
    state        a state dictionary
    wrapped      {"epoch": ..., "state_dict": ...} with names in "module."
    tree         {"model": module tree, "ema": None, "train_args": ...}
    ema          {"model": a tree with other values, "ema": module tree}
    transposed   a state dictionary whose matrices and kernels are kept in the opposite order
    shared       a state dictionary whose tensors all lie in one storage
torch_checkpoint.py attack KIND OUTPUT
    a checkpoint that would run code where it is unpickled; KIND is one of system, eval, exec, popen, getattr, nested
"""

import argparse
import functools
import io
import json
import pickle
import struct
import sys
import types
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ELEMENTS = {"F64": ("<f8", "Double"), "F32": ("<f4", "Float"), "F16": ("<f2", "Half"), "I64": ("<i8", "Long")}


def register(module: str) -> types.ModuleType:
    """The stand-in of a module, and those of the packages around it."""
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:count]), types.ModuleType(module))
    return sys.modules[module]


@functools.cache
def name_class(module: str, name: str, base: type = object) -> type:
    """A class that is pickled under that name."""
    made = type(name, (base,), {"__module__": module})
    setattr(register(module), name, made)
    return made


def name_function(module: str, name: str) -> Callable[..., None]:
    """A function that is pickled under that name, and never called here."""

    def function(*_: object) -> None:
        raise AssertionError(name)

    function.__module__, function.__name__, function.__qualname__ = module, name, name
    setattr(register(module), name, function)
    return function


STORAGES = {kind: name_class("torch", f"{kind}Storage") for kind in ("Double", "Float", "Half", "Long")}
REBUILD_TENSOR = name_function("torch._utils", "_rebuild_tensor_v2")
REBUILD_PARAMETER = name_function("torch._utils", "_rebuild_parameter")


class Storage:
    """A storage that becomes a persistent identifier."""

    def __init__(self, kind: str, data: bytes, count: int) -> None:
        self.kind, self.data, self.count = kind, data, count


class Tensor:
    def __init__(self, storage: Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.arguments = (storage, offset, shape, strides, False, OrderedDict())

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Any, ...]]:
        return REBUILD_TENSOR, self.arguments


class Parameter:
    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Any, ...]]:
        return REBUILD_PARAMETER, (self.tensor, True, OrderedDict())


def read(path: Path) -> dict[str, tuple[str, NDArray[Any]]]:
    """The tensors of a safetensors file with the names of their storages' types."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__":
            continue
        dtype, kind = ELEMENTS[entry["dtype"]]
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + length + begin : 8 + length + end], dtype).reshape(entry["shape"])
        tensors[name] = (kind, values)
    return tensors


def tensor(kind: str, values: NDArray[Any], *, transposed: bool = False) -> Tensor:
    kept = np.array(values.transpose() if transposed else values, order="C")
    view = kept.transpose() if transposed else kept
    strides = tuple(step // values.itemsize for step in view.strides)
    return Tensor(Storage(kind, kept.tobytes(), kept.size), 0, values.shape, strides)


def shared(tensors: dict[str, tuple[str, NDArray[Any]]]) -> dict[str, Tensor]:
    """Tensors one behind the other in one storage for each type."""
    result = {}
    for kind in STORAGES:
        group = {name: values for name, (other, values) in tensors.items() if other == kind}
        storage = Storage(kind, b"".join(v.tobytes() for v in group.values()), sum(v.size for v in group.values()))
        offset = 0
        for name, values in group.items():
            strides = tuple(step // values.itemsize for step in values.strides)
            result[name] = Tensor(storage, offset, values.shape, strides)
            offset += values.size
    return {name: result[name] for name in tensors}


def module(name: str, **state: object) -> Any:  # noqa: ANN401
    made = name_class(name.rpartition(".")[0], name.rpartition(".")[2])()
    groups = {"_parameters": OrderedDict(), "_buffers": OrderedDict(), "_modules": OrderedDict()}
    made.__dict__.update({"training": False, **groups, **state})
    return made


def tree(tensors: dict[str, tuple[str, NDArray[Any]]], factor: float = 1) -> Any:  # noqa: ANN401
    """Modules around the tensors, as the network's own classes hold them."""
    root = module("ultralytics.nn.tasks.DetectionModel", names={0: "bus", 1: "tram"}, yaml={"scale": "x"})
    neuron = module("spikingjelly.clock_driven.neuron.MultiStepLIFNode", tau=2.0, decay_input=True)
    for name, (kind, values) in tensors.items():
        owner, parts = root, name.split(".")
        for part in parts[:-1]:
            owner = owner._modules.setdefault(part, module("torch.nn.modules.module.Module"))
            owner._modules.setdefault("lif", neuron)
        made = tensor(kind, (values * factor).astype(values.dtype))
        if parts[-1] in ("weight", "bias"):
            owner._parameters[parts[-1]] = Parameter(made)
        else:
            owner._buffers[parts[-1]] = made
            owner._buffers["num_batches_tracked"] = tensor("Long", np.array(7, "<i8"))
    return root


class Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, protocol: int) -> None:
        super().__init__(file, protocol)
        self.storages: dict[int, tuple[str, Storage]] = {}

    def persistent_id(self, obj: object) -> tuple[Any, ...] | None:
        if not isinstance(obj, Storage):
            return None
        key, _ = self.storages.setdefault(id(obj), (str(len(self.storages)), obj))
        return ("storage", STORAGES[obj.kind], key, "cuda:0", obj.count)


def save(content: object, path: Path, protocol: int = 2, *, deflate: bool = False) -> None:
    file = io.BytesIO()
    pickler = Pickler(file, protocol)
    pickler.dump(content)
    method = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("sample/data.pkl", file.getvalue())
        archive.writestr("sample/byteorder", "little")
        for key, storage in pickler.storages.values():
            archive.writestr(f"sample/data/{key}", storage.data)
        archive.writestr("sample/version", "3\n")


def content(tensors: dict[str, tuple[str, NDArray[Any]]], layout: str) -> object:
    match layout:
        case "state":
            return OrderedDict((name, tensor(*values)) for name, values in tensors.items())
        case "wrapped":
            state = {f"module.{name}": tensor(*values) for name, values in tensors.items()}
            return {"epoch": 12, "lr": 1e-3, "state_dict": state, "log": [None, True, 2**40, "æ", b"\x00\xff"]}
        case "tree":
            arguments = {"imgsz": 64, "data": "somewhere.yaml"}
            return {"epoch": -1, "model": tree(tensors), "ema": None, "train_args": arguments, "best_fitness": 0.5}
        case "ema":
            return {"model": tree(tensors, factor=2), "ema": tree(tensors), "optimizer": {"state": {}}}
        case "transposed":
            return {name: tensor(*values, transposed=True) for name, values in tensors.items()}
        case "shared":
            return shared(tensors)
        case _:
            raise ValueError(layout)


class Call:
    """An object whose unpickling calls a function."""

    def __init__(self, function: Callable[..., Any], *arguments: object) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.function, self.arguments


def attack(kind: str) -> object:
    import os
    import subprocess

    calls = {
        "system": Call(os.system, "true"),
        "eval": Call(eval, "1"),
        "exec": Call(exec, "1"),
        "popen": Call(subprocess.Popen, ["true"]),
        "getattr": Call(getattr, "a", "upper"),
        "nested": OrderedDict(hooks=[{"a": (Call(os.system, "true"),)}]),
    }
    weight = tensor("Float", np.zeros((2, 3, 7, 7), "<f4"))
    return {"model": {"model.1.encode_conv.weight": weight}, "optimizer": calls[kind]}


def main() -> None:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write")
    write.add_argument("source", type=Path)
    write.add_argument("output", type=Path)
    write.add_argument("--layout", default="state")
    write.add_argument("--protocol", type=int, default=2)
    write.add_argument("--deflate", action="store_true")
    harm = commands.add_parser("attack")
    harm.add_argument("kind")
    harm.add_argument("output", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "write":
        made = content(read(arguments.source), arguments.layout)
        save(made, arguments.output, arguments.protocol, deflate=arguments.deflate)
    else:
        save(attack(arguments.kind), arguments.output)


if __name__ == "__main__":
    main()

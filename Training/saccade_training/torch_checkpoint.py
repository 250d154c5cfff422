"""Reads the weights of published checkpoints without running what they say.

A `.pt` file is a pickle: whoever unpickles it runs it. Here only the functions that rebuild tensors are called;
everything else that a file names becomes a record of attributes. Source: PyTorch's serialization format.
"""

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

_STORAGES = {
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "FloatStorage": torch.float32,
    "DoubleStorage": torch.float64,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}


class CheckpointError(ValueError):
    """A file whose weights cannot be read; the message names it."""


class Record:
    """An instance of a class that was not looked up: only its attributes."""

    def __new__(cls, *_arguments: object, **_keywords: object) -> "Record":
        return super().__new__(cls)

    def __init__(self, *_arguments: object, **_keywords: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        if isinstance(state, Mapping):
            self.__dict__.update(state)


def _tensor(storage: Tensor, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_ignored: object) -> Tensor:
    reach = offset + sum((side - 1) * step for side, step in zip(size, stride, strict=True)) + 1
    if min((offset, *size, *stride), default=0) < 0 or (0 not in size and reach > storage.numel()):
        raise CheckpointError(f"a tensor of shape {tuple(size)} does not fit its {storage.numel()} elements")
    return storage.as_strided(size, stride, offset).clone()


def _parameter(tensor: Tensor, *_ignored: object) -> Tensor:
    return tensor


class _Unpickler(pickle.Unpickler):
    _FUNCTIONS = {  # noqa: RUF012
        ("torch._utils", "_rebuild_tensor_v2"): _tensor,
        ("torch._utils", "_rebuild_parameter"): _parameter,
        ("collections", "OrderedDict"): OrderedDict,
        ("__builtin__", "set"): set,
        ("builtins", "set"): set,
        ("torch", "Size"): tuple,
    }

    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{root}/data.pkl")))
        self._archive, self._root = archive, root
        self._storages: dict[str, Tensor] = {}

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        if (module, name) in self._FUNCTIONS:
            return self._FUNCTIONS[(module, name)]
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        return type(name, (Record,), {})

    def persistent_load(self, identifier: Any) -> Tensor:  # noqa: ANN401
        _, kind, key, _, count = identifier
        if key not in self._storages:
            data = bytearray(self._archive.read(f"{self._root}/data/{key}"))
            storage = torch.frombuffer(data, dtype=kind) if data else torch.empty(0, dtype=kind)
            if storage.numel() < count:
                raise CheckpointError(f"storage {key} has {storage.numel()} of {count} elements")
            self._storages[key] = storage
        return self._storages[key]


def _collect(module: object, prefix: str, tensors: dict[str, Tensor]) -> None:
    attributes = getattr(module, "__dict__", {})
    for group in ("_parameters", "_buffers"):
        for name, tensor in (attributes.get(group) or {}).items():
            if isinstance(tensor, Tensor):
                tensors[f"{prefix}{name}"] = tensor
    for name, child in (attributes.get("_modules") or {}).items():
        if child is not None:
            _collect(child, f"{prefix}{name}.", tensors)


def read(path: Path) -> dict[str, Tensor]:
    """The tensors of a checkpoint by their keys: of `ema`, else `model`, else of the state dictionary that it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            pickles = [name for name in archive.namelist() if name.endswith("/data.pkl")]
            if len(pickles) != 1:
                raise CheckpointError(f"{path}: {len(pickles)} entries are named data.pkl; a checkpoint has one")
            value = _Unpickler(archive, pickles[0].removesuffix("/data.pkl")).load()
    except zipfile.BadZipFile as error:
        raise CheckpointError(f"{path}: not a checkpoint as PyTorch 1.6 and later write it: {error}") from None
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None
    except Exception as error:
        raise CheckpointError(f"{path}: the pickle cannot be read: {error}") from None
    tensors: dict[str, Tensor] = {}
    candidates = [value.get(key) for key in ("ema", "model", "state_dict")] if isinstance(value, Mapping) else []
    for candidate in [*candidates, value]:
        if isinstance(candidate, Mapping):
            tensors = {name: tensor for name, tensor in candidate.items() if isinstance(tensor, Tensor)}
        elif candidate is not None:
            _collect(candidate, "", tensors)
        if tensors:
            break
    if not tensors:
        raise CheckpointError(f"{path}: no tensors under 'ema', 'model', 'state_dict' or at the top")
    return {_published(name): tensor for name, tensor in tensors.items()}


def _published(name: str) -> str:
    start = name.find("model.")
    return name[start:] if start > 0 else name

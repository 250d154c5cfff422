"""Reads and writes safetensors files: 8 bytes with the header's length, a JSON header, the data."""

import json
import math
import os
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_KINDS: dict[str, torch.dtype] = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "U8": torch.uint8,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class SafetensorsError(ValueError):
    """A file that is no safetensors file; the message names it and the place."""


def _header(path: Path) -> tuple[list[tuple[str, torch.dtype, tuple[int, ...], int, int]], dict[str, str]]:
    """Name, type, shape, first byte in the file and bytes of every tensor, in the order of bytes; the metadata."""
    length_of_file = path.stat().st_size
    with path.open("rb") as file:
        prefix = file.read(8)
        if len(prefix) < 8:
            raise SafetensorsError(f"{path}: {length_of_file} bytes are no safetensors file")
        (length,) = struct.unpack("<Q", prefix)
        if length > length_of_file - 8:
            raise SafetensorsError(
                f"{path}: the header's length at byte 0 is {length}, but {length_of_file - 8} bytes follow"
            )
        text = file.read(length)
    tensors = []
    try:
        header = json.loads(text)
        metadata = header.pop("__metadata__", {})
        for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
            begin, end = entry["data_offsets"]
            tensors.append((name, entry["dtype"], tuple(int(side) for side in entry["shape"]), int(begin), int(end)))
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SafetensorsError(f"{path}: the header at byte 8 cannot be read: {error!r}") from None
    placed = []
    for name, kind_name, shape, begin, end in tensors:
        kind = _KINDS.get(kind_name)
        if kind is None:
            raise SafetensorsError(f"{path}: '{name}' has elements of type {kind_name}; known are {list(_KINDS)}")
        size = torch.empty((), dtype=kind).element_size() * math.prod(shape)
        if not 0 <= begin <= end <= length_of_file - 8 - length or end - begin != size or min(shape, default=0) < 0:
            raise SafetensorsError(f"{path}: '{name}' of shape {list(shape)} cannot lie at bytes {begin} to {end}")
        placed.append((name, kind, shape, 8 + length + begin, end - begin))
    return placed, metadata


def read(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Reads a whole file: the tensors in the order of their bytes, and the text entries of `__metadata__`."""
    placed, metadata = _header(path)
    tensors = {}
    with path.open("rb") as file:
        for name, kind, shape, offset, count in placed:
            file.seek(offset)
            data = bytearray(file.read(count))
            tensors[name] = (
                torch.frombuffer(data, dtype=kind).reshape(shape) if data else torch.empty(shape, dtype=kind)
            )
    return tensors, metadata


def map_arrays(path: Path) -> tuple[dict[str, NDArray], dict[str, str]]:
    """Maps the tensors of a file into memory without reading them."""
    placed, metadata = _header(path)
    arrays = {}
    for name, kind, shape, offset, count in placed:
        number = torch.empty((), dtype=kind).numpy().dtype
        arrays[name] = np.memmap(path, number, "r", offset, shape) if count else np.empty(shape, number)
    return arrays, metadata


def write(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> None:
    """Writes a file under a temporary name and gives it its name when it is whole."""
    header: dict[str, object] = {}
    if metadata:
        header["__metadata__"] = dict(sorted(metadata.items()))
    offset = 0
    for name, tensor in tensors.items():
        count = tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + count],
        }
        offset += count
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            file.write(struct.pack("<Q", len(text)))
            file.write(text)
            for tensor in tensors.values():
                flat = tensor.detach().cpu().contiguous().flatten()
                file.write(flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b"")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)

"""Reads and writes safetensors files: 8 bytes with the header's length, a JSON header, the data."""

import json
import os
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
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


def read(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Reads a whole file: the tensors in the order of their bytes, and the text entries of `__metadata__`."""
    data = path.read_bytes()
    if len(data) < 8:
        raise SafetensorsError(f"{path}: {len(data)} bytes are no safetensors file")
    (length,) = struct.unpack("<Q", data[:8])
    if length > len(data) - 8:
        raise SafetensorsError(f"{path}: the header's length at byte 0 is {length}, but {len(data) - 8} bytes follow")
    try:
        header = json.loads(data[8 : 8 + length])
        metadata = header.pop("__metadata__", {})
        entries = sorted(header.items(), key=lambda item: item[1]["data_offsets"])
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SafetensorsError(f"{path}: the header at byte 8 cannot be read: {error}") from None
    payload = memoryview(data)[8 + length :]
    tensors = {}
    for name, entry in entries:
        kind = _KINDS.get(entry["dtype"])
        if kind is None:
            raise SafetensorsError(f"{path}: '{name}' has elements of type {entry['dtype']}; known are {list(_KINDS)}")
        begin, end = entry["data_offsets"]
        shape = tuple(entry["shape"])
        size = torch.empty((), dtype=kind).element_size()
        if not 0 <= begin <= end <= len(payload) or end - begin != size * int(np.prod(shape, dtype=np.int64)):
            raise SafetensorsError(f"{path}: '{name}' of shape {list(shape)} cannot lie at bytes {begin} to {end}")
        if begin == end:
            tensors[name] = torch.empty(shape, dtype=kind)
        else:
            # A copy, since tensors may not share memory that cannot be written.
            tensors[name] = torch.frombuffer(bytearray(payload[begin:end]), dtype=kind).reshape(shape)
    return tensors, metadata


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

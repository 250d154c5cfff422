"""Writes checkpoints with PyTorch itself, where the system has it (Debian: python3-torch).

real_torch.py available                          succeeds if torch can be imported
real_torch.py write KIND SAFETENSORS OUTPUT      the tensors of a safetensors file; KIND is one of
    state        a state dictionary
    module       {"model": a module tree with parameters and buffers, "epoch": 3}
    protocol4    a state dictionary, pickled by protocol 4
    views        a state dictionary of views: transposed, and parts of one storage
    legacy       a state dictionary in the format from before PyTorch 1.6
"""

import json
import struct
import sys
from pathlib import Path

import torch

ELEMENTS = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def read(path: Path) -> dict[str, torch.Tensor]:
    data = bytearray(path.read_bytes())
    (length,) = struct.unpack("<Q", data[:8])
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__":
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        flat = torch.frombuffer(data[begin:end], dtype=ELEMENTS[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors


def tree(tensors: dict[str, torch.Tensor]) -> torch.nn.Module:
    root = torch.nn.Module()
    for name, tensor in tensors.items():
        owner, parts = root, name.split(".")
        for part in parts[:-1]:
            if part not in owner._modules:
                owner.add_module(part, torch.nn.Module())
            owner = owner._modules[part]
        if parts[-1] in ("weight", "bias"):
            owner.register_parameter(parts[-1], torch.nn.Parameter(tensor, requires_grad=False))
        else:
            owner.register_buffer(parts[-1], tensor)
    return root


def views(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    result = {}
    for index, (name, tensor) in enumerate(tensors.items()):
        if tensor.dim() == 4 and index % 2 == 0:
            result[name] = tensor.permute(3, 1, 0, 2).contiguous().permute(2, 1, 3, 0)
        else:
            whole = torch.stack([torch.full_like(tensor, 9), tensor], dim=-1)
            result[name] = whole[..., 1]
        if not torch.equal(result[name], tensor):
            raise AssertionError(name)
    return result


def write(kind: str, source: Path, output: Path) -> None:
    tensors = read(source)
    if kind == "state":
        torch.save(tensors, output)
    elif kind == "module":
        torch.save({"model": tree(tensors), "epoch": 3}, output)
    elif kind == "protocol4":
        torch.save(tensors, output, pickle_protocol=4)
    elif kind == "views":
        torch.save(views(tensors), output)
    elif kind == "legacy":
        torch.save(tensors, output, _use_new_zipfile_serialization=False)
    else:
        raise ValueError(kind)


def main() -> None:
    if sys.argv[1:] == ["available"]:
        print(torch.__version__)
    elif sys.argv[1:2] == ["write"] and len(sys.argv) == 5:
        write(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()

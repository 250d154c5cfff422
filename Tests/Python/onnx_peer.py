"""Runs exported models with ONNX Runtime, which is not ours.

onnx_peer.py available                 succeeds if onnx and onnxruntime can be imported
onnx_peer.py check MODEL               succeeds if the model is valid ONNX; prints what it has
onnx_peer.py run MODEL INPUT OUTPUT    runs the timesteps of the safetensors file INPUT, tensor 'input'
                                       [timesteps, 3, h, w], with the state carried from one to the next, and
                                       writes a safetensors file with 'raw', and for every neuron layer
                                       'spikes.*' and 'potential.*', one timestep after the other, and
                                       'state.*', the state after the last
"""

import json
import struct
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def read_input(path: Path) -> NDArray[np.float32]:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])["input"]
    if header["dtype"] != "F32":
        raise ValueError(f"{path}: 'input' is {header['dtype']}, F32 is needed")
    begin, end = header["data_offsets"]
    return np.frombuffer(data[8 + length + begin : 8 + length + end], "<f4").reshape(header["shape"])


def write_tensors(path: Path, tensors: dict[str, NDArray[np.float32]]) -> None:
    header, end = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [end, end + tensor.nbytes]}
        end += tensor.nbytes
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.astype("<f4").tobytes())


def check(path: Path) -> None:
    import onnx

    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)

    def shapes(values: Iterable[onnx.ValueInfoProto]) -> dict[str, list[int]]:
        return {value.name: [size.dim_value for size in value.type.tensor_type.shape.dim] for value in values}

    report = {
        "opset": {entry.domain: entry.version for entry in model.opset_import},
        "inputs": shapes(model.graph.input),
        "outputs": shapes(model.graph.output),
        "operators": Counter(node.op_type for node in model.graph.node),
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
    }
    print(json.dumps(report))


def run(path: Path, timesteps: NDArray[np.float32], output: Path) -> None:
    import onnx
    import onnxruntime

    model = onnx.load(path)
    inside = [name for node in model.graph.node for name in node.output if name.startswith(("spikes.", "potential."))]
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in inside)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    state = {i.name: np.zeros(i.shape, np.float32) for i in session.get_inputs() if i.name.startswith("state.")}
    names = [o.name for o in session.get_outputs()]
    steps: dict[str, list[NDArray[np.float32]]] = {}
    for timestep in timesteps:
        results = dict(zip(names, session.run(names, {"input": timestep[None], **state}), strict=True))
        state = {name: results.pop(f"next_{name}") for name in state}
        for name, value in results.items():
            steps.setdefault(name, []).append(value[0])
    tensors = {name: np.stack(values) for name, values in steps.items()}
    write_tensors(output, tensors | {name: value[0] for name, value in state.items()})


def main() -> None:
    match sys.argv[1:]:
        case ["available"]:
            import onnx
            import onnxruntime

            print(onnx.__version__, onnxruntime.__version__)
        case ["check", model]:
            check(Path(model))
        case ["run", model, timesteps, output]:
            run(Path(model), read_input(Path(timesteps)), Path(output))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()

"""Other people's runtimes, each with the membrane state kept inside.

One step takes a timestep and gives the head output.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from graphs import Network, fold_borders, quantise
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Step = Callable[[Floats], Floats]


@dataclass
class Runtime:
    """A network ready to be computed from zero potentials, and what is to be said about it."""

    step: Step
    notes: dict[str, object] = field(default_factory=dict)


def network(model: Path, integers: bool) -> tuple[Network, dict[str, object]]:
    """Loads a model in the form that suits runtimes best."""
    loaded = Network.load(str(model))
    notes: dict[str, object] = {"frames_folded": fold_borders(loaded)}
    if integers:
        count, exact = quantise(loaded)
        notes |= {"integer_convolutions": count, "of_exact_weights": exact}
    return loaded, notes


def onnxruntime(model: Path, threads: int) -> Runtime:
    """ONNX Runtime; potentials go from outputs to inputs without a copy, two sets by turns."""
    import onnxruntime as ort

    loaded, notes = network(model, integers=False)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(loaded.finish().SerializeToString(), options, providers=["CPUExecutionProvider"])
    sets = [
        {name: ort.OrtValue.ortvalue_from_numpy(np.zeros(shape, np.float32)) for name, shape in loaded.states}
        for _ in range(2)
    ]
    shapes = {value.name: value.shape for value in [*session.get_inputs(), *session.get_outputs()]}
    image = ort.OrtValue.ortvalue_from_numpy(np.zeros(shapes["input"], np.float32))
    raw = ort.OrtValue.ortvalue_from_numpy(np.zeros(shapes["raw"], np.float32))
    bindings = []
    for before, after in [(0, 1), (1, 0)]:
        binding = session.io_binding()
        binding.bind_ortvalue_input("input", image)
        binding.bind_ortvalue_output("raw", raw)
        for name, _ in loaded.states:
            binding.bind_ortvalue_input(name, sets[before][name])
            binding.bind_ortvalue_output(f"next_{name}", sets[after][name])
        bindings.append(binding)

    def step(values: Floats) -> Floats:
        image.update_inplace(values)
        session.run_with_iobinding(bindings[0])
        bindings.reverse()
        return raw.numpy()

    return Runtime(step, notes)


def openvino(model: Path, threads: int, integers: bool, bfloat16: bool = False) -> Runtime:
    """OpenVINO; potentials are variables of the model (ReadValue and Assign)."""
    import openvino as ov
    from openvino._offline_transformations import apply_make_stateful_transformation

    loaded, notes = network(model, integers)
    core = ov.Core()
    read = core.read_model(loaded.finish().SerializeToString())
    apply_make_stateful_transformation(read, {name: f"next_{name}" for name, _ in loaded.states})
    compiled = core.compile_model(
        read,
        "CPU",
        {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "bf16" if bfloat16 else "f32",
        },
    )
    kinds: Counter[str] = Counter()
    for node in compiled.get_runtime_model().get_ops():
        info = node.get_rt_info()
        if "layerType" in info and "Convolution" in info["layerType"].astype(str):
            kinds[f"{info['runtimePrecision'].astype(str)} {info['primitiveType'].astype(str)}"] += 1
    notes["convolutions"] = dict(sorted(kinds.items()))
    request = compiled.create_infer_request()
    request.reset_state()

    def step(values: Floats) -> Floats:
        request.infer({0: values}, share_inputs=True)
        return request.get_output_tensor(0).data

    return Runtime(step, notes)


# By name; the last ones lose precision and are no equals.
RUNTIMES: dict[str, Callable[[Path, int], Runtime]] = {
    "onnxruntime float32": onnxruntime,
    "OpenVINO float32": lambda model, threads: openvino(model, threads, False),
    "OpenVINO int8": lambda model, threads: openvino(model, threads, True),
    "OpenVINO int8, bf16 (lossy)": lambda model, threads: openvino(model, threads, True, bfloat16=True),
}


def measure(name: str, model: Path, threads: int, timesteps: Floats, steps: int) -> tuple[dict[str, object], Floats]:
    """Times `steps` steps in milliseconds of wall time, and gives the outputs of the first pass over the timesteps."""
    start = time.perf_counter()
    runtime = RUNTIMES[name](model, threads)
    ready = time.perf_counter() - start
    outputs, times = [], []
    for index in range(max(steps, 1)):
        values = np.ascontiguousarray(timesteps[index % len(timesteps)][None])
        start = time.perf_counter()
        result = runtime.step(values)
        times.append((time.perf_counter() - start) * 1e3)
        if index < len(timesteps):
            outputs.append(result.reshape(result.shape[-2:]).copy())
    # The first step makes what later ones find.
    report = {"ready_seconds": ready, "first_ms": times[0], "times_ms": times[1:], "notes": runtime.notes}
    return report, np.stack(outputs)

"""Other people's runtimes, each with the membrane state kept inside.

One step takes a timestep and gives the head output.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import numpy as np
from graphs import Network, fold_borders, integer_convolutions, quantise, round_outputs, watch
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


class Session:
    """An ONNX Runtime session; potentials go from outputs to inputs without a copy, two sets by turns."""

    def __init__(self, network: Network, threads: int) -> None:
        import onnxruntime as ort

        self.version = {"onnxruntime": ort.__version__}
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        model = network.finish().SerializeToString()
        session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])

        def zeros(shape: list[int]) -> ort.OrtValue:
            return ort.OrtValue.ortvalue_from_numpy(np.zeros(shape, np.float32))

        states = network.states
        sets = [{name: zeros(shape) for name, shape in states} for _ in range(2)]
        self.image = zeros(session.get_inputs()[0].shape)
        carried = {f"next_{name}" for name, _ in states}
        self.results = {v.name: zeros(v.shape) for v in session.get_outputs() if v.name not in carried}
        self.session = session
        self.bindings = []
        for before, after in [(0, 1), (1, 0)]:
            binding = session.io_binding()
            binding.bind_ortvalue_input("input", self.image)
            for name, value in self.results.items():
                binding.bind_ortvalue_output(name, value)
            for name, _ in states:
                binding.bind_ortvalue_input(name, sets[before][name])
                binding.bind_ortvalue_output(f"next_{name}", sets[after][name])
            self.bindings.append(binding)

    def step(self, values: Floats) -> Floats:
        """Computes a timestep; `results` are those of it until the next."""
        self.image.update_inplace(values)
        self.session.run_with_iobinding(self.bindings[0])
        self.bindings.reverse()
        raw: Floats = self.results["raw"].numpy()
        return raw


def onnxruntime(model: Path, threads: int) -> Runtime:
    """ONNX Runtime in float32."""
    loaded, notes = network(model, integers=False)
    session = Session(loaded, threads)
    return Runtime(session.step, notes | session.version)


def ranges(model: Path, threads: int, timesteps: Floats) -> dict[str, tuple[float, float]]:
    """The smallest and the largest number that each convolution of spikes gives in float32, the state carried."""
    loaded, _ = network(model, integers=False)
    names = [node.output[0] for node in integer_convolutions(loaded)]
    watch(loaded, names)
    session = Session(loaded, threads)
    extremes = []
    for values in timesteps:
        session.step(values[None])
        arrays = (session.results[name].numpy() for name in names)
        extremes.append([(float(array.min()), float(array.max())) for array in arrays])
    least, largest = np.min(extremes, axis=0)[:, 0], np.max(extremes, axis=0)[:, 1]
    return {name: (float(a), float(b)) for name, a, b in zip(names, least, largest, strict=True)}


def onnxruntime_int8(model: Path, threads: int, timesteps: Floats) -> Runtime:
    """ONNX Runtime with 8-bit convolutions (`QLinearConv`), which round what they give to 8 bits, too.

    The ranges of that rounding are those of the same timesteps, which is the best that calibration can know.
    """
    measured = ranges(model, threads, timesteps)
    loaded, notes = network(model, integers=True)
    notes["rounded_outputs"] = round_outputs(loaded, measured)
    session = Session(loaded, threads)
    return Runtime(session.step, notes | session.version)


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
    notes |= {"convolutions": dict(sorted(kinds.items())), "openvino": metadata.version("openvino")}
    request = compiled.create_infer_request()
    request.reset_state()

    def step(values: Floats) -> Floats:
        request.infer({0: values}, share_inputs=True)
        raw: Floats = request.get_output_tensor(0).data
        return raw

    return Runtime(step, notes)


# By name. Those that lose precision say so and are no equals.
RUNTIMES: dict[str, Callable[[Path, int, Floats], Runtime]] = {
    "onnxruntime float32": lambda model, threads, _: onnxruntime(model, threads),
    "onnxruntime int8 (lossy)": onnxruntime_int8,
    "OpenVINO float32": lambda model, threads, _: openvino(model, threads, False),
    "OpenVINO int8": lambda model, threads, _: openvino(model, threads, True),
    "OpenVINO int8, bf16 (lossy)": lambda model, threads, _: openvino(model, threads, True, bfloat16=True),
}


def measure(name: str, model: Path, threads: int, timesteps: Floats, steps: int) -> tuple[dict[str, object], Floats]:
    """Times `steps` steps in milliseconds of wall time, and gives the outputs of the first pass over the timesteps."""
    start = time.perf_counter()
    runtime = RUNTIMES[name](model, threads, timesteps)
    ready = time.perf_counter() - start
    outputs, times = [], []
    for index in range(steps):
        values = np.ascontiguousarray(timesteps[index % len(timesteps)][None])
        start = time.perf_counter()
        result = runtime.step(values)
        times.append((time.perf_counter() - start) * 1e3)
        if index < len(timesteps):
            outputs.append(result.reshape(result.shape[-2:]).copy())
    # The first step makes what later ones find.
    report = {"ready_seconds": ready, "first_ms": times[0], "times_ms": times[1:], "notes": runtime.notes}
    return report, np.stack(outputs)

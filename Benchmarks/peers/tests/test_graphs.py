"""The forms of a network for other runtimes, on networks made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from graphs import (
    Network,
    fold_borders,
    integer_convolutions,
    quantise,
    round_outputs,
    watch,
    whole_bias,
    whole_numbers,
)
from numpy.typing import NDArray
from onnx import TensorProto, helper

Arrays = dict[str, NDArray[Any]]
SPIKES = np.random.default_rng(2).integers(0, 5, (1, 2, 4, 4)).astype(np.float32)


def network(nodes: Iterable[onnx.NodeProto], weights: Arrays, shape: list[int]) -> Network:
    """A network from `spikes.x` to `raw`, both of the same size but for the number of channels."""
    graph = helper.make_graph(
        list(nodes),
        "test",
        [helper.make_tensor_value_info("spikes.x", TensorProto.FLOAT, [1, 2, 4, 4])],
        [helper.make_tensor_value_info("raw", TensorProto.FLOAT, shape)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return Network(model, dict(weights))


def computed(network: Network, path: str | None = None) -> NDArray[np.float32]:
    """What `raw` is for the spikes; the graph that was run is written to `path`."""
    options = ort.SessionOptions()
    if path:
        options.optimized_model_filepath = path
    model = network.finish().SerializeToString()
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session.run(["raw"], {"spikes.x": SPIKES})[0]


def convolution() -> Network:
    """One convolution of 3x3; each channel's weights are small multiples of a power of two of its own."""
    random = np.random.default_rng(3)
    weight = random.integers(-100, 101, (3, 2, 3, 3)) * 2.0 ** np.array([-3, -5, 0]).reshape(3, 1, 1, 1)
    weights = {"w": weight.astype(np.float32), "b": np.array([1.5, -2, 0.25], np.float32)}
    node = helper.make_node("Conv", ["spikes.x", "w", "b"], ["raw"], name="c", pads=[1, 1, 1, 1])
    return network([node], weights, [1, 3, 4, 4])


def framed(outside: NDArray[np.float32]) -> Network:
    """A convolution, a frame of `outside` around its map, and a depthwise convolution of it."""
    random = np.random.default_rng(4)
    bias = np.array([3, -1, 2], np.float32)
    weights = {
        "inner.w": random.integers(-3, 4, (3, 2, 1, 1)).astype(np.float32),
        "inner.b": bias,
        "outer.w": random.integers(-3, 4, (3, 1, 3, 3)).astype(np.float32),
        "outer.b": np.array([1, 2, 3], np.float32),
        "outside": outside.reshape(1, 3, 1, 1),
        "side.shape": np.array([1, 3, 4, 1], np.int64),
        "edge.shape": np.array([1, 3, 1, 6], np.int64),
    }
    nodes = [
        helper.make_node("Conv", ["spikes.x", "inner.w", "inner.b"], ["inner"], name="inner"),
        helper.make_node("Expand", ["outside", "side.shape"], ["side"]),
        helper.make_node("Concat", ["side", "inner", "side"], ["wide"], axis=3),
        helper.make_node("Expand", ["outside", "edge.shape"], ["edge"]),
        helper.make_node("Concat", ["edge", "wide", "edge"], ["outer.framed"], axis=2),
        helper.make_node(
            "Conv", ["outer.framed", "outer.w", "outer.b"], ["raw"], name="outer", group=3, pads=[0, 0, 0, 0]
        ),
    ]
    return network(nodes, weights, [1, 3, 4, 4])


def test_frames_are_left_out_and_change_nothing() -> None:
    bias = np.array([3, -1, 2], np.float32)
    expected = computed(framed(bias))
    folded = framed(bias)
    assert fold_borders(folded) == 1
    assert [node.op_type for node in folded.model.graph.node] == ["Conv", "Conv"]
    assert np.array_equal(computed(folded), expected)
    assert {tensor.name for tensor in folded.model.graph.initializer} == {"inner.w", "inner.b", "outer.w", "outer.b"}


def test_a_frame_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not the bias of inner"):
        fold_borders(framed(np.array([3, -1, 1], np.float32)))


def test_whole_numbers_are_exact_where_they_can_be() -> None:
    weights = np.array([[0.5, -0.25], [96, 127], [0, 0], [0.3, 1]], np.float32).reshape(4, 2, 1, 1)
    numbers, scale = whole_numbers(weights)
    assert numbers.dtype == np.int8
    back = numbers * scale.reshape(-1, 1, 1, 1)
    assert np.array_equal(back[:3], weights[:3])
    assert np.abs(back[3] - weights[3]).max() <= scale[3] / 2
    assert np.log2(scale[0]) == np.floor(np.log2(scale[0])) and scale[3] == np.float32(1 / 127)


def test_integer_convolutions_give_the_same_numbers() -> None:
    expected = computed(convolution())
    changed = convolution()
    assert [node.name for node in integer_convolutions(changed)] == ["c"]
    assert quantise(changed) == (1, 1)
    assert np.array_equal(computed(changed), expected)


def test_inexact_weights_are_counted() -> None:
    changed = convolution()
    changed.weights["w"][0, 0, 0, 0] = 1 / 3
    assert quantise(changed) == (1, 0)


def test_rounded_outputs_are_off_by_half_a_step_and_are_run_as_integers(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    expected = computed(convolution())
    changed = convolution()
    quantise(changed)
    ranges = {"raw": (float(expected.min()), float(expected.max()))}
    assert round_outputs(changed, ranges) == 1
    path = tmp_path_factory.mktemp("rounded") / "run.onnx"
    off = np.abs(computed(changed, str(path)) - expected).max()
    assert 0 < off <= 0.51 * (expected.max() - expected.min()) / 255 + np.abs(changed.weights["w.scale"]).max() / 2
    assert "QLinearConv" in {node.op_type for node in onnx.load(path).graph.node}


def test_a_bias_that_does_not_fit_becomes_the_nearest_that_does() -> None:
    bias = whole_bias(np.array([3.2, -1e30], np.float32), np.array([0.5, 0.001], np.float32))
    assert bias.tolist() == [6, -(2**31)] and bias.dtype == np.int32


def test_results_inside_can_be_watched() -> None:
    changed = framed(np.array([3, -1, 2], np.float32))
    watch(changed, ["inner"])
    session = ort.InferenceSession(changed.finish().SerializeToString(), providers=["CPUExecutionProvider"])
    raw, inner = session.run(None, {"spikes.x": SPIKES})
    assert inner.shape == (1, 3, 4, 4) and np.array_equal(raw, computed(framed(np.array([3, -1, 2], np.float32))))

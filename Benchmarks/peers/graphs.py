"""Forms of an exported network that suit other runtimes best; what they compute stays the same number for number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper


@dataclass
class Network:
    """A model in memory, with its weights by name."""

    model: onnx.ModelProto
    weights: dict[str, NDArray[Any]]

    @classmethod
    def load(cls, path: str) -> "Network":
        model = onnx.load(path)
        return cls(model, {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer})

    @property
    def states(self) -> list[tuple[str, list[int]]]:
        """The names and shapes of the membrane potentials that come in; they leave as `next_` and the name."""
        return [
            (value.name, [size.dim_value for size in value.type.tensor_type.shape.dim])
            for value in self.model.graph.input
            if value.name.startswith("state.")
        ]

    def finish(self) -> onnx.ModelProto:
        """The model with the weights as they are now, and without those that nothing reads."""
        graph = self.model.graph
        read = {name for node in graph.node for name in node.input}
        del graph.initializer[:]
        graph.initializer.extend(
            numpy_helper.from_array(value, name) for name, value in self.weights.items() if name in read
        )
        onnx.checker.check_model(self.model)
        return self.model


def fold_borders(network: Network) -> int:
    """Leaves out the frames that are put around maps; returns how many there were.

    A frame holds the bias of the convolution before, which is what that gives where nothing is. Without a bias the
    frame is zero, as padding is, and the bias goes through the depthwise convolution behind as a summand of its own.
    """
    graph, weights = network.model.graph, network.weights
    writers = {node.output[0]: node for node in graph.node}
    count = 0
    for node in graph.node:
        if node.op_type != "Conv" or not node.input[0].endswith(".framed"):
            continue
        wide = writers[writers[node.input[0]].input[1]]
        inner = writers[wide.input[1]]
        bias = weights[inner.input[2]]
        outside = weights[writers[wide.input[0]].input[0]]
        if not np.array_equal(outside.reshape(-1), bias):
            raise ValueError(f"{node.name}: the frame is not the bias of {inner.output[0]}")
        kernel = weights[node.input[1]]
        behind = kernel.astype(np.float64).sum(axis=(1, 2, 3)) * bias
        weights[node.input[2]] = (weights[node.input[2]] + behind).astype(np.float32)
        weights[inner.input[2]] = np.zeros_like(bias)
        node.input[0] = inner.output[0]
        for attribute in node.attribute:
            if attribute.name == "pads":
                attribute.ints[:] = [kernel.shape[2] // 2] * 4
        count += 1
    remove_unread(graph)
    return count


def remove_unread(graph: onnx.GraphProto) -> None:
    """Removes the nodes whose results nobody reads."""
    needed = {value.name for value in graph.output}
    kept = []
    for node in reversed(graph.node):
        if any(name in needed for name in node.output):
            needed.update(node.input)
            kept.append(node)
    del graph.node[:]
    graph.node.extend(reversed(kept))


def whole_numbers(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights as 8-bit integers and a scale for each output channel.

    The scale is a power of two where that gives the weights exactly.
    """
    rows = weights.reshape(len(weights), -1).astype(np.float64)
    largest = np.abs(rows).max(axis=1)
    scale = np.where(largest > 0, largest / 127, 1)
    for channel, row in enumerate(rows):
        if largest[channel] == 0:
            continue
        step = 2.0 ** np.floor(np.log2(largest[channel]))
        while step * 127 >= largest[channel]:
            if np.array_equal(np.round(row / step) * step, row):
                scale[channel] = step
                break
            step /= 2
    numbers = np.clip(np.round(rows / scale[:, None]), -127, 127)
    return numbers.astype(np.int8).reshape(weights.shape), scale.astype(np.float32)


def integer_convolutions(network: Network) -> list[onnx.NodeProto]:
    """The convolutions that read spikes, before `quantise`."""
    return [n for n in network.model.graph.node if n.op_type == "Conv" and n.input[0].startswith("spikes.")]


def watch(network: Network, names: list[str]) -> None:
    """Makes results outputs of the model."""
    inferred = onnx.shape_inference.infer_shapes(network.finish()).graph
    values = {value.name: value for value in inferred.value_info}
    network.model.graph.output.extend(values[name] for name in names)


def quantise(network: Network) -> tuple[int, int]:
    """Makes the convolutions of spikes take 8-bit integers.

    Returns how many there are and how many have weights that 8 bits hold exactly.
    """
    graph, weights = network.model.graph, network.weights
    weights["one"], weights["none"] = np.array(1, np.float32), np.array(0, np.uint8)
    nodes: list[onnx.NodeProto] = []
    narrowed: set[str] = set()
    count = exact = 0
    chosen = {node.output[0] for node in integer_convolutions(network)}
    for node in graph.node:
        if node.output[0] not in chosen:
            nodes.append(node)
            continue
        spikes, weight, bias = node.input
        numbers, scale = whole_numbers(weights[weight])
        wide = scale.reshape(-1, 1, 1, 1)
        count += 1
        exact += np.array_equal(numbers * wide, weights[weight])
        weights[f"{weight}.whole"] = numbers
        narrow = f"{spikes}.narrow"
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if spikes not in narrowed:
            nodes += [
                helper.make_node("QuantizeLinear", [spikes, "one", "none"], [f"{narrow}.u8"]),
                helper.make_node("DequantizeLinear", [f"{narrow}.u8", "one", "none"], [narrow]),
            ]
        weights[f"{weight}.scale"] = scale
        weights[f"{weight}.zero"] = np.zeros(len(scale), np.int8)
        back = [f"{weight}.whole", f"{weight}.scale", f"{weight}.zero"]
        nodes += [
            helper.make_node("DequantizeLinear", back, [f"{weight}.back"], axis=0),
            helper.make_node("Conv", [narrow, f"{weight}.back", bias], [node.output[0]], **attributes),
        ]
        narrowed.add(spikes)
    del graph.node[:]
    graph.node.extend(nodes)
    return count, exact


def round_outputs(network: Network, ranges: Mapping[str, tuple[float, float]]) -> int:
    """Makes the convolutions of a quantised network give 8-bit integers, too; returns how many there are.

    `ranges` has the smallest and the largest number that each gives. The bias becomes integers of the weights' scale.
    """
    graph, weights = network.model.graph, network.weights
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        nodes.append(node)
        name = node.output[0]
        if name not in ranges:
            continue
        weight, bias = node.input[1].removesuffix(".back"), node.input[2]
        weights[f"{bias}.whole"] = whole_bias(weights[bias], weights[f"{weight}.scale"])
        weights[f"{bias}.zero"] = np.zeros(len(weights[bias]), np.int32)
        least, largest = min(ranges[name][0], 0.0), max(ranges[name][1], 0.0)
        step = (largest - least) / 255 or 1.0
        weights[f"{name}.step"] = np.array(step, np.float32)
        weights[f"{name}.zero"] = np.array(round(-least / step), np.uint8)
        integers = [f"{bias}.whole", f"{weight}.scale", f"{bias}.zero"]
        nodes.insert(-1, helper.make_node("DequantizeLinear", integers, [f"{bias}.back"], axis=0))
        node.input[2] = f"{bias}.back"
        node.output[0] = f"{name}.exact"
        scale = [f"{name}.step", f"{name}.zero"]
        nodes += [
            helper.make_node("QuantizeLinear", [f"{name}.exact", *scale], [f"{name}.u8"]),
            helper.make_node("DequantizeLinear", [f"{name}.u8", *scale], [name]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)
    return len(ranges)


def whole_bias(bias: NDArray[np.float32], scale: NDArray[np.float32]) -> NDArray[np.int32]:
    """A bias as 32-bit integers, those that do not fit as the nearest that do."""
    limits = np.iinfo(np.int32)
    return np.clip(np.round(bias / scale.astype(np.float64)), limits.min, limits.max).astype(np.int32)

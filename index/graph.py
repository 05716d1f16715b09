"""The model as a graph for ONNX Runtime, built from its weights, in full precision or in 8-bit integers.

In 8 bits the weights are quantised column by column, and what is multiplied with them when it is known, row range and
all (dynamic quantisation). A few columns of what a transformer passes on are tens of times as large as the others and
would leave these no digits. The largest are multiplied in full precision (after Dettmers et al., "LLM.int8()", NeurIPS
2022), and others divided by a constant and the weights that they meet multiplied by it (after Xiao et al.,
"SmoothQuant", ICML 2023, but for the outliers alone: what was small on a sample may be large elsewhere).
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, TensorProto, helper, numpy_helper

from .encoder import INPUT, OUTPUT
from .packed_model import Weights

__all__ = ["Output", "Ranges", "build_graph"]

Output = Literal["vectors", "states"]
"""The mean of the last hidden states at unit length, shape (1, hidden); or these states, shape (1, tokens, hidden)."""
Ranges = Sequence[npt.NDArray[np.float32]]
"""Of what each matrix of weights is multiplied with, the largest absolute value in each column."""

_FUSED = "com.microsoft"
"""The operators that only ONNX Runtime has."""
_OPSET = 21
_EXACT = 8
"""A column is multiplied in full precision from this many times the median of all columns on."""
_TYPICAL = 1.5
"""And is damped from this many times on."""
_DAMPING = 0.6
"""How much of its excess over that, as a power, moves to the weights."""
_LEVELS = 127

Matrix = npt.NDArray[np.float32]


def build_graph(
    weights: Weights,
    *,
    output: Output = "vectors",
    ranges: Ranges | None = None,
    heads: int = 12,
    epsilon: float = 1e-12,
) -> bytes:
    """The serialised graph of a BERT model, by the names of its weights in transformers, for one text at a time.

    With `ranges` it is in 8 bits. Without, it is in full precision, and what each matrix of weights is multiplied with
    can be asked for under the names "factor.0", "factor.1", …, in the order that `ranges` must have.
    """
    graph = _Graph(weights, ranges, epsilon)
    hidden = weights["embeddings.LayerNorm.weight"].shape[0]
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.add("Shape", INPUT, start=1, end=2)
    place = graph.add("Slice", graph.constant(positions), graph.integer(0), length, graph.integer(0))
    state = graph.normalised(graph.add("Add", INPUT, place), "embeddings.LayerNorm")
    layers = sum(name.endswith("attention.self.query.weight") for name in weights)
    for layer in range(layers):
        state = _layer(graph, state, f"encoder.layer.{layer}.", heads)
    shape: list[int | str] = [1, "tokens", hidden]
    if output == "vectors":
        mean = graph.add("ReduceMean", state, graph.integer(1), keepdims=0)
        state = graph.add("LpNormalization", mean, axis=-1, p=2)
        shape = [1, hidden]
    graph.add("Identity", state, name=OUTPUT)
    return graph.serialised(hidden, shape)


def _layer(graph: "_Graph", state: str, prefix: str, heads: int) -> str:
    parts = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
    triple = graph.split(graph.linear(state, *parts))
    attended = graph.add("MultiHeadAttention", *triple, domain=_FUSED, num_heads=heads)
    told = graph.linear(attended, f"{prefix}attention.output.dense")
    # The fused SkipLayerNormalization takes five times as long as these two operators.
    state = graph.normalised(graph.add("Add", told, state), f"{prefix}attention.output.LayerNorm")
    wide = graph.add("Gelu", graph.linear(state, f"{prefix}intermediate.dense"), domain=_FUSED)
    told = graph.linear(wide, f"{prefix}output.dense")
    return graph.normalised(graph.add("Add", told, state), f"{prefix}output.LayerNorm")


class _Graph:
    """Nodes and constants of a graph in the making; every method returns the name of what it adds."""

    def __init__(self, weights: Weights, ranges: Ranges | None, epsilon: float) -> None:
        self._weights = weights
        self._ranges = ranges
        self._epsilon = epsilon
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []
        self._linears = 0

    def add(self, operator: str, *inputs: str, name: str = "", domain: str = "", **attributes: Any) -> str:  # noqa: ANN401 - whatever the operator takes
        name = name or f"{operator}.{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [name], domain=domain, **attributes))
        return name

    def split(self, triple: str) -> list[str]:
        names = [f"{triple}.{part}" for part in range(3)]
        self._nodes.append(helper.make_node("Split", [triple], names, axis=2, num_outputs=3))
        return names

    def constant(self, value: npt.NDArray[np.generic]) -> str:
        name = f"constant.{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def integer(self, value: int) -> str:
        return self.constant(np.array([value], np.int64))

    def normalised(self, state: str, name: str) -> str:
        (scale, bias) = (self.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.add("LayerNormalization", state, scale, bias, epsilon=self._epsilon)

    def linear(self, state: str, *names: str) -> str:
        """`state` times the weights of these names, side by side, plus their biases."""
        matrix = np.concatenate([self._weights[f"{name}.weight"].T for name in names], axis=1)
        bias = self.constant(np.concatenate([self._weights[f"{name}.bias"] for name in names]))
        number = self._linears
        self._linears += 1
        if self._ranges is None:
            factor = self.add("Identity", state, name=f"factor.{number}")
            return self.add("Add", self.add("MatMul", factor, self.constant(matrix)), bias)
        largest = self._ranges[number] / np.median(self._ranges[number])
        exact = largest >= _EXACT
        damping = np.where(exact, 1, np.maximum(1, largest / _TYPICAL) ** _DAMPING).astype(np.float32)
        (quantised, scales) = _quantised(np.where(exact, 0, damping)[:, None] * matrix)
        damped = self.add("Mul", state, self.constant(np.where(exact, 0, 1 / damping)))
        product = self.add(
            "DynamicQuantizeMatMul", damped, self.constant(quantised), self.constant(scales), "", bias, domain=_FUSED
        )
        if not exact.any():
            return product
        columns = self.add("Gather", state, self.constant(np.flatnonzero(exact)), axis=2)
        return self.add("Add", product, self.add("MatMul", columns, self.constant(matrix[exact])))

    def serialised(self, hidden: int, shape: Sequence[int | str]) -> bytes:
        outputs = [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, shape)]
        if self._ranges is None:
            outputs += [
                helper.make_tensor_value_info(f"factor.{number}", TensorProto.FLOAT, None)
                for number in range(self._linears)
            ]
        inputs = [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [1, "tokens", hidden])]
        graph = helper.make_graph(self._nodes, "encoder", inputs, outputs, self._constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString())


def _quantised(matrix: Matrix) -> tuple[npt.NDArray[np.int8], Matrix]:
    """A matrix, shape (rows, columns), as whole numbers, and what each column of them is to be multiplied by."""
    scales = np.maximum(np.abs(matrix).max(axis=0) / _LEVELS, np.finfo(np.float32).tiny)
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)

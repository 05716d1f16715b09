"""What this machine can do at the most: products of large matrices, and copying in memory, on all its cores at once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from ...index.encoder import cores

__all__ = ["GEMM_SIZE", "Limits"]

GEMM_SIZE = 1024
"""Rows and columns of the matrices."""
_COPIED = 64_000_000
"""Bytes, more than a cache holds."""


class Limits:
    """Measured whenever asked, on as many threads as there are cores, each with matrices of its own."""

    def __init__(self) -> None:
        generator = np.random.default_rng(0)
        shape = (GEMM_SIZE, GEMM_SIZE)
        floats = generator.standard_normal(shape, np.float32)
        self._products: dict[str, Callable[[], object]] = {
            "fp32": _product("MatMul", TensorProto.FLOAT, TensorProto.FLOAT, floats, floats),
            "int8": _product(
                "MatMulInteger",
                TensorProto.UINT8,
                TensorProto.INT32,
                generator.integers(0, 255, shape).astype(np.uint8),
                generator.integers(-127, 127, shape).astype(np.int8),
            ),
        }
        self._cores = cores()
        self._threads = ThreadPoolExecutor(self._cores)
        self._blocks = [(np.ones(_COPIED, np.uint8), np.ones(_COPIED, np.uint8)) for _ in range(self._cores)]

    def operations(self, precision: str) -> float:
        """Multiplications and additions a second in products of matrices; `precision` is fp32 or int8."""
        product = self._products[precision]
        seconds = self._at_once(lambda _: product())
        return 2 * GEMM_SIZE**3 * self._cores / seconds

    def bandwidth(self) -> float:
        """Bytes a second, read and written together."""
        seconds = self._at_once(lambda core: np.copyto(*self._blocks[core]))
        return 2 * _COPIED * self._cores / seconds

    def _at_once(self, work: Callable[[int], object]) -> float:
        begun = time.perf_counter()
        list(self._threads.map(work, range(self._cores)))
        return time.perf_counter() - begun


def _product(
    operator: str, given: int, made: int, left: npt.NDArray[np.generic], right: npt.NDArray[np.generic]
) -> Callable[[], object]:
    constant = numpy_helper.from_array(right, "right")
    graph = helper.make_graph(
        [helper.make_node(operator, ["left", "right"], ["product"])],
        "product",
        [helper.make_tensor_value_info("left", given, left.shape)],
        [helper.make_tensor_value_info("product", made, left.shape)],
        [constant],
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"left": left})

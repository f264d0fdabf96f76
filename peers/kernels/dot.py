"""`dot`: inner product, in single and double precision, in first-level cache, in second-level cache and in memory."""

import lecture_f2py
import lecture_pybind11
import numkong
import numpy as np
from numba import njit, prange

import limits
import reference
from case import Case, Peer

# At 10³, 10⁵ and 10⁷ elements; with --quick the last is 10⁶.
SMALL, MIDDLE, LARGE = 10**3, 10**5, 10**7
PURE_PYTHON = 10**5
BOUND = "in cache no fused multiply-add, so that all levels give the same bits (ffi-workbench list: -ffp-contract=off)"


def pure_python(x, y):
    total = 0.0
    for a, b in zip(x, y):
        total += a * b
    return total


def loop(x, y):
    total = x.dtype.type(0)
    for k in range(x.size):
        total += x[k] * y[k]
    return total


def parallel_loop(x, y):
    total = x.dtype.type(0)
    for k in prange(x.size):
        total += x[k] * y[k]
    return total


numba_loop = njit(loop)
numba_fastmath = njit(loop, fastmath=True, error_model="numpy")
numba_prange = njit(parallel_loop, fastmath=True, parallel=True, error_model="numpy")


def cases(settings):
    for dtype in (np.float32, np.float64):
        for size in (SMALL, MIDDLE, settings.size(LARGE)):
            yield case(dtype, size)


def case(dtype, size):
    random = np.random.default_rng(1)
    x, y = (random.random(size, dtype) for _ in range(2))
    exact, scale = reference.dot(x, y)
    single = dtype is np.float32
    few = min(size, PURE_PYTHON)
    lists = x[:few].tolist(), y[:few].tolist()
    exact_few, _ = reference.dot(x[:few], y[:few])
    pybind11_loop = lecture_pybind11.multiply_vecs_then_sum if single else lecture_pybind11.multiply_vecs_then_sum_f64
    f2py_loop = lecture_f2py.multiply_vecs_then_sum if single else lecture_f2py.multiply_vecs_then_sum_f64
    best = {"target": 1.0, "compare_error": True}
    peers = [
        Peer("pure Python", lambda: pure_python(*lists), size=few, reference=exact_few, note="in f64" if single else ""),
        Peer("numpy", lambda: np.dot(x, y), **best),
        Peer("numba njit", lambda: numba_loop(x, y)),
        Peer("numba njit fastmath", lambda: numba_fastmath(x, y), **best),
        Peer("numba prange fastmath", lambda: numba_prange(x, y), **best),
        Peer("pybind11", lambda: pybind11_loop(x, y)),
        Peer("f2py", lambda: f2py_loop(x, y)),
        Peer("NumKong", lambda: numkong.dot(x, y), **best),
    ]
    if size > MIDDLE:
        peers.append(limits.read([x, y]))
    # A total that is kept in single precision may be wrong by n·2⁻²⁴; five percent is where "agrees" ends.
    tolerance = min(0.05, size * 2.0**-24) if single else size * 2.0**-53
    return Case(
        "dot", "f32" if single else "f64", size, "elements", peers, tolerance,
        inputs=[x, y], bound=BOUND, reference=exact, scale=scale, bytes=x.nbytes + y.nbytes,
    )  # fmt: skip

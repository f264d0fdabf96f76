"""`series_pi`: the midpoint rule for π, one division to a term in every peer."""

import math

import lecture_f2py
import lecture_pybind11
import numpy as np
from numba import njit, prange

import limits
from case import Case, Peer

SIZE = 10**8
PURE_PYTHON = 10**6
WHOLE_ARRAYS = 10**7
BLOCK = 1 << 14  # terms that stay in cache


def loop(n):
    step = 1.0 / n
    total = 0.0
    for k in range(n):
        x = (k + 0.5) * step
        total += 1.0 / (1.0 + x * x)
    return 4.0 * step * total


def parallel_loop(n):
    step = 1.0 / n
    total = 0.0
    for k in prange(n):
        x = (k + 0.5) * step
        total += 1.0 / (1.0 + x * x)
    return 4.0 * step * total


numba_loop = njit(loop)
numba_fastmath = njit(loop, fastmath=True, error_model="numpy")
numba_prange = njit(parallel_loop, fastmath=True, parallel=True, error_model="numpy")


def numpy_whole(n):
    x = (np.arange(n) + 0.5) / n
    return 4.0 / n * np.sum(1.0 / (1.0 + x * x))


def numpy_in_blocks(n):
    step = 1.0 / n
    middles = np.arange(BLOCK) + 0.5
    terms = np.empty(BLOCK)
    total = 0.0
    for first in range(0, n, BLOCK):
        block = terms[: n - first]
        np.add(middles[: block.size], first, out=block)
        block *= step
        np.square(block, out=block)
        block += 1.0
        np.reciprocal(block, out=block)
        total += block.sum()
    return 4.0 * step * total


def cases(settings):
    size = settings.size(SIZE)
    for threads in settings.thread_counts():
        at_its_best = Peer("numba prange fastmath", lambda: numba_prange(size), target=2.3)
        whole = min(size, WHOLE_ARRAYS)
        one_thread = [
            Peer("pure Python", lambda: loop(PURE_PYTHON), size=PURE_PYTHON),
            Peer("numpy, whole arrays", lambda: numpy_whole(whole), size=whole),
            Peer("numpy, in blocks", lambda: numpy_in_blocks(size)),
            Peer("numba njit", lambda: numba_loop(size), target=10.0),
            Peer("numba njit fastmath", lambda: numba_fastmath(size)),
            Peer("pybind11", lambda: lecture_pybind11.series_pi(size)),
            Peer("f2py", lambda: lecture_f2py.series_pi(size)),
        ]
        peers = (one_thread if threads == 1 else []) + [at_its_best, limits.divisions(size, threads, target=1.0)]
        # The rule's own error is 1/(12 n²); the rest is rounding, which pure Python at its own size has least of.
        yield Case(
            "series_pi", "f64", size, "terms", peers, tolerance=1e-11,
            reference=math.pi, scale=math.pi, threads=threads,
        )  # fmt: skip

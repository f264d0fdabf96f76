"""`monte_carlo_pi`: random points, each peer with the generator its users would take."""

import math
import random

import lecture_f2py
import lecture_pybind11
import numpy as np
from numba import njit, prange

from case import Case, Peer

SIZE = 10**8
ABOUT_A_SECOND = 2 * 10**7  # of the slower peers; rates are compared
PURE_PYTHON = 10**6
BOUND = (
    "ten rounds of Philox and the test are some 290 vector instructions for 64 samples at level v4, at most two a cycle: "
    "2.3 cycles a sample (objdump -d target/release/ffi-workbench, hits_in_lanes)"
)
BLOCK = 1 << 14  # samples that stay in cache


def pure_python(n):
    hits = 0
    for _ in range(n):
        x, y = random.random(), random.random()
        hits += x * x + y * y < 1.0
    return 4.0 * hits / n


@njit
def numba_loop(n):
    hits = 0
    for _ in range(n):
        x, y = np.random.random(), np.random.random()
        hits += x * x + y * y < 1.0
    return 4.0 * hits / n


@njit(fastmath=True, parallel=True, error_model="numpy")
def numba_prange(n):
    hits = 0
    for _ in prange(n):
        x, y = np.random.random(), np.random.random()
        hits += x * x + y * y < 1.0
    return 4.0 * hits / n


GENERATOR = np.random.default_rng(1)
FASTEST = np.random.Generator(np.random.SFC64(1))


def numpy_whole(n):
    x, y = GENERATOR.random(n), GENERATOR.random(n)
    return 4.0 * np.count_nonzero(x * x + y * y < 1.0) / n


def numpy_in_blocks(n):
    x, y = np.empty(BLOCK), np.empty(BLOCK)
    hits = done = 0
    while done < n:
        count = min(BLOCK, n - done)
        FASTEST.random(out=x[:count])
        FASTEST.random(out=y[:count])
        np.square(x, out=x)
        np.square(y, out=y)
        np.add(x, y, out=x)
        hits += np.count_nonzero(x[:count] < 1.0)
        done += count
    return 4.0 * hits / n


def cases(settings):
    size = settings.size(SIZE)
    fewer = min(size, ABOUT_A_SECOND)
    for threads in settings.thread_counts():
        parallel = Peer("numba prange", lambda: numba_prange(fewer), size=fewer, target=20.0)
        one_thread = [
            Peer("pure Python", lambda: pure_python(PURE_PYTHON), size=PURE_PYTHON),
            Peer("numpy, whole arrays", lambda: numpy_whole(fewer), size=fewer, note="PCG64", target=12.0),
            Peer("numpy, in blocks", lambda: numpy_in_blocks(fewer), size=fewer, note="SFC64", target=12.0),
            Peer("numba njit", lambda: numba_loop(fewer), size=fewer, note="Mersenne Twister", target=20.0),
            Peer("pybind11", lambda: lecture_pybind11.monte_carlo_pi(fewer), size=fewer, note="std::mt19937_64"),
            Peer("f2py", lambda: lecture_f2py.monte_carlo_pi(fewer), size=fewer, note="xoshiro256**"),
        ]
        peers = (one_thread if threads == 1 else []) + [parallel]
        # Six standard errors of the smallest sample.
        yield Case(
            "monte_carlo_pi", "f64", size, "samples", peers, tolerance=6 * 1.64 / math.sqrt(PURE_PYTHON) / math.pi,
            reference=math.pi, scale=math.pi, threads=threads, bound=BOUND,
        )  # fmt: skip

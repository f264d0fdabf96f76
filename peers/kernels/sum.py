"""`sum`: memory bandwidth is the limit."""

import math

import bottleneck
import lecture_f2py
import lecture_pybind11
import numpy as np
import pandas
from numba import njit, prange

import limits
import reference
from case import Case, Peer

SIZE = 10**8
PURE_PYTHON = 10**6
BOUND = "a slower loop may read faster than a wide one (ffi-workbench compare sum --size 1e8 --level baseline, and v4)"


def loop(x):
    total = 0.0
    for k in range(x.size):
        total += x[k]
    return total


def parallel_loop(x):
    total = 0.0
    for k in prange(x.size):
        total += x[k]
    return total


numba_loop = njit(loop)
numba_fastmath = njit(loop, fastmath=True, error_model="numpy")
numba_prange = njit(parallel_loop, fastmath=True, parallel=True, error_model="numpy")


def cases(settings):
    size = settings.size(SIZE)
    x = np.random.default_rng(1).random(size)
    exact = reference.sum(x)
    few = x[:PURE_PYTHON].tolist()
    series = pandas.Series(x, copy=False)
    for threads in settings.thread_counts():
        prange_peer = Peer("numba prange fastmath", lambda: numba_prange(x), target=1.0)
        read = limits.read([x], threads, target=0.9)
        one_thread = [
            Peer("pure Python sum()", lambda: sum(few), size=len(few), reference=math.fsum(few)),
            Peer("numpy", x.sum, target=1.0),
            Peer("numba njit", lambda: numba_loop(x)),
            Peer("numba njit fastmath", lambda: numba_fastmath(x)),
            Peer("pybind11", lambda: lecture_pybind11.sum(x)),
            Peer("f2py", lambda: lecture_f2py.sum_all(x)),
            Peer("bottleneck nansum", lambda: bottleneck.nansum(x)),
            Peer("pandas", series.sum),
        ]
        peers = (one_thread if threads == 1 else []) + [prange_peer, read]
        yield Case(
            "sum", "f64", size, "elements", peers, tolerance=size * 2.0**-53,
            inputs=[x], bound=BOUND, reference=exact, scale=abs(exact), threads=threads, bytes=x.nbytes,
        )  # fmt: skip

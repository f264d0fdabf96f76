"""What the machine can do: bandwidth on arrays of the kernel's own size, and divisions. Measured in turn with the rest."""

import numpy as np
from numba import njit, prange

from case import Peer

DIVISIONS = 2048  # elements that stay in first-level cache


def read_loop(x):
    """Four streams, which more of the machine's prefetchers follow than one."""
    quarter = x.size // 4
    a, b, c, d = x[:quarter], x[quarter : 2 * quarter], x[2 * quarter : 3 * quarter], x[3 * quarter : 4 * quarter]
    total = x.dtype.type(0)
    for k in range(quarter):
        total += (a[k] + b[k]) + (c[k] + d[k])
    return total


def parallel_read_loop(x, threads):
    total = x.dtype.type(0)
    for thread in prange(threads):
        total += one_read(x[thread * x.size // threads : (thread + 1) * x.size // threads])
    return total


def copy_loop(x, out):
    for k in range(x.size):
        out[k] = x[k]


def triad_loop(x, y, out):
    for k in range(x.size):
        out[k] = x[k] + 3.0 * y[k]


def divide_loop(x, out, times):
    for _ in range(times):
        for k in range(x.size):
            out[k] = 1.0 / x[k]


def parallel_divide_loop(x, out, times, threads):
    for thread in prange(threads):
        divide(x[thread], out[thread], times // threads)


one_read = njit(read_loop, fastmath=True)
parallel_read = njit(parallel_read_loop, fastmath=True, parallel=True)
copy_one = njit(copy_loop)
triad_one = njit(triad_loop, fastmath=True)
# Python would look for a zero before each division.
divide = njit(divide_loop, error_model="numpy")
parallel_divide = njit(parallel_divide_loop, parallel=True, error_model="numpy")


def read(arrays, threads=1, target=None):
    """Reading the arrays, one after the other."""

    def run():
        for array in arrays:
            one_read(array) if threads == 1 else parallel_read(array, threads)

    return Peer("limit: read", run, target=target, limit=True)


def copy(x):
    """Copying an array."""
    out = np.empty_like(x)
    return Peer("limit: copy", lambda: copy_one(x, out), limit=True)


def triad(n):
    """Its function, and the bytes it moves: out = x + 3·y on arrays of `n` doubles."""
    x, y, out = np.ones(n), np.ones(n), np.empty(n)
    return (lambda: triad_one(x, y, out)), 3 * out.nbytes


def divisions(terms, threads=1, target=None):
    """One division to a term, at the full width of the vectors, and nothing else."""
    x, out = np.full((threads, DIVISIONS), 3.0), np.empty((threads, DIVISIONS))
    times = terms // DIVISIONS
    if threads == 1:
        return Peer("limit: divider", lambda: divide(x[0], out[0], times), target=target, limit=True)
    return Peer("limit: divider", lambda: parallel_divide(x, out, times, threads), target=target, limit=True)

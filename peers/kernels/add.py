"""`add`: what a call costs. Peers are called from Python, one call for each sum, as their users call them."""

import lecture_f2py
import lecture_pybind11
import numpy as np
from numba import njit

from case import Case, Peer

CALLS = 100_000
PEERS_CALLS = 1_000  # about as long as CALLS of ours, so that a busy machine interrupts both alike
UNROLLED = 100  # calls to a turn of the timing loop, so that Python's loop is not charged to the peer


def pure_python(i, j):
    return i + j


@njit
def numba_add(i, j):
    return i + j


def calls(function):
    """A function that calls `function(1, 2)` PEERS_CALLS times and gives the last answer."""
    body = "\n".join(["        total = function(1, 2)"] * UNROLLED)
    code = f"def run():\n    for _ in range({PEERS_CALLS // UNROLLED}):\n{body}\n    return total"
    names = {"function": function}
    exec(code, names)
    return names["run"]


def cases(settings):
    x, y = np.full(CALLS, 1, np.int32), np.full(CALLS, 2, np.int32)
    peers = [
        Peer("pure Python", calls(pure_python), size=PEERS_CALLS),
        Peer("pybind11", calls(lecture_pybind11.add), size=PEERS_CALLS, target=25.0),
        Peer("f2py", calls(lecture_f2py.add), size=PEERS_CALLS),
        Peer("numba njit", calls(numba_add), size=PEERS_CALLS, note="called from Python"),
    ]
    # In Rust there is no call from one language into another, which is what peers are asked for.
    yield Case("add", "i32", CALLS, "calls", peers, tolerance=0.0, inputs=[x, y], reference=3.0, foreign=True)

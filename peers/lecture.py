"""Two things that a lecture shows in Python, and what becomes of them here: the interpreter's lock, and the first call of
a just-in-time compiler.
"""

import statistics
import threading
import time

from numba import njit

THREADS = 3
PURE_PYTHON = 3 * 10**6  # terms
NATIVE = 3 * 10**8
ROUNDS = 3


def part(n, first, last):
    """The series for pi from term `first` to term `last`: a loop and nothing else."""
    total = 0.0
    for k in range(first, last):
        x = (k + 0.5) / n
        total += 1.0 / (1.0 + x * x)
    return 4.0 * total / n


njit_part = njit(part, nogil=True)
njit_holding_the_lock = njit(part)


def rows(program):
    """One row for each comparison: two times and what their ratio is."""
    yield from interpreter_lock(program)
    yield from first_call(program)


def interpreter_lock(program):
    """The same parts of one sum: one after the other, and on as many threads. CPU time over wall time: busy cores."""
    topic = {"topic": "interpreter's lock"}
    yield topic | {"who": "pure Python"} | both_ways(part, PURE_PYTHON)
    njit_part(1, 0, 1)
    yield topic | {"who": "numba njit"} | both_ways(njit_holding_the_lock, NATIVE)
    yield topic | {"who": "numba njit, nogil"} | both_ways(njit_part, NATIVE)
    alone, together = program.threads("series_pi", NATIVE, THREADS, ROUNDS)
    yield topic | {"who": "ffi-workbench, C"} | row(NATIVE, alone["seconds"], together["seconds"], together["cpu_seconds"] / together["seconds"])


def both_ways(function, n):
    bounds = [n * k // THREADS for k in range(THREADS + 1)]
    parts = list(zip(bounds, bounds[1:]))

    def serially():
        return [function(n, first, last) for first, last in parts]

    def on_threads():
        results = [0.0] * THREADS

        def fill(slot, first, last):
            results[slot] = function(n, first, last)

        threads = [threading.Thread(target=fill, args=(slot, *part)) for slot, part in enumerate(parts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    # In turn, so that a machine whose speed drifts slows both.
    measured = [(timed(serially), timed(on_threads)) for _ in range(ROUNDS)]
    for one, other in measured:
        if one[0] != other[0] or abs(sum(one[0]) - 3.141592653589793) > 1e-9:
            raise SystemExit(f"peers: wrong sums from threads: {other[0]}, {one[0]} one after the other")
    before, after = (statistics.median(run[way][1] for run in measured) for way in (0, 1))
    busy = statistics.median(run[1][2] / run[1][1] for run in measured)
    return row(n, before, after, busy)


def row(n, before, after, busy_cores=None):
    """Two times and their ratio."""
    return {"terms": n, "before_seconds": before, "after_seconds": after, "ratio": before / after, "busy_cores": busy_cores}


def timed(run):
    """Its result, wall time and CPU time."""
    cpu, start = time.process_time(), time.perf_counter()
    result = run()
    return result, time.perf_counter() - start, time.process_time() - cpu


def first_call(program):
    """A function compiled at its first call. A new one in each round: what is compiled stays compiled."""
    n = 10**6
    firsts, seconds = [], []
    for _ in range(ROUNDS):
        fresh = njit(part)
        firsts.append(timed(lambda: fresh(n, 0, n))[1])
        seconds.append(timed(lambda: fresh(n, 0, n))[1])
    topic = {"topic": "first call"}
    yield topic | {"who": "numba njit"} | row(n, statistics.median(firsts), statistics.median(seconds))
    firsts = [program.first_call("series_pi", n) for _ in range(ROUNDS)]
    yield topic | {"who": "ffi-workbench, C"} | row(n, statistics.median(firsts), program.later_calls("series_pi", n))

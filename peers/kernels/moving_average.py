"""`moving_average`: mean of each window. Peers' leading undefined values are cut off."""

from collections import deque

import bottleneck
import numpy as np
import pandas
import talib
from numba import njit

import limits
from case import Case, Peer
from series import prices

SIZE = 10**7
PURE_PYTHON = 10**5
WINDOWS = (7, 30, 1000, 100_000)
BOUNDS = {
    30: "29 additions to a value, because nothing is subtracted (ffi-workbench compare moving_average --size 2e4 --executor serial)",
    100_000: "three passes over the output, which leave the second-level cache (ffi-workbench compare moving_average --size 1e7 --window 100000, and 10000)",
}
ANEW = 30  # the widest window that is added up anew for each value


def pure_python(x, window):
    held, total, means = deque(x[:window]), sum(x[:window]), []
    means.append(total / window)
    for value in x[window:]:
        total += value - held.popleft()
        held.append(value)
        means.append(total / window)
    return np.array(means)


def cumulative(x, window):
    total = np.cumsum(x)
    total[window:] -= total[:-window].copy()
    return total[window - 1 :] / window


@njit
def running_sum(x, window, out):
    total = 0.0
    for k in range(window):
        total += x[k]
    out[0] = total / window
    for k in range(window, x.size):
        total += x[k] - x[k - window]
        out[k - window + 1] = total / window
    return out


@njit(fastmath=True, error_model="numpy")
def running_sum_fastmath(x, window, out):
    total = 0.0
    for k in range(window):
        total += x[k]
    out[0] = total / window
    for k in range(window, x.size):
        total += x[k] - x[k - window]
        out[k - window + 1] = total / window
    return out


@njit(fastmath=True, error_model="numpy")
def anew(x, window, out):
    for k in range(out.size):
        total = 0.0
        for j in range(window):
            total += x[k + j]
        out[k] = total / window
    return out


def cases(settings):
    x = prices(settings.size(SIZE))
    for window in WINDOWS:
        yield case(x, window)


def case(x, window):
    few = max(PURE_PYTHON, 2 * window)
    short = x[:few].tolist()
    series = pandas.Series(x, copy=False)
    out = np.empty(x.size - window + 1)
    weights = np.full(window, 1.0 / window)
    peers = [
        Peer("pure Python deque", lambda: pure_python(short, window), size=few),
        Peer("numpy cumsum", lambda: cumulative(x, window)),
        Peer("numba njit running sum", lambda: running_sum(x, window, out)),
        Peer("numba njit fastmath running sum", lambda: running_sum_fastmath(x, window, out)),
        Peer("bottleneck", lambda: bottleneck.move_mean(x, window)[window - 1 :], target=2.0),
        Peer("pandas", lambda: series.rolling(window).mean().to_numpy()[window - 1 :], target=12.0, stands_in=True),
        Peer("TA-Lib", lambda: talib.SMA(x, window)[window - 1 :]),
    ]
    if window <= ANEW:
        peers.append(Peer("numpy convolve", lambda: np.convolve(x, weights, "valid")))
        peers.append(Peer("numba njit fastmath, each window anew", lambda: anew(x, window, out)))
    peers.append(limits.copy(x))
    return Case(
        "moving_average", "f64", x.size, "elements", peers, tolerance=1e-9,
        arguments=["--window", str(window)], inputs=[x], gives_array=True, scale=float(np.abs(x).max()),
        bytes=x.nbytes + out.nbytes, plain_operations=float(x.size) * window, label=f"window {window:,}",
        bound=BOUNDS.get(window, ""),
    )  # fmt: skip

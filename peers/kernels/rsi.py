"""`rsi`: Wilder's recurrence, which is a chain of dependent operations in every peer."""

import numpy as np
import pandas
import talib
from numba import njit

import limits
from case import Case, Peer
from series import prices

SIZE = 10**7
PURE_PYTHON = 10**5
PERIOD = 14
BOUND = (
    "16 cycles of division for eight values and about as many for the sums that decay "
    "(ffi-workbench compare rsi --size 2e4 --executor serial)"
)


def loop(x, period, out):
    gain = loss = 0.0
    for k in range(1, period + 1):
        change = x[k] - x[k - 1]
        gain += max(change, 0.0)
        loss += max(-change, 0.0)
    gain /= period
    loss /= period
    out[0] = 100.0 * gain / (gain + loss)
    for k in range(period + 1, len(x)):
        change = x[k] - x[k - 1]
        gain = (gain * (period - 1) + max(change, 0.0)) / period
        loss = (loss * (period - 1) + max(-change, 0.0)) / period
        out[k - period] = 100.0 * gain / (gain + loss)
    return out


numba_loop = njit(loop)
numba_fastmath = njit(loop, fastmath=True, error_model="numpy")


def pandas_ewm(x, period):
    """The form that is passed around, seeded as Wilder does."""

    def smoothed(changes):
        seeded = np.concatenate([[changes[:period].mean()], changes[period:]])
        return pandas.Series(seeded).ewm(alpha=1.0 / period, adjust=False).mean().to_numpy()

    change = np.diff(x)
    gain, loss = smoothed(change.clip(min=0.0)), smoothed(-change.clip(max=0.0))
    return 100.0 * gain / (gain + loss)


def cases(settings):
    x = prices(settings.size(SIZE))
    short = x[:PURE_PYTHON].tolist()
    out, short_out = np.empty(x.size - PERIOD), np.empty(PURE_PYTHON - PERIOD)
    peers = [
        Peer("pure Python", lambda: loop(short, PERIOD, short_out), size=PURE_PYTHON),
        Peer("pandas ewm", lambda: pandas_ewm(x, PERIOD)),
        Peer("numba njit", lambda: numba_loop(x, PERIOD, out)),
        Peer("numba njit fastmath", lambda: numba_fastmath(x, PERIOD, out)),
        Peer("TA-Lib", lambda: talib.RSI(x, PERIOD)[PERIOD:], target=2.0),
        limits.copy(x),
    ]
    yield Case(
        "rsi", "f64", x.size, "elements", peers, tolerance=1e-9,
        arguments=["--period", str(PERIOD)], inputs=[x], gives_array=True, scale=100.0,
        bytes=x.nbytes + out.nbytes, label=f"period {PERIOD}", bound=BOUND,
    )  # fmt: skip

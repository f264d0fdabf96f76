"""A price series like that of ffi-workbench: a random walk that is drawn back to 100, so that it stays positive."""

import numpy as np
from numba import njit


@njit
def walk(steps):
    price = 100.0
    for k in range(steps.size):
        price += 2.0 * (steps[k] - 0.5) - 0.002 * (price - 100.0)
        steps[k] = price
    return steps


def prices(n):
    """`n` prices, the same in every run."""
    return walk(np.random.default_rng(1).random(n))

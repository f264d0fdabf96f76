"""Answers that are exact, or nearly, to hold the others against."""

import math

import numpy as np

FEW = 2 * 10**7  # elements that math.fsum, which is exact, adds up in about a second
PIECE = 10**6  # elements that are widened at a time
SPLIT = 2.0**27 + 1.0


def sum(x):
    """Sum of `x`: rounded once, or for long arrays in the widest type there is (a relative error of about 1e-18)."""
    if x.size <= FEW:
        return math.fsum(x)
    pieces = (x[first : first + PIECE].astype(np.longdouble) for first in range(0, x.size, PIECE))
    return float(np.sum([piece.sum() for piece in pieces]))


def dot(x, y):
    """Inner product of `x` and `y`, and the sum of the products' magnitudes.

    Every product is split into two doubles that together are it exactly (Veltkamp and Dekker, 1971), and their sum is
    rounded once.
    """
    total = magnitude = 0.0
    parts = []
    for first in range(0, x.size, PIECE):
        a, b = (array[first : first + PIECE].astype(np.float64) for array in (x, y))
        product = a * b
        parts += [product, error_of(product, a, b)]
        magnitude += float(np.abs(product).sum())
    total = math.fsum(value for part in parts for value in part.tolist())
    return total, magnitude


def error_of(product, a, b):
    (a1, a2), (b1, b2) = halves(a), halves(b)
    return a2 * b2 - (((product - a1 * b1) - a2 * b1) - a1 * b2)


def halves(a):
    scaled = SPLIT * a
    high = scaled - (scaled - a)
    return high, a - high

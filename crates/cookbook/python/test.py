"""The module against numpy: same answers, and exceptions for what is no array of float64 or breaks a kernel's rule."""

import sys

import numpy as np

import ffi_workbench_kernels as kernels


def raises(exception, part, function, *arguments, **options):
    try:
        function(*arguments, **options)
    except exception as error:
        assert part in str(error), f"{part!r} is not in {error}"
    else:
        raise AssertionError(f"{function.__name__}{arguments} raised nothing")


def naive_rsi(x, period):
    change = np.diff(x)
    up, down = np.maximum(change, 0), np.maximum(-change, 0)
    gain, loss = up[:period].mean(), down[:period].mean()
    out = [100 * gain / (gain + loss)]
    for u, d in zip(up[period:], down[period:]):
        gain, loss = (gain * (period - 1) + u) / period, (loss * (period - 1) + d) / period
        out.append(100 * gain / (gain + loss))
    return np.array(out)


random = np.random.default_rng(7)
x, y = random.normal(size=10_007), random.normal(size=10_007)
prices = 100 * np.exp(np.cumsum(x) / 100)
for tuned in (False, True):
    for language in ("rust", "c", "cpp", "fortran"):
        options = {"language": language, "tuned": tuned}
        np.testing.assert_allclose(kernels.dot(x, y, **options), np.dot(x, y), rtol=1e-12, atol=1e-10)
        np.testing.assert_allclose(kernels.sum(x, **options), np.sum(x), rtol=1e-12, atol=1e-10)
        means = np.lib.stride_tricks.sliding_window_view(x, 30).mean(axis=1)
        np.testing.assert_allclose(kernels.moving_average(x, 30, **options), means, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(kernels.rsi(prices, 14, **options), naive_rsi(prices, 14), rtol=1e-9)
        np.testing.assert_allclose(kernels.series_pi(100_000, **options), np.pi, rtol=1e-10)

assert kernels.sum(np.array([])) == 0
assert np.isnan(kernels.sum(np.array([1.0, np.nan])))
raises(ValueError, "10007", kernels.dot, x, y[:5])
raises(ValueError, "window", kernels.moving_average, x, 0)
raises(ValueError, 'language "cobol" is none of', kernels.sum, x, language="cobol")
raises(ValueError, "x is not contiguous", kernels.sum, x[::2])
raises(TypeError, "", kernels.sum, x.astype(np.float32))
raises(TypeError, "", kernels.sum, x.reshape(-1, 1))
raises(TypeError, "", kernels.sum, [1.0, 2.0])
raises(OverflowError, "", kernels.moving_average, x, -1)
np.testing.assert_array_equal(kernels.sum(np.ascontiguousarray(x[::2])), kernels.sum(x[::2].copy()))

# The result owns its memory: it outlives everything else.
means = kernels.moving_average(np.arange(5.0), 2)
assert means.tolist() == [0.5, 1.5, 2.5, 3.5] and means.flags.writeable
print(f"ffi_workbench_kernels agrees with numpy {np.__version__} on Python {sys.version.split()[0]}")

"""One file for each kernel's peers: its module's `cases(settings)` yields the cases of the table of targets."""

from . import add, dot, monte_carlo_pi, moving_average, rsi, series_pi, sum

KERNELS = {module.__name__.split(".")[-1]: module for module in (add, dot, sum, series_pi, monte_carlo_pi, moving_average, rsi)}

"""Writes prices.csv and edges.csv: prices, and what pandas and TA-Lib make of them.

    python -m venv venv && venv/bin/pip install ta-lib pandas numpy && venv/bin/python make.py

An empty cell is a value that is not defined yet. Every number has all its digits, so reading it gives the same bits.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import talib

HERE = Path(__file__).parent
VERSIONS = (
    f"# made by make.py with TA-Lib {talib.__version__} (C library {talib.__ta_version__.decode().split()[0]}), "
    f"pandas {pd.__version__}, numpy {np.__version__}\n"
)


def write(name, columns):
    text = pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")
    (HERE / name).write_text(VERSIONS + text)


def with_rsi(name, x, period):
    return {name: x, f"{name}_rsi_{period}": talib.RSI(x, period)}


price = 100 + np.random.default_rng(20_240_229).normal(0, 1, 300).cumsum()
columns = {"price": price}
for window in (1, 5, 30, 300):
    columns[f"moving_average_{window}"] = pd.Series(price).rolling(window).mean()
for period in (2, 14, 299):
    columns[f"rsi_{period}"] = talib.RSI(price, period)
write("prices.csv", columns)

edges = {}
for name, x in {
    "constant": np.full(30, 42.5),
    "rises": 10 + np.arange(30) ** 1.5,
    "falls": 500 - np.arange(30) ** 1.5,
}.items():
    edges |= with_rsi(name, x, 14)
write("edges.csv", edges)

"""Writes prices.csv and edges.csv: prices, and what pandas and TA-Lib make of them; and series_*.csv: what they make of
two series of dates and prices that tests/prices makes anew.

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


def walk(n):
    """Prices in cents, by whole numbers alone: the same in every language."""
    cents, state, prices = 10_000, 1, []
    for _ in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        cents += (state >> 33) % 201 - 100
        if cents < 1000:
            cents = 2000 - cents
        prices.append(cents / 100)
    return prices


def business_days(n):
    """Weekdays from 2010 on, with a missing day in every 41 and one gap of a month."""
    day, k, days = pd.Timestamp("2010-01-01"), 0, []
    while len(days) < n:
        if day.weekday() < 5 and k % 41 and not 1000 <= k < 1030:
            days.append(day)
        day, k = day + pd.Timedelta(days=1), k + 1
    return days


SERIES = {
    # name: prices by date, and one in how many rows and weeks is kept
    "days": (pd.Series(walk(3000), index=business_days(3000)), 10, 1),
    "ticks": (pd.Series(walk(10**6), index=pd.date_range("2020-01-01", periods=10**6, freq="10min")), 5000, 10),
}
describes, weeks, rows = [], [], []
for name, (price, each_row, each_week) in SERIES.items():
    describes.append({"series": name} | price.describe().to_dict())
    week = price.resample("W").ohlc().rename(columns={"close": "last"})
    week.insert(0, "mean", price.resample("W").mean())
    week.insert(0, "count", price.resample("W").count())
    week.insert(0, "week_end", week.index.strftime("%Y-%m-%d"))
    week.insert(0, "series", name)
    weeks.append(week.iloc[::each_week])
    row = pd.DataFrame({
        "series": name,
        "row": np.arange(len(price)),
        "moving_average": price.rolling(30).mean().to_numpy(),
        "rsi": talib.RSI(price.to_numpy(), 14),
    })
    rows.append(row.iloc[::each_row])
write("series_describe.csv", pd.DataFrame(describes))
write("series_weeks.csv", pd.concat(weeks))
write("series_rows.csv", pd.concat(rows))

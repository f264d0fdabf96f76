"""Writes small files as pandas, numpy, spreadsheets and sites of prices write them, and expected.json: what pandas and
numpy read from them.

    python -m venv venv && venv/bin/pip install numpy pandas && venv/bin/python make.py

A case of expected.json is a file, the options to read it with, and either "values" (an array), "prices" (a series) or
"refused" (words of the sentence that refuses it). A missing number is null; "inf" is infinity.
"""

import gzip
import io
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
cases = []


def put(name, data):
    data = data.encode() if isinstance(data, str) else data
    (HERE / name).write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    return HERE / name


def words(options):
    return options.split() if isinstance(options, str) else options


def plain(value):
    value = float(value)
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return None if math.isnan(value) else value


def array(name, values, options=""):
    cases.append({"file": name, "options": words(options), "values": [plain(value) for value in np.ravel(values)]})


def refused(name, *sentence, options="", command="run"):
    cases.append({"file": name, "options": words(options), "command": command, "refused": sentence})


def text(name, data, options="", column=None, **how):
    """A text file whose one column, or the named one, is what pandas reads with `how`."""
    frame = pd.read_csv(put(name, data), **how)
    column = frame.columns[-1] if column is None else column
    array(name, frame[column].to_numpy(float), options or (f"--column {column}" if len(frame.columns) > 1 else ""))


def prices(name, frame, price, options="", **roles):
    """A series: `frame` has the dates as its index and the columns of numbers as they are called in the file."""
    frame = frame.sort_index().dropna(subset=[price])
    weeks = frame.resample("W")
    column = {role: frame.columns.get_loc(roles.get(role, price)) for role in ("open", "high", "low")}
    by = lambda role: weeks[frame.columns[column[role]]]
    table = {
        "week_end": [str(day.date()) for day in weeks[price].count().index],
        "count": weeks[price].count(),
        "mean": weeks[price].mean(),
        "open": by("open").first(),
        "high": by("high").max(),
        "low": by("low").min(),
        "last": weeks[price].last(),
    }
    if "volume" in roles:
        table["volume"] = weeks[roles["volume"]].sum().where(weeks[price].count() > 0)
    numbers = {key: [value if key == "week_end" else plain(value) for value in values] for key, values in table.items()}
    describe = frame.describe()
    cases.append({
        "file": name,
        "options": words(options),
        "prices": {
            "dates": [day.isoformat() for day in frame.index],
            "price": [plain(value) for value in frame[price]],
            "moving_average": [plain(value) for value in frame[price].rolling(5).mean()],
            "describe": {
                name: {what: plain(value) for what, value in describe[name].items()} for name in describe.columns
            },
            "weeks": numbers,
        },
    })


def csv(frame, **how):
    return frame.to_csv(lineterminator="\n", **how)


rng = np.random.default_rng(20_261_125)

# pandas
frame = pd.DataFrame({"n": np.arange(12), "x": rng.normal(0, 1000, 12), "name": [f"a b {k}" for k in range(12)]})
frame = frame[["n", "name", "x"]]
text("pandas.csv", csv(frame, index=False))
text("pandas_index.csv", csv(frame))
text("pandas_german.csv", csv(frame, sep=";", decimal=",", index=False), sep=";", decimal=",")
text("pandas.tsv", csv(frame, sep="\t"), sep="\t")
text("pandas_quoted.csv", csv(frame, index=False, quoting=1))
text("pandas_pipes.txt", csv(frame, sep="|", index=False), sep="|")
text("pandas_blanks.txt", csv(frame, sep=" ", index=False), sep=" ")
text("wide.csv", "2026-01-01,2026-02-01\n1.5,2.5\n3.5,4.5\n")
text("pandas_numbers.csv", csv(frame[["n", "x"]], index=False, header=False), "--column 2", column=1, header=None)
text("pandas.csv.gz", csv(frame, index=False))
text("pandas_column.csv", csv(frame[["x"]], index=False))
holes = frame[["n", "x"]].copy()
holes.loc[[0, 3, 11], "x"] = np.nan
text("pandas_empty.csv", csv(holes, index=False))
text("pandas_na.csv", csv(holes, index=False, na_rep="NA"))
spellings = ["1.5", "nan", "NaN", "NA", "N/A", "n/a", "null", "NULL", "None", "<NA>", "#N/A", "-nan", "inf", "-inf", "1e-3"]
text("pandas_spellings.csv", "x,y\n" + "".join(f"{word},1\n" for word in spellings), "--column x", column="x")
text("pandas_bom_crlf.csv", b"\xef\xbb\xbf" + frame.to_csv(index=False, lineterminator="\r\n").encode())
text("pandas_integers.csv", "k,n\n1,9007199254740993\n2,-5\n3,18446744073709551615\n")

# numpy's text
two = np.column_stack([np.arange(8), rng.normal(0, 1, 8)])


def savetxt(name, array_, options="", usecols=-1, delimiter=None, **how):
    buffer = io.BytesIO()
    np.savetxt(buffer, array_, **({"delimiter": delimiter} if delimiter else {}), **how)
    array(name, np.loadtxt(put(name, buffer.getvalue()), usecols=usecols, delimiter=delimiter and delimiter[0], ndmin=1), options)


savetxt("numpy.txt", two, "--column 2", header="n value")
savetxt("numpy_column.txt", rng.normal(1, 0.1, 9), fmt="%.3f")
savetxt("numpy_aligned.dat", 100 * two, "--column 2", fmt="%12.4f")
savetxt("numpy_tabs.txt", two, "--column 2", delimiter="\t")
savetxt("numpy_commas.txt.gz", two, "--column 2", delimiter=", ", fmt="%.17g")
note = "# temperatures\n# t x\n0 1.5   # first\n\n1\t-2.25\n  2    1e3\n# end\n"
array("comments.txt", np.loadtxt(put("comments.txt", note), usecols=1), "--column 2")

# spreadsheets
german = "Tag;Größe;Wert\r\n1;groß;1.234,50\r\n2;klein;-0,75\r\n3;mittel;12.345.678,9\r\n"
text("excel_german.csv", german.encode("cp1252"), sep=";", decimal=",", thousands=".", encoding="cp1252")
american = 'day,value\r\n1,"1,234.50"\r\n2,-0.75\r\n3,"12,345,678.90"\r\n'
text("excel_american.csv", american, thousands=",")
text("excel_sep.csv", "sep=;\r\nday;value\r\n1;1,5\r\n2;2,25\r\n", sep=";", decimal=",", skiprows=1)
french = "jour;valeur\r\n1;1\u00a0234,5\r\n2;12\u00a0345\u00a0678,25\r\n3;-3,125\r\n"
# pandas knows no thousands of two bytes, and reads the same with blanks.
text("excel_french.csv", french.replace("\u00a0", " "), sep=";", decimal=",", thousands=" ")
put("excel_french.csv", french)
text("excel_swiss.csv", "Tag;Wert\r\n1;1'234.50\r\n2;12'345'678.25\r\n", sep=";", thousands="'")
text("trailing.csv", "a;b;\n1;2,5;\n3;4,5;\n", "--column b", column="b", sep=";", decimal=",")
text("trailing_rows.csv", "a,b\n1,2.5,\n3,4.5,\n", "--column b", column="b", index_col=False)
text("blank_lines.csv", "x\n\n1.5\n\n\n2.5\n\n")
put("excel_unicode.txt", "day\tvalue\r\n1\t1,5\r\n".encode("utf-16"))
refused("excel_unicode.txt", "UTF-16", "UTF-8", options="--column value")
put("excel.csv", b"PK\x03\x04\x14\x00\x06\x00\x08\x00")
refused("excel.csv", "archive", ".xlsx", "save the sheet as .csv")

# what may mean two numbers
doubtful = 'n\tx\n1\t1,234\n2\t5,678\n'
put("doubtful_comma.tsv", doubtful)
refused("doubtful_comma.tsv", "`1,234`", "--decimal", options="--column x")
text("doubtful_comma.tsv", doubtful, "--column x --decimal ,", sep="\t", decimal=",")
text("doubtful_comma.tsv", doubtful, "--column x --thousands ,", sep="\t", thousands=",")
put("doubtful_point.csv", "n;x\n1;1.234\n2;5.678\n")
refused("doubtful_point.csv", "`1.234`", "--decimal", options="--column x")
put("both.csv", "n;x\n1;1.5\n2;1,5\n")
refused("both.csv", "`1.5`", "`1,5`", "--decimal", options="--column x")
text("tilde.csv", "a~b\n1~2.5\n3~4.5\n", "--delimiter ~ --column b", sep="~")

# numpy's binary formats


def save(name, values, options=""):
    buffer = io.BytesIO()
    np.save(buffer, values)
    put(name, buffer.getvalue())
    array(name, values.astype(float), options)


x = rng.normal(0, 100, 6)
save("f8.npy", x)
save("f8_big.npy", x.astype(">f8"))
save("f4_big.npy", x.astype(">f4"))
save("f2.npy", np.array([0, -0.0, 1.5, 65504, 6e-8, -6.1e-5, np.inf, np.nan], "f2"))
save("f2_big.npy", x.astype(">f2"))
save("column.npy", x.reshape(-1, 1))
save("bool.npy", x > 0)
for kind in ("i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", ">i2", ">u4", ">i8", ">u8"):
    limits = np.iinfo(kind)
    # The last is the largest that is a double, too.
    largest = limits.max if limits.bits <= 32 else limits.max - (2 ** (limits.bits - 53 - (limits.min < 0)) - 1)
    name = kind.replace("<", "").replace(">", "big_")
    save(f"{name}.npy", np.array([limits.min, 0, 1, 7, largest], kind))
np.save(HERE / "i8_inexact.npy", np.array([1, 2**53 + 1]))
refused("i8_inexact.npy", "element 2", "9007199254740993", "f64")
np.save(HERE / "u8_inexact.npy", np.array([1, 2, 2**64 - 1], "u8"))
refused("u8_inexact.npy", "element 3", "18446744073709551615", "f64")
np.save(HERE / "complex.npy", np.array([1j]))
refused("complex.npy", "<c16", "f64")
np.save(HERE / "matrix.npy", np.ones((2, 3)))
refused("matrix.npy", "[2, 3]", "one dimension")
buffer = io.BytesIO()
np.save(buffer, x)
put("f8.npy.gz", buffer.getvalue())
array("f8.npy.gz", x)

np.savez(HERE / "one.npz", x=x)
array("one.npz", x)
np.savez(HERE / "two.npz", x, y=2 * x)
array("two.npz", x, "--array arr_0")
array("two.npz", 2 * x, "--array y")
np.savez_compressed(HERE / "deflated.npz", a=np.arange(1000), b=x.astype(">f4"))
array("deflated.npz", np.arange(1000), "--array a")
array("deflated.npz", x.astype("f4"), "--array b")
refused("two.npz", "y, arr_0", "--array")
refused("two.npz", "`z`", "y, arr_0", options="--array z")

# prices
days = pd.bdate_range("2026-01-05", periods=40)
close = np.round(15_000 * np.exp(rng.normal(0, 0.02, 40).cumsum()), 2)
start = np.round(close * rng.uniform(0.99, 1.01, 40), 2)
ohlc = pd.DataFrame({
    "Open": start,
    "High": np.round(np.maximum(start, close) * 1.01, 2),
    "Low": np.round(np.minimum(start, close) * 0.99, 2),
    "Close": close,
    "Volume": rng.integers(10**5, 10**8, 40),
}, index=days)
ohlc = ohlc.drop(ohlc.index[15:20])  # a week without a price
roles = {"open": "Open", "high": "High", "low": "Low", "volume": "Volume"}

yahoo = ohlc.copy()
yahoo.insert(4, "Adj Close", np.round(yahoo["Close"] * 0.9, 6))
yahoo.iloc[7] = np.nan
put("yahoo.csv", csv(yahoo, index_label="Date", na_rep="null"))
prices("yahoo.csv", yahoo, "Close", **roles)
prices("yahoo.csv", yahoo, "Adj Close", options=["--price", "Adj Close"], **roles)
put("stooq.csv", ohlc.to_csv(index_label="Date", lineterminator="\r\n"))
prices("stooq.csv", ohlc, "Close", **roles)


def number(value, thousands, decimal, digits=2):
    return f"{value:,.{digits}f}".translate({ord(","): thousands, ord("."): decimal})


def investing(names, date, thousands, decimal):
    change = ohlc["Close"].pct_change().fillna(0) * 100
    lines = [",".join(f'"{name}"' for name in names)]
    for day, row in ohlc.iloc[::-1].iterrows():
        volume = number(row["Volume"] / 1e6, thousands, decimal) + "M"
        cells = [number(row[name], thousands, decimal) for name in ("Close", "Open", "High", "Low")]
        cells = [day.strftime(date), *cells, "" if row["Volume"] < 2e6 else volume]
        lines.append(",".join(f'"{cell}"' for cell in [*cells, number(change[day], thousands, decimal) + "%"]))
    frame = ohlc[["Close", "Open", "High", "Low"]].copy()
    frame["Vol"] = [np.nan if volume < 2e6 else float(f"{volume / 1e6:.2f}e6") for volume in ohlc["Volume"]]
    frame.columns = names[1:6]
    roles = {"open": names[2], "high": names[3], "low": names[4], "volume": names[5]}
    return "\ufeff" + "\n".join(lines) + "\n", frame, names[1], roles


for name, names, date, thousands, decimal in [
    ("investing_german.csv", ["Datum", "Zuletzt", "Eröffn.", "Hoch", "Tief", "Vol.", "+/- %"], "%d.%m.%Y", ".", ","),
    ("investing_english.csv", ["Date", "Price", "Open", "High", "Low", "Vol.", "Change %"], "%m/%d/%Y", ",", "."),
]:
    data, frame, price, names = investing(names, date, thousands, decimal)
    put(name, data)
    prices(name, frame, price, **names)

btc = pd.DataFrame({"EUR": np.round(close[:35], 1)}, index=pd.date_range("2020-01-01", periods=35))
put("btc.txt", "# BTC/EUR, daily\n" + "".join(f"{day.date()}   {value}\n" for day, value in btc["EUR"].items()))
prices("btc.txt", btc.rename(columns={"EUR": "2"}), "2")
put("ariva.csv", csv(ohlc.reset_index(names="Datum").assign(Datum=days[:35].strftime("%d.%m.%Y")).rename(columns={
    "Open": "Erster", "High": "Hoch", "Low": "Tief", "Close": "Schlusskurs", "Volume": "Stuecke"
}), sep=";", decimal=",", index=False))
ariva = ohlc.set_index(days[:35]).rename(columns={
    "Open": "Erster", "High": "Hoch", "Low": "Tief", "Close": "Schlusskurs", "Volume": "Stuecke"
})
prices("ariva.csv", ariva, "Schlusskurs", open="Erster", high="Hoch", low="Tief")
hours = pd.date_range("2026-03-01", periods=30, freq="7h")
for name, unit in [("seconds.csv", 10**9), ("milliseconds.csv", 10**6)]:
    frame = pd.DataFrame({"close": close[:30]}, index=hours)
    stamps = hours.as_unit("ns").astype("int64") // unit
    put(name, csv(pd.DataFrame({"timestamp": stamps, "close": close[:30]}), index=False))
    prices(name, frame, "close")
put("european.tsv.gz", "date\tprice\n" + "".join(f"{day:%d/%m/%Y}\t{value}\n" for day, value in ohlc["Close"].items()))
prices("european.tsv.gz", ohlc[["Close"]].rename(columns={"Close": "price"}), "price")
put("short.csv", csv(ohlc[["Close"]].head(3), index_label="Date"))
prices("short.csv", ohlc[["Close"]].head(3), "Close")
put("doubtful_dates.csv", "date,price\n1/2/2026,1.5\n3/4/2026,2.5\n")
refused("doubtful_dates.csv", "`1/2/2026`", "--date-format", command="prices")

cases.insert(0, {"made_with": f"numpy {np.__version__}, pandas {pd.__version__}"})
(HERE / "expected.json").write_text("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")

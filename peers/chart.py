"""The best peer of each kernel as bars, in one SVG document: a slide."""

import math
from xml.sax.saxutils import escape

from table import case_name, number

LINE, LEFT, WIDTH, RIGHT = 34, 330, 480, 150
INK, FAINT, FASTER, SLOWER = "#222", "#bbb", "#2a7f62", "#b5402a"


def best(rows):
    """Of each kernel and type the row in which a peer comes nearest to us, or passes us most; slowest peers first."""
    nearest = {}
    for row in rows:
        if row["ratio"] is not None and not row["limit"]:
            name = (row["kernel"], row["type"])
            if name not in nearest or row["ratio"] < nearest[name]["ratio"]:
                nearest[name] = row
    return sorted(nearest.values(), key=lambda row: -row["ratio"])


def svg(rows, caption):
    """One bar for each kernel, on a logarithmic scale; right of 1 we are faster."""
    rows = best(rows)
    ratios = [row["ratio"] for row in rows]
    ticks = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0]
    first = max((tick for tick in ticks if tick <= min([0.9, *ratios])), default=ticks[0])
    last = min((tick for tick in ticks if tick >= max([2.0, *ratios])), default=ticks[-1])
    low, high = math.log10(first), math.log10(last)

    def at(value):
        return LEFT + (math.log10(value) - low) / (high - low) * WIDTH

    parts, y = [], 76
    for row in rows:
        start, end = sorted([at(1.0), at(row["ratio"])])
        colour = FASTER if row["ratio"] >= 1.0 else SLOWER
        parts.append(text(LEFT - 10, y + 13, case_name(row), anchor="end", weight="bold"))
        parts.append(text(LEFT - 10, y + 27, f"size {row['size']:,}", anchor="end", size=10))
        parts.append(f'<rect x="{start:.1f}" y="{y + 5}" width="{max(end - start, 1.0):.1f}" height="{LINE - 12}" fill="{colour}"/>')
        parts.append(text(max(end, at(1.0)) + 6, y + 20, f"{number(row['ratio'])}  {row['peer']}"))
        y += LINE
    grid = []
    for tick in (tick for tick in ticks if first <= tick <= last):
        grid.append(vertical(at(tick), 70, y, INK if tick == 1.0 else FAINT, 1))
        grid.append(text(at(tick), 64, f"{tick:g}", anchor="middle"))
    head = [
        text(12, 20, "How many times as long the best peer takes as ffi-workbench", size=15, weight="bold"),
        text(12, 38, caption),
    ]
    total = LEFT + WIDTH + RIGHT
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{y + 20}" font-family="sans-serif" font-size="12">'
    return "\n".join([opening, '<rect width="100%" height="100%" fill="white"/>', *head, *grid, *parts, "</svg>", ""])


def text(x, y, words, anchor="start", size=12, weight="normal"):
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="{INK}">{escape(words)}</text>'


def vertical(x, top, bottom, colour, width):
    return f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="{colour}" stroke-width="{width}"/>'

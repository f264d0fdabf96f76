"""The ratios as bars, in one SVG document."""

import math
from xml.sax.saxutils import escape

from table import case_name, number

LINE, GAP, LEFT, WIDTH, RIGHT = 18, 14, 300, 560, 90
INK, FAINT, FASTER, SLOWER, LIMIT = "#222", "#bbb", "#2a7f62", "#b5402a", "#8a8a8a"


def svg(rows, caption):
    """One group for each case, one bar for each peer, on a logarithmic scale; right of 1 we are faster."""
    rows = [row for row in rows if row["ratio"] is not None]
    ends = [math.log10(value) for row in rows for value in (row["ratio"], row["target"] or 1.0)]
    low, high = math.floor(min(ends, default=0.0)), math.ceil(max(ends, default=1.0))

    def at(value):
        return LEFT + (math.log10(value) - low) / (high - low) * WIDTH

    parts, y, before = [], 70, None
    for row in rows:
        group = (case_name(row), row["size"])
        if group != before:
            y += GAP
            parts.append(text(12, y + 12, f"{group[0]}, {group[1]:,}", weight="bold"))
            y += LINE
            before = group
        start, end = sorted([at(1.0), at(row["ratio"])])
        colour = LIMIT if row["limit"] else FASTER if row["ratio"] >= 1.0 else SLOWER
        parts.append(text(LEFT - 8, y + 12, row["peer"], anchor="end"))
        parts.append(f'<rect x="{start:.1f}" y="{y + 2}" width="{max(end - start, 1.0):.1f}" height="{LINE - 5}" fill="{colour}"/>')
        parts.append(text(max(end, at(1.0)) + 6, y + 12, number(row["ratio"])))
        if row["target"]:
            parts.append(vertical(at(row["target"]), y, y + LINE - 1, INK, 2))
        y += LINE
    grid = []
    for power in range(low, high + 1):
        grid.append(vertical(at(10.0**power), 62, y, INK if power == 0 else FAINT, 1))
        grid.append(text(at(10.0**power), 56, f"{10.0**power:g}", anchor="middle"))
    head = [
        text(12, 20, "How many times as long a peer takes as ffi-workbench", size=15, weight="bold"),
        text(12, 38, f"{caption}. Grey: what the machine allows. A short upright line: the target."),
    ]
    total = LEFT + WIDTH + RIGHT
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{y + 20}" font-family="sans-serif" font-size="12">'
    return "\n".join([opening, '<rect width="100%" height="100%" fill="white"/>', *head, *grid, *parts, "</svg>", ""])


def text(x, y, words, anchor="start", size=12, weight="normal"):
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="{INK}">{escape(words)}</text>'


def vertical(x, top, bottom, colour, width):
    return f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="{colour}" stroke-width="{width}"/>'

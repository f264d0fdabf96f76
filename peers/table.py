"""The rows as aligned text for people."""

import math

PEERS = ["kernel", "size", "peer", "peer's time", "ours", "our time", "ratio", "min ... max", "shortest", "target", "", "error", "ours"]
LANGUAGES = ["kernel", "size", "variant", "fastest", "time", "rate", "slowest", "slower by", "at most", ""]
LECTURE = ["", "who", "terms", "", "time", "", "time", "ratio", "busy cores"]
LEFT = {"kernel", "peer", "ours", "variant", "fastest", "slowest", "who", ""}


def peers(rows):
    """One line for each peer; a case's name is said once."""
    lines, before = [], None
    for row in rows:
        name = case_name(row)
        first = (name, row["size"]) != before
        before = (name, row["size"])
        own_size = f" (at {row['peer_size']:,})" if row["peer_size"] != row["size"] else ""
        note = f", {row['note']}" if row["note"] else ""
        bandwidth = f", {row['gigabytes_per_second']:.1f} GB/s" if row["gigabytes_per_second"] else ""
        lines.append([
            name if first else "", f"{row['size']:,}" if first else "", row["peer"] + note + own_size + bandwidth,
            duration(row["peer_seconds"]),
            row["language"] or "", duration(row["our_seconds"]), number(row["ratio"]),
            f"{number(row['ratio_min'])} ... {number(row['ratio_max'])}" if row["ratio"] else "",
            number(row["ratio_of_shortest"]), number(row["target"]), verdict(row), small(row["peer_error"]), small(row["our_error"]),
        ])  # fmt: skip
    return aligned(PEERS, lines)


def languages(rows):
    """One line for each case."""
    lines = []
    for row in rows:
        fastest, slowest = row["languages"][0], row["languages"][-1]
        lines.append([
            case_name(row), f"{row['size']:,}", row["variant"], fastest["language"], duration(fastest["seconds"]),
            f"{row['per_second'] / 1e6:,.0f} M{row['unit']}/s", slowest["language"], number(row["spread"]),
            number(row["target"]), "met" if row["met"] else "missed",
        ])  # fmt: skip
    return aligned(LANGUAGES, lines)


def missed(rows):
    """A line for each target that was missed: what the machine would allow, and what bounds ours."""
    lines = []
    for row in rows:
        if row["met"] is False and not row["limit"]:
            allows = f"; the limit would reach {number(row['ratio_of_limit'])}" if row["ratio_of_limit"] else ""
            bound = f"; {row['bound']}" if row["bound"] else ""
            reached = f"{number(row['ratio'])} of {number(row['target'])}"
            lines.append(f"{case_name(row)}, {row['size']:,}: {row['peer']} {reached}{allows}{bound}")
    return "\n".join(lines) or "none"


def lecture(rows):
    """One line for each comparison; what the two times are is said beside them."""
    what = {"interpreter's lock": ("in turn", "threads"), "first call": ("first", "second")}
    lines = []
    for row in rows:
        before, after = what[row["topic"]]
        lines.append([
            row["topic"], row["who"], f"{row['terms']:,}", before, duration(row["before_seconds"]),
            after, duration(row["after_seconds"]), number(row["ratio"]), number(row["busy_cores"]),
        ])  # fmt: skip
    return aligned(LECTURE, lines)


def case_name(row):
    threads = f"{row['threads']} threads" if row["threads"] > 1 else ""
    return ", ".join(filter(None, [f"{row['kernel']} {row['type']}", row["case"], threads]))


def verdict(row):
    """Whether the target was met, or the share of it that is missing; whether our error is larger."""
    larger = "; error larger" if row["error_no_larger"] is False else ""
    if row["target"] is None:
        return ""
    if row["met"] is None:
        return "not run: too slow"
    return ("met" if row["met"] else f"missed by {(1.0 - row['ratio'] / row['target']) * 100.0:.0f} %") + larger


def duration(seconds):
    """`12.3 ms`."""
    if seconds is None:
        return ""
    for unit, factor in [("s", 1.0), ("ms", 1e3), ("µs", 1e6)]:
        if seconds * factor >= 1.0:
            return f"{three_digits(seconds * factor)} {unit}"
    return f"{three_digits(seconds * 1e9)} ns"


def number(value):
    return "" if value is None else three_digits(value)


def three_digits(value):
    """`0.0123`, `1.23`, `12.3`, `1,234`."""
    decimals = 2 - math.floor(math.log10(value)) if value > 0.0 else 0
    return f"{value:,.{max(decimals, 0)}f}"


def small(error):
    return "" if error is None else "0" if error == 0.0 else f"{error:.0e}"


def aligned(header, lines):
    widths = [max(map(len, column)) for column in zip(header, *lines)]

    def line(cells):
        sides = [cell.ljust(width) if name in LEFT else cell.rjust(width) for cell, width, name in zip(cells, widths, header)]
        return "| " + " | ".join(sides) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([line(header), rule, *map(line, lines)])

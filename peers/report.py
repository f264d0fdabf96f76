"""The whole report, as a table, as CSV or as JSON."""

import csv
import io
import json

import in_turn
import limits
import table

TRIAD = 10**7  # doubles in each of three arrays


def triad_bandwidth():
    """Of one thread: gigabytes a second that out = x + 3·y reads and writes."""
    run, moved = limits.triad(TRIAD)
    run()
    return moved / in_turn.timed(run, 1, 0.5)[0] / 1e9


def caption(about):
    """Where it was measured, and with what."""
    machine, build = about["machine"], about["build"]
    return f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; ffi-workbench {build['version']}"


def as_table(about, peers, languages, lecture):
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    compilers = (f"{it['compiler']}: {it['flags']}" for it in about["build"]["compilers"])
    parts = [caption(about), f"Python {about['python']}, {versions}", *compilers]
    if peers:
        parts += [
            f"{about['rounds']} rounds in turn; ratio: the peer's time for an element divided by ours, median over rounds; shortest: the",
            "same for the shortest run of each, which other programs on the machine have disturbed least; error: largest difference",
            f"from the reference; triad out = x + 3·y on {TRIAD:,} doubles, one thread: {about['triad_gigabytes_per_second']:.1f} GB/s",
            "",
            table.peers(peers),
            "",
            "Targets missed, and what is in the way:",
            table.missed(peers),
            "",
            "How far our languages lie apart:",
            table.languages(languages),
        ]  # fmt: skip
    if lecture:
        parts += [
            "",
            "The interpreter's lock: three parts of a sum one after the other and on three threads; busy cores: CPU time / wall time on",
            "threads. The first call: a function that is compiled when it is called, and one that was compiled before:",
            table.lecture(lecture),
        ]  # fmt: skip
    return "\n".join([*parts, ""])


def as_csv(about, peers, languages, lecture):
    text, rows = io.StringIO(), peers or lecture
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_json(about, peers, languages, lecture):
    return json.dumps(about | {"peers": peers, "languages": languages, "lecture": lecture}, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"table": as_table, "csv": as_csv, "json": as_json}

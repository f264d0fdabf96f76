"""Runs what people use today beside ffi-workbench, in turn, and prints one table of ratios."""

import argparse
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import environment

NAMES = ["add", "dot", "sum", "series_pi", "monte_carlo_pi", "moving_average", "rsi"]
WHEELS = ["numpy", "numba", "bottleneck", "pandas", "ta-lib", "numkong", "pybind11"]
ROOT = Path(__file__).parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def arguments():
    parser = argparse.ArgumentParser(prog="peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes and less time: under 90 seconds")
    parser.add_argument("--only", action="append", choices=NAMES, metavar="KERNEL", help="this kernel; may be repeated")
    parser.add_argument("--lecture", action="store_true", help="the interpreter's lock and the first call alone, without kernels")
    parser.add_argument("--threads", type=int, default=environment.threads(), help="of rows that use several; all cores")
    parser.add_argument("--rounds", type=int, help="A B C A B C: how often; 5, with --quick 3")
    parser.add_argument("--seconds", type=float, help="for our program, and for all peers, in each round; 1, with --quick 0.2")
    parser.add_argument("--program", type=Path, default=TARGET / "release" / "ffi-workbench", help="our program")
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how the result is written")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to; else it is printed")
    default_plot = ROOT / "docs" / "peers.svg"
    parser.add_argument("--plot", type=Path, nargs="?", const=default_plot, metavar="FILE", help="the best peer of each kernel as bars: docs/peers.svg")
    given = parser.parse_args()
    if not 1 <= given.threads <= environment.threads():
        parser.error(f"--threads {given.threads} is not in 1..={environment.threads()}")
    given.rounds = (3 if given.quick else 5) if given.rounds is None else given.rounds
    given.seconds = (0.2 if given.quick else 1.0) if given.seconds is None else given.seconds
    if given.lecture and (given.only or given.plot):
        parser.error("--lecture is about no kernel: it goes with neither --only nor --plot")
    if given.rounds < 1 or not given.seconds > 0.0:
        parser.error("--rounds is at least 1 and --seconds more than 0")
    if not given.program.exists():
        parser.error(f"{given.program} is not there: `make peers` builds it")
    return given


def main():
    given = arguments()
    environment.prepare()

    # After `prepare`, because these load numpy and numba.
    import chart
    import in_turn
    import lecture
    import report
    import rows
    from case import Settings
    from kernels import KERNELS
    from ours import Program

    program = Program(given.program)
    settings = Settings(given.quick, given.threads)
    results = []
    for name in [] if given.lecture else given.only or NAMES:
        for case in KERNELS[name].cases(settings):
            print(f"peers: {case.name}, {case.size:,}", file=sys.stderr, flush=True)
            results.append(in_turn.run(case, program, given.rounds, given.seconds))
            # The arrays of a case may be a gigabyte.
            case.inputs, case.peers = [], []

    # Without kernels named it is part of everything.
    shown = []
    if given.lecture or not given.only:
        print("peers: the lecture's experiments", file=sys.stderr, flush=True)
        shown = list(lecture.rows(program))

    about = {
        "machine": program.machine,
        "build": program.build,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in WHEELS},
        "rounds": given.rounds,
        "seconds": given.seconds,
        "triad_gigabytes_per_second": report.triad_bandwidth(),
    }
    text = report.FORMATS[given.format](about, rows.peer_rows(results), rows.language_rows(results), shown)
    if given.output:
        given.output.write_text(text)
    else:
        print(text, end="")
    if given.plot:
        given.plot.parent.mkdir(parents=True, exist_ok=True)
        given.plot.write_text(chart.svg(rows.peer_rows(results), report.caption(about)))
    wrong = list(rows.disagreements(results))
    for sentence in wrong:
        print(f"peers: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

"""Runs one case: every peer and ffi-workbench in turn, A B C A B C, after a round that warms up and checks the answers."""

import gc
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numba
import numpy as np

# Seconds; what takes less is called many times between two looks at the clock. Not longer: on a busy machine a sample of
# milliseconds is interrupted more often than not, and our program's short runs, of which it takes the median, are not.
SHORTEST = 1e-4


@dataclass
class Measured:
    """One contender: a peer, a limit or a language of ours."""

    name: str
    size: int
    target: float | None = None
    limit: bool = False
    note: str = ""
    error: float | None = None
    agrees: bool | None = None
    error_is_compared: bool = False
    seconds: list[float] = field(default_factory=list)  # the median of each round
    shortest: float = float("inf")  # of all runs in all rounds

    def add(self, seconds, shortest):
        """What one round measured."""
        self.seconds.append(seconds)
        self.shortest = min(self.shortest, shortest)

    @property
    def median(self):
        return statistics.median(self.seconds)

    def for_one(self):
        """Seconds to an element, in each round."""
        return [seconds / self.size for seconds in self.seconds]


@dataclass
class Result:
    """A case and all that was measured of it."""

    case: object
    variant: str
    peers: list[Measured]
    ours: list[Measured]  # the fastest language first; empty where the variant would take minutes

    def ratios(self, peer):
        """The peer's time divided by that of our fastest language, in each round; its rate where sizes differ."""
        return [theirs / ours for theirs, ours in zip(peer.for_one(), self.best.for_one())]

    def ratio_of_shortest(self, peer):
        """The same for the shortest runs, which other programs on the machine have disturbed least."""
        return peer.shortest / peer.size * self.best.size / self.best.shortest

    @property
    def best(self):
        """Our fastest language, which the peers are held against."""
        return next(ours for ours in self.ours if not (self.case.foreign and ours.name == "rust"))


def run(case, program, rounds, seconds):
    """Measures a case. In each round every peer and our program have about `seconds` of time, and one run in any case."""
    numba.set_num_threads(case.threads)
    with tempfile.TemporaryDirectory(prefix="ffi-workbench-peers-") as folder:
        folder = Path(folder)
        files = [folder / f"{name}.npy" for name, _ in zip("xy", case.inputs)]
        for file, array in zip(files, case.inputs):
            np.save(file, array)
        affordable = program.affords(case)
        expected = case.reference
        if case.gives_array and affordable:
            expected = program.array(case, files, folder)
        elif case.gives_array:
            expected = next((peer.run() for peer in case.peers if peer.stands_in), None)

        peers = [warm_up(case, peer, expected) for peer in case.peers]
        ours = {}
        for _ in range(rounds):
            for peer, (measured, repetitions) in zip(case.peers, peers):
                measured.add(*timed(peer.run, repetitions, seconds / len(peers)))
            if affordable:
                for language, row in program.compare(case, files, seconds).items():
                    ours.setdefault(language, our_own(case, row)).add(row["seconds"]["median"], row["seconds"]["min"])
    ranked = sorted(ours.values(), key=lambda measured: measured.median)
    return Result(case, program.variant(case), [measured for measured, _ in peers], ranked)


def warm_up(case, peer, expected):
    """Compiles what is compiled at the first call, checks the answer, and finds how many calls the clock can see."""
    size = peer.size or case.size
    measured = Measured(peer.name, size, peer.target, peer.limit, peer.note, error_is_compared=peer.compare_error)
    answer = peer.run()
    expected = expected if peer.reference is None else peer.reference
    if not peer.limit and expected is not None:
        measured.error = error(answer, expected, case.scale)
        measured.agrees = bool(measured.error <= case.tolerance)
    repetitions = 1
    while (took := loop(peer.run, repetitions)) < SHORTEST:
        repetitions = max(2 * repetitions, int(1.2 * repetitions * SHORTEST / max(took, 1e-9)))
    return measured, repetitions


def our_own(case, row):
    """Our row: the program has checked the answer already; an answer that is a number is held against the reference too."""
    is_number = case.reference is not None and not case.gives_array and "length" not in row
    wrong = error(row["answer"], case.reference, case.scale) if is_number else row["difference"]
    agrees = row["agrees"] and wrong <= case.tolerance
    return Measured(row["language"], row["size"], error=wrong, agrees=agrees)


def error(answer, expected, scale):
    """Largest difference on the case's scale. A peer that works at a smaller size is held against as much of the answer."""
    length = np.size(answer)
    if np.ndim(expected) == 1 and length > 1:
        expected = expected[:length]
    difference = float(np.max(np.abs(np.subtract(answer, expected, dtype=np.float64)))) / scale
    return difference if difference == difference else float("inf")


def timed(function, repetitions, seconds):
    """Median and shortest time of a call: one sample, and more as long as they fit into `seconds`."""
    collects = gc.isenabled()
    gc.disable()
    try:
        start, samples = time.perf_counter(), []
        while True:
            samples.append(loop(function, repetitions) / repetitions)
            if time.perf_counter() - start + samples[-1] * repetitions > seconds:
                return statistics.median(samples), min(samples)
    finally:
        if collects:
            gc.enable()


def loop(function, repetitions):
    start = time.perf_counter()
    for _ in range(repetitions):
        function()
    return time.perf_counter() - start

"""A case: one kernel at one size, what ffi-workbench is asked to do, and the peers that do the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class Peer:
    """One way to compute a kernel without ffi-workbench."""

    name: str
    run: Callable[[], Any]  # gives the answer; None where there is none to check, as for a limit
    target: float | None = None  # the least ratio of its time to ours
    size: int | None = None  # where it is not the case's own; rates are compared then
    reference: float | None = None  # where the smaller size has another answer
    limit: bool = False  # not a peer but what the machine could do: bandwidth, divisions
    note: str = ""
    stands_in: bool = False  # its array is the reference where ours is not run
    compare_error: bool = False  # our error shall be no larger than its own


@dataclass
class Case:
    """One kernel at one size."""

    kernel: str
    type: str
    size: int
    unit: str
    peers: list[Peer]
    tolerance: float  # of an answer's error, on the scale below
    arguments: list[str] = field(default_factory=list)  # ffi-workbench's, besides input and size
    inputs: list[np.ndarray] = field(default_factory=list)  # none where it makes its own
    gives_array: bool = False
    reference: float | None = None  # by other means; for arrays the answer of ffi-workbench, which checks it itself
    scale: float = 1.0  # errors are divided by it
    threads: int = 1
    bytes: int = 0  # read and written by the kernel at least
    plain_operations: float = 0.0  # of the plain variant, where they are more than the elements
    label: str = ""
    bound: str = ""  # what bounds ours, besides the limits that are measured, and the command that shows it
    foreign: bool = False  # ours is then the fastest of the foreign languages, not of all

    @property
    def name(self) -> str:
        """`moving_average f64, window 30, 2 threads`."""
        threads = f"{self.threads} threads" if self.threads > 1 else ""
        return ", ".join(filter(None, [f"{self.kernel} {self.type}", self.label, threads]))


@dataclass(frozen=True)
class Settings:
    """What was asked for on the command line, as the kernels need it."""

    quick: bool
    threads: int  # of the rows that use more than one

    def size(self, full: int) -> int:
        """The size of the table of targets, or a tenth of it."""
        return full // 10 if self.quick else full

    def thread_counts(self) -> list[int]:
        """One thread, and all of them."""
        return sorted({1, self.threads})

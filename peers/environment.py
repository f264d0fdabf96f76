"""What must be in the environment before numpy and numba are loaded, and before this process begins."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent


def threads():
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def wanted():
    """One thread for the linear algebra; for numba as many as there are, of which each case uses its number.

    glibc gives large arrays back to the system when they are dropped, and every new one is then paid for page by page.
    Peers that allocate their answer would be charged with that, and ffi-workbench, which writes into an array that it has,
    would not. So glibc is told to keep what it has.
    """
    one = dict.fromkeys(["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"], "1")
    numba = {"NUMBA_NUM_THREADS": str(threads()), "NUMBA_CACHE_DIR": str(HERE / ".venv" / "numba")}
    glibc = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 60), "MALLOC_TOP_PAD_": str(64 << 20)}
    return one | numba | glibc


def prepare():
    """Starts this program anew in the right environment, unless it is in it."""
    if any(os.environ.get(name) != value for name, value in wanted().items()):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | wanted())

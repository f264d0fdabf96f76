"""ffi-workbench as a peer sees it: a program that is given arrays in files and prints JSON."""

import json
import subprocess
from pathlib import Path

import numpy as np

PLAIN_AFFORDABLE = 5e8  # operations: a second for four languages, in every round


class Program:
    """The built program."""

    def __init__(self, path):
        self.path = Path(path)
        listed = self._json("list")
        self.machine, self.build = listed["machine"], listed["build"]
        self._rows = listed["rows"]

    def variant(self, case):
        """`tuned` where the kernel has it."""
        found = {row["variant"] for row in self._rows if (row["kernel"], row["type"]) == (case.kernel, case.type)}
        return "tuned" if "tuned" in found else "plain"

    def affords(self, case):
        """Whether the variant ends in seconds: the plain one may do much more than one operation to an element."""
        return self.variant(case) == "tuned" or case.plain_operations <= PLAIN_AFFORDABLE

    def compare(self, case, files, seconds):
        """One row for each language, its times measured in turn inside the program."""
        executor = ["serial"] if case.threads == 1 else ["rayon", "--workers", str(case.threads)]
        words = ["--variant", self.variant(case), "--seconds", f"{seconds:g}", "--executor", *executor]
        report = self._json("compare", case.kernel, *self._problem(case, files), *words)
        return {row["language"]: row for row in report["rows"]}

    def array(self, case, files, folder):
        """The answer of a kernel that gives an array, which the program has checked."""
        output = folder / "answer.npy"
        words = ["--variant", self.variant(case), "--output", str(output)]
        self._json("run", case.kernel, *self._problem(case, files), *words)
        return np.load(output)

    def threads(self, kernel, size, threads, repeats):
        """The rows of one thread and of so many, whose parts come back in slots of one array."""
        words = ["--language", "c", "--size", str(size), "--workers", str(threads), "--repeats", str(repeats)]
        slots = [row for row in self._json("threads", kernel, *words)["rows"] if row["way"] == "slots"]
        return slots[0], slots[-1]

    def first_call(self, kernel, size):
        """Seconds of the first call in a new process."""
        return self._json("run", kernel, "--language", "c", "--size", str(size))["rows"][0]["seconds"]["median"]

    def later_calls(self, kernel, size):
        """Median seconds of the calls after it."""
        words = ["--language", "c", "--variant", "plain", "--executor", "serial", "--seconds", "0.2"]
        return self._json("compare", kernel, "--size", str(size), *words)["rows"][0]["seconds"]["median"]

    def _problem(self, case, files):
        if not files:
            return ["--size", str(case.size), *case.arguments]
        named = [word for option, file in zip(("--input", "--input2"), files) for word in (option, str(file))]
        return [*named, *case.arguments]

    def _json(self, *words):
        done = subprocess.run([self.path, *words, "--format", "json"], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"peers: ffi-workbench {' '.join(words)}\n{done.stderr.strip()}")
        return json.loads(done.stdout)

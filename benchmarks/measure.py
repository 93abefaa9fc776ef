"""Stop-watch and book-keeping of the benchmarks: best of five, one row per case."""

from __future__ import annotations

import csv
import gc
import os
import platform
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.csv"
REPEATS = 5


class Result(NamedTuple):
    """What one case found."""

    case: str
    unit: str  # of both rates, such as "lifetimes/s"; "s" and "MiB" where less is better
    rate: float
    peer: str = ""
    peer_rate: float | None = None
    asked: str = ""  # ">= 40 x" of the peer, or a limit of the rate itself
    note: str = ""  # what the numbers agree on, what was left out

    @property
    def ratio(self) -> float | None:
        """How many times the peer's rate."""
        return None if self.peer_rate is None else self.rate / self.peer_rate

    @property
    def reached(self) -> str:
        """yes, no, or nothing where nothing was asked."""
        if not self.asked:
            return ""
        sign, limit, *kind = self.asked.split()
        found = self.ratio if kind == ["x"] else self.rate
        met = found >= float(limit) if sign == ">=" else found <= float(limit)
        return "yes" if met else "no"


def best_s(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Shortest wall time of some runs, after one that compiles and warms caches. [s]"""
    work()
    gc.collect()
    gc.disable()
    try:
        return min(_once_s(work) for _ in range(repeats))
    finally:
        gc.enable()


def best_of_two_s(
    ours: Callable[[], object], peers: Callable[[], object], often: int = 1
) -> tuple[float, float]:
    """Shortest wall times of two works that take turns, so that both meet the same machine. [s]

    `often`: runs of ours in each turn, where one is over too soon to be a fair sample.
    """
    turns = [(best_s(ours, often), best_s(peers, 1)) for _ in range(REPEATS)]
    return min(turn[0] for turn in turns), min(turn[1] for turn in turns)


def _once_s(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def commit() -> str:
    """Short name of the commit; + where a computing file differs from it."""
    try:
        head = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
        ).stdout.strip()
        dirty = subprocess.run(
            ["git", "status", "--porcelain", "--untracked-files=no", "pvlift"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        ).stdout.strip()
    except OSError:
        return "unknown"
    return f"{head}{'+' if dirty else ''}" or "unknown"


def cpu() -> str:
    """Model of the processor, what little the machine says of it, and its cores."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        found = {line.split(":")[0].strip(): line.split(":", 1)[-1].strip() for line in lines}
        model = found.get("model name", model)
        model += f" family {found.get('cpu family', '?')} model {found.get('model', '?')}"
    except OSError:
        pass
    return f"{model} x {len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else '?'}"


def line_of(result: Result) -> str:
    """One case in words."""
    text = f"{result.case:<22} {result.rate:>14,.4g} {result.unit:<14}"
    if result.peer_rate is not None:
        text += f" {result.peer} {result.peer_rate:,.4g}: {result.ratio:,.0f} x"
    if result.asked:
        text += f"   asked {result.asked}: {result.reached}"
    return text + (f"   ({result.note})" if result.note else "")


def record(results: list[Result], path: Path = RESULTS) -> None:
    """Append the rows of this run."""
    head = ["commit", "cpu", "case", "unit", "rate", "peer", "peer_rate", "ratio", "asked"]
    head += ["reached", "note"]
    new = not path.exists()
    where = (commit(), cpu())
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(head)
        for r in results:
            short = ["" if x is None else f"{x:.5g}" for x in (r.rate, r.peer_rate, r.ratio)]
            row = [r.case, r.unit, short[0], r.peer, short[1], short[2], r.asked, r.reached, r.note]
            writer.writerow([*where, *row])

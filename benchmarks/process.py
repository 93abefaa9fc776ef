"""Whole processes: start-up, first start, and the memory of a long batch."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import ROOT, Result
from benchmarks.plans import ESTATE

N_DRAWS = 100_000


def start_up() -> Iterator[Result]:
    """`pvlift run`: the first start ever with its compiling, then warm ones."""
    with tempfile.TemporaryDirectory() as cache:
        first_s, _ = _spent(["run", str(ESTATE)], cache)
        warm_s = min(_spent(["run", str(ESTATE)], cache)[0] for _ in range(5))
    yield Result("first_start", "s", first_s, asked="<= 25", note="empty kernel cache")
    yield Result("run_warm", "s", warm_s, asked="<= 1.5", note="whole process")


def long_batch(n_draws: int = N_DRAWS) -> Iterator[Result]:
    """`pvlift montecarlo` of 100,000 draws with its parts on disk, scaled to a million."""
    with tempfile.TemporaryDirectory() as folder:
        cache = os.environ.get("NUMBA_CACHE_DIR", folder + "/kernels")
        small = ["montecarlo", str(ESTATE), "--draws", "10000", "--quiet"]
        short_s, _ = _spent([*small, "--out", folder + "/first"], cache)
        short_s, _ = _spent([*small, "--out", folder + "/small"], cache)
        long = ["montecarlo", str(ESTATE), "--draws", str(n_draws), "--quiet"]
        long_s, resident_mib = _spent([*long, "--out", folder + "/long"], cache)
    rate = (n_draws - 10_000) / (long_s - short_s)
    million_s = long_s + (1_000_000 - n_draws) / rate
    how = "measured" if n_draws == 1_000_000 else f"from {n_draws:,} draws at {rate:,.0f}/s"
    yield Result("million_draws", "s", million_s, asked="<= 150", note=how)
    yield Result("long_batch_memory", "MiB", resident_mib, asked="<= 1024", note=f"{n_draws:,}")


def _spent(words: list[str], cache: str) -> tuple[float, float]:
    """Wall time and largest resident memory of one `pvlift` process. (s, MiB)"""
    command = [sys.executable, "-m", "pvlift", *words]
    environ = {**os.environ, "NUMBA_CACHE_DIR": cache}
    with Path(os.devnull).open("w") as nowhere:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(child.pid, 0)
        spent_s = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    return spent_s, usage.ru_maxrss / 1024.0

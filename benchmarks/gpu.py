"""The hot loop on a CUDA device beside the processor of its machine: `python -m benchmarks.gpu`.

Checks that both give the same energy, then measures lifetimes per second with every copy to and
from the device inside. Needs numpy, numba and numba-cuda, and of pvlift only `energy/`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numba import cuda as driver

from benchmarks.measure import RESULTS, Result, best_s, line_of, record
from benchmarks.scaling import made_up_draws, made_up_hours
from pvlift.energy import cuda
from pvlift.energy.plant import sunlit
from pvlift.energy.settle import settle

AGREE = 1e-9
SHAPES = [  # arrays, loads, hourly prices, export limit
    (1, 2, False, np.inf),
    (1, 4, False, np.inf),
    (1, 4, True, 3e4),
    (3, 3, False, 0.0),
]


def gap(plant, draws) -> float:
    """Largest relative difference between device and processor in any output."""
    largest = 0.0
    for ours, theirs in zip(settle(plant, draws), cuda.settle(plant, draws), strict=True):
        size = np.abs(ours).max(initial=0.0)
        apart = np.abs(theirs - ours).max(initial=0.0)
        largest = max(largest, apart / size if size > 0.0 else apart)
    return largest


def gpu() -> Iterator[Result]:
    """Agreement first, then rates; a disagreement ends the run."""
    name = _device_name()
    for n_arrays, n_loads, hourly, limit_w in SHAPES:
        hours = made_up_hours(n_arrays, n_loads, hourly=hourly, limit_w=limit_w)
        apart = gap(sunlit(hours), made_up_draws(300, 25, n_loads))
        if not apart <= AGREE:
            sys.exit(f"device and processor differ by {apart:.2e} of the largest value")
        print(f"{n_arrays} arrays {n_loads} loads: differ by {apart:.1e}", flush=True)
    plant = sunlit(made_up_hours(1, 4))
    few = made_up_draws(2_000, 25, 4)
    cpu_rate = 2_000 / best_s(lambda: settle(plant, few))
    for n_draws in (10_000, 100_000):
        draws = made_up_draws(n_draws, 25, 4)
        rate = n_draws / best_s(lambda draws=draws: cuda.settle(plant, draws))
        cost_ns = 1e9 / (rate * 25 * 8760)
        note = f"{name}; blocks of {n_draws:,}; {cost_ns:.4f} ns per hour-step, copies included"
        yield Result("settlement_on_gpu", "lifetimes/s", rate, "its CPU", cpu_rate, "", note)


def _device_name() -> str:
    """What the device calls itself; numba's simulator has none."""
    if not hasattr(driver, "get_current_device"):
        return "simulator"
    name = driver.get_current_device().name
    return name.decode() if isinstance(name, bytes) else str(name)


def main() -> None:
    """Print what was found; append it to results.csv or another file if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--record", type=Path, nargs="?", const=RESULTS, help="append to a csv")
    asked = parser.parse_args()
    if not cuda.available():
        sys.exit("no CUDA device here, or numba-cuda is not installed")
    found = []
    for result in gpu():
        print(line_of(result), flush=True)
        found.append(result)
    if asked.record:
        record(found, asked.record)


if __name__ == "__main__":
    main()

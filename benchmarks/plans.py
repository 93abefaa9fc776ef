"""The plans that are timed, from the example scenarios."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numba

from benchmarks.measure import ROOT
from pvlift.scenario.load import load
from pvlift.study.chance import engines
from pvlift.study.chance.blocks import Job, blocks_of
from pvlift.study.chance.montecarlo import job_of

ESTATE = ROOT / "scenarios" / "ganxian_estate.toml"
HOUSE = ROOT / "scenarios" / "guixiang_39.toml"

# Weather year and demand drawn in every year, and nothing else: what the peer draws.
AS_BREOS = """
[montecarlo]
default_laws = false

[[uncertain]]
key = ["stairwell.1.trips_per_person_per_day", "load.1.kwh_per_year"]
law = { kind = "normal", mean = 1.0, sd = 0.1 }
relative = true
each_year = true
source = "assumption"
"""


def estate(draws: int) -> Job:
    """Twelve roofs, three lifts, three customers, 25 years, all default laws."""
    return job_of(load(ESTATE), draws, 1, "random", False)


def house_as_breos(draws: int) -> Job:
    """One roof of 40 modules, one lift and the stair lights, 20 years."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "house.toml"
        path.write_text(HOUSE.read_text("utf-8") + AS_BREOS, "utf-8")
        return job_of(load(path), draws, 1, "random", False)


def simulate(job: Job, n_threads: int | None = None) -> None:
    """Every draw of a job: hours, money, indicators, promise."""
    n_threads = n_threads or numba.config.NUMBA_NUM_THREADS
    with engines.running("threads", job, None, n_threads) as results:
        for _ in results(list(blocks_of(job.dice.n_draws, 10_000))):
            pass

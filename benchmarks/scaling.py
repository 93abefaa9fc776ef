"""How the cost of the hot loop grows: years, draws, loads, arrays, prices, threads."""

from __future__ import annotations

from collections.abc import Iterator

import numba
import numpy as np

from benchmarks.measure import Result, best_s
from pvlift.energy.plant import PlantHours, sunlit
from pvlift.energy.settle import EnergyDraws, settle

N_HOURS = 8760


def made_up_hours(n_arrays=1, n_loads=2, *, hourly=False, limit_w=np.inf) -> PlantHours:
    """Random days, 52 % of the hours lit; prices by the clock or, `hourly`, all different."""
    rng = np.random.default_rng(1)
    clock_h = np.arange(N_HOURS) % 24
    lit = (clock_h >= 6) & (clock_h < 18.5)
    cloud = rng.uniform(0.1, 1.0, (n_arrays, 10, N_HOURS))
    price = np.where((clock_h >= 16) & (clock_h < 22), 0.9, 0.6) * np.ones((n_loads, 1))
    if hourly:
        price = rng.uniform(0.3, 0.9, (n_loads, N_HOURS))
    return PlantHours(
        dc_w=np.where(lit, np.sin((clock_h - 5.9) / 12.8 * np.pi) * cloud, 0.0) * 1e5,
        inverter_limit_w=np.full(n_arrays, 7e4),
        inverter_efficiency_frac=np.full(n_arrays, 0.98),
        to_grid=np.zeros(n_arrays, bool),
        fixed_w=rng.random((n_loads, N_HOURS)) * 1e4,
        varying_w=rng.random((n_loads, N_HOURS)) * 2e4,
        price_cny_per_kwh=price,
        export_cny_per_kwh=rng.uniform(0.1, 0.4, N_HOURS),
        export_limit_w=limit_w,
    )


def made_up_draws(n_draws=1024, n_years=25, n_loads=2) -> EnergyDraws:
    """Draws in which everything varies."""
    rng = np.random.default_rng(2)
    return EnergyDraws(
        weather=rng.integers(0, 10, (n_draws, n_years)),
        dc_frac=rng.uniform(0.7, 1.1, (n_draws, n_years)),
        load_frac=rng.uniform(0.5, 1.5, (n_draws, n_years, n_loads)),
    )


def scaling() -> Iterator[Result]:
    """ns per hour-step and core in many shapes, on one thread; then more threads."""
    usual = {"n_draws": 512, "n_years": 25, "n_arrays": 1, "n_loads": 2}
    shapes = [
        *({**usual, "n_loads": n} for n in (0, 1, 2, 4, 8)),
        *({**usual, "n_arrays": n} for n in (2, 4)),
        *({**usual, "n_years": n} for n in (1, 5, 50)),
        *({**usual, "n_draws": n} for n in (1, 16, 4096)),
        {**usual, "hourly": True},
        {**usual, "limit_w": 3e4},
        *({**usual, "threads": n} for n in range(2, numba.config.NUMBA_NUM_THREADS + 1)),
    ]
    for shape in shapes:
        yield _cost(**shape)


def _cost(n_draws, n_years, n_arrays, n_loads, threads=1, **hours) -> Result:
    plant = sunlit(made_up_hours(n_arrays, n_loads, **hours))
    draws = made_up_draws(n_draws, n_years, n_loads)
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        seconds = best_s(lambda: settle(plant, draws), 9)
    finally:
        numba.set_num_threads(before)
    cost_ns = 1e9 * seconds * threads / (N_HOURS * n_draws * n_years)
    shape = f"{n_arrays} arrays {n_loads} loads {n_years} years {n_draws} draws {threads} threads"
    return Result("scaling", "ns/hour-step", cost_ns, note=f"{shape} {' '.join(hours)}".strip())

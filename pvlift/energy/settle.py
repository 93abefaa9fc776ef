"""The energy ledger: every hour of every year of every draw, split between roof, buyers, grid.

The hot loop of pvlift. Time: hour h covers [h, h+1) of local standard time. Energy is never
negative; made = used + exported + curtailed and load = used + bought, in every hour.

The loop runs draws > blocks of hours > years > hours. A block stays in the first-level cache while
all years pass over it. What is linear in the draws is not added up hour by hour but once for all
draws (`plant.py`): the energy and the cost of a whole load, from which what the roof covers is
taken off, and so the dark hours, in which nothing is made. No hour is left out.

The `if` inside an hour loop asks what is the same for all hours: the compiler takes it out and
makes one vectorised loop per answer. `benchmarks/README.md` says what bounds the speed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange


class Plant(NamedTuple):
    """What is the same in all draws: the lit hours of arrays, loads and prices, in blocks.

    Hours are independent of each other, so they stand in any order: `plant.sunlit` puts hours of
    equal prices into blocks, because there value is price x energy.
    """

    dc_w: np.ndarray  # float[n_arrays, n_weather, n_lit] DC power before decline [W]
    ac_curve: np.ndarray  # float[n_arrays, 3] AC = c0 + c1 DC + c2 DC^2 [W, 1, 1/W]
    inverter_limit_w: np.ndarray  # float[n_arrays] highest AC power
    to_grid: np.ndarray  # bool[n_arrays] straight into the grid, past the loads
    has_fixed: np.ndarray  # bool[n_loads] is there a part that no draw changes?
    fixed_w: np.ndarray  # float[n_loads, n_lit] that part
    varying_w: np.ndarray  # float[n_loads, n_lit] part that scales with the draw
    price_cny_per_kwh: np.ndarray  # float[n_loads, n_lit] price of the load, operating year 1
    export_cny_per_kwh: np.ndarray  # float[n_lit] market price of exported power, year 1
    export_limit_w: float  # highest export; inf: no limit, 0: none allowed
    block_start: np.ndarray  # int[n_blocks + 1] first hour of each block
    block_price_cny_per_kwh: np.ndarray  # float[n_loads, n_blocks] nan where hours differ
    fixed_kwh: np.ndarray  # float[n_loads] fixed load of all 8760 hours
    varying_kwh: np.ndarray  # float[n_loads] varying load of all 8760 hours at scale 1
    fixed_cny: np.ndarray  # float[n_loads] the same at the load's price
    varying_cny: np.ndarray  # float[n_loads]


class EnergyDraws(NamedTuple):
    """What differs between draws and years."""

    weather: np.ndarray  # int[n_draws, n_years] which weather year
    dc_frac: np.ndarray  # float[n_draws, n_years] true DC / modelled DC, decline included
    load_frac: np.ndarray  # float[n_draws, n_years, n_loads] scale of the varying load


class Energy(NamedTuple):
    """Sums of each draw and operating year; money at the prices of operating year 1."""

    made_kwh: np.ndarray  # float[n_draws, n_years] AC energy of all arrays
    exported_kwh: np.ndarray  # float[n_draws, n_years]
    export_cny: np.ndarray  # float[n_draws, n_years] exports at the market price
    curtailed_kwh: np.ndarray  # float[n_draws, n_years]
    used_kwh: np.ndarray  # float[n_draws, n_years, n_loads] taken from the roof
    used_cny: np.ndarray  # float[n_draws, n_years, n_loads] the same at the load's price
    bought_kwh: np.ndarray  # float[n_draws, n_years, n_loads] taken from the grid
    bought_cny: np.ndarray  # float[n_draws, n_years, n_loads] the same at the load's price


@njit(cache=True, error_model="numpy", parallel=True, fastmath={"reassoc"})
def _settle(
    plant,
    draws,
    made_kwh,
    exported_kwh,
    export_cny,
    curtailed_kwh,
    used_kwh,
    used_cny,
    bought_kwh,
    bought_cny,
):
    """Fill the outputs row by row; row i depends on draw i alone, whatever the threads do.

    Outputs are separate arguments: numba's parallel pass takes writes into the arrays of a
    NamedTuple for dead code and drops them.
    """
    n_draws, n_years = draws.weather.shape
    n_arrays = plant.dc_w.shape[0]
    n_loads = plant.fixed_w.shape[0]
    n_blocks = plant.block_start.size - 1
    longest = 0
    for b in range(n_blocks):
        longest = max(longest, plant.block_start[b + 1] - plant.block_start[b])
    first_on_meter, first_on_grid = -1, -1
    for a in range(n_arrays - 1, -1, -1):
        if plant.to_grid[a]:
            first_on_grid = a
        else:
            first_on_meter = a
    limit_w = plant.export_limit_w
    limited = limit_w < np.inf
    for i in prange(n_draws):
        left_w = np.zeros(longest)  # power behind the meter that nobody has taken yet
        direct_w = np.zeros(longest)  # power of arrays that feed the grid
        for y in range(n_years):
            made_kwh[i, y] = 0.0
            exported_kwh[i, y] = 0.0
            export_cny[i, y] = 0.0
            curtailed_kwh[i, y] = 0.0
            for k in range(n_loads):
                used_kwh[i, y, k] = 0.0
                used_cny[i, y, k] = 0.0
        for b in range(n_blocks):
            start, end = plant.block_start[b], plant.block_start[b + 1]
            n = end - start
            for y in range(n_years):
                frac = draws.dc_frac[i, y]
                made = 0.0
                for a in range(n_arrays):
                    dc_w = plant.dc_w[a, draws.weather[i, y], start:end]
                    c0 = plant.ac_curve[a, 0]
                    c1 = plant.ac_curve[a, 1] * frac
                    c2 = plant.ac_curve[a, 2] * frac * frac
                    rated_w = plant.inverter_limit_w[a]
                    gets_w = direct_w if plant.to_grid[a] else left_w
                    first = a == first_on_meter or a == first_on_grid
                    for h in range(n):
                        ac_w = min(max(c0 + dc_w[h] * (c1 + c2 * dc_w[h]), 0.0), rated_w)
                        gets_w[h] = ac_w if first else gets_w[h] + ac_w
                        made += ac_w
                made_kwh[i, y] += made / 1000.0
                for k in range(n_loads):
                    scale = draws.load_frac[i, y, k]
                    has_fixed = plant.has_fixed[k]
                    fixed_w = plant.fixed_w[k, start:end]
                    varying_w = plant.varying_w[k, start:end]
                    price = plant.price_cny_per_kwh[k, start:end]
                    one_price = plant.block_price_cny_per_kwh[k, b]
                    hourly = np.isnan(one_price)
                    used, value = 0.0, 0.0
                    for h in range(n):
                        load_w = scale * varying_w[h]
                        if has_fixed:
                            load_w += fixed_w[h]
                        take_w = min(left_w[h], load_w)
                        left_w[h] -= take_w
                        used += take_w
                        if hourly:
                            value += take_w * price[h]
                    if not hourly:
                        value = used * one_price
                    used_kwh[i, y, k] += used / 1000.0
                    used_cny[i, y, k] += value / 1000.0
                if first_on_grid >= 0:
                    for h in range(n):
                        left_w[h] += direct_w[h]
                price = plant.export_cny_per_kwh[start:end]
                exported, value, curtailed = 0.0, 0.0, 0.0
                if limited:
                    for h in range(n):
                        export_w = min(left_w[h], limit_w)
                        exported += export_w
                        value += export_w * price[h]
                        curtailed += left_w[h] - export_w
                else:
                    for h in range(n):
                        exported += left_w[h]
                        value += left_w[h] * price[h]
                exported_kwh[i, y] += exported / 1000.0
                export_cny[i, y] += value / 1000.0
                curtailed_kwh[i, y] += curtailed / 1000.0
                if first_on_meter < 0:
                    for h in range(n):
                        left_w[h] = 0.0
        for y in range(n_years):
            for k in range(n_loads):
                scale = draws.load_frac[i, y, k]
                load_kwh = plant.fixed_kwh[k] + scale * plant.varying_kwh[k]
                bought_kwh[i, y, k] = max(load_kwh - used_kwh[i, y, k], 0.0)
                load_cny = plant.fixed_cny[k] + scale * plant.varying_cny[k]
                bought_cny[i, y, k] = load_cny - used_cny[i, y, k]


def settle(plant: Plant, draws: EnergyDraws) -> Energy:
    """Settle every hour of every year of every draw. Shapes as in the records above."""
    n_draws, n_years = draws.weather.shape
    n_loads = plant.fixed_w.shape[0]
    flat = [np.empty((n_draws, n_years)) for _ in range(4)]
    by_load = [np.empty((n_draws, n_years, n_loads)) for _ in range(4)]
    energy = Energy(*flat, *by_load)
    _settle(plant, draws, *energy)
    return energy

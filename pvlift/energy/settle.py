"""The energy ledger: every hour of every year of every draw, split between roof, buyers, grid.

The hot loop of pvlift. Time: hour h covers [h, h+1) of local standard time. Energy is never
negative; made = used + exported + curtailed and load = used + bought, in every hour.

The loop runs draws > blocks of lit hours > years > hours. A block of hours stays in the first-level
cache while all years pass over it. Hours that are dark in every weather year need no loop: there
nothing is made and every load is bought, which is linear in the load's scale, so their sums are
taken once (`dark_*`). No hour is left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

BLOCK_HOURS = 512


class Plant(NamedTuple):
    """What is the same in all draws: the sunlit hours of arrays, loads and prices.

    n_lit hours are those in which any array makes power in any weather year.
    """

    dc_w: np.ndarray  # float[n_arrays, n_weather, n_lit] DC power before decline [W]
    inverter_limit_w: np.ndarray  # float[n_arrays] highest AC power [W]
    inverter_efficiency_frac: np.ndarray  # float[n_arrays] nominal efficiency
    to_grid: np.ndarray  # bool[n_arrays] straight into the grid, past the loads
    fixed_w: np.ndarray  # float[n_loads, n_lit] part of the load that no draw changes [W]
    varying_w: np.ndarray  # float[n_loads, n_lit] part that scales with the draw [W]
    price_cny_per_kwh: np.ndarray  # float[n_loads, n_lit] price of the load, operating year 1
    export_cny_per_kwh: np.ndarray  # float[n_lit] market price of exported power, year 1
    export_limit_w: float  # highest export; inf: no limit, 0: none allowed [W]
    dark_fixed_kwh: np.ndarray  # float[n_loads] fixed load of the dark hours
    dark_varying_kwh: np.ndarray  # float[n_loads] varying load of the dark hours at scale 1
    dark_fixed_cny: np.ndarray  # float[n_loads] the same at the load's price
    dark_varying_cny: np.ndarray  # float[n_loads]


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
    n_arrays, _, n_lit = plant.dc_w.shape
    n_loads = plant.fixed_w.shape[0]
    for i in prange(n_draws):
        left_w = np.empty(BLOCK_HOURS)
        direct_w = np.empty(BLOCK_HOURS)
        for y in range(n_years):
            made_kwh[i, y] = 0.0
            exported_kwh[i, y] = 0.0
            export_cny[i, y] = 0.0
            curtailed_kwh[i, y] = 0.0
            for k in range(n_loads):
                scale = draws.load_frac[i, y, k]
                used_kwh[i, y, k] = 0.0
                used_cny[i, y, k] = 0.0
                dark_kwh = plant.dark_fixed_kwh[k] + scale * plant.dark_varying_kwh[k]
                bought_kwh[i, y, k] = dark_kwh
                dark_cny = plant.dark_fixed_cny[k] + scale * plant.dark_varying_cny[k]
                bought_cny[i, y, k] = dark_cny
        for start in range(0, n_lit, BLOCK_HOURS):
            n = min(BLOCK_HOURS, n_lit - start)
            for y in range(n_years):
                w = draws.weather[i, y]
                f = draws.dc_frac[i, y]
                made = 0.0
                for h in range(n):
                    left_w[h] = 0.0
                    direct_w[h] = 0.0
                for a in range(n_arrays):
                    # Inverter after PVWatts version 5 (Dobos 2014, NREL/TP-6A20-62641, eq. 8-12)
                    limit = plant.inverter_limit_w[a]
                    nominal = plant.inverter_efficiency_frac[a]
                    dc0 = limit / nominal
                    c1 = 0.9858 * nominal / 0.9637
                    c2 = -0.0162 * nominal / 0.9637 / dc0
                    c0 = -0.0059 * nominal / 0.9637 * dc0
                    dc = plant.dc_w[a, w, start : start + n]
                    if plant.to_grid[a]:
                        for h in range(n):
                            d = f * dc[h]
                            ac = min(max(c0 + d * (c1 + c2 * d), 0.0), limit)
                            direct_w[h] += ac
                            made += ac
                    else:
                        for h in range(n):
                            d = f * dc[h]
                            ac = min(max(c0 + d * (c1 + c2 * d), 0.0), limit)
                            left_w[h] += ac
                            made += ac
                for k in range(n_loads):
                    scale = draws.load_frac[i, y, k]
                    fixed = plant.fixed_w[k, start : start + n]
                    varying = plant.varying_w[k, start : start + n]
                    price = plant.price_cny_per_kwh[k, start : start + n]
                    used = 0.0
                    used_value = 0.0
                    bought = 0.0
                    bought_value = 0.0
                    for h in range(n):
                        load = fixed[h] + scale * varying[h]
                        take = min(left_w[h], load)
                        buy = load - take
                        left_w[h] -= take
                        used += take
                        used_value += take * price[h]
                        bought += buy
                        bought_value += buy * price[h]
                    used_kwh[i, y, k] += used / 1000.0
                    used_cny[i, y, k] += used_value / 1000.0
                    bought_kwh[i, y, k] += bought / 1000.0
                    bought_cny[i, y, k] += bought_value / 1000.0
                exported = 0.0
                export_value = 0.0
                curtailed = 0.0
                limit = plant.export_limit_w
                export_price = plant.export_cny_per_kwh[start : start + n]
                for h in range(n):
                    rest = left_w[h] + direct_w[h]
                    export = min(rest, limit)
                    exported += export
                    export_value += export * export_price[h]
                    curtailed += rest - export
                made_kwh[i, y] += made / 1000.0
                exported_kwh[i, y] += exported / 1000.0
                export_cny[i, y] += export_value / 1000.0
                curtailed_kwh[i, y] += curtailed / 1000.0


def settle(plant: Plant, draws: EnergyDraws) -> Energy:
    """Settle every hour of every year of every draw. Shapes as in the records above."""
    n_draws, n_years = draws.weather.shape
    n_loads = plant.fixed_w.shape[0]
    flat = [np.empty((n_draws, n_years)) for _ in range(4)]
    by_load = [np.empty((n_draws, n_years, n_loads)) for _ in range(4)]
    energy = Energy(*flat, *by_load)
    _settle(plant, draws, *energy)
    return energy

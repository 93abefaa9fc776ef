"""The energy ledger: every hour of every year of every draw, split between roof, buyers, grid.

The hot loop of pvlift. Time: hour h covers [h, h+1) of local standard time. Energy is never
negative; made = used + exported + curtailed and load = used + bought, in every hour.

The loop runs draws > blocks of hours > years > hours. A block stays in the cache while all years
pass over it. Each load takes its part of what is left, hour by hour; added up is what it leaves,
which costs less than adding up what it takes: used = left before - left after, to the last digits.
What is linear in the draws is not added up hour by hour but once for all draws (`plant.py`): the
energy and the cost of a whole load, from which what the roof covers is taken off, and so the dark
hours, in which nothing is made. No hour is left out.

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
    block_export_cny_per_kwh: np.ndarray  # float[n_blocks] nan where hours differ
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


@njit(cache=True, error_model="numpy", fastmath={"reassoc", "contract"})
def _make(dc_w, dc_frac, ac_curve, limit_w, first, gets_w):
    """AC power of an array, written or added to `gets_w`; returns its sum. [W]"""
    c0, c1, c2 = ac_curve[0], ac_curve[1] * dc_frac, ac_curve[2] * dc_frac * dc_frac
    made = 0.0
    for h in range(dc_w.size):
        ac_w = min(max(c0 + dc_w[h] * (c1 + c2 * dc_w[h]), 0.0), limit_w)
        gets_w[h] = ac_w if first else gets_w[h] + ac_w
        made += ac_w
    return made


@njit(cache=True, error_model="numpy", fastmath={"reassoc", "contract"})
def _serve(left_w, scale, varying_w, has_fixed, fixed_w, hourly, price):
    """A load takes its part; returns what it leaves [W] and, `hourly`, what it took is worth."""
    left, value = 0.0, 0.0
    for h in range(left_w.size):
        rest_w = left_w[h] - scale * varying_w[h]
        if has_fixed:
            rest_w -= fixed_w[h]
        rest_w = max(rest_w, 0.0)
        if hourly:
            value += (left_w[h] - rest_w) * price[h]
        left_w[h] = rest_w
        left += rest_w
    return left, value


@njit(cache=True, error_model="numpy", fastmath={"reassoc", "contract"})
def _serve_two(
    left_w, scale, varying_w, has_fixed, fixed_w, scale_2, varying_2_w, has_fixed_2, fixed_2_w
):
    """Two loads in one pass, which saves a way to memory; returns what each of them leaves. [W]"""
    left, left_2 = 0.0, 0.0
    for h in range(left_w.size):
        rest_w = left_w[h] - scale * varying_w[h]
        if has_fixed:
            rest_w -= fixed_w[h]
        rest_w = max(rest_w, 0.0)
        left += rest_w
        rest_w -= scale_2 * varying_2_w[h]
        if has_fixed_2:
            rest_w -= fixed_2_w[h]
        rest_w = max(rest_w, 0.0)
        left_w[h] = rest_w
        left_2 += rest_w
    return left, left_2


@njit(cache=True, error_model="numpy", fastmath={"reassoc", "contract"})
def _export(left_w, mixed, direct_w, limited, limit_w, price):
    """Exported power, its value, and what a limit curtails. [W, W CNY/kWh, W]"""
    exported, value, curtailed = 0.0, 0.0, 0.0
    for h in range(left_w.size):
        rest_w = left_w[h]
        if mixed:
            rest_w += direct_w[h]
        export_w = rest_w
        if limited:
            export_w = min(rest_w, limit_w)
            curtailed += rest_w - export_w
        exported += export_w
        value += export_w * price[h]
    return exported, value, curtailed


@njit(cache=True, error_model="numpy", parallel=True, fastmath={"reassoc", "contract"})
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
    limited = plant.export_limit_w < np.inf
    for i in prange(n_draws):
        room_w = np.zeros((2, longest))
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
            left_w = room_w[0, : end - start]  # behind the meter, not yet taken by any load
            direct_w = room_w[1, : end - start]  # of arrays that feed the grid
            one_price = plant.block_price_cny_per_kwh[:, b]
            for y in range(n_years):
                left, direct = 0.0, 0.0
                for a in range(n_arrays):
                    made = _make(
                        plant.dc_w[a, draws.weather[i, y], start:end],
                        draws.dc_frac[i, y],
                        plant.ac_curve[a],
                        plant.inverter_limit_w[a],
                        a == first_on_meter or a == first_on_grid,
                        direct_w if plant.to_grid[a] else left_w,
                    )
                    if plant.to_grid[a]:
                        direct += made
                    else:
                        left += made
                made_kwh[i, y] += (left + direct) / 1000.0
                value, left_2, in_pair = 0.0, 0.0, False
                for k in range(n_loads):
                    hourly = np.isnan(one_price[k])
                    if in_pair:
                        rest, in_pair = left_2, False
                    elif k + 1 < n_loads and not hourly and not np.isnan(one_price[k + 1]):
                        rest, left_2 = _serve_two(
                            left_w,
                            draws.load_frac[i, y, k],
                            plant.varying_w[k, start:end],
                            plant.has_fixed[k],
                            plant.fixed_w[k, start:end],
                            draws.load_frac[i, y, k + 1],
                            plant.varying_w[k + 1, start:end],
                            plant.has_fixed[k + 1],
                            plant.fixed_w[k + 1, start:end],
                        )
                        in_pair = True
                    else:
                        rest, value = _serve(
                            left_w,
                            draws.load_frac[i, y, k],
                            plant.varying_w[k, start:end],
                            plant.has_fixed[k],
                            plant.fixed_w[k, start:end],
                            hourly,
                            plant.price_cny_per_kwh[k, start:end],
                        )
                    used = max(left - rest, 0.0)
                    left = rest
                    used_kwh[i, y, k] += used / 1000.0
                    used_cny[i, y, k] += (value if hourly else used * one_price[k]) / 1000.0
                exported, curtailed = left + direct, 0.0
                value = exported * plant.block_export_cny_per_kwh[b]
                if limited or np.isnan(value):
                    exported, value, curtailed = _export(
                        left_w,
                        first_on_grid >= 0,
                        direct_w,
                        limited,
                        plant.export_limit_w,
                        plant.export_cny_per_kwh[start:end],
                    )
                exported_kwh[i, y] += exported / 1000.0
                export_cny[i, y] += value / 1000.0
                curtailed_kwh[i, y] += curtailed / 1000.0
        for y in range(n_years):
            for k in range(n_loads):
                scale = draws.load_frac[i, y, k]
                load_kwh = plant.fixed_kwh[k] + scale * plant.varying_kwh[k]
                used_kwh[i, y, k] = min(used_kwh[i, y, k], load_kwh)  # but for the last digits
                bought_kwh[i, y, k] = load_kwh - used_kwh[i, y, k]
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

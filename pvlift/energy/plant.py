"""From hourly arrays and loads to what the energy ledger needs, and one year hour by hour."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Plant


class Hours(NamedTuple):
    """The hourly side of a plant; every load stands in the order in which it is served."""

    dc_w: np.ndarray  # float[n_arrays, n_weather, 8760] DC power before decline
    inverter_limit_w: np.ndarray  # float[n_arrays]
    inverter_efficiency_frac: np.ndarray  # float[n_arrays]
    to_grid: np.ndarray  # bool[n_arrays] straight into the grid
    fixed_w: np.ndarray  # float[n_loads, 8760] part of the load that no draw changes
    varying_w: np.ndarray  # float[n_loads, 8760] part that scales with the draw
    price_cny_per_kwh: np.ndarray  # float[n_loads, 8760]
    export_cny_per_kwh: np.ndarray  # float[8760] market price of exports
    export_limit_w: float  # inf: no limit, 0: no export


class HourlyYear(NamedTuple):
    """One year, hour by hour. [W]"""

    made_w: np.ndarray  # float[8760]
    clipped_w: np.ndarray  # float[8760] AC lost at the inverters' limit
    used_w: np.ndarray  # float[n_loads, 8760] from the roof
    bought_w: np.ndarray  # float[n_loads, 8760] from the grid
    exported_w: np.ndarray  # float[8760]
    curtailed_w: np.ndarray  # float[8760]


def sunlit(hours: Hours) -> Plant:
    """Keep the hours in which any array makes power; sum the loads of the rest once."""
    lit = np.any(hours.dc_w > 0.0, axis=(0, 1))
    dark_price = hours.price_cny_per_kwh[:, ~lit]
    dark_fixed_w = hours.fixed_w[:, ~lit]
    dark_varying_w = hours.varying_w[:, ~lit]

    def kept(array):
        return np.ascontiguousarray(array[..., lit], dtype=float)

    return Plant(
        dc_w=kept(hours.dc_w),
        inverter_limit_w=np.asarray(hours.inverter_limit_w, dtype=float),
        inverter_efficiency_frac=np.asarray(hours.inverter_efficiency_frac, dtype=float),
        to_grid=np.asarray(hours.to_grid, dtype=bool),
        fixed_w=kept(hours.fixed_w),
        varying_w=kept(hours.varying_w),
        price_cny_per_kwh=kept(hours.price_cny_per_kwh),
        export_cny_per_kwh=kept(hours.export_cny_per_kwh),
        export_limit_w=float(hours.export_limit_w),
        dark_fixed_kwh=dark_fixed_w.sum(axis=1) / 1000.0,
        dark_varying_kwh=dark_varying_w.sum(axis=1) / 1000.0,
        dark_fixed_cny=(dark_fixed_w * dark_price).sum(axis=1) / 1000.0,
        dark_varying_cny=(dark_varying_w * dark_price).sum(axis=1) / 1000.0,
    )


def one_year(hours: Hours, weather: int, dc_frac: float, load_frac: np.ndarray) -> HourlyYear:
    """Settle one year hour by hour in NumPy: for pictures, and to check the compiled loop against.

    `load_frac` is float[n_loads]. Same rules as `settle.py`, written a second time on purpose.
    """
    direct_w = np.zeros(hours.fixed_w.shape[1])
    left_w = np.zeros_like(direct_w)
    clipped_w = np.zeros_like(direct_w)
    for a, limit_w in enumerate(hours.inverter_limit_w):
        nominal = hours.inverter_efficiency_frac[a]
        dc_w = hours.dc_w[a, weather] * dc_frac
        share = dc_w / (limit_w / nominal)
        free_w = limit_w / 0.9637 * (-0.0162 * share**2 + 0.9858 * share - 0.0059)
        ac_w = np.clip(free_w, 0.0, limit_w)
        clipped_w += np.maximum(free_w - limit_w, 0.0)
        if hours.to_grid[a]:
            direct_w += ac_w
        else:
            left_w += ac_w
    made_w = direct_w + left_w
    used_w = np.empty_like(hours.fixed_w)
    bought_w = np.empty_like(hours.fixed_w)
    for k in range(hours.fixed_w.shape[0]):
        load_w = hours.fixed_w[k] + load_frac[k] * hours.varying_w[k]
        used_w[k] = np.minimum(left_w, load_w)
        bought_w[k] = load_w - used_w[k]
        left_w = left_w - used_w[k]
    rest_w = left_w + direct_w
    exported_w = np.minimum(rest_w, hours.export_limit_w)
    return HourlyYear(made_w, clipped_w, used_w, bought_w, exported_w, rest_w - exported_w)

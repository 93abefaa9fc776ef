"""From hourly arrays and loads to what the energy ledger needs, and one year hour by hour."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Plant

LINE_BYTES = 64  # of a cache line; the widest vector too
LANE_HOURS = LINE_BYTES // 8
# Long enough that the start of a pass costs little, short enough for the streams of a few loads to
# stay near the processor. Not a power of two: rows of equal length would fall on the same lines of
# the cache.
BLOCK_HOURS = 480
GROUP_HOURS = 64  # least mean size of a group of equal prices


class PlantHours(NamedTuple):
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


def sunlit(hours: PlantHours) -> Plant:
    """Keep the hours in which any array makes power; sum whole loads once.

    An hour with nan power is kept, so that it shows in the sums.
    """
    lit = np.flatnonzero(np.any(~(hours.dc_w <= 0.0), axis=(0, 1)))
    every_price = np.vstack([hours.price_cny_per_kwh, hours.export_cny_per_kwh])
    group = _equal_prices(every_price[:, lit])
    place, block_start = _blocks(group)
    hour = np.append(lit, -1)[place]

    def placed(array):
        return _aligned(np.where(hour < 0, 0.0, array[..., hour]))

    nominal = np.asarray(hours.inverter_efficiency_frac, dtype=float)
    limit_w = np.asarray(hours.inverter_limit_w, dtype=float)
    price = placed(every_price)
    block_price = _block_prices(price, hour, block_start)
    fixed_w, varying_w = hours.fixed_w, hours.varying_w
    return Plant(
        dc_w=placed(hours.dc_w),
        ac_curve=_ac_curve(limit_w, nominal),
        inverter_limit_w=limit_w,
        to_grid=np.asarray(hours.to_grid, dtype=bool),
        has_fixed=np.any(fixed_w != 0.0, axis=1),
        fixed_w=placed(fixed_w),
        varying_w=placed(varying_w),
        price_cny_per_kwh=price[:-1],
        export_cny_per_kwh=price[-1],
        export_limit_w=float(hours.export_limit_w),
        block_start=block_start,
        block_price_cny_per_kwh=block_price[:-1],
        block_export_cny_per_kwh=block_price[-1],
        fixed_kwh=fixed_w.sum(axis=1) / 1000.0,
        varying_kwh=varying_w.sum(axis=1) / 1000.0,
        fixed_cny=(fixed_w * hours.price_cny_per_kwh).sum(axis=1) / 1000.0,
        varying_cny=(varying_w * hours.price_cny_per_kwh).sum(axis=1) / 1000.0,
    )


def _ac_curve(limit_w: np.ndarray, nominal: np.ndarray) -> np.ndarray:
    """AC = c0 + c1 DC + c2 DC^2 of every array. float[n_arrays, 3]

    Inverter after PVWatts version 5 (Dobos 2014, NREL/TP-6A20-62641, eq. 8-12).
    """
    scale = nominal / 0.9637
    rated_dc_w = limit_w / nominal
    return np.stack(
        [-0.0059 * scale * rated_dc_w, 0.9858 * scale, -0.0162 * scale / rated_dc_w], axis=-1
    )


def _equal_prices(price: np.ndarray) -> np.ndarray:
    """Number the hours so that those of one group have equal prices. int[n_hours]

    Rows (loads, exports) with few prices are told apart first; one that would leave groups too
    small to be worth a loop of their own keeps different prices inside a group.
    """
    n_hours = price.shape[1]
    group = np.zeros(n_hours, dtype=np.int64)
    numbers = [np.unique(row, return_inverse=True)[1] for row in price]
    for number in sorted(numbers, key=lambda number: number.max(initial=0)):
        both = np.stack([group, number])
        finer = np.unique(both, axis=1, return_inverse=True)[1].reshape(n_hours)
        if n_hours >= GROUP_HOURS * (finer.max(initial=0) + 1):
            group = finer
    return group


def _blocks(group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hours group by group, each filled up to whole lanes and cut into blocks.

    Returns int[n_places] which hour stands there, -1 for an hour of nothing that fills a lane, and
    int[n_blocks + 1] where the blocks start.
    """
    place, start = [], [0]
    for number in range(group.max(initial=-1) + 1):
        members = np.flatnonzero(group == number)
        n_lanes = -(-len(members) // LANE_HOURS)
        place.append(np.pad(members, (0, n_lanes * LANE_HOURS - len(members)), constant_values=-1))
        n_blocks = -(-n_lanes * LANE_HOURS // BLOCK_HOURS)
        ends = np.arange(1, n_blocks + 1) * n_lanes // n_blocks * LANE_HOURS
        start += [start[-1] + int(end) for end in ends]
    return np.concatenate([*place, np.empty(0, np.int64)]), np.array(start, dtype=np.int64)


def _block_prices(price: np.ndarray, hour: np.ndarray, block_start: np.ndarray) -> np.ndarray:
    """The one price of a row in a block, nan where its hours differ. float[n_rows, n_blocks]"""
    found = np.full((price.shape[0], len(block_start) - 1), np.nan)
    for b, (start, end) in enumerate(zip(block_start[:-1], block_start[1:], strict=True)):
        real = price[:, start:end][:, hour[start:end] >= 0]
        same = np.all(real == real[:, :1], axis=1)
        found[same, b] = real[same, 0]
    return found


def _aligned(array: np.ndarray) -> np.ndarray:
    """A copy that starts on a cache line, so that no vector of hours is cut by two."""
    room = np.empty(array.size + LINE_BYTES // 8)
    skip = -room.ctypes.data % LINE_BYTES // 8
    copy = room[skip : skip + array.size].reshape(array.shape)
    copy[...] = array
    return copy


def one_year(hours: PlantHours, weather: int, dc_frac: float, load_frac: np.ndarray) -> HourlyYear:
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

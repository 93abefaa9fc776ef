"""The hot loop on a CUDA device: one thread settles one year of one draw, hour after hour.

Same plant, same draws, same rules as `settle.py`, written a second time for the device; the two
agree to 1e-9. A thread adds its hours in their order, so a draw does not depend on its neighbours
in the batch. Neighbouring threads read the same hour of the loads, and the weather years of an hour
stand side by side, so a warp is served by few cache lines. Comparisons are written so that nan
stays nan.

Needs an NVIDIA device and `pip install pvlift[gpu]`. Nothing else in pvlift imports this file.
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numba import cuda

from pvlift.energy.settle import Energy, EnergyDraws, Plant
from pvlift.errors import Fault, PvliftError, Words

THREADS = 128  # of one block


def available() -> bool:
    """Whether a CUDA device and its libraries are here."""
    return bool(cuda.is_available())


def settle(plant: Plant, draws: EnergyDraws) -> Energy:
    """Settle every hour of every year of every draw on the device; as `settle.settle`.

    Raises PvliftError where there is no device.
    """
    if not available():
        wanted = Words(
            "a CUDA device, its driver and `pip install pvlift[gpu]`; or another engine",
            "需要 CUDA 设备、驱动及 `pip install pvlift[gpu]`；也可改用其他计算引擎",
        )
        raise PvliftError("cuda", [Fault("engine", "cuda", wanted)])
    n_draws, n_years = draws.weather.shape
    n_loads = plant.fixed_w.shape[0]
    flat = [cuda.device_array((n_draws, n_years)) for _ in range(4)]
    by_load = [cuda.device_array((n_draws, n_years, max(n_loads, 1))) for _ in range(2)]
    n_blocks = -(-n_draws * n_years // THREADS)
    if n_blocks:
        _kernel_of(plant.dc_w.shape[0], n_loads)[n_blocks, THREADS](
            cuda.to_device(np.ascontiguousarray(plant.dc_w.transpose(0, 2, 1))),
            cuda.to_device(plant.ac_curve),
            cuda.to_device(plant.inverter_limit_w),
            cuda.to_device(plant.to_grid),
            cuda.to_device(plant.fixed_w),
            cuda.to_device(plant.varying_w),
            cuda.to_device(plant.price_cny_per_kwh),
            cuda.to_device(plant.export_cny_per_kwh),
            plant.export_limit_w,
            cuda.to_device(draws.weather),
            cuda.to_device(draws.dc_frac),
            cuda.to_device(draws.load_frac),
            *flat,
            *by_load,
        )
    made_kwh, exported_kwh, export_cny, curtailed_kwh = (part.copy_to_host() for part in flat)
    used_kwh, used_cny = (part.copy_to_host()[:, :, :n_loads] for part in by_load)
    load_kwh = plant.fixed_kwh + draws.load_frac * plant.varying_kwh
    load_cny = plant.fixed_cny + draws.load_frac * plant.varying_cny
    return Energy(
        made_kwh=made_kwh,
        exported_kwh=exported_kwh,
        export_cny=export_cny,
        curtailed_kwh=curtailed_kwh,
        used_kwh=used_kwh,
        used_cny=used_cny,
        bought_kwh=np.maximum(load_kwh - used_kwh, 0.0),
        bought_cny=load_cny - used_cny,
    )


@functools.cache
def _kernel_of(n_arrays: int, n_loads: int):
    """The loop for so many arrays and loads: known counts let their sums stay in registers."""
    room = max(n_loads, 1)

    @cuda.jit
    def settle_year(
        dc_w,
        ac_curve,
        rated_w,
        to_grid,
        fixed_w,
        varying_w,
        price,
        export_price,
        limit_w,
        weather,
        dc_frac,
        load_frac,
        made_kwh,
        exported_kwh,
        export_cny,
        curtailed_kwh,
        used_kwh,
        used_cny,
    ):
        n_draws, n_years = weather.shape
        row = cuda.grid(1)
        if row >= n_draws * n_years:
            return
        i = row // n_years
        y = row - i * n_years
        w = weather[i, y]
        frac = dc_frac[i, y]
        scale = cuda.local.array(room, np.float64)
        used = cuda.local.array(room, np.float64)
        value = cuda.local.array(room, np.float64)
        for k in range(n_loads):
            scale[k] = load_frac[i, y, k]
            used[k] = 0.0
            value[k] = 0.0
        limited = limit_w < math.inf
        made = 0.0
        exported = 0.0
        earned = 0.0
        curtailed = 0.0
        for h in range(export_price.shape[0]):
            left = 0.0
            direct = 0.0
            for a in range(n_arrays):
                dc = dc_w[a, h, w] * frac
                ac = ac_curve[a, 0] + dc * (ac_curve[a, 1] + dc * ac_curve[a, 2])
                if ac < 0.0:
                    ac = 0.0
                if ac > rated_w[a]:
                    ac = rated_w[a]
                if to_grid[a]:
                    direct += ac
                else:
                    left += ac
            made += left + direct
            for k in range(n_loads):
                load = fixed_w[k, h] + scale[k] * varying_w[k, h]
                take = load if left > load else left
                left -= take
                used[k] += take
                value[k] += take * price[k, h]
            rest = left + direct
            export = limit_w if rest > limit_w else rest
            exported += export
            earned += export * export_price[h]
            if limited:
                curtailed += rest - export
        made_kwh[i, y] = made / 1000.0
        exported_kwh[i, y] = exported / 1000.0
        export_cny[i, y] = earned / 1000.0
        curtailed_kwh[i, y] = curtailed / 1000.0
        for k in range(n_loads):
            used_kwh[i, y, k] = used[k] / 1000.0
            used_cny[i, y, k] = value[k] / 1000.0

    return settle_year

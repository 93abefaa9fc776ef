"""Modules, inverters and losses as data: rows of facts/modules.csv and facts/inverters.csv."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np

from pvlift.facts.read import rows_of
from pvlift.weather.records import MONTH_OF_HOUR

GLASS_INDEX = 1.526
COATING_INDEX = 1.3  # anti-reflective, as in PVWatts V8; 1 is none
GLASS_ABSORPTION = 0.008  # 4 per m times 2 mm, De Soto et al. 2006
ROOF_MOUNT_C = 4.0
"""How much hotter than on the data sheet's open rack cells close to a roof run at the conditions of
NOCT: PVWatts takes 49 degC for a roof mount and 45 degC for a rack."""


class Module(NamedTuple):
    """One module type."""

    name: str
    peak_w: float
    length_m: float
    width_m: float
    mass_kg: float
    temp_coefficient_per_c: float  # change of power, negative
    noct_c: float  # cell temperature at 800 W/m2, 20 degC, 1 m/s
    bifaciality_frac: float  # 0: the rear takes no light
    fill_factor: float
    mpp_voltage: float
    n_diodes: float = 3.0
    is_half_cut: bool = True
    glass_index: float = GLASS_INDEX
    coating_index: float = COATING_INDEX
    absorption: float = GLASS_ABSORPTION


class Inverter(NamedTuple):
    """One inverter type."""

    name: str
    inverter_limit_w: float  # largest output
    efficiency_frac: float  # nominal, as PVWatts uses it


class Cooling(NamedTuple):
    """How a module sheds heat: temp_cell = temp_air + poa_global / (u0 + u1 wind_speed)."""

    heat_loss: float  # u0 [W/m2/K]
    heat_loss_per_wind: float  # u1 [W s/m3/K]


class DcLosses(NamedTuple):
    """Named losses of direct current; each takes its share of what the others leave."""

    soiling_frac: tuple[float, ...]  # 12 months, January first
    snow_frac: tuple[float, ...]  # 12 months
    mismatch_frac: float
    wiring_frac: float
    availability_frac: float
    light_induced_frac: float
    nameplate_frac: float


def flat_losses(loss_frac: float) -> DcLosses:
    """One total loss under one name, for comparisons."""
    return DcLosses((0.0,) * 12, (0.0,) * 12, float(loss_frac), 0.0, 0.0, 0.0, 0.0)


def noct_cooling(noct_c: float) -> Cooling:
    """Cooling that gives the nominal operating cell temperature at 800 W/m2, 20 degC and 1 m/s.

    Heat loss grows with the wind as 5.7 + 3.8 v. The temperature is taken as that of a module at
    work, so the published factor for one that was measured without load is left out.

    References
    ----------
    J. Duffie, W. Beckman, Solar Engineering of Thermal Processes, 4th ed. (2013), eq. 23.3.4.
    R. Ross, 12th IEEE Photovoltaic Specialists Conference (1976) 521-529 (without wind).
    """
    if not 20.0 < noct_c < 100.0:
        raise ValueError(f"noct_c is {noct_c}, not within 20 to 100")
    heat_loss = 800.0 / (noct_c - 20.0)
    return Cooling(5.7 / 9.5 * heat_loss, 3.8 / 9.5 * heat_loss)


@functools.lru_cache(maxsize=256)
def kept_by_hour(losses: DcLosses) -> np.ndarray:
    """Share of direct current that the named losses leave: float[8760]."""
    for name, value in losses._asdict().items():
        months = value if isinstance(value, tuple) else (value,)
        if isinstance(value, tuple) and len(value) != 12:
            raise ValueError(f"{name} has {len(value)} values, not one for each month")
        if not all(math.isfinite(share) and 0.0 <= share <= 1.0 for share in months):
            raise ValueError(f"{name} is {value}, not within 0 to 1")
    return np.prod(list(kept_by_name(losses).values()), axis=0)[MONTH_OF_HOUR]


def kept_by_name(losses: DcLosses) -> dict[str, np.ndarray]:
    """Share that each named loss leaves, month by month: float[12] by the loss's name."""
    return {name: 1.0 - np.broadcast_to(value, 12) for name, value in losses._asdict().items()}


@functools.cache
def modules() -> dict[str, Module]:
    """Module types by their id in facts/modules.csv."""
    return {
        row["id"]: Module(
            name=row["name"],
            peak_w=float(row["peak_w"]),
            length_m=float(row["length_m"]),
            width_m=float(row["width_m"]),
            mass_kg=float(row["mass_kg"]),
            temp_coefficient_per_c=float(row["temp_coefficient_per_c"]),
            noct_c=float(row["noct_c"]),
            bifaciality_frac=float(row["bifaciality_frac"]),
            fill_factor=float(row["fill_factor"]),
            mpp_voltage=float(row["mpp_voltage"]),
            is_half_cut=row["is_half_cut"] == "yes",
            coating_index=float(row["coating_index"]),
        )
        for row in rows_of("modules.csv")
    }


@functools.cache
def inverters() -> dict[str, Inverter]:
    """Inverter types by their id in facts/inverters.csv."""
    return {
        row["id"]: Inverter(
            row["name"], float(row["inverter_limit_w"]), float(row["efficiency_frac"])
        )
        for row in rows_of("inverters.csv")
    }

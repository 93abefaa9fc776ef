"""Hourly weather of one or several years, as every room above takes it.

Hour h covers [h, h+1) of local standard time; 8760 hours, no 29 February.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Notice
from pvlift.facts.places import MONTH_DAYS

N_HOURS = 8760
SUN_YEAR = 2005
"""Calendar year whose sun path serves every weather year: 8760 hours, early in the leap cycle."""

MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)
MONTH_OF_HOUR = np.repeat(MONTH_OF_DAY, 24)


class HourlyWeather(NamedTuple):
    """Checked hourly weather of n_weather years at one place; no value is missing."""

    ghi: np.ndarray  # float[n_weather, 8760] global horizontal irradiance [W/m2]
    dni: np.ndarray  # float[n_weather, 8760] direct normal irradiance [W/m2]
    dhi: np.ndarray  # float[n_weather, 8760] diffuse horizontal irradiance [W/m2]
    temp_air: np.ndarray  # float[n_weather, 8760] air at 2 m [degC]
    wind_speed: np.ndarray  # float[n_weather, 8760] [m/s]
    sun_at_h: np.ndarray  # float[8760] hours since 1 Jan 00:00 at which the sun stands for the row
    is_hour_mean: bool  # True: mean over sun_at_h +- 1/2 h, so the edge hours of the day use the
    # middle of their lit part; False: sun_at_h is to be taken as it is
    albedo: np.ndarray | None  # float[8760] ground reflectance, 0..1, or None where nobody knows
    lat_deg: float  # north positive
    lon_deg: float  # east positive
    altitude_m: float
    utc_offset_h: float  # local standard time minus UTC
    source: str  # one line: what, where from, whose
    notices: tuple[Notice, ...]  # repairs with their counts, doubts


def monthly_kwh_per_m2(irradiance: np.ndarray) -> np.ndarray:
    """Monthly sums of hourly irradiance: float[..., 8760] W/m2 -> float[..., 12] kWh/m2."""
    ends = np.cumsum(MONTH_DAYS) * 24
    starts = ends - MONTH_DAYS * 24
    return np.add.reduceat(np.asarray(irradiance, dtype=float), starts, axis=-1) / 1000.0

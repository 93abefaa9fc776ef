"""Where the sun stands, as far as the weather must know it (NREL SPA through pvlib)."""

from __future__ import annotations

import importlib.util
from functools import cache, lru_cache
from types import ModuleType
from typing import NamedTuple

import numpy as np

from pvlift.weather.records import N_HOURS, SUN_YEAR

DELTA_T_S = 64.8  # terrestrial minus universal time in SUN_YEAR; 5 s more move the sun 1e-5 deg
SOLAR_CONSTANT_W_PER_M2 = 1366.1  # ASTM E490, as in pvlib


@cache
def spa() -> ModuleType:
    """pvlib's solar position file by itself: it needs numpy alone, `import pvlib` loads pandas."""
    package = importlib.util.find_spec("pvlib")
    if package is None or not package.submodule_search_locations:
        raise ImportError("pvlift needs pvlib: pip install pvlib")
    path = package.submodule_search_locations[0] + "/spa.py"
    spec = importlib.util.spec_from_file_location("pvlift_spa", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class SunInstants(NamedTuple):
    """The sun at given instants."""

    cos_zenith: np.ndarray  # cosine of the true (not refracted) zenith angle, negative at night
    true_solar_h: np.ndarray  # true solar time of day, hours
    extra_normal: np.ndarray  # extraterrestrial normal irradiance [W/m2]
    declination_rad: np.ndarray  # Spencer 1971, within 0.04 degrees; for short steps in time only


def sun_path(
    lat_deg: float, lon_deg: float, altitude_m: float, utc_offset_h: float, sun_at_h: np.ndarray
) -> SunInstants:
    """Sun at instants given in hours of local standard time since 1 January 00:00.

    The calendar year is records.SUN_YEAR. True zenith, because measured GHI, DNI and DHI close
    with it (pvlib.irradiance.complete_irradiance takes the same).

    References
    ----------
    Reda, Andreas, Solar Energy 76 (2004) 577-589 (SPA); Spencer, Search 2 (1971) 172.
    """
    sun_at_h = np.asarray(sun_at_h, dtype=float)
    new_year_s = float(np.datetime64(f"{SUN_YEAR}-01-01", "s").astype(np.int64))
    unix_s = new_year_s + (sun_at_h - utc_offset_h) * 3600.0
    pressure_hpa = 1013.25 * (1.0 - 2.25577e-5 * altitude_m) ** 5.25588
    _, zenith, _, _, _, equation_min = spa().solar_position(
        unix_s, lat_deg, lon_deg, altitude_m, pressure_hpa, 12.0, DELTA_T_S, 0.5667, None
    )
    mean_solar_h = sun_at_h - utc_offset_h + lon_deg / 15.0
    day_angle = 2.0 * np.pi * (np.floor(sun_at_h / 24.0) % 365) / 365.0
    return SunInstants(
        cos_zenith=np.cos(np.radians(zenith)),
        true_solar_h=(mean_solar_h + equation_min / 60.0) % 24.0,
        extra_normal=SOLAR_CONSTANT_W_PER_M2
        * (
            1.00011
            + 0.034221 * np.cos(day_angle)
            + 0.00128 * np.sin(day_angle)
            + 0.000719 * np.cos(2.0 * day_angle)
            + 7.7e-05 * np.sin(2.0 * day_angle)
        ),
        declination_rad=(
            0.006918
            - 0.399912 * np.cos(day_angle)
            + 0.070257 * np.sin(day_angle)
            - 0.006758 * np.cos(2.0 * day_angle)
            + 0.000907 * np.sin(2.0 * day_angle)
            - 0.002697 * np.cos(3.0 * day_angle)
            + 0.00148 * np.sin(3.0 * day_angle)
        ),
    )


def cos_zenith_after(path: SunInstants, lat_deg: float, step_h: float | np.ndarray) -> np.ndarray:
    """Cosine of the zenith angle some hours after the instants of a path."""
    angle = np.radians((path.true_solar_h - 12.0) * 15.0)
    swing = np.cos(np.radians(lat_deg)) * np.cos(path.declination_rad)
    turned = np.cos(angle + np.radians(15.0) * step_h) - np.cos(angle)
    return path.cos_zenith + swing * turned


def highest_cos(path: SunInstants, lat_deg: float) -> np.ndarray:
    """Cosine of the zenith angle at the best moment within half an hour of the instants."""
    sides = (cos_zenith_after(path, lat_deg, step_h) for step_h in (-0.5, 0.5))
    return np.maximum.reduce([path.cos_zenith, *sides])


class LitHours(NamedTuple):
    """The hours of the year with the sun in the middle of their lit part."""

    sun_at_h: np.ndarray  # float[8760]
    lit_frac: np.ndarray  # float[8760] share of the hour with the sun above the horizon
    path: SunInstants  # at sun_at_h


@lru_cache(maxsize=64)
def lit_hours(lat_deg: float, lon_deg: float, altitude_m: float, utc_offset_h: float) -> LitHours:
    """Each clock hour's lit share and the sun in the middle of it.

    Sunrise and sunset by a straight line through the sines of the sun's height at the middles of
    neighbouring hours (within a minute below 60 degrees of latitude).
    """
    middle_h = np.arange(N_HOURS) + 0.5
    place = (lat_deg, lon_deg, altitude_m, utc_offset_h)
    path = sun_path(*place, middle_h)
    height = path.cos_zenith
    start, end = np.arange(N_HOURS, dtype=float), np.arange(N_HOURS) + 1.0
    for step in (-1, 1):  # the neighbour before, the neighbour after
        other = np.roll(height, -step)
        crosses = height * other < 0.0
        crossing_h = middle_h + step * height / np.where(crosses, height - other, 1.0)
        inside = crosses & (crossing_h > start) & (crossing_h < end)
        rises = inside & ((step == -1) == (height > 0.0))
        start = np.where(rises, crossing_h, start)
        end = np.where(inside & ~rises, crossing_h, end)
    edge = (start > middle_h - 0.5) | (end < middle_h + 0.5)
    lit_frac = np.where(edge | (height > 0.0), end - start, 0.0)
    sun_at_h = np.where(edge, 0.5 * (start + end), middle_h)
    moved = sun_path(*place, sun_at_h[edge])
    for whole, part in zip(path, moved, strict=True):
        whole[edge] = part
    for array in (sun_at_h, lit_frac, *path):
        array.setflags(write=False)
    return LitHours(sun_at_h, lit_frac, path)

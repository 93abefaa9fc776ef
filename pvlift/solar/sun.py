"""Where the sun stands, once per site: the geometry that every array of the site shares."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from pvlift.weather.records import SUN_YEAR
from pvlift.weather.sunpath import DELTA_T_S, spa

STANDARD_TEMP_C = 12.0  # for refraction only, as in pvlib
HORIZON_REFRACTION_DEG = 0.5667
SUNRISE_ELEVATION_DEG = -0.8333  # upper limb on the horizon, mean refraction
SOLAR_CONSTANT = 1366.1  # W/m2, ASTM E490, as in pvlib


class SunPath(NamedTuple):
    """The sun over one year; every array has shape (n_hours,)."""

    zenith_deg: np.ndarray  # apparent, 0 is overhead
    azimuth_deg: np.ndarray  # clockwise from north
    cos_zenith: np.ndarray
    east: np.ndarray  # unit vector to the sun
    north: np.ndarray
    dni_extra: np.ndarray  # W/m2 outside the atmosphere
    airmass_relative: np.ndarray  # nan while the sun is down
    moved_h: np.ndarray  # by how much the instant was moved to the lit part of its hour


class SunAngles(NamedTuple):
    """Solar position at given instants; every array has the shape of the instants."""

    zenith_deg: np.ndarray  # with refraction
    zenith_true_deg: np.ndarray  # without
    azimuth_deg: np.ndarray
    equation_of_time_minutes: np.ndarray


def sun_path(
    lat_deg: float,
    lon_deg: float,
    altitude_m: float,
    utc_offset_h: float,
    sun_at_h: np.ndarray,
    is_hour_mean: bool,
) -> SunPath:
    """Geometry of the sun for every row of a weather year.

    Rows that are means of an hour take the sun at the middle of the lit part of that hour: at
    sunrise and sunset this is not the middle of the hour.

    Parameters
    ----------
    sun_at_h : float[n_hours]   instant of each row, local standard hours since 1 January 00:00
    is_hour_mean : the radiation of a row is the mean of the hour around its instant

    References
    ----------
    I. Reda, A. Andreas, Solar Energy 76 (2004) 577-589 (through pvlib.spa).
    F. Kasten, A. Young, Applied Optics 28 (1989) 4735-4738 (air mass).
    J. W. Spencer, Search 2 (1971) 172 (distance of the sun).
    """
    check_site(lat_deg, lon_deg, altitude_m, utc_offset_h)
    sun_at_h = np.asarray(sun_at_h, dtype=float)
    if sun_at_h.ndim != 1 or not np.all(np.isfinite(sun_at_h)):
        raise ValueError("sun_at_h must be one finite instant for each hour")
    angles = sun_angles(lat_deg, lon_deg, altitude_m, utc_offset_h, sun_at_h)
    zenith_deg, azimuth_deg = angles.zenith_deg, angles.azimuth_deg
    moved_h = np.zeros_like(sun_at_h)
    if is_hour_mean:
        moved_h = to_lit_part_h(lat_deg, angles)
        moved = moved_h != 0.0
        at_h = sun_at_h[moved] + moved_h[moved]
        there = sun_angles(lat_deg, lon_deg, altitude_m, utc_offset_h, at_h)
        zenith_deg, azimuth_deg = zenith_deg.copy(), azimuth_deg.copy()
        zenith_deg[moved], azimuth_deg[moved] = there.zenith_deg, there.azimuth_deg
    zenith_rad, azimuth_rad = np.radians(zenith_deg), np.radians(azimuth_deg)
    return SunPath(
        zenith_deg=zenith_deg,
        azimuth_deg=azimuth_deg,
        cos_zenith=np.cos(zenith_rad),
        east=np.sin(zenith_rad) * np.sin(azimuth_rad),
        north=np.sin(zenith_rad) * np.cos(azimuth_rad),
        dni_extra=extraterrestrial(np.floor(sun_at_h / 24.0) % 365 + 1.0),
        airmass_relative=airmass(zenith_deg),
        moved_h=moved_h,
    )


def check_site(lat_deg: float, lon_deg: float, altitude_m: float, utc_offset_h: float) -> None:
    """Refuse a place that is not on Earth."""
    if not -90.0 <= lat_deg <= 90.0:
        raise ValueError(f"lat_deg is {lat_deg}, not within -90 to 90")
    if not -180.0 <= lon_deg <= 180.0:
        raise ValueError(f"lon_deg is {lon_deg}, not within -180 to 180")
    if not -500.0 <= altitude_m <= 9000.0:
        raise ValueError(f"altitude_m is {altitude_m}, not within -500 to 9000")
    if not -12.0 <= utc_offset_h <= 14.0:
        raise ValueError(f"utc_offset_h is {utc_offset_h}, not within -12 to 14")


def sun_angles(
    lat_deg: float,
    lon_deg: float,
    altitude_m: float,
    utc_offset_h: float,
    at_h: np.ndarray,
    year: int = SUN_YEAR,
) -> SunAngles:
    """Position of the sun at instants of a year. [deg]

    Parameters
    ----------
    at_h : float[n]   instants, local standard hours since 1 January 00:00

    References
    ----------
    I. Reda, A. Andreas, Solar Energy 76 (2004) 577-589 (through pvlib.spa).
    """
    new_year_s = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    unix_s = new_year_s + (np.asarray(at_h, dtype=float) - utc_offset_h) * 3600.0
    # ISA pressure of the altitude, as pvlib.atmosphere.alt2pres; SPA wants millibar
    pressure_mbar = ((44331.514 - altitude_m) / 11880.516) ** (1.0 / 0.1902632)
    apparent, true, _, _, azimuth, equation = spa().solar_position(
        unix_s,
        lat_deg,
        lon_deg,
        altitude_m,
        pressure_mbar,
        STANDARD_TEMP_C,
        DELTA_T_S,
        HORIZON_REFRACTION_DEG,
        1,
    )
    return SunAngles(apparent, true, azimuth, equation)


def to_lit_part_h(lat_deg: float, angles: SunAngles) -> np.ndarray:
    """How far the middle of the lit part lies from the middle of each hour. [h]

    Declination and hour angle are read back from the position at mid-hour and held for the hour;
    an hour that is wholly dark or wholly lit gives 0.
    """
    lat_rad = math.radians(lat_deg)
    zenith_rad, azimuth_rad = np.radians(angles.zenith_true_deg), np.radians(angles.azimuth_deg)
    sin_decl = math.sin(lat_rad) * np.cos(zenith_rad) + math.cos(lat_rad) * np.sin(
        zenith_rad
    ) * np.cos(azimuth_rad)
    cos_decl = np.sqrt(np.maximum(1.0 - sin_decl**2, 1e-12))
    turn = -np.sin(azimuth_rad) * np.sin(zenith_rad) / cos_decl
    along = (
        math.cos(lat_rad) * np.cos(zenith_rad)
        - math.sin(lat_rad) * np.sin(zenith_rad) * np.cos(azimuth_rad)
    ) / cos_decl
    hour_angle_h = np.degrees(np.arctan2(turn, along)) / 15.0
    horizon = math.sin(math.radians(SUNRISE_ELEVATION_DEG))
    cos_set = (horizon - math.sin(lat_rad) * sin_decl) / np.maximum(
        math.cos(lat_rad) * cos_decl, 1e-12
    )
    half_day_h = np.degrees(np.arccos(np.clip(cos_set, -1.0, 1.0))) / 15.0
    start_h = np.maximum(hour_angle_h - 0.5, -half_day_h)
    end_h = np.minimum(hour_angle_h + 0.5, half_day_h)
    crosses = (np.abs(cos_set) < 1.0) & (end_h > start_h) & (end_h - start_h < 1.0 - 1e-9)
    # near midnight of a long day the hour angle wraps; there the sun does not cross the horizon
    crosses &= half_day_h < 11.5
    return np.where(crosses, 0.5 * (start_h + end_h) - hour_angle_h, 0.0)


def extraterrestrial(day_of_year: np.ndarray) -> np.ndarray:
    """Normal irradiance outside the atmosphere by day of year 1..365. [W/m2]"""
    angle_rad = 2.0 * math.pi / 365.0 * (day_of_year - 1.0)
    return SOLAR_CONSTANT * (
        1.00011
        + 0.034221 * np.cos(angle_rad)
        + 0.00128 * np.sin(angle_rad)
        + 0.000719 * np.cos(2.0 * angle_rad)
        + 7.7e-05 * np.sin(2.0 * angle_rad)
    )


def airmass(zenith_deg: np.ndarray) -> np.ndarray:
    """Relative optical air mass after Kasten and Young; nan while the sun is down."""
    up_deg = np.where(zenith_deg > 90.0, np.nan, zenith_deg)
    return 1.0 / (np.cos(np.radians(up_deg)) + 0.50572 * (96.07995 - up_deg) ** -1.6364)

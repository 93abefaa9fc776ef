"""Weather that the tests of the solar room share."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from pvlift.solar.sun import SunPath, airmass
from pvlift.weather.climate import UNIFORMS_PER_YEAR, climate_of, hourly_years
from pvlift.weather.records import N_HOURS, SUN_YEAR, HourlyWeather

CITIES = ("Beijing", "Changsha", "Chengdu", "Ganzhou", "Lhasa", "Shanghai", "Urumqi")
PLANES = ((0, 180), (10, 180), (20, 180), (30, 180), (15, 120), (15, 240), (25, 90), (90, 180))


@cache
def embedded(city: str = "Ganzhou", n_weather: int = 1) -> HourlyWeather:
    """Hourly years that need no file."""
    uniforms = np.random.default_rng(5).random((n_weather, UNIFORMS_PER_YEAR))
    return hourly_years(climate_of(city), uniforms, spread=True)


@cache
def clean_file(folder: Path, city: str) -> HourlyWeather:
    """A typical year whose radiation and sun both stand at the stated hour."""
    (path,) = (folder / "weather").glob(f"CHN_{city}_*_CSWDclean.csv")
    with path.open(encoding="utf-8") as lines:
        head = dict(zip(*list(csv.reader(lines))[:2], strict=True))
    table = pd.read_csv(path, skiprows=2)

    def column(name):
        return np.ascontiguousarray(table[name].to_numpy(float)[None])

    return HourlyWeather(
        ghi=column("GHI"),
        dni=column("DNI"),
        dhi=column("DHI"),
        temp_air=column("Tdry"),
        wind_speed=column("Wspd"),
        sun_at_h=np.arange(N_HOURS, dtype=float),
        is_hour_mean=False,
        albedo=None,
        lat_deg=float(head["Latitude"]),
        lon_deg=float(head["Longitude"]),
        altitude_m=float(head["Elevation"]),
        utc_offset_h=float(head["Time Zone"]),
        source=path.name,
        notices=(),
    )


def times(weather: HourlyWeather, moved_h=0.0) -> pd.DatetimeIndex:
    """The instants of the sun as pvlib wants them."""
    start = pd.Timestamp(f"{SUN_YEAR}-01-01", tz="UTC")
    at_h = weather.sun_at_h + moved_h - weather.utc_offset_h
    return start + pd.to_timedelta(np.round(at_h * 3.6e12).astype(np.int64), unit="ns")


def plain(kernel):
    """The Python function behind a compiled one, or the function itself where nothing compiles."""
    return getattr(kernel, "py_func", kernel)


def air_mass_modifier(sun: SunPath, altitude_m: float) -> np.ndarray:
    """Share of the light's power that a silicon module uses as the sun sinks: float[n_hours].

    References
    ----------
    W. De Soto et al., Solar Energy 80 (2006) 78-88, eq. 17 (polycrystalline silicon), with the air
    mass held at that of 86 degrees and reduced by exp(-0.0001184 altitude), as in PVWatts V8.
    """
    mass = airmass(np.minimum(sun.zenith_deg, 86.0)) * np.exp(-0.0001184 * altitude_m)
    return np.polyval((-0.000126, 0.002816, -0.024459, 0.086257, 0.918093), mass)

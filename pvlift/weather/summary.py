"""What a weather record holds, in the few numbers that people compare."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.weather.records import MONTH_DAYS, MONTH_OF_HOUR, WeatherYears, monthly_kwh_per_m2
from pvlift.weather.sunpath import sun_path


class Summary(NamedTuple):
    """Months are means over the years; arrays run from January to December."""

    ghi_kwh_per_m2: np.ndarray  # float[12]
    dni_kwh_per_m2: np.ndarray  # float[12]
    dhi_kwh_per_m2: np.ndarray  # float[12]
    temp_air: np.ndarray  # float[12] [degC]
    wind_speed: np.ndarray  # float[12] [m/s]
    clearness_frac: np.ndarray  # float[12] GHI over the extraterrestrial irradiation
    year_ghi_kwh_per_m2: np.ndarray  # float[n_weather]
    year_cv_frac: float  # between the years; nan for a single one
    diffuse_frac: float  # DHI over GHI
    closure_rmse: float  # of GHI - DNI cosZ - DHI where GHI > 50 W/m2 [W/m2]
    sun_minute_median: float  # minutes after the row's hour begins at which the sun is taken
    noon_offset_minutes: float  # GHI-weighted solar time less noon; small unless mornings differ


def summary_of(weather: WeatherYears) -> Summary:
    """Monthly sums and the checks that show whether radiation and sun belong together."""
    path = sun_path(
        weather.lat_deg,
        weather.lon_deg,
        weather.altitude_m,
        weather.utc_offset_h,
        weather.sun_at_h,
    )
    cosine = np.maximum(path.cos_zenith, 0.0)
    ghi, dni, dhi = (
        monthly_kwh_per_m2(values).mean(axis=0)
        for values in (weather.ghi, weather.dni, weather.dhi)
    )
    annual = weather.ghi.sum(axis=1) / 1000.0
    bright = weather.ghi > 50.0
    gap = (weather.ghi - weather.dni * cosine - weather.dhi)[bright]
    mean_ghi = weather.ghi.mean(axis=0)
    turn = np.sum(mean_ghi * np.exp(2j * np.pi * (path.true_solar_h - 12.0) / 24.0))
    return Summary(
        ghi_kwh_per_m2=ghi,
        dni_kwh_per_m2=dni,
        dhi_kwh_per_m2=dhi,
        temp_air=_month_means(weather.temp_air),
        wind_speed=_month_means(weather.wind_speed),
        clearness_frac=ghi / monthly_kwh_per_m2(path.extra_normal * cosine),
        year_ghi_kwh_per_m2=annual,
        year_cv_frac=float(annual.std(ddof=1) / annual.mean()) if len(annual) > 1 else np.nan,
        diffuse_frac=float(dhi.sum() / ghi.sum()),
        closure_rmse=float(np.sqrt(np.mean(gap**2))) if gap.size else np.nan,
        sun_minute_median=float(60.0 * np.median(weather.sun_at_h - np.arange(len(mean_ghi)))),
        noon_offset_minutes=float(np.angle(turn) * 720.0 / np.pi),
    )


def _month_means(values: np.ndarray) -> np.ndarray:
    return np.bincount(MONTH_OF_HOUR, values.mean(axis=0), 12) / (24 * MONTH_DAYS)

"""Any number of different hourly years from the monthly facts of a place."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from pvlift.errors import Notice, Words
from pvlift.facts.places import (
    ATTRIBUTION,
    Climate,
    annual_ghi_kwh_per_m2,
    cities,
    climate_of,
    nearest,
)
from pvlift.weather import air, hours, matrices
from pvlift.weather.plevels import PLevels, p_levels
from pvlift.weather.records import MONTH_DAYS, MONTH_OF_DAY, N_HOURS, HourlyWeather
from pvlift.weather.sunpath import lit_hours

__all__ = [
    "ATTRIBUTION",
    "UNIFORMS_PER_YEAR",
    "Climate",
    "PLevels",
    "annual_ghi_kwh_per_m2",
    "cities",
    "climate_of",
    "hourly_years",
    "month_factors",
    "month_kt",
    "nearest",
    "p_levels",
]

_COMMON = slice(0, 1)  # one number the whole year shares
_MONTHS = slice(1, 13)
_DAYS = slice(13, 378)
_HOURS = slice(378, 378 + N_HOURS)
_WARMTH = slice(_HOURS.stop, _HOURS.stop + 366)
_WIND = slice(_WARMTH.stop, _WARMTH.stop + N_HOURS)
UNIFORMS_PER_YEAR = _WIND.stop
"""How many uniform numbers make one weather year."""

MONTH_KT_CEILING = 0.80  # no month is brighter: every hour would be clear
DIFFUSE_BELIEVED_FRAC = 0.85  # above it the table's diffuse is doubtful (Sichuan's winters)
WET_SPELL_MEMORY = 0.3  # brings lag-1 of the days to 0.4-0.5 south of the Yangtze, as measured at
# Chinese stations (0.44-0.55, 1988-2017); the matrices alone give 0.2, right for the north
TEMP_MEMORY = 0.67  # lag-1 of the daily mean's anomaly, 270 Chinese typical years
TEMP_SD_C = 2.9  # its standard deviation, same source
TEMP_KT_INNOVATION = 0.22  # gives the measured correlation of 0.19 between anomaly and clearness
RANGE_OF_MEAN_DAY = 0.87  # the mean day's range as a share of the mean of daily ranges
RANGE_C_PER_KT = 14.4  # 0.87 x 16.5 degC of daily range per unit of clearness
WIND_MEMORY = 0.86  # lag-1 of hourly normal scores in typical years of seven cities
WIND_SWING_FRAC = 0.25  # afternoon above, night below the mean, same files

_CHAIN = hours.Chain(
    matrices.MONTH_KT_LIMITS, matrices.DAY_KT_LOW, matrices.DAY_KT_HIGH, matrices.CUMULATED
)


def hourly_years(climate: Climate, uniforms: np.ndarray, *, spread: bool) -> HourlyWeather:
    """Synthetic hourly years with the climate's monthly means.

    Parameters
    ----------
    uniforms : float[n_weather, UNIFORMS_PER_YEAR] in (0, 1); row w makes year w and nothing else
    spread   : False: every month of every year has exactly the climate's mean GHI;
               True: months and years spread as measured and the long-run mean is the climate's

    References
    ----------
    Daily clearness: Aguiar et al. 1988; hourly: TAG, Aguiar & Collares-Pereira 1992; diffuse:
    Erbs et al. 1982; see hours.py and air.py.
    """
    uniforms = np.asarray(uniforms, dtype=float)
    if uniforms.ndim != 2 or uniforms.shape[1] != UNIFORMS_PER_YEAR:
        raise ValueError(f"uniforms: shape {uniforms.shape}, wanted (n, {UNIFORMS_PER_YEAR})")
    if not np.all((uniforms > 0.0) & (uniforms < 1.0)):
        raise ValueError("uniforms must lie in (0, 1), the ends excluded")
    place = (climate.lat_deg, climate.lon_deg, climate.altitude_m, climate.utc_offset_h)
    sky = sky_of(*place)
    lit = lit_hours(*place)
    mean_kt = month_kt(climate)
    kt = np.broadcast_to(mean_kt, (len(uniforms), 12))
    if spread:
        kt = np.minimum(mean_kt * month_factors(climate, uniforms), MONTH_KT_CEILING)
    ghi, dni, dhi, temp_air, wind_speed = (np.zeros((len(uniforms), N_HOURS)) for _ in range(5))
    for year, numbers in enumerate(uniforms):
        kt_day, kt_hour = np.empty(365), np.empty(N_HOURS)
        _fill_sun(sky, np.ascontiguousarray(kt[year]), _memory(climate), numbers, kt_day, kt_hour)
        share = _diffuse_month_frac(climate, mean_kt, kt[year])
        hours.split_hours(sky, kt_hour, share, ghi[year], dni[year], dhi[year])
        _fill_air(climate, kt_day, numbers, temp_air[year], wind_speed[year], spread)
    return HourlyWeather(
        ghi=ghi, dni=dni, dhi=dhi, temp_air=temp_air, wind_speed=wind_speed,
        sun_at_h=lit.sun_at_h, is_hour_mean=False, albedo=None,
        lat_deg=climate.lat_deg, lon_deg=climate.lon_deg, altitude_m=climate.altitude_m,
        utc_offset_h=climate.utc_offset_h,
        source=source_words(climate).en,
        notices=(*climate.notices, *_unreached(climate, mean_kt, ghi, spread)),
    )  # fmt: skip


def source_words(climate: Climate) -> Words:
    """One line on generated years: where, from what, how."""
    return Words(
        f"{climate.city_en} {climate.city_zh}: hourly years made from monthly means (CDSRD "
        "1988-2017, CSWD) by Aguiar 1988, TAG 1992 and Erbs 1982",
        f"{climate.city_zh}：由月均值（中国太阳辐射日数据集 1988—2017 年、建筑热环境典型年）生成的"
        "逐时气象年，方法见 Aguiar 1988、TAG 1992、Erbs 1982",
    )


def month_kt(climate: Climate) -> np.ndarray:
    """Monthly mean clearness index: float[12]."""
    sky = sky_of(climate.lat_deg, climate.lon_deg, climate.altitude_m, climate.utc_offset_h)
    above_kwh = np.bincount(np.repeat(MONTH_OF_DAY, 24), sky.above_air, 12) / 1000.0
    ghi_kwh = climate.ghi_kwh_per_m2_per_day * MONTH_DAYS
    return np.minimum(ghi_kwh / np.where(above_kwh > 0.0, above_kwh, np.inf), MONTH_KT_CEILING)


def _diffuse_month_frac(climate: Climate, mean_kt: np.ndarray, kt: np.ndarray) -> np.ndarray:
    """Diffuse share of each month: the climate's, moved with the month's clearness as the monthly
    means of Erbs et al. 1982 move; nan where the climate's share is too high to be believed."""

    def monthly_erbs(kt: np.ndarray) -> np.ndarray:
        k = np.clip(kt, 0.3, 0.8)
        return 1.311 + k * (-3.022 + k * (3.427 - 1.821 * k))

    share = climate.dhi_kwh_per_m2_per_day / climate.ghi_kwh_per_m2_per_day
    moved = np.clip(share + monthly_erbs(kt) - monthly_erbs(mean_kt), 0.1, 0.98)
    return np.where(share <= DIFFUSE_BELIEVED_FRAC, moved, np.nan)


def month_factors(climate: Climate, uniforms: np.ndarray) -> np.ndarray:
    """GHI of each month of each year over its long-run mean: float[n_weather, 12].

    Lognormal with mean 1 and the month's own coefficient of variation; the months of one year
    share a common factor just strong enough that the year's coefficient of variation is the
    measured one.
    """
    variance = np.log1p(climate.ghi_month_cv_frac**2)
    common, scale = _common_share(climate)
    own = _normals(uniforms[:, _MONTHS])
    shared = _normals(uniforms[:, _COMMON])
    score = np.sqrt(common) * shared + np.sqrt(1.0 - common) * own
    return np.exp(scale * np.sqrt(variance) * score - 0.5 * scale**2 * variance)


def _common_share(climate: Climate) -> tuple[float, float]:
    """Correlation of the months' logarithms, and the factor on their spread (1 unless independent
    months alone would spread the year too far)."""
    sd = np.sqrt(np.log1p(climate.ghi_month_cv_frac**2))
    weight = climate.ghi_kwh_per_m2_per_day * MONTH_DAYS
    weight = weight / weight.sum()

    def year_variance(common: float, scale: float) -> float:
        both = np.full((12, 12), common)
        np.fill_diagonal(both, 1.0)
        return float(weight @ np.expm1(both * np.outer(sd, sd) * scale**2) @ weight)

    wanted = climate.ghi_year_cv_frac**2
    if wanted <= year_variance(0.0, 1.0):
        return 0.0, _root(lambda scale: year_variance(0.0, scale) - wanted, 0.0, 1.0)
    if wanted >= year_variance(1.0, 1.0):
        return 1.0, _root(lambda scale: year_variance(1.0, scale) - wanted, 1.0, 9.0)
    return _root(lambda common: year_variance(common, 1.0) - wanted, 0.0, 1.0), 1.0


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses zero, by halving."""
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if rising(middle) > 0.0 else (middle, high)
    return 0.5 * (low + high)


def _normals(uniforms: np.ndarray) -> np.ndarray:
    flat = np.ascontiguousarray(uniforms).ravel()
    normals = np.empty(flat.size)
    hours.normals_from_uniforms(flat, normals)
    return normals.reshape(uniforms.shape)


@lru_cache(maxsize=64)
def sky_of(
    lat_deg: float, lon_deg: float, altitude_m: float, utc_offset_h: float
) -> hours.SunHours:
    lit = lit_hours(lat_deg, lon_deg, altitude_m, utc_offset_h)
    sin_elevation = np.where(lit.lit_frac > 0.0, np.maximum(lit.path.cos_zenith, 0.0), 0.0)
    from_noon_h = lit.path.true_solar_h - 12.0
    return hours.SunHours(
        sin_elevation=sin_elevation,
        above_air=sin_elevation * lit.path.extra_normal * lit.lit_frac,
        # Aguiar & Collares-Pereira count the solar hour n by its end: n - 12.5 is its middle.
        kt_clear=0.88 * np.cos(np.pi * from_noon_h / 30.0),
        month_of_day=MONTH_OF_DAY,
    )


def _memory(climate: Climate) -> float:
    """Extra persistence of cloudy and clear spells: China south of the Yangtze, without Tibet."""
    is_south = climate.lat_deg < 32.0 and climate.lon_deg > 97.0
    return WET_SPELL_MEMORY if is_south else 0.0


def _fill_sun(sky, kt, memory, numbers, kt_day, kt_hour):
    """Clearness of the days and hours of one year, in place."""
    day_numbers = np.empty(365)
    hours.lean_on_yesterday(numbers[_DAYS], memory, day_numbers)
    hours.day_indices(_CHAIN, kt, MONTH_OF_DAY, day_numbers, kt_day)
    above_day = sky.above_air.reshape(365, 24).sum(axis=1)
    hours.fit_days_to_months(kt, MONTH_OF_DAY, above_day, kt_day)
    hours.hour_indices(sky, kt_day, numbers[_HOURS], kt_hour)
    hours.fit_hours_to_months(kt, sky, kt_hour)


def _fill_air(climate, kt_day, numbers, temp_air, wind_speed, spread):
    """Temperature and wind of one year, in place."""
    month_mean_kt = np.bincount(MONTH_OF_DAY, kt_day, 12) / MONTH_DAYS
    off_kt = kt_day - month_mean_kt[MONTH_OF_DAY]
    month_sd = np.sqrt(np.bincount(MONTH_OF_DAY, off_kt**2, 12) / MONTH_DAYS)
    score = off_kt / np.where(month_sd > 0.0, month_sd, 1.0)[MONTH_OF_DAY]
    anomaly_c = np.empty(365)
    air.day_anomalies(
        score, _normals(numbers[_WARMTH]), TEMP_MEMORY, TEMP_SD_C, TEMP_KT_INNOVATION, anomaly_c
    )
    if not spread:  # a typical year keeps the months' means
        anomaly_c -= (np.bincount(MONTH_OF_DAY, anomaly_c, 12) / MONTH_DAYS)[MONTH_OF_DAY]
    range_c = RANGE_OF_MEAN_DAY * climate.temp_range_c[MONTH_OF_DAY] + RANGE_C_PER_KT * off_kt
    solar_offset_h = climate.lon_deg / 15.0 - climate.utc_offset_h
    air.hour_temperatures(
        _smooth_days(climate.temp_air) + anomaly_c, np.maximum(range_c, 1.0), solar_offset_h,
        temp_air,
    )  # fmt: skip
    air.hour_winds(
        np.array(climate.wind_speed),  # writable, as every other array the kernels meet
        MONTH_OF_DAY,
        _normals(numbers[_WIND]),
        WIND_MEMORY,
        WIND_SWING_FRAC,
        wind_speed,
    )
    if not spread:
        months = np.repeat(MONTH_OF_DAY, 24)
        got = np.bincount(months, wind_speed, 12) / (24 * MONTH_DAYS)
        wind_speed *= (climate.wind_speed / np.where(got > 0.0, got, 1.0))[months]


def _smooth_days(month_mean: np.ndarray) -> np.ndarray:
    """Daily means, straight lines between nodes in mid-month, each month's mean kept."""
    ends = np.cumsum(MONTH_DAYS)
    middles = ends - MONTH_DAYS / 2.0
    days = np.arange(365) + 0.5
    lines = np.array([np.interp(days, middles, row, period=365.0) for row in np.eye(12)])
    of_months = np.array([np.bincount(MONTH_OF_DAY, line, 12) / MONTH_DAYS for line in lines]).T
    return np.linalg.solve(of_months, month_mean) @ lines


def _unreached(climate, mean_kt, ghi, spread):
    """Say so where the caps on bright hours kept a month below its mean."""
    if spread:
        return
    wanted = climate.ghi_kwh_per_m2_per_day.dot(MONTH_DAYS) * 1000.0
    worst = float(np.max(np.abs(ghi.sum(axis=1) / wanted - 1.0), initial=0.0))
    if worst > 0.001:
        yield Notice(
            "climate_level_not_reached",
            Words(
                en=f"the year's GHI misses the climate's by {worst:.1%}: too bright for the place",
                zh=f"生成年总辐射与气候值相差 {worst:.1%}：数值超出当地可能范围",
            ),
        )

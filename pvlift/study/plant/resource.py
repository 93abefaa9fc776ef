"""What the weather of a place or a file is worth: months, levels, spread, checks."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from pvlift.errors import Notice, Words
from pvlift.facts.places import Climate
from pvlift.scenario.load import load
from pvlift.study.plant.weather import climate_at, levels_at, made_years, weather_of
from pvlift.weather import beam, climate, instants, read
from pvlift.weather.plevels import PLevels, p_levels
from pvlift.weather.records import MONTH_OF_HOUR, HourlyWeather, monthly_kwh_per_m2
from pvlift.weather.sunpath import SunInstants, sun_path

N_YEARS = 10  # years made for a city
SEED = 1
LONG_YEARS = 20  # of a plant's life, for the level of its mean
HIGH_SUN_COS = 0.17  # ten degrees above the horizon
KT_BINS = np.linspace(0.0, 1.0, 41)


class Check(NamedTuple):
    """One thing that was looked at."""

    name: str
    words: Words
    found: str
    is_good: bool


class Resource(NamedTuple):
    """Sun, air and wind of one source."""

    title: Words
    weather: HourlyWeather
    ghi_kwh_per_m2: np.ndarray  # float[n_weather, 12]
    dni_kwh_per_m2: np.ndarray
    dhi_kwh_per_m2: np.ndarray
    temp_air: np.ndarray  # float[12] mean [degC]
    wind_speed: np.ndarray  # float[12] mean [m/s]
    kt_frac: np.ndarray  # float[40] share of the hours with a high sun in each bin of KT_BINS
    one_year: PLevels | None  # levels of a single year, mean GHI of this source as P50
    long_mean: PLevels | None  # levels of the mean of LONG_YEARS
    spread_words: Words  # where the year-to-year spread comes from
    year_cv_frac: float  # nan: not known
    checks: tuple[Check, ...]
    attribution: Words
    notices: tuple[Notice, ...]


def resource_of(*sources: str) -> Resource:
    """A city's name, a scenario (.toml), or one or several weather files of one place.

    Raises
    ------
    WeatherError or ScenarioError with every fault.
    """
    first = sources[0]
    if len(sources) == 1 and first.lower().endswith(".toml"):
        loaded = load(first)
        scenario = loaded.scenario
        place = None if scenario.weather.files else climate_at(scenario)
        return _resource(scenario.name, weather_of(loaded, spread=False), place)
    paths = [Path(source) for source in sources]
    if len(paths) > 1 or paths[0].exists() or len(paths[0].suffix) > 1:
        return _resource(", ".join(path.name for path in paths), read.read_many(paths), None)
    place = climate.climate_of(first)
    years = made_years(place, N_YEARS, SEED, spread=False)
    return _resource(Words(place.city_en, place.city_zh), years, place)


def _resource(title: str | Words, years: HourlyWeather, place: Climate | None) -> Resource:
    """Months, levels and checks of weather years; `place` where they are made from a climate."""
    if isinstance(title, str):
        title = Words(title, title)
    path = sun_path(
        years.lat_deg, years.lon_deg, years.altitude_m, years.utc_offset_h, years.sun_at_h
    )
    ghi = monthly_kwh_per_m2(years.ghi)
    one, long, words, cv_frac = _levels(ghi, years, place)
    return Resource(
        title=title,
        weather=years,
        ghi_kwh_per_m2=ghi,
        dni_kwh_per_m2=monthly_kwh_per_m2(years.dni),
        dhi_kwh_per_m2=monthly_kwh_per_m2(years.dhi),
        temp_air=_monthly_mean(years.temp_air),
        wind_speed=_monthly_mean(years.wind_speed),
        kt_frac=_clearness(years, path),
        one_year=one,
        long_mean=long,
        spread_words=words,
        year_cv_frac=cv_frac,
        checks=tuple(_checks(years, path)),
        attribution=climate.ATTRIBUTION if place else _of_file(years),
        notices=years.notices,
    )


def _of_file(years: HourlyWeather) -> Words:
    return Words(
        f"{years.source}. Rights are those of the publisher of the file.",
        f"{years.source}。数据权利归原发布方所有。",
    )


def _monthly_mean(values: np.ndarray) -> np.ndarray:
    """Mean of all years by month: float[12]."""
    mean = values.mean(axis=0)
    return np.bincount(MONTH_OF_HOUR, mean, 12) / np.bincount(MONTH_OF_HOUR, minlength=12)


def _levels(ghi: np.ndarray, years: HourlyWeather, place: Climate | None):
    """Levels of one year and of the long mean, where their spread comes from, and the spread."""
    if place is not None:
        words = Words(
            "measured at the place, 1988-2017, and 5% for the level itself",
            "当地 1988—2017 年实测年际变率，另计总量水平不确定度 5%",
        )
        return p_levels(place, 1), p_levels(place, LONG_YEARS), words, place.ghi_year_cv_frac
    one = levels_at(years.lat_deg, years.lon_deg, 1)
    if one is None:
        spread = ghi.sum(axis=1)
        cv = float(spread.std(ddof=1) / spread.mean()) if len(spread) >= 5 else np.nan
        words = Words(
            "no city of the climate table is near: the spread between years is not known",
            "附近没有内置气候表中的城市，年际变率未知",
        )
        return None, None, words, cv
    near = climate.nearest(years.lat_deg, years.lon_deg)
    share = float(ghi.sum(axis=1).mean()) / one.p50_kwh_per_m2
    words = Words(
        f"spread as measured near {near.city_en}, level of this file, and 5% for the level itself",
        f"总量取自本文件，年际变率取自{near.city_zh}实测，另计总量水平不确定度 5%",
    )
    long = levels_at(years.lat_deg, years.lon_deg, LONG_YEARS)
    return _scaled(one, share), _scaled(long, share), words, one.year_cv_frac


def _scaled(levels: PLevels, share: float) -> PLevels:
    names = [name for name in levels._fields if name.endswith("_kwh_per_m2")]
    return levels._replace(**{name: share * getattr(levels, name) for name in names})


def _clearness(years: HourlyWeather, path: SunInstants) -> np.ndarray:
    """How often each clearness index occurs under a high sun; what lies above 1 counts as 1."""
    high = path.cos_zenith > HIGH_SUN_COS
    if not high.any():
        return np.zeros(len(KT_BINS) - 1)
    kt = years.ghi[:, high] / (path.extra_normal * path.cos_zenith)[high]
    counts, _ = np.histogram(np.clip(kt, 0.0, 1.0 - 1e-9), KT_BINS)
    return counts / counts.sum()


def _checks(years: HourlyWeather, path: SunInstants):
    """What a file must keep to be weather of its place; nothing here changes the data."""
    n_years, n_hours = years.ghi.shape
    columns = (years.ghi, years.dni, years.dhi, years.temp_air, years.wind_speed)
    whole = all(np.isfinite(column).all() for column in columns)
    words = Words("hours, none missing", "小时数，无缺测")
    yield Check("hours", words, f"{n_years} × {n_hours}", whole)
    excess = beam.closure_excess_frac(years.ghi, years.dni, years.dhi, path.cos_zenith)
    words = Words("GHI against DNI cos Z + DHI, year", "总辐射与直射、散射之和的年差")
    yield Check("closure", words, f"{round(100.0 * excess, 2) + 0.0:+.2f}%", abs(excess) < 0.02)
    late_h, _ = instants.noon_offset_h(years.ghi, path)
    words = Words("radiation's noon after the sun's (min)", "辐射正午迟于真太阳时正午（分钟）")
    yield Check("noon", words, f"{round(60.0 * late_h):+d}", abs(late_h) < 0.5)
    moved = 60.0 * (years.sun_at_h - np.arange(n_hours) - 0.5)
    words = Words("sun after the hour's middle (min)", "太阳位置相对时段中点的偏移（分钟）")
    middle, low, high = (round(float(x)) for x in (np.median(moved), moved.min(), moved.max()))
    found = f"{middle:+d} ({low:+d} … {high:+d})"
    yield Check("sun_offset", words, found, True)
    high = path.cos_zenith > HIGH_SUN_COS
    top = np.nan
    if high.any():
        top = float((years.ghi[:, high] / (path.extra_normal * path.cos_zenith)[high]).max())
    words = Words("highest clearness index", "最高逐时晴空指数")
    yield Check("clearest", words, f"{top:.2f}", top < 1.2)
    share = float(years.dhi.sum() / years.ghi.sum())
    words = Words("diffuse share of the year", "全年散射占比")
    yield Check("diffuse", words, f"{share:.0%}", 0.1 < share < 0.9)
    words = Words("air temperature", "气温范围")
    found = f"{years.temp_air.min():.1f} … {years.temp_air.max():.1f} °C"
    yield Check("temperature", words, found, True)
    words = Words("mean wind", "平均风速")
    yield Check("wind", words, f"{years.wind_speed.mean():.1f} m/s", True)

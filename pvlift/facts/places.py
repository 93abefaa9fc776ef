"""The climate that pvlift carries: monthly facts of 96 Chinese places."""

from __future__ import annotations

import csv
import math
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, WeatherError, Words

ATTRIBUTION = Words(
    en="Solar resource: monthly means from the China Daily Solar Radiation Dataset (Xi'an "
    "University of Architecture and Technology, 1988-2017) and, within 35 km, from the China "
    "Standard Weather Data typical year (China Meteorological Administration and Tsinghua "
    "University). Temperature, humidity and wind: the nearest such typical year. Modelled values; "
    "annual irradiation is uncertain by about 5% (1 sigma).",
    zh="太阳能资源：取自中国太阳辐射日数据集（西安建筑科技大学，1988—2017 年）的月均值；35 km 内有"
    "典型年数据时，与《中国建筑热环境分析专用气象数据集》典型年（中国气象局、清华大学）取平均。"
    "气温、湿度、风速取自最近站点的典型年。以上均为模型估计值，年总辐射量不确定度约 5%（1σ）。",
)
"""To be printed wherever this climate is used."""

MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])  # no 29 February
UTC_OFFSET_H = 8.0  # one legal time in all of China
EARTH_RADIUS_KM = 6371.0
NEAR_KM = 100.0


class Climate(NamedTuple):
    """Monthly means of one place; arrays run from January to December."""

    city_zh: str
    city_en: str
    province: str
    lat_deg: float
    lon_deg: float
    altitude_m: float
    utc_offset_h: float
    ghi_kwh_per_m2_per_day: np.ndarray  # mean day of the month
    dhi_kwh_per_m2_per_day: np.ndarray
    temp_air: np.ndarray  # monthly mean [degC]
    temp_range_c: np.ndarray  # monthly mean of the day's highest minus lowest hour
    wind_speed: np.ndarray  # monthly mean [m/s]
    ghi_month_cv_frac: np.ndarray  # spread of the month's GHI between years, 1988-2017
    ghi_year_cv_frac: float  # the same of the year's GHI
    notices: tuple[Notice, ...]  # how well the place is covered


def annual_ghi_kwh_per_m2(climate: Climate) -> float:
    """GHI of the mean year of 365 days."""
    return float(climate.ghi_kwh_per_m2_per_day @ MONTH_DAYS)


def cities() -> tuple[Climate, ...]:
    """Every place of the table, in its order."""
    return _table()


def climate_of(city: str) -> Climate:
    """The climate of a city by its Chinese or English name; case and brackets do not matter."""
    wanted = _plain(city)
    for climate in _table():
        if wanted in _names(climate):
            return climate
    raise WeatherError(city, [_unknown(city)])


def nearest(lat_deg: float, lon_deg: float) -> Climate:
    """The climate of the nearest place, moved to the position asked for, the distance said."""
    if not (math.isfinite(lat_deg) and math.isfinite(lon_deg) and abs(lat_deg) <= 90.0):
        raise ValueError(f"not a position: {lat_deg}, {lon_deg}")
    climate = min(_table(), key=lambda one: distance_km(lat_deg, lon_deg, one.lat_deg, one.lon_deg))
    away_km = distance_km(lat_deg, lon_deg, climate.lat_deg, climate.lon_deg)
    far = Words(
        en=f"climate taken from {climate.city_en}, {away_km:.0f} km away"
        + ("; too far to trust, give a weather file" if away_km > NEAR_KM else ""),
        zh=f"气候数据取自 {away_km:.0f} km 外的{climate.city_zh}"
        + ("；距离过远，不宜采信，请提供气象文件" if away_km > NEAR_KM else ""),
    )
    notice = Notice("climate_far" if away_km > NEAR_KM else "climate_near", far)
    return climate._replace(
        lat_deg=float(lat_deg), lon_deg=float(lon_deg), notices=(*climate.notices, notice)
    )


def distance_km(lat_a_deg: float, lon_a_deg: float, lat_b_deg: float, lon_b_deg: float) -> float:
    """Length of the great circle between two positions."""
    a, b = math.radians(lat_a_deg), math.radians(lat_b_deg)
    dlon = math.radians(lon_b_deg - lon_a_deg)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(dlon / 2) ** 2
    return 2.0 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(half, 1.0)))


@lru_cache(maxsize=1)
def _table() -> tuple[Climate, ...]:
    text = resources.files("pvlift.facts").joinpath("climate.csv").read_text(encoding="utf-8")
    return tuple(_climate(row) for row in csv.DictReader(text.splitlines()))


def _climate(row: dict[str, str]) -> Climate:
    def months(name: str) -> np.ndarray:
        values = np.array([float(row[f"{name}_{month:02d}"]) for month in range(1, 13)])
        values.setflags(write=False)
        return values

    return Climate(
        city_zh=row["city_zh"],
        city_en=row["city_en"],
        province=row["province"],
        lat_deg=float(row["lat"]),
        lon_deg=float(row["lon"]),
        altitude_m=float(row["alt_m"]),
        utc_offset_h=UTC_OFFSET_H,
        ghi_kwh_per_m2_per_day=months("GHI"),
        dhi_kwh_per_m2_per_day=months("DHI"),
        temp_air=months("T"),
        temp_range_c=months("TMAX") - months("TMIN"),
        wind_speed=months("WS"),
        ghi_month_cv_frac=months("CVM") / 100.0,
        ghi_year_cv_frac=float(row["cv_annual_pct"]) / 100.0,
        notices=tuple(_doubts(row)),
    )


def _doubts(row: dict[str, str]):
    """What the table itself says against a row."""
    if "proxy" in row["ghi_quality"]:
        reach = row["ghi_quality"].split("proxy ")[1]
        yield Notice(
            "climate_proxy_radiation",
            Words(
                en=f"radiation from a station {reach} away",
                zh=f"太阳辐射取自距离 {reach} 的站点",
            ),
        )
    if row["verified"].startswith("1 source"):
        yield Notice(
            "climate_one_source",
            Words(
                en="radiation: one source, not cross-checked",
                zh="太阳辐射：仅一个数据来源，未交叉核对",
            ),
        )
    else:
        gap_pct = float(row["verified"].split("CDSRD/CSWD")[1].strip(" %"))
        if abs(gap_pct) >= 9.0:
            yield Notice(
                "climate_sources_differ",
                Words(
                    en=f"the two radiation sources differ by {gap_pct:+.1f}%: doubtful level",
                    zh=f"两个辐射数据来源相差 {gap_pct:+.1f}%，总量存疑",
                ),
            )
    if "proxy" in row["met_quality"]:
        reach = row["met_quality"].split("proxy ")[1]
        yield Notice(
            "climate_proxy_air",
            Words(
                en=f"temperature and wind from a station {reach} away",
                zh=f"气温和风速取自距离 {reach} 的站点",
            ),
        )


def _plain(name: str) -> str:
    """A name without case, blanks, apostrophes and the endings people add."""
    short = "".join(letter for letter in name.casefold() if letter.isalnum() or letter in "()（）")
    short = short.replace("（", "(").replace("）", ")")
    return short[:-1] if len(short) > 2 and short.endswith("市") else short


def _names(climate: Climate) -> set[str]:
    whole = {_plain(climate.city_zh), _plain(climate.city_en)}
    outer = {name.split("(")[0] for name in whole}
    inner = {name.split("(")[1].rstrip(")") for name in whole if "(" in name}
    return whole | outer | {name for name in inner if name not in {"参考", "ref"}}


def _unknown(city: str) -> Fault:
    from difflib import get_close_matches

    by_name = {name: climate for climate in _table() for name in sorted(_names(climate))}
    close = get_close_matches(_plain(city), by_name, n=5, cutoff=0.5)
    close += [
        name
        for name in by_name
        if len(_plain(city)) and (_plain(city) in name or name in _plain(city))
    ]
    near = list(dict.fromkeys(by_name[name][:2] for name in close))[:4]
    en, zh = "; ".join(f"{b} {a}" for a, b in near), "、".join(a for a, _ in near)
    return Fault(
        "city",
        repr(city),
        Words(
            en=(f"a known city, such as {en}" if near else "one of the known cities")
            + " (pvlift.facts.places.cities lists all "
            + f"{len(_table())}); or give lat and lon, or a weather file",
            zh=(f"表中已有的城市，例如{zh}" if near else "表中已有的城市")
            + f"（共 {len(_table())} 个）；也可以给出经纬度或气象文件",
        ),
    )

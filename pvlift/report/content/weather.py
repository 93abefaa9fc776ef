"""What is told of the sun of a place or of weather files."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.document import Column, Document, Section, Sentence, Table, own
from pvlift.report.figure import Axis, Bars, Figure, Panel
from pvlift.report.words.numbers import number, numbers, percent
from pvlift.report.words.plant import month_words, said
from pvlift.report.words.terms import put, with_colon, with_unit

if TYPE_CHECKING:
    from pvlift.study.plant.resource import Resource
    from pvlift.weather.plevels import PLevels

PERCENTS = (50, 75, 90, 95)
KINDS = {  # of the columns of a month, with the digits of a page
    "ghi": ("kwh_per_m2", 0),
    "dni": ("kwh_per_m2", 0),
    "dhi": ("kwh_per_m2", 0),
    "diffuse_share": ("frac", 0),
    "temp": ("degc", 1),
    "wind": ("m_per_s", 1),
}
SENTENCE = Words(
    "Above: light on level ground by month, beam and diffuse. Below: how clear the hours are; a "
    "clearness of 0.8 is a clear sky at noon.",
    "上图为各月水平面总辐射的直射与散射；下图为逐时晴空指数分布，0.8 左右相当于晴天正午。",
)


def weather_content(found: Resource) -> Document:
    """Months, levels, checks, repairs and where the data come from."""
    months = (_month_table(found), *((_level_table(found),) if found.one_year is not None else ()))
    notices = dict.fromkeys(notice.words for notice in found.notices)
    return Document(
        "weather",
        found.title,
        (
            Section("place", None, (Sentence(_place(found), "plain"),)),
            Section("months", None, (*months, Sentence(_spread(found), "plain"), _figure(found))),
            Section("checks", None, (_check_table(found), *map(Sentence, notices))),
            Section("attribution", None, (Sentence(found.attribution, "dim"),)),
        ),
        _data(found),
        is_advice=False,
    )


def _place(found: Resource) -> Words:
    years = found.weather
    n_years = years.ghi.shape[0]
    north, east = years.lat_deg >= 0.0, years.lon_deg >= 0.0
    return put(
        Words(
            "{lat} {ns}, {lon} {ew}, {high} m above sea level, {zone}; {n} weather year{s}",
            "{ns}纬 {lat}，{ew}经 {lon}，海拔 {high} m，{zone}；{n} 个气象年",
        ),
        lat=f"{abs(years.lat_deg):.3f}°",
        lon=f"{abs(years.lon_deg):.3f}°",
        ns=Words("N", "北") if north else Words("S", "南"),
        ew=Words("E", "东") if east else Words("W", "西"),
        high=f"{years.altitude_m:.0f}",
        zone=f"UTC{years.utc_offset_h:+g}",
        n=n_years,
        s="s" if n_years > 1 else "",
    )


def month_columns(found: Resource) -> dict[str, list[float]]:
    """Mean of the years by month, the whole year last: light, diffuse share, air, wind."""
    light = {
        "ghi": found.ghi_kwh_per_m2.mean(axis=0),
        "dni": found.dni_kwh_per_m2.mean(axis=0),
        "dhi": found.dhi_kwh_per_m2.mean(axis=0),
    }
    columns = {key: [*map(float, kwh), float(kwh.sum())] for key, kwh in light.items()}
    pairs = zip(columns["dhi"], columns["ghi"], strict=True)
    columns["diffuse_share"] = [dhi / ghi if ghi > 0.0 else math.nan for dhi, ghi in pairs]
    weather = found.weather
    columns["temp"] = [*map(float, found.temp_air), float(weather.temp_air.mean())]
    columns["wind"] = [*map(float, found.wind_speed), float(weather.wind_speed.mean())]
    return columns


def _month_table(found: Resource) -> Table:
    names = [*(month_words(n) for n in range(12)), said["year"]]
    values = month_columns(found)
    columns = [
        Column("month", said["month"], names, shown="page"),
        Column("month", said["month"], [*range(1, 13), said["year"]], "year", shown="file"),
    ]
    for key, (kind, digits) in KINDS.items():
        columns.append(Column(key, said[key], values[key], kind, digits, 2))
    return Table("months", said["resource"], tuple(columns))


def _level_table(found: Resource) -> Table:
    rows = [("one_year", found.one_year), ("mean_of", found.long_mean)]
    names = [said.put(key, n=levels.n_years) for key, levels in rows]
    values = [_values(levels) for _, levels in rows]
    columns = (
        Column("item", said["item"], names),
        *(
            Column(f"p{p}", own(f"P{p}"), [row[k] for row in values], "kwh_per_m2", 0)
            for k, p in enumerate(PERCENTS)
        ),
    )
    return Table("levels", said["levels"], columns, in_file=False)


def _spread(found: Resource) -> Words:
    """How much the years differ, and how that is known."""
    spread = percent(found.year_cv_frac)

    def text(lang: str) -> str:
        told = with_unit(spread, found.spread_words.text(lang), lang)
        return with_colon(said("spread", lang), told, lang)

    return Words(text("en"), text("zh"))


def _values(levels: PLevels) -> list[float]:
    return [getattr(levels, f"p{p}_kwh_per_m2") for p in PERCENTS]


def _check_table(found: Resource) -> Table:
    columns = (
        Column("check", said["check"], [check.words for check in found.checks]),
        Column("found", said["found"], [check.found for check in found.checks]),
        Column("good", own(""), ["√" if c.is_good else "!" for c in found.checks], align="right"),
    )
    return Table("checks", said["checks"], columns, in_file=False)


def _figure(found: Resource) -> Figure:
    """Monthly global irradiation split into beam and diffuse; share of hours by clearness."""
    ghi, dhi = found.ghi_kwh_per_m2.mean(axis=0), found.dhi_kwh_per_m2.mean(axis=0)
    months = np.arange(12)
    upper = Panel(
        Axis(kind="name", names=tuple(month_words(n) for n in range(12))),
        Axis(kind="kwh_per_m2", low=0.0),
        (
            Bars(months, dhi, said["dhi"], "second"),
            Bars(months, ghi - dhi, said["beam_on_ground"], "sun", dhi),
        ),
        height=3,
    )
    edges = np.linspace(0.0, 1.0, len(found.kt_frac) + 1)
    width = 0.9 * float(edges[1] - edges[0])
    bars = Bars(0.5 * (edges[:-1] + edges[1:]), found.kt_frac, None, "main", width=width)
    lower = Panel(
        Axis(said["clearness"], "number", low=0.0, high=1.0),
        Axis(said["hours_frac"], "frac", low=0.0),
        (bars,),
        height=2,
    )
    return Figure("weather", said["resource"], SENTENCE, (upper, lower), found.title)


def _data(found: Resource) -> dict:
    years, columns = found.weather, month_columns(found)
    return {
        "source": found.title,
        "place": {
            "lat_deg": years.lat_deg,
            "lon_deg": years.lon_deg,
            "altitude_m": years.altitude_m,
            "utc_offset_h": years.utc_offset_h,
        },
        "n_weather_years": int(years.ghi.shape[0]),
        "months": {
            "ghi_kwh_per_m2": numbers(columns["ghi"][:12], 3),
            "dni_kwh_per_m2": numbers(columns["dni"][:12], 3),
            "dhi_kwh_per_m2": numbers(columns["dhi"][:12], 3),
            "temp_air_c": numbers(columns["temp"][:12], 3),
            "wind_speed_m_per_s": numbers(columns["wind"][:12], 3),
        },
        "years": {"ghi_kwh_per_m2": numbers(found.ghi_kwh_per_m2.sum(axis=1), 3)},
        "levels": [
            {"n_years": levels.n_years, "sigma_frac": round(levels.sigma_frac, 5)}
            | {
                f"p{p}_kwh_per_m2": round(value, 2)
                for p, value in zip(PERCENTS, _values(levels), strict=True)
            }
            for levels in (found.one_year, found.long_mean)
            if levels is not None
        ],
        "year_to_year_cv_frac": number(found.year_cv_frac, 5),
        "spread": found.spread_words,
        "clearness_share_frac": numbers(found.kt_frac, 5),
        "checks": [
            {
                "key": check.name,
                "text": check.words,
                "found": check.found,
                "good": bool(check.is_good),
            }
            for check in found.checks
        ],
        "warnings": [{"code": notice.code, "text": notice.words} for notice in found.notices],
        "attribution": found.attribution,
    }

"""The sun of a place or a weather file: terminal, JSON, CSV."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.render.json import json_text
from pvlift.report.render.sheet import say, titled_table
from pvlift.report.screen import bullets, printing
from pvlift.report.words.numbers import grouped, number, numbers, percent
from pvlift.report.words.plant import month_name, said
from pvlift.report.words.terms import label, plain, with_colon, with_unit

if TYPE_CHECKING:
    from pvlift.study.plant.resource import Resource
    from pvlift.weather.plevels import PLevels

PERCENTS = (50, 75, 90, 95)
COLUMNS = ("ghi", "dni", "dhi", "diffuse_share", "temp", "wind")


def month_rows(found: Resource) -> Iterator[tuple[int | None, list[float]]]:
    """Mean of the years by month and for the year: GHI, DNI, DHI, diffuse share, air, wind."""
    ghi, dni, dhi = (
        parts.mean(axis=0)
        for parts in (found.ghi_kwh_per_m2, found.dni_kwh_per_m2, found.dhi_kwh_per_m2)
    )
    for n in range(12):
        share = dhi[n] / ghi[n] if ghi[n] > 0.0 else math.nan
        yield n, [ghi[n], dni[n], dhi[n], 100.0 * share, found.temp_air[n], found.wind_speed[n]]
    air, wind = float(found.weather.temp_air.mean()), float(found.weather.wind_speed.mean())
    share = dhi.sum() / ghi.sum() if ghi.sum() > 0.0 else math.nan
    yield None, [ghi.sum(), dni.sum(), dhi.sum(), 100.0 * share, air, wind]


def show_resource(found: Resource, lang: str, out: Path | None = None, stream=None) -> None:
    """Print months, levels, checks, repairs and where the data come from."""
    with printing(stream or sys.stdout) as console:
        say(console, plain(found.title.text(lang)), style="bold")
        say(console, _place(found, lang))
        console.print()
        console.print(_month_table(found, lang))
        if found.one_year is not None:
            console.print(_level_table(found, lang))
        say(console, _spread_text(found, lang))
        console.print()
        console.print(_check_table(found, lang))
        bullets(console, dict.fromkeys(notice.words.text(lang) for notice in found.notices))
        if found.notices:
            console.print()
        say(console, plain(found.attribution.text(lang)), style="dim")
        if out is not None:
            console.print(label("results_in", lang).format(folder=plain(str(out))))


def _place(found: Resource, lang: str) -> str:
    years = found.weather
    n_years = years.ghi.shape[0]
    zone = f"UTC{years.utc_offset_h:+g}"
    north, east = years.lat_deg >= 0.0, years.lon_deg >= 0.0
    lat, lon = f"{abs(years.lat_deg):.3f}°", f"{abs(years.lon_deg):.3f}°"
    if lang == "zh":
        return (
            f"{'北' if north else '南'}纬 {lat}，{'东' if east else '西'}经 {lon}，"
            f"海拔 {years.altitude_m:.0f} m，{zone}；{n_years} 个气象年"
        )
    return (
        f"{lat} {'N' if north else 'S'}, {lon} {'E' if east else 'W'}, "
        f"{years.altitude_m:.0f} m above sea level, {zone}; "
        f"{n_years} weather year{'s' if n_years > 1 else ''}"
    )


def _month_table(found: Resource, lang: str):
    unit = said("irradiation", lang)
    heads = [said(key, lang) for key in COLUMNS]
    heads[:3] = [f"{head}\n{unit}" for head in heads[:3]]
    heads[3:] = [head.replace(" (", "\n(").replace("（", "\n（") for head in heads[3:]]
    table = titled_table(said("resource", lang), said("month", lang), *heads)
    for n, values in month_rows(found):
        name = said("year", lang) if n is None else month_name(n, lang)
        digits = (0, 0, 0, 0, 1, 1)
        cells = [grouped(value, d) for value, d in zip(values, digits, strict=True)]
        table.add_row(name, *cells, style="bold" if n is None else "")
    return table


def _level_table(found: Resource, lang: str):
    heads = [f"P{p}\n{said('irradiation', lang)}" for p in PERCENTS]
    table = titled_table(said("levels", lang), said("item", lang), *heads)
    for key, levels in (("one_year", found.one_year), ("mean_of", found.long_mean)):
        name = said(key, lang).format(n=levels.n_years)
        table.add_row(name, *(grouped(value) for value in _values(levels)))
    return table


def _spread_text(found: Resource, lang: str) -> str:
    """How much the years differ, and how that is known."""
    cv = found.year_cv_frac
    spread = percent(cv)
    text = with_unit(spread, found.spread_words.text(lang), lang)
    return with_colon(said("spread", lang), text, lang)


def _values(levels: PLevels) -> list[float]:
    return [getattr(levels, f"p{p}_kwh_per_m2") for p in PERCENTS]


def _check_table(found: Resource, lang: str):
    heads = (said("check", lang), said("found", lang), "")
    table = titled_table(said("checks", lang), *heads, left=(0, 1))
    for check in found.checks:
        table.add_row(check.words.text(lang), check.found, "√" if check.is_good else "!")
    return table


def resource_dict(found: Resource, lang: str) -> dict:
    """The answer as plain dicts, lists, numbers and text."""
    years = found.weather
    rows = [values for n, values in month_rows(found) if n is not None]
    columns = dict(zip(COLUMNS, np.array(rows).T, strict=True))
    return {
        "source": found.title.text(lang),
        "place": {
            "lat_deg": years.lat_deg,
            "lon_deg": years.lon_deg,
            "altitude_m": years.altitude_m,
            "utc_offset_h": years.utc_offset_h,
        },
        "n_weather_years": int(years.ghi.shape[0]),
        "months": {
            "ghi_kwh_per_m2": numbers(columns["ghi"], 3),
            "dni_kwh_per_m2": numbers(columns["dni"], 3),
            "dhi_kwh_per_m2": numbers(columns["dhi"], 3),
            "temp_air_c": numbers(columns["temp"], 3),
            "wind_speed_m_per_s": numbers(columns["wind"], 3),
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
        "spread": found.spread_words.text(lang),
        "clearness_share_frac": numbers(found.kt_frac, 5),
        "checks": [
            {
                "key": check.name,
                "text": check.words.text(lang),
                "found": check.found,
                "good": bool(check.is_good),
            }
            for check in found.checks
        ],
        "warnings": [
            {"code": notice.code, "text": notice.words.text(lang)} for notice in found.notices
        ],
        "attribution": found.attribution.text(lang),
    }


def resource_document(found: Resource, lang: str) -> str:
    """The answer as JSON text."""
    return json_text(resource_dict(found, lang))


def write_resource(found: Resource, out: Path, lang: str) -> None:
    """Months, picture and JSON into a folder, nothing half-written."""
    from pvlift.report.folder import write_files
    from pvlift.report.pictures.resource import resource_picture

    files = {
        "weather.json": resource_document(found, lang) + "\n",
        "months.csv": _months_csv(found, lang),
        "weather.png": lambda: resource_picture(found, lang),
    }
    write_files(out, files)


def _months_csv(found: Resource, lang: str) -> Iterator[list]:
    unit = said("irradiation", lang)
    heads = [said(key, lang) for key in COLUMNS]
    heads[:3] = [with_unit(head, unit, lang) for head in heads[:3]]
    yield [said("month", lang), *heads]
    for n, values in month_rows(found):
        name = said("year", lang) if n is None else n + 1
        yield [name, *(number(value, 2) for value in values)]

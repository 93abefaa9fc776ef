"""Weather files into checked hourly years: one fault list, every repair said."""

from __future__ import annotations

import codecs
import csv
import json
import re
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from pvlift.errors import Fault, Notice, WeatherError, Words
from pvlift.facts.places import NEAR_KM, distance_km
from pvlift.weather import calendar, checks, columns, light, tables
from pvlift.weather.records import N_HOURS, HourlyWeather
from pvlift.weather.sunlight import settle_sun
from pvlift.weather.tables import Unreadable, WeatherTable
from pvlift.weather.units import unit_faults
from pvlift.weather.zones import legal_utc_offset_h, zone_faults

FORMATS: dict[str, Callable[[str], WeatherTable]] = {
    "epw": tables.epw,
    "pvgis_csv": tables.pvgis_csv,
    "pvgis_json": tables.pvgis_json,
    "tmy3": tables.tmy3,
    "sam_csv": columns.sam_csv,
    "csv": columns.plain_csv,
}
"""Readers by format; `csv` is pvlift's own plain csv (see columns.plain_csv)."""

# The parsers below us have many words for text that is not what its format promises; pvlib takes
# a stream that disappoints it for the name of a file.
_PARSERS_SAY = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError,
    OSError, csv.Error,
)  # fmt: skip

SAME_PLACE_KM = 20.0
OTHER_CLIMATE_KM = 500.0


def read_weather(
    path: str | Path, format: str | None = None, *, near: tuple[float, float] | None = None
) -> HourlyWeather:
    """One weather file as checked hourly years in the legal time of its site.

    Parameters
    ----------
    format : one of FORMATS; None: found from the content
    near   : latitude and longitude of the site; a header far from it is a notice, beyond 500 km a
             fault

    Raises
    ------
    WeatherError with every fault of the file.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(f"format {format!r}, wanted one of {', '.join(FORMATS)}")
    subject = Path(path).name
    text = _text(Path(path))
    table = _table(text, format, subject)
    place_faults = checks.place_faults(table)
    faults = [*place_faults, *_far_faults(table, near)]
    if not place_faults:
        utc_offset_h = legal_utc_offset_h(*(near or (table.lat_deg, table.lon_deg)))
        faults += zone_faults(table, utc_offset_h)
    rows = calendar.rows_of(table)
    faults += rows.faults
    values, notices = _columns(table, rows)
    if not place_faults:
        values, dark = light.dark_filled(values, table, rows)
        notices += dark
    radiation_faults = unit_faults(values)
    faults += radiation_faults
    spoilt = {fault.where for fault in radiation_faults}
    if table.is_cswd:
        spoilt.add("dni")  # it is not used
    faults += checks.limit_faults(values, spoilt)
    faults += checks.hole_faults(
        {name: cells for name, cells in values.items() if name not in spoilt}, table.codes
    )
    if faults:
        raise WeatherError(subject, faults)
    values, filled = checks.fill_air(values)
    values, lifted = checks.lift_sensor_zero(values)
    years = {name: column.reshape(-1, N_HOURS) for name, column in values.items()}
    weather, sun_faults = settle_sun(table, years, rows.sun_in_hour_h, utc_offset_h)
    if sun_faults:
        raise WeatherError(subject, sun_faults)
    notices += [*filled, *checks.doubts_of_air(values), *lifted, *weather.notices]
    notices += _far_notices(table, near)
    return weather._replace(notices=tuple(notices), source=f"{weather.source}; {subject}")


def _columns(
    table: WeatherTable, rows: calendar.Rows
) -> tuple[dict[str, np.ndarray], list[Notice]]:
    """Columns as hours, in the order of the year; energies of shorter steps as powers."""
    values = {
        name: calendar.hourly(column, rows) * (rows.per_hour if name in table.energy else 1)
        for name, column in table.columns.items()
    }
    values, said = checks.settle_albedo(checks.without_empty(values))
    return values, [*table.notices, *rows.notices, *said]


def read_many(
    paths: Iterable[str | Path], *, near: tuple[float, float] | None = None
) -> HourlyWeather:
    """Several weather files of one place, one after the other, as one record of many years."""
    paths = list(paths)
    if not paths:
        raise ValueError("no weather file given")
    years, faults = [], []
    for path in paths:
        try:
            years.append(read_weather(path, near=near))
        except WeatherError as error:
            faults += [
                fault._replace(where=f"{error.subject}: {fault.where}") for fault in error.faults
            ]
    names = ", ".join(Path(path).name for path in paths)
    for path, one in zip(paths[1:], years[1:], strict=False):
        faults += _stranger_faults(Path(path).name, years[0], one)
    if faults:
        raise WeatherError(names if len(names) < 80 else f"{len(paths)} files", faults)
    if len(years) == 1:
        return years[0]
    stacked = {
        name: np.concatenate([getattr(one, name) for one in years]) for name in tables.COLUMNS
    }
    albedos = [one.albedo for one in years if one.albedo is not None]
    return years[0]._replace(
        **stacked,
        albedo=np.mean(albedos, axis=0) if len(albedos) == len(years) else None,
        sun_at_h=np.mean([one.sun_at_h for one in years], axis=0),
        source=" + ".join(one.source for one in years),
        notices=tuple(dict.fromkeys(notice for one in years for notice in one.notices)),
    )


def guess_format(text: str) -> str | None:
    """The format a text begins like, or None."""
    head = text[:6000]
    first, _, rest = head.partition("\n")
    second = rest.partition("\n")[0]
    if first.upper().startswith("LOCATION,"):
        return "epw"
    if head.lstrip().startswith("{"):
        return "pvgis_json"
    if "Latitude (decimal degrees)" in head and "time(UTC)" in head:
        return "pvgis_csv"
    if second.startswith("Date (MM/DD/YYYY)"):
        return "tmy3"
    if first.lstrip('"').startswith("#"):
        return "csv"
    if re.search(r"(^|[,;\t])\s*lat(itude)?\s*([,;\t]|$)", first, flags=re.I):
        return "sam_csv"
    return None


def _text(path: Path) -> str:
    """The file's text without lines that are blank or only commas, as Excel leaves them."""
    wanted = Words("an existing weather file", "存在的气象文件")
    if not path.is_file():
        raise WeatherError(path.name, [Fault("file", str(path), wanted)])
    lines = re.split(r"\r\n|\n|\r", _decoded(path.read_bytes()))
    return "".join(f"{line}\n" for line in lines if line.strip(" ,;\t"))


def _decoded(raw: bytes) -> str:
    has_mark = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Excel's "Unicode text"
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _table(text: str, format: str | None, subject: str) -> WeatherTable:
    kind = format or guess_format(text)
    if kind is None:
        first = json.dumps(text.partition("\n")[0][:60], ensure_ascii=False)
        wanted = Words(
            "EPW, PVGIS csv or json, TMY3, NSRDB/SAM csv, or a plain csv that begins with "
            "'# lat = ..., lon = ..., altitude_m = ..., utc_offset_h = ...'",
            "EPW、PVGIS csv 或 json、TMY3、NSRDB/SAM csv，或以"
            "“# lat = …, lon = …, altitude_m = …, utc_offset_h = …”开头的 csv",
        )
        raise WeatherError(subject, [Fault("format", first, wanted)])
    try:
        with warnings.catch_warnings(action="ignore"):  # whatever pandas thinks of odd cells
            return FORMATS[kind](text)
    except (Unreadable, *_PARSERS_SAY) as error:
        wanted = getattr(error, "wanted", None) or Words(
            f"a complete {kind} file", f"完整的 {kind} 文件"
        )
        raise WeatherError(subject, [Fault(f"format {kind}", str(error)[:200], wanted)]) from None


def _away_km(table: WeatherTable, near: tuple[float, float]) -> float:
    return distance_km(table.lat_deg, table.lon_deg, *near)


def _far_faults(table: WeatherTable, near: tuple[float, float] | None) -> list[Fault]:
    if near is None or not _away_km(table, near) > OTHER_CLIMATE_KM:
        return []
    found = f"{table.lat_deg:g}, {table.lon_deg:g}: {_away_km(table, near):.0f} km"
    wanted = Words(
        f"a place within {OTHER_CLIMATE_KM:g} km of the site at {near[0]:g}, {near[1]:g}",
        f"与项目地点（{near[0]:g}，{near[1]:g}）相距不超过 {OTHER_CLIMATE_KM:g} km",
    )
    return [Fault("latitude, longitude", found, wanted)]


def _far_notices(table: WeatherTable, near: tuple[float, float] | None) -> list[Notice]:
    if near is None or not _away_km(table, near) > NEAR_KM:
        return []
    away_km = _away_km(table, near)
    words = Words(
        f"the weather file's place is {away_km:.0f} km from the site",
        f"气象文件地点距项目地点 {away_km:.0f} km",
    )
    return [Notice("weather_far", words)]


def _stranger_faults(name: str, first: HourlyWeather, other: HourlyWeather) -> list[Fault]:
    """Why two files cannot stand in one record."""
    faults = []
    place, wanted_place = (f"{one.lat_deg:g}, {one.lon_deg:g}" for one in (other, first))
    if distance_km(first.lat_deg, first.lon_deg, other.lat_deg, other.lon_deg) > SAME_PLACE_KM:
        wanted = Words(
            f"the first file's place, {wanted_place}", f"与第一个文件相同：{wanted_place}"
        )
        faults.append(Fault(f"{name}: latitude, longitude", place, wanted))
    apart_h = float(np.abs(first.sun_at_h - other.sun_at_h).max())
    if apart_h > 0.25 or first.is_hour_mean != other.is_hour_mean:
        wanted = Words(
            "the first file's convention of time stamps", "与第一个文件相同的时间标记约定"
        )
        apart = f"{60.0 * apart_h:.0f}"
        faults.append(Fault(f"{name}: time", Words(f"{apart} min", f"{apart} 分钟"), wanted))
    if first.utc_offset_h != other.utc_offset_h:
        text = f"UTC{first.utc_offset_h:+g}"
        faults.append(Fault(f"{name}: time zone", f"UTC{other.utc_offset_h:+g}", Words(text, text)))
    return faults

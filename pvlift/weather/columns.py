"""Weather tables with a header of names: the SAM / NSRDB csv and pvlift's own plain csv.

pvlib's NSRDB reader refuses most SAM files (no minute column, altitudes with a fraction, no second
time zone), so this family is read here by its documented names.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import NamedTuple

import numpy as np

from pvlift.errors import Notice, Words
from pvlift.weather.labels import Heading, heading, read_times, zone_of
from pvlift.weather.tables import LIGHT, Unreadable, WeatherTable, numbers
from pvlift.weather.units import UNITS, is_energy, plain_unit

# SAM help, "Weather file formats: SAM CSV"; NSRDB PSM3/PSM4, Open-Meteo and NASA POWER column
# names; Chinese names. Lower case, letters and figures alone.
_NAMES = {
    "ghi": (
        "ghi", "gh", "global", "globalhorizontal", "globalhorizontalirradiance",
        "shortwaveradiation", "allskysfcswdwn", "总辐射", "水平总辐射", "水平面总辐射", "总辐照度",
    ),
    "dni": (
        "dni", "dn", "beam", "directnormal", "directnormalirradiance", "allskysfcswdni",
        "直射辐射", "法向直射辐射", "法向直接辐射",
    ),
    "dhi": (
        "dhi", "df", "diffuse", "diffusehorizontal", "diffusehorizontalirradiance",
        "diffuseradiation", "allskysfcswdiff", "散射辐射", "水平散射辐射", "水平面散射辐射",
    ),
    "temp_air": (
        "tempair", "tdry", "temperature", "drybulb", "temp", "ambienttemperature",
        "airtemperature", "temperature2m", "t2m", "气温", "空气温度", "干球温度",
    ),
    "wind_speed": ("windspeed", "wspd", "wind", "windspeed10m", "ws10m", "风速"),
    "albedo": ("albedo", "surfacealbedo", "alb", "反照率", "地表反照率"),
}  # fmt: skip
_SAM_UNITS = {
    "ghi units": "ghi", "dni units": "dni", "dhi units": "dhi", "temperature units": "temp_air",
    "wind speed": "wind_speed", "wind speed units": "wind_speed",
}  # fmt: skip
_MISSING = (-9900.0, -9999.0, -999.0, -99.0, 9999.0, 99999.0)


def sam_csv(text: str) -> WeatherTable:
    """SAM, NSRDB and Open-Meteo csv: two header lines of names and values, then the columns."""
    lines = text.splitlines()
    if len(lines) < 4:
        raise Unreadable(f"{len(lines)} lines")
    split = _separator(lines[0])
    head = _sam_head(*(next(csv.reader([line], delimiter=split)) for line in lines[:2]))
    headings, cells, notices = _cells(lines[2:])
    columns = _weather_columns(headings, cells, _sam_units(head))
    times = read_times(headings, cells, columns.used)
    if times.labels is None:
        raise Unreadable("month, day, hour = ?")
    zone_h, local_h = _sam_zones(head)
    has_minute = any(headings[column].name.startswith("min") for column in times.used)
    label = "instant" if has_minute else times.label
    if "utc_offset_seconds" in head:  # Open-Meteo: "the mean of the preceding hour"
        label = "end"
    return WeatherTable(
        kind="sam_csv",
        columns=columns.values,
        codes=columns.codes,
        labels=times.labels,
        label=label,
        sun_after_h=None,
        is_hour_mean=True,
        clock_utc_offset_h=zone_h if times.zone_h is None else times.zone_h,
        local_utc_offset_h=local_h,
        lat_deg=_head_number(head, "latitude", "lat"),
        lon_deg=_head_number(head, "longitude", "lon", "lng"),
        altitude_m=_head_number(head, "elevation", "elev", "site elevation"),
        is_cswd=False,
        energy=columns.energy,
        source="SAM csv "
        + " ".join(
            part for name in ("source", "location id", "city", "country")
            if (part := head.get(name, "").strip()) not in ("", "-")
        ),
        notices=(*notices, *columns.notices, *_unused(headings, cells, columns.used | times.used)),
    )  # fmt: skip


_PLAIN_HEAD = {
    "lat": ("lat", "latitude", "lat_deg", "纬度"),
    "lon": ("lon", "longitude", "lon_deg", "lng", "经度"),
    "altitude_m": ("altitude_m", "altitude", "elevation", "elevation_m", "alt_m", "海拔"),
    "utc_offset_h": ("utc_offset_h", "utc_offset", "timezone", "tz", "time_zone", "时区"),
    "label": ("label",),
    "source": ("source", "来源"),
}
_LABELS = {"start": "start", "middle": "instant", "end": "end", "instant": "instant"}


def plain_csv(text: str) -> WeatherTable:
    """pvlift's plain csv: comment lines with the place, one line of names, one row an hour.

    ::

        # lat = 25.83, lon = 114.93, altitude_m = 139, utc_offset_h = 8
        # label = start, source = my own station
        time,ghi,dni,dhi,temp_air,wind_speed
        2023-01-01 00:00,0,0,0,8.1,1.2

    `ghi` (or both `dni` and `dhi`), `temp_air` and `wind_speed` are needed; W/m2, degC, m/s, or
    another unit in brackets behind the name. Chinese names (总辐射, 气温, 风速, 时间) are known.
    The separator may be a semicolon or a tab, with commas for decimal points.
    `time` runs in the zone `utc_offset_h`; instead of it date and time, or month, day, hour (and
    year), or nothing at all when the rows run from 1 January 00:00. `label` says what the time
    means: the start (default), the middle or the end of a row's step, or the instant of the
    measurement. Several years in one file become several weather years.
    """
    lines = text.splitlines()
    head = _plain_head([line.strip('"# ') for line in lines if line.lstrip('"')[:1] == "#"])
    headings, cells, notices = _cells([line for line in lines if line.lstrip('"')[:1] != "#"])
    columns = _weather_columns(headings, cells, {})
    times = read_times(headings, cells, columns.used)
    label = head.get("label", "").casefold()
    if label and label not in _LABELS:
        raise Unreadable(f"label = {label!r}; start, middle, end, instant")
    counts_hours = times.label == "start"  # the end of hour 1 is the end of what begins at 0:00
    says_zone = times.zone_h is None or "utc_offset_h" in head
    utc_offset_h = _head_zone(head, "utc_offset_h") if says_zone else None
    return WeatherTable(
        kind="csv",
        columns=columns.values,
        codes=columns.codes,
        labels=times.labels,
        label="start" if label == "end" and counts_hours else _LABELS.get(label, times.label),
        sun_after_h=None,
        is_hour_mean=label != "instant",
        clock_utc_offset_h=utc_offset_h if times.zone_h is None else times.zone_h,
        local_utc_offset_h=utc_offset_h,
        lat_deg=_head_number(head, "lat"),
        lon_deg=_head_number(head, "lon"),
        altitude_m=_head_number(head, "altitude_m"),
        is_cswd=False,
        energy=columns.energy,
        source=head.get("source", "plain csv"),
        notices=(*notices, *columns.notices, *_unused(headings, cells, columns.used | times.used)),
    )


def _separator(line: str) -> str:
    """Comma, semicolon or tab: what the line has most of."""
    return max(",;\t", key=line.count)


def _sam_head(names: list[str], values: list[str]) -> dict[str, str]:
    head = {name.strip().casefold(): value for name, value in zip(names, values, strict=False)}
    if not {"latitude", "lat"} & head.keys():  # the old two-line form has the values only
        raise Unreadable("Latitude = ?")
    return head


def _sam_units(head: dict[str, str]) -> dict[str, str]:
    """Units by column; one that pvlift does not know is no unit to guess."""
    units = {}
    for name, ours in _SAM_UNITS.items():
        unit = plain_unit(head.get(name, ""))
        if re.fullmatch(r"|n/?a|-", unit):
            continue
        if unit not in UNITS[ours]:
            raise Unreadable(f"{name} = {head[name]!r}")
        units[ours] = unit
    return units


def _sam_zones(head: dict[str, str]) -> tuple[float, float | None]:
    """The zone of the rows and the local one; rows without a zone of their own run in the local."""
    if head.get("utc_offset_seconds", "").strip():
        return _head_number(head, "utc_offset_seconds") / 3600.0, None
    local_h = None
    if head.get("local time zone", "").strip():
        local_h = _head_zone(head, "local time zone")
    names = [name for name in ("time zone", "timezone") if head.get(name, "").strip()]
    if not names and local_h is not None:
        return local_h, local_h
    return _head_zone(head, *names, "time zone"), local_h


def _head_number(head: dict[str, str], *names: str) -> float:
    text = next((head[name] for name in names if head.get(name, "").strip()), None)
    try:
        return float(text.replace(",", "."))  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        raise Unreadable(f"{names[0]} = {text!r}") from None


def _head_zone(head: dict[str, str], *names: str) -> float:
    """A zone as a number of hours, as +05:30 or as UTC+8."""
    text = next((head[name] for name in names if head.get(name, "").strip()), "")
    if re.search(r"utc|gmt|:", text.casefold()):
        zone_h = zone_of(text if re.search("utc|gmt", text.casefold()) else f"utc{text}")
        if zone_h is not None:
            return zone_h
    return _head_number(head, *names)


def _plain_head(comments: list[str]) -> dict[str, str]:
    """`name = value` pairs between commas or semicolons; a value may hold a decimal comma."""
    text = unicodedata.normalize("NFKC", ", ".join(comments))
    found = re.findall(r"(\w+)\s*[=:]\s*(.*?)\s*(?=[,;]\s*\w+\s*[=:]|$)", text)
    pairs = {name.casefold(): value.strip(" ,;") for name, value in found}
    return {
        ours: pairs[name]
        for ours, theirs in _PLAIN_HEAD.items()
        for name in theirs
        if pairs.get(name)
    }


_CELLS = Words(
    "as many cells as names (decimal commas between commas need quotes)",
    "单元格数与列名数相同（以逗号分列时，小数逗号须加引号）",
)


def _cells(lines: list[str]):
    """The line of names and the rows below it, as text: (headings, DataFrame, notices)."""
    import pandas as pd

    if len(lines) < 2:
        raise Unreadable(f"{len(lines)} lines")
    split = _separator(lines[0])
    headings = [heading(text) for text in next(csv.reader([lines[0]], delimiter=split))]
    while headings and headings[-1].text == "":
        headings.pop()
    n_columns = max(len(headings), *(line.count(split) + 1 for line in lines[:50]))
    body = "\n".join(lines[1:])
    try:
        cells = pd.read_csv(
            io.StringIO(body), header=None, dtype=str, sep=split, names=range(n_columns),
            na_filter=False,
        ).fillna("")  # fmt: skip
    except pd.errors.ParserError as error:
        raise Unreadable(
            str(error).strip().removeprefix("Error tokenizing data. C error: "), _CELLS
        ) from None
    more = cells.iloc[:, len(headings) :].ne("").any(axis=1)
    if more.any():
        row = int(np.flatnonzero(more)[0])
        raise Unreadable(f"#{row + 1}: {lines[row + 1]!r}", _CELLS)
    if "," not in (body if split != "," else "".join(re.findall(r'"[^"\n]*"', body))):
        return headings, cells, ()
    return headings, *_with_points(cells)


_COMMA = r"\s*-?\d+,\d+\s*"
_POINT = r"\s*-?\d*\.\d+\s*"
_THOUSANDS = r"\s*-?\d{1,3},\d{3}\s*"


def _with_points(cells):
    """Decimal commas as points, where no cell has a point and not all may be thousands."""

    def are(pattern: str):
        return cells.apply(lambda column: column.str.fullmatch(pattern)).to_numpy()

    commas = are(_COMMA)
    if not commas.any():
        return cells, ()
    if are(_POINT).any() or are(_THOUSANDS)[commas].all():
        wanted = Words(
            "points before decimals and no sign between thousands", "小数点用“.”，不用千分位分隔符"
        )
        raise Unreadable(repr(cells.to_numpy()[commas][0]), wanted)
    points = cells.mask(commas, cells.apply(lambda column: column.str.replace(",", ".")))
    words = Words("commas read as decimal points", "逗号按小数点读取")
    return points, (Notice("weather_decimal_commas", words),)


class FileWeather(NamedTuple):
    """Columns with known names."""

    values: dict[str, np.ndarray]  # float[n_rows] in pvlift's units; missing codes are nan
    codes: dict[str, int]
    energy: frozenset[str]
    used: frozenset[int]  # columns of the file
    notices: tuple[Notice, ...]  # of units


def _weather_columns(headings: list[Heading], cells, stated: dict[str, str]) -> FileWeather:
    """Known columns; `stated` holds units that the head of the file names by column."""
    at = {}
    for column, head in enumerate(headings):
        for ours, theirs in _NAMES.items():
            if head.name not in theirs:
                continue
            before = headings[at[ours]].name if ours in at else None
            if before == head.name:
                raise Unreadable(f"2 × {head.text}")
            if before is None or theirs.index(head.name) < theirs.index(before):
                at[ours] = column
    wanted = [name for name in ("temp_air", "wind_speed") if name not in at]
    if "ghi" not in at and not {"dni", "dhi"} <= at.keys():
        wanted.insert(0, "ghi")
    if wanted:
        words = Words(f"columns {', '.join(wanted)}", f"列 {'、'.join(wanted)}")
        raise Unreadable(", ".join(head.text for head in headings), words)
    values, codes, energy, notices = {}, {}, set(), []
    for ours, column in at.items():
        cells_as_numbers = numbers(cells[column])
        missing = np.isin(cells_as_numbers, _MISSING)
        codes[ours] = int(missing.sum())
        unit = plain_unit(headings[column].unit or stated.get(ours, ""))
        factor, added = UNITS[ours].get(unit, (1.0, 0.0))
        values[ours] = np.where(missing, np.nan, factor * (cells_as_numbers + added))
        if ours in LIGHT and is_energy(unit):
            energy.add(ours)
        if (factor, added) != (1.0, 0.0):
            words = Words(f"{ours}: converted from {unit}", f"{ours}：已由 {unit} 换算")
            notices.append(Notice("weather_unit", words))
    return FileWeather(values, codes, frozenset(energy), frozenset(at.values()), tuple(notices))


def _unused(headings: list[Heading], cells, used: frozenset[int]) -> tuple[Notice, ...]:
    """The columns that hold something and are not read, by name."""
    names = [
        head.text or f"#{column + 1}"
        for column, head in enumerate(headings)
        if column not in used and cells[column].str.strip().ne("").any()
    ]
    if not names:
        return ()
    listed = ", ".join(names)
    words = Words(f"columns not used: {listed}", f"未使用的列：{listed}")
    return (Notice("weather_columns_unused", words),)

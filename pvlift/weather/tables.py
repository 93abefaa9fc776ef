"""Weather files of every known format as one plain table, still unchecked.

Read through pvlib.iotools where pvlib has a reader. Missing codes become nan here, format by
format; nothing is judged or repaired.
"""

from __future__ import annotations

import csv
import io
import math
import re
from typing import NamedTuple

import numpy as np

from pvlift.errors import Notice, Words

LIGHT = ("ghi", "dni", "dhi")
COLUMNS = (*LIGHT, "temp_air", "wind_speed")


class Labels(NamedTuple):
    """What the rows say of their time, unchecked; int[n_rows] each."""

    year: np.ndarray | None  # None where the rows have none
    month: np.ndarray
    day: np.ndarray
    hour: np.ndarray  # 24 is the beginning of the next day
    minute: np.ndarray


class WeatherTable(NamedTuple):
    """Rows as they stand in the file, in the file's own clock."""

    kind: str  # one of FORMATS
    columns: dict[str, np.ndarray]  # float[n_rows]; nan where the file has no number
    codes: dict[str, int]  # column -> how many of its nan were missing codes such as 9999
    labels: Labels | None  # None where the rows carry no dates
    label: str | None  # a label names the row's "start", "end" or an "instant"; None: not said
    sun_after_h: float | None  # from the label to the sun, by the format's own rule
    is_hour_mean: bool
    clock_utc_offset_h: float  # of the rows
    local_utc_offset_h: float | None  # what else the file calls local time
    lat_deg: float
    lon_deg: float
    altitude_m: float
    is_cswd: bool
    source: str
    energy: frozenset[str] = frozenset()  # columns that hold the energy of a row, not its power
    notices: tuple[Notice, ...] = ()


class Unreadable(Exception):
    """The text does not have the shape of its format."""

    def __init__(self, found: str, wanted: Words | None = None):
        super().__init__(found)
        self.wanted = wanted  # None: a complete file of the format


def _number(text, name: str) -> float:
    try:
        value = float(text)
    except (TypeError, ValueError):
        raise Unreadable(f"{name} = {text!r}") from None
    return value


def numbers(values) -> np.ndarray:
    """Cells as floats; whatever is not a number becomes nan."""
    import pandas as pd

    cells = pd.to_numeric(pd.Series(values), errors="coerce").to_numpy(dtype=float, copy=True)
    return np.where(np.isfinite(cells), cells, np.nan)


def integers(values, name: str) -> np.ndarray:
    """Cells as whole numbers; one that is none is named."""
    cells = numbers(values)
    bad = ~(np.abs(cells) < 1e6)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise Unreadable(f"{name}[{row + 1}] = {list(values)[row]!r}")
    return cells.astype(int)


def without_codes(cells: np.ndarray, codes: tuple[float, ...], at_least: float = math.inf):
    """Put nan in place of missing codes; returns (cells, how many)."""
    missing = np.isin(cells, codes) | (cells >= at_least)
    return np.where(missing, np.nan, cells), int(missing.sum())


def _first_line_plain(text: str) -> str:
    """The text with its first line free of quotes, since pvlib counts every comma."""
    first, _, rest = text.partition("\n")
    cells = next(csv.reader([first]))
    return ",".join(cell.replace(",", " ") for cell in cells) + "\n" + rest


# EnergyPlus Auxiliary Programs, EPW data dictionary: missing radiation 9999, temperature 99.9,
# wind 999. Albedo is 999 or 0.999 by edition.
_EPW_CODES = {"ghi": 9999.0, "dni": 9999.0, "dhi": 9999.0, "temp_air": 99.9, "wind_speed": 999.0}


def epw(text: str) -> WeatherTable:
    """EnergyPlus weather: rows hold the hour that ends at the label 1..24, or its parts."""
    from pvlib.iotools import read_epw

    head = text.splitlines()[:8]
    if len(head) < 8 or not head[7].upper().startswith("DATA PERIODS"):
        raise Unreadable("no DATA PERIODS in line 8")
    data, meta = read_epw(io.StringIO(_first_line_plain(text)))
    columns, codes = {}, {}
    for name in COLUMNS:
        columns[name], codes[name] = without_codes(
            numbers(data[name].to_numpy()), (_EPW_CODES[name],), at_least=_EPW_CODES[name]
        )
    columns["albedo"] = numbers(data["albedo"].to_numpy())
    is_cswd = "CSWD" in (meta["data_type"] or "").upper()
    offset = re.search(r"Irradiance Time Offset \(h\):\s*(-?[\d.]+)", text[:4000])
    where = " ".join(part for part in (meta["city"], meta["country"]) if part not in "-unknown")
    made = meta["data_type"] + (", PVGIS (c) European Union" if offset else "")
    year, month, day, hour = (
        integers(data[name], name) for name in ("year", "month", "day", "hour")
    )
    per_hour = head[7].split(",")[2:3]
    if per_hour not in ([], ["1"]):  # minutes 15, 30, 45, 60 of hour 1 end before 1:00
        labels = Labels(year, month, day, hour - 1, integers(data["minute"], "minute"))
    else:  # the minute of whole hours is 0 or 60 by the maker
        labels = Labels(year, month, day, hour, np.zeros_like(hour))
    return WeatherTable(
        kind="epw",
        columns=columns,
        codes=codes,
        labels=labels,
        label="end",
        # CSWD centres the radiation on the beginning of its hour; PVGIS counts the satellite's
        # instant from the end of the hour; everyone else means the whole step.
        sun_after_h=-1.0 if is_cswd else (_number(offset[1], offset[0]) if offset else None),
        is_hour_mean=offset is None,
        # PVGIS writes UTC rows under a header that names another zone.
        clock_utc_offset_h=0.0 if offset else meta["TZ"],
        local_utc_offset_h=meta["TZ"],
        lat_deg=meta["latitude"],
        lon_deg=meta["longitude"],
        altitude_m=meta["altitude"],
        is_cswd=is_cswd,
        source=f"EPW {where} ({made})".replace("  ", " "),
    )


def pvgis_csv(text: str) -> WeatherTable:
    """PVGIS typical year, csv: UTC rows, radiation at one instant of the hour.

    Not by pvlib, which takes 8760 lines without looking at them.
    """
    import pandas as pd

    head = {
        name.strip(): value
        for name, value in re.findall(r"^([^:\n,]+):\s*(-?[\d.]+)\s*,*$", text, flags=re.M)
    }
    rows = [line for line in text.splitlines() if re.match(r"\d{8}:\d{4},", line)]
    line = re.search(r"^time\(UTC\),.*$", text, flags=re.M)
    if not rows or line is None:
        raise Unreadable("no line that begins with time(UTC),")
    names = line[0].strip().rstrip(",").split(",")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise Unreadable(f"2 × {twice[0]}")
    cells = list(csv.reader(row.rstrip(",") for row in rows))
    short = next((k for k, row in enumerate(cells) if len(row) != len(names)), None)
    if short is not None:
        raise Unreadable(f"{line[0].strip()} ≠ {rows[short]} (#{short + 1})")
    data = pd.DataFrame(cells, columns=names)
    times = pd.to_datetime(data["time(UTC)"], format="%Y%m%d:%H%M", errors="coerce")
    data = data.rename(columns=dict(zip(_PVGIS, COLUMNS, strict=True)))
    place = {
        "latitude": head.get("Latitude (decimal degrees)"),
        "longitude": head.get("Longitude (decimal degrees)"),
        "elevation": head.get("Elevation (m)"),
        "irradiance time offset": head.get("Irradiance Time Offset (h)", 0.0),
    }
    return _pvgis_table(data, times, place, "pvgis_csv")


def pvgis_json(text: str) -> WeatherTable:
    """PVGIS typical year, json: as the csv."""
    from pvlib.iotools import read_pvgis_tmy

    data, meta = read_pvgis_tmy(io.StringIO(text), "json", map_variables=True)
    place = dict(meta["inputs"]["location"])
    for holder in (dict(place), meta["inputs"], meta):
        for name, value in holder.items():
            if "irradiance" in name.lower() and "offset" in name.lower():
                place["irradiance time offset"] = value
    return _pvgis_table(data, data.index.to_series(), place, "pvgis_json")


_PVGIS = ("G(h)", "Gb(n)", "Gd(h)", "T2m", "WS10m")


def _pvgis_table(data, times, place, kind: str) -> WeatherTable:
    absent = [name for name in COLUMNS if name not in data]
    if absent:
        raise Unreadable(", ".join(absent) + " = ?")
    if times.isna().any():
        raise Unreadable(f"time(UTC)[{int(np.flatnonzero(times.isna())[0]) + 1}] = ?")
    return WeatherTable(
        kind=kind,
        columns={name: numbers(data[name].to_numpy()) for name in COLUMNS},
        codes={},
        labels=Labels(*(getattr(times.dt, part).to_numpy() for part in Labels._fields)),
        label="instant",
        sun_after_h=_number(place.get("irradiance time offset", 0.0), "irradiance time offset"),
        is_hour_mean=False,
        clock_utc_offset_h=0.0,
        local_utc_offset_h=None,
        lat_deg=_number(place.get("latitude"), "latitude"),
        lon_deg=_number(place.get("longitude"), "longitude"),
        altitude_m=_number(place.get("elevation"), "elevation"),
        is_cswd=False,
        source="PVGIS typical year, PVGIS (c) European Union",
    )


def tmy3(text: str) -> WeatherTable:
    """NREL TMY3: rows hold the hour that ends at the label 01:00..24:00."""
    from pvlib.iotools import read_tmy3

    data, meta = read_tmy3(io.StringIO(_first_line_plain(text)), map_variables=True)
    labels = _tmy3_labels(text)
    if len(labels.month) != len(data):  # a quote that is not closed swallows lines
        raise Unreadable(f"{len(labels.month)} ≠ {len(data)}")
    columns, codes = {}, {}
    for name in COLUMNS:  # TMY3 User's Manual: -9900 and below, or 9999, is missing
        cells = numbers(data[name].to_numpy())
        missing = (cells <= -9900.0) | (cells >= 9999.0)
        columns[name], codes[name] = np.where(missing, np.nan, cells), int(missing.sum())
    if "albedo" in data:
        columns["albedo"] = numbers(data["albedo"].to_numpy())
    return WeatherTable(
        kind="tmy3",
        columns=columns,
        codes=codes,
        labels=labels,
        label="end",  # some editions write 24:00 as 00:00 of the next day
        sun_after_h=None,
        is_hour_mean=True,
        clock_utc_offset_h=float(meta["TZ"]),
        local_utc_offset_h=None,
        lat_deg=float(meta["latitude"]),
        lon_deg=float(meta["longitude"]),
        altitude_m=float(meta["altitude"]),
        is_cswd=False,
        source=f"TMY3 {meta.get('Name', '')} {meta.get('State', '')} (NREL)".replace("  ", " "),
    )


def _tmy3_labels(text: str) -> Labels:
    """Each row's date and hour, from the text: pvlib's index moves the end of some 28 February."""
    rows = [line.split(",", 2)[:2] for line in text.splitlines()[2:]]
    try:
        parts = [(d[6:10], d[:2], d[3:5], clock.split(":")[0]) for d, clock in rows]
        year, month, day, hour = np.array(parts).astype(int).T
    except (ValueError, IndexError):
        raise Unreadable("Date (MM/DD/YYYY), Time (HH:MM) = ?") from None
    return Labels(year, month, day, hour, np.zeros_like(hour))

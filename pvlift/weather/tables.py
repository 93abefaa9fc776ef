"""Weather files of every known format as one plain table, still unchecked.

Read through pvlib.iotools where pvlib has a reader. Missing codes become nan here, format by
format; nothing is judged or repaired.
"""

from __future__ import annotations

import io
import math
import re
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

COLUMNS = ("ghi", "dni", "dhi", "temp_air", "wind_speed")


class Table(NamedTuple):
    """Rows as they stand in the file, in the file's own clock."""

    kind: str  # one of FORMATS
    columns: dict[str, np.ndarray]  # float[n_rows]; nan where the file has no number
    codes: dict[str, int]  # column -> how many of its nan were missing codes such as 9999
    year: np.ndarray | None  # int[n_rows]; None where the rows carry no dates
    month: np.ndarray | None
    day: np.ndarray | None
    hour: np.ndarray | None  # int[n_rows], 0..23: the hour that begins at or before the row's label
    sun_in_hour_h: float  # where in that hour the sun stands, by the format's own rule
    is_hour_mean: bool
    clock_utc_offset_h: float  # of the rows
    lat_deg: float
    lon_deg: float
    altitude_m: float
    utc_offset_h: float | None  # local standard time; None where the file knows only UTC
    is_cswd: bool
    source: str


class Unreadable(Exception):
    """The text does not have the shape of its format; carries what was found."""


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


def _integers(values, name: str) -> np.ndarray:
    cells = numbers(values)
    if not np.all(np.isfinite(cells)):
        raise Unreadable(f"{name}: row {int(np.flatnonzero(~np.isfinite(cells))[0]) + 1}")
    return cells.astype(int)


def without_codes(cells: np.ndarray, codes: tuple[float, ...], at_least: float = math.inf):
    """Put nan in place of missing codes; returns (cells, how many)."""
    missing = np.isin(cells, codes) | (cells >= at_least)
    return np.where(missing, np.nan, cells), int(missing.sum())


# EnergyPlus Auxiliary Programs, EPW data dictionary: missing radiation 9999, temperature 99.9,
# wind 999. Albedo is 999 or 0.999 by edition.
_EPW_CODES = {"ghi": 9999.0, "dni": 9999.0, "dhi": 9999.0, "temp_air": 99.9, "wind_speed": 999.0}


def epw(text: str) -> Table:
    """EnergyPlus weather: rows hold the hour that ends at the label 1..24."""
    from pvlib.iotools import read_epw

    head = text.splitlines()[:8]
    if len(head) < 8 or not head[7].upper().startswith("DATA PERIODS"):
        raise Unreadable("no DATA PERIODS in line 8")
    data, meta = read_epw(io.StringIO(text))
    columns, codes = {}, {}
    for name in COLUMNS:
        columns[name], codes[name] = without_codes(
            numbers(data[name].to_numpy()), (_EPW_CODES[name],), at_least=_EPW_CODES[name]
        )
    # Cells of 99 and more are this field's missing codes in older editions.
    albedo = numbers(data["albedo"].to_numpy())
    columns["albedo"] = np.where((albedo > 0.0) & (albedo < 0.99), albedo, np.nan)
    is_cswd = "CSWD" in (meta["data_type"] or "").upper()
    offset = re.search(r"Irradiance Time Offset \(h\):\s*(-?[\d.]+)", text[:4000])
    where = " ".join(part for part in (meta["city"], meta["country"]) if part not in "-unknown")
    made = meta["data_type"] + (", PVGIS (c) European Union" if offset else "")
    return Table(
        kind="epw",
        columns=columns,
        codes=codes,
        year=_integers(data["year"], "year"),
        month=_integers(data["month"], "month"),
        day=_integers(data["day"], "day"),
        hour=_integers(data["hour"], "hour") - 1,
        # CSWD centres the radiation on the beginning of its hour; PVGIS counts the satellite's
        # instant from the end of the hour; everyone else means the whole hour.
        sun_in_hour_h=0.0 if is_cswd else (1.0 + float(offset[1]) if offset else 0.5),
        is_hour_mean=offset is None,
        # PVGIS writes UTC rows under a header that names another zone.
        clock_utc_offset_h=0.0 if offset else meta["TZ"],
        lat_deg=meta["latitude"],
        lon_deg=meta["longitude"],
        altitude_m=meta["altitude"],
        utc_offset_h=meta["TZ"],
        is_cswd=is_cswd,
        source=f"EPW {where} ({made})".replace("  ", " "),
    )


def pvgis_csv(text: str) -> Table:
    """PVGIS typical year, csv: UTC rows, radiation at one instant of the hour."""
    from pvlib.iotools import read_pvgis_tmy

    rows = [line for line in text.splitlines() if re.match(r"\d{8}:\d{4},", line)]
    if len(rows) != 8760:  # pvlib counts 8760 lines without looking
        return _pvgis_rows(text, rows)
    data, meta = read_pvgis_tmy(io.BytesIO(text.encode()), "csv", map_variables=True)
    return _pvgis_table(data, meta["inputs"], "pvgis_csv")


def pvgis_json(text: str) -> Table:
    """PVGIS typical year, json: as the csv."""
    from pvlib.iotools import read_pvgis_tmy

    data, meta = read_pvgis_tmy(io.StringIO(text), "json", map_variables=True)
    place = dict(meta["inputs"]["location"])
    for holder in (dict(place), meta["inputs"], meta):
        for name, value in holder.items():
            if "irradiance" in name.lower() and "offset" in name.lower():
                place["irradiance time offset"] = value
    return _pvgis_table(data, place, "pvgis_json")


def _pvgis_rows(text: str, rows: list[str]) -> Table:
    """A PVGIS csv with too few or too many hours, read so that they can be named."""
    import pandas as pd

    head = {
        name.strip(): value
        for name, value in re.findall(r"^([^:\n,]+):\s*(-?[\d.]+)\s*$", text, flags=re.M)
    }
    names = re.search(r"^time\(UTC\),.*$", text, flags=re.M)
    if not rows or names is None:
        raise Unreadable("no line that begins with time(UTC),")
    data = pd.read_csv(io.StringIO("\n".join([names[0].strip(), *rows])))
    data.index = pd.to_datetime(data["time(UTC)"], format="%Y%m%d:%H%M", utc=True)
    data = data.rename(columns=dict(zip(_PVGIS, COLUMNS, strict=True)))
    place = {
        "latitude": head.get("Latitude (decimal degrees)"),
        "longitude": head.get("Longitude (decimal degrees)"),
        "elevation": head.get("Elevation (m)"),
        "irradiance time offset": head.get("Irradiance Time Offset (h)", 0.0),
    }
    return _pvgis_table(data, place, "pvgis_csv")


_PVGIS = ("G(h)", "Gb(n)", "Gd(h)", "T2m", "WS10m")


def _pvgis_table(data, place, kind: str) -> Table:
    absent = [name for name in COLUMNS if name not in data]
    if absent:
        raise Unreadable(", ".join(absent) + " = ?")
    return Table(
        kind=kind,
        columns={name: numbers(data[name].to_numpy()) for name in COLUMNS},
        codes={},
        year=data.index.year.to_numpy(),
        month=data.index.month.to_numpy(),
        day=data.index.day.to_numpy(),
        hour=data.index.hour.to_numpy(),
        sun_in_hour_h=_number(place.get("irradiance time offset", 0.0), "irradiance time offset"),
        is_hour_mean=False,
        clock_utc_offset_h=0.0,
        lat_deg=_number(place.get("latitude"), "latitude"),
        lon_deg=_number(place.get("longitude"), "longitude"),
        altitude_m=_number(place.get("elevation"), "elevation"),
        utc_offset_h=None,
        is_cswd=False,
        source="PVGIS typical year, PVGIS (c) European Union",
    )


def tmy3(text: str) -> Table:
    """NREL TMY3: rows hold the hour that ends at the label 01:00..24:00."""
    from pvlib.iotools import read_tmy3

    data, meta = read_tmy3(io.StringIO(text), map_variables=True)
    columns, codes = {}, {}
    for name in COLUMNS:  # TMY3 User's Manual: -9900 and below, or 9999, is missing
        cells = numbers(data[name].to_numpy())
        missing = (cells <= -9900.0) | (cells >= 9999.0)
        columns[name], codes[name] = np.where(missing, np.nan, cells), int(missing.sum())
    if "albedo" in data:
        albedo = numbers(data["albedo"].to_numpy())
        columns["albedo"] = np.where((albedo > 0.0) & (albedo < 0.99), albedo, np.nan)
    year, month, day, hour = _tmy3_starts(text)
    return Table(
        kind="tmy3",
        columns=columns,
        codes=codes,
        year=year,
        month=month,
        day=day,
        hour=hour,
        sun_in_hour_h=0.5,
        is_hour_mean=True,
        clock_utc_offset_h=float(meta["TZ"]),
        lat_deg=float(meta["latitude"]),
        lon_deg=float(meta["longitude"]),
        altitude_m=float(meta["altitude"]),
        utc_offset_h=float(meta["TZ"]),
        is_cswd=False,
        source=f"TMY3 {meta.get('Name', '')} {meta.get('State', '')} (NREL)".replace("  ", " "),
    )


def _tmy3_starts(text: str) -> tuple[np.ndarray, ...]:
    """Year, month, day and hour at which each row's hour begins.

    From the text, because pvlib's index moves the last hour of a leap year's 28 February.
    """
    labels = [line.split(",", 2)[:2] for line in text.splitlines()[2:] if line.strip()]
    try:
        dates = np.array([[int(d[6:10]), int(d[:2]), int(d[3:5])] for d, _ in labels])
        hour = np.array([int(clock.split(":")[0]) for _, clock in labels]) - 1
    except (ValueError, IndexError):
        raise Unreadable("Date (MM/DD/YYYY), Time (HH:MM) = ?") from None
    for row in np.flatnonzero(hour < 0):  # some editions write 24:00 as 00:00 of the next day
        before = date(*dates[row]) - timedelta(days=1)
        leap_day = (before.month, before.day) == (2, 29)
        dates[row] = (before.year, before.month, 28 if leap_day else before.day)
        hour[row] = 23
    return dates[:, 0], dates[:, 1], dates[:, 2], hour

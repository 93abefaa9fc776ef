"""Weather tables with a header of names: the SAM / NSRDB csv and pvlift's own plain csv.

pvlib's NSRDB reader refuses most SAM files (no minute column, altitudes with a fraction, no second
time zone), so this family is read here by its documented names.
"""

from __future__ import annotations

import csv
import io
import re

import numpy as np

from pvlift.weather.tables import Table, Unreadable, numbers

# SAM help, "Weather file formats: SAM CSV"; NSRDB PSM3/PSM4 column names. Lower case.
_SAM_NAMES = {
    "ghi": ("ghi", "gh", "global", "global horizontal", "global horizontal irradiance"),
    "dni": ("dni", "dn", "beam", "direct normal", "direct normal irradiance"),
    "dhi": ("dhi", "df", "diffuse", "diffuse horizontal", "diffuse horizontal irradiance"),
    "temp_air": ("tdry", "temperature", "dry bulb", "dry-bulb", "temp", "ambient temperature"),
    "wind_speed": ("wspd", "wind speed", "windspeed", "wind"),
    "albedo": ("albedo", "surface albedo", "alb"),
}
_SAM_UNITS = {
    "ghi units": {"w/m2"},
    "dni units": {"w/m2"},
    "dhi units": {"w/m2"},
    "temperature units": {"c"},
    "wind speed": {"m/s"},
    "wind speed units": {"m/s"},
}
_MISSING = (-9900.0, -9999.0, -999.0, -99.0, 9999.0, 99999.0)


def sam_csv(text: str) -> Table:
    """SAM csv and NSRDB csv: two header lines of names and values, then the columns."""
    lines = text.splitlines()
    if len(lines) < 4:
        raise Unreadable(f"{len(lines)} lines")
    head = _sam_head(lines[0], lines[1])
    names, cells = _cells(lines[2:])
    columns, codes = _named_columns(names, cells, _SAM_NAMES)
    for unit_name, known in _SAM_UNITS.items():
        unit = head.get(unit_name, "").strip().casefold()
        if unit and not re.fullmatch(r"n/?a|-", unit) and unit not in known:
            raise Unreadable(f"{unit_name} = {unit!r}")
    month, day, hour = (_whole(names, cells, name) for name in ("month", "day", "hour"))
    if month is None or day is None or hour is None:
        raise Unreadable("month, day, hour = ?")
    minute = _whole(names, cells, "minute")
    counts_from_one = int(hour.max()) == 24
    return Table(
        kind="sam_csv",
        columns=columns,
        codes=codes,
        year=_whole(names, cells, "year"),
        month=month,
        day=day,
        hour=hour - 1 if counts_from_one else hour,
        # Without a minute the row is the hour that begins at its label; with one, the instant.
        sun_in_hour_h=0.5 if minute is None else float(np.median(minute)) / 60.0,
        is_hour_mean=True,
        clock_utc_offset_h=_head_number(head, "time zone", "timezone"),
        lat_deg=_head_number(head, "latitude", "lat"),
        lon_deg=_head_number(head, "longitude", "lon", "lng"),
        altitude_m=_head_number(head, "elevation", "elev", "site elevation"),
        utc_offset_h=_head_number(head, "time zone", "timezone"),
        is_cswd=False,
        source="SAM csv "
        + " ".join(
            part for name in ("source", "location id", "city", "country")
            if (part := head.get(name, "").strip()) not in ("", "-")
        ),
    )  # fmt: skip


_PLAIN_HEAD = {
    "lat": ("lat", "latitude", "lat_deg"),
    "lon": ("lon", "longitude", "lon_deg", "lng"),
    "altitude_m": ("altitude_m", "altitude", "elevation", "elevation_m", "alt_m"),
    "utc_offset_h": ("utc_offset_h", "utc_offset", "timezone", "tz", "time_zone"),
    "label": ("label",),
    "source": ("source",),
}
_PLAIN_NAMES = {
    "ghi": ("ghi", "总辐射", "水平总辐射"),
    "dni": ("dni", "直射辐射", "法向直射辐射"),
    "dhi": ("dhi", "散射辐射", "水平散射辐射"),
    "temp_air": ("temp_air", "气温", "空气温度"),
    "wind_speed": ("wind_speed", "风速"),
    "albedo": ("albedo", "反照率"),
}
_LABELS = ("start", "middle", "end", "instant")
_TIME = re.compile(
    r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2})(?:[:时](\d{1,2}))?(?::00)?分?\s*"
)


def plain_csv(text: str) -> Table:
    """pvlift's plain csv: comment lines with the place, one line of names, one row an hour.

    ::

        # lat = 25.83, lon = 114.93, altitude_m = 139, utc_offset_h = 8
        # label = start, source = my own station
        time,ghi,dni,dhi,temp_air,wind_speed
        2023-01-01 00:00,0,0,0,8.1,1.2

    `ghi` (or both `dni` and `dhi`), `temp_air` and `wind_speed` are needed; W/m2, degC, m/s.
    A unit in brackets is passed over; Chinese names (总辐射, 气温, 风速, 时间) are known.
    `time` is local standard time; instead of it month, day, hour (and year), or nothing at all when
    the rows run from 1 January 00:00. `label` says what the time means: the start (default), the
    middle or the end of an hour, or the instant of the measurement. Several years in one file
    become several weather years.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    comments = [line.lstrip("# ") for line in lines if line.startswith("#")]
    head = _plain_head(", ".join(comments))
    names, cells = _cells([line for line in lines if not line.startswith("#")])
    columns, codes = _named_columns(names, cells, _PLAIN_NAMES)
    label = head.get("label", "start").strip().casefold()
    if label not in _LABELS:
        raise Unreadable(f"label = {label!r}; start, middle, end, instant")
    year, month, day, hour, minute = _plain_times(names, cells)
    if label == "end" and hour is not None:
        year, month, day, hour = _hour_before(year, month, day, hour)
    utc_offset_h = _head_number(head, "utc_offset_h")
    return Table(
        kind="csv",
        columns=columns,
        codes=codes,
        year=year,
        month=month,
        day=day,
        hour=hour,
        sun_in_hour_h=minute / 60.0 if label in ("middle", "instant") else 0.5,
        is_hour_mean=label != "instant",
        clock_utc_offset_h=utc_offset_h,
        lat_deg=_head_number(head, "lat"),
        lon_deg=_head_number(head, "lon"),
        altitude_m=_head_number(head, "altitude_m"),
        utc_offset_h=utc_offset_h,
        is_cswd=False,
        source=head.get("source", "plain csv"),
    )


def _sam_head(names_line: str, values_line: str) -> dict[str, str]:
    names, values = next(csv.reader([names_line])), next(csv.reader([values_line]))
    head = {name.strip().casefold(): value for name, value in zip(names, values, strict=False)}
    if not {"latitude", "lat"} & head.keys():  # the old two-line form has the values only
        raise Unreadable("Latitude = ?")
    return head


def _head_number(head: dict[str, str], *names: str) -> float:
    text = next((head[name] for name in names if head.get(name, "").strip()), None)
    try:
        return float(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise Unreadable(f"{names[0]} = {text!r}") from None


def _cells(lines: list[str]):
    """The line of names and the rows below it, as text: (names, DataFrame)."""
    import pandas as pd

    if len(lines) < 2:
        raise Unreadable(f"{len(lines)} lines")
    names = [
        re.sub(r"\s*[(（\[].*", "", name).strip().casefold()
        for name in next(csv.reader([lines[0]]))
    ]
    while names and names[-1] == "":
        names.pop()
    try:
        cells = pd.read_csv(
            io.StringIO("\n".join(lines[1:])), header=None, dtype=str, skip_blank_lines=True,
            names=range(max(line.count(",") for line in lines[:50]) + 1), na_filter=False,
        )  # fmt: skip
    except (ValueError, pd.errors.ParserError) as error:
        raise Unreadable(str(error)) from None
    return names, cells


def _named_columns(names, cells, known: dict[str, tuple[str, ...]]):
    """Known columns as floats with missing codes turned to nan: (columns, codes)."""
    columns, codes = {}, {}
    for ours, theirs in known.items():
        at = next((names.index(name) for name in theirs if name in names), None)
        if at is None:
            continue
        values = numbers(cells[at])
        missing = np.isin(values, _MISSING)
        columns[ours] = np.where(missing, np.nan, values)
        codes[ours] = int(missing.sum())
    wanted = [name for name in ("temp_air", "wind_speed") if name not in columns]
    if "ghi" not in columns and not {"dni", "dhi"} <= columns.keys():
        wanted.insert(0, "ghi")
    if wanted:
        raise Unreadable(", ".join(names) + " - " + ", ".join(wanted))
    if "albedo" in columns:
        albedo = columns["albedo"]
        columns["albedo"] = np.where((albedo > 0.0) & (albedo < 0.99), albedo, np.nan)
    return columns, codes


def _whole(names, cells, name: str) -> np.ndarray | None:
    if name not in names:
        return None
    values = numbers(cells[names.index(name)])
    if not np.all(np.isfinite(values)):
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise Unreadable(f"{name}[{row + 1}] = {cells[names.index(name)].iloc[row]!r}")
    return values.astype(int)


def _plain_head(text: str) -> dict[str, str]:
    found = re.findall(r"(\w+)\s*[=:]\s*([^,;]+)", text)
    pairs = {name.casefold(): value for name, value in found}
    return {
        ours: pairs[name].strip()
        for ours, theirs in _PLAIN_HEAD.items()
        for name in theirs
        if name in pairs
    }


def _plain_times(names, cells):
    """Year, month, day, hour: int[n_rows] or None each; and the common minute."""
    at = next((names.index(name) for name in ("time", "时间") if name in names), None)
    if at is not None:
        times = [_TIME.fullmatch(text) for text in cells[at]]
        if None in times:
            row = times.index(None)
            raise Unreadable(f"time[{row + 1}] = {cells[at].iloc[row]!r}; 2023-01-31 14:00")
        parts = np.array([[int(part or 0) for part in time.groups()] for time in times]).T
        return (*parts[:4], float(np.median(parts[4])))
    month, day, hour = (_whole(names, cells, name) for name in ("month", "day", "hour"))
    minute = _whole(names, cells, "minute")
    if hour is not None and int(hour.max()) == 24:
        hour = hour - 1
    if month is None or day is None or hour is None:
        month = day = hour = None
    return (
        _whole(names, cells, "year"), month, day, hour,
        0.0 if minute is None else float(np.median(minute)),
    )  # fmt: skip


def _hour_before(year, month, day, hour):
    """The hour that ends at each label."""
    labels = np.array(
        [
            np.datetime64(f"{y:04d}-{m:02d}-{d:02d}T{h:02d}")
            for y, m, d, h in zip(
                np.full(len(month), 2005) if year is None else year, month, day, hour, strict=True
            )
        ]
    ) - np.timedelta64(1, "h")
    dates = [label.astype(object) for label in labels]
    return tuple(np.array([getattr(at, part) for at in dates]) for part in
                 ("year", "month", "day", "hour"))  # fmt: skip

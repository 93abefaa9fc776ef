"""When is a row? Columns of dates under the names that people give them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.facts.places import UTC_OFFSET_H
from pvlift.weather.tables import Labels, Unreadable, integers

_STAMP = ("datetime", "timestamp", "dateandtime", "validtime", "日期时间", "观测时间", "年月日时")
_NAMES = {
    "stamp": (*_STAMP, "periodend", "periodstart"),
    "date": ("date", "日期", "年月日"),
    "time": ("time", "时间", "时刻", "clock", "hhmm"),
    "year": ("year", "yr", "yyyy", "年", "年份"),
    "month": ("month", "mon", "mo", "mm", "月", "月份"),
    "day": ("day", "dy", "dd", "dayofmonth", "日"),
    "hour": ("hour", "hr", "hh", "时", "小时"),
    "minute": ("minute", "min", "mi", "分", "分钟"),
}
_KIND = {name: kind for kind, names in _NAMES.items() for name in names}
_LOOKS_LIKE = re.compile(r"date|time|stamp|日期|时间|时刻|^doy$|^dayofyear$")
_CLOCK = (
    r"(?P<half>上午|下午)?\s*(?P<h>\d{1,2})\s*(?:[:时時点h]\s*(?P<n>\d{1,2})?|(?P<n2>\d{2}))?"
    r"(?::\d{1,2}(?:\.\d+)?)?\s*[分秒]*\s*(?P<pm>[ap]m)?\s*"
    r"(?P<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?"
)
_TIME = re.compile(
    r"\s*(?:(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?|(?P<run>\d{8})|"
    r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<z>\d{4}))(?:[t\s:_]*" + _CLOCK + r")?\s*"
)
_ZONE = re.compile(r"(?:utc|gmt)\s*(?P<sign>[+-]?)\s*(?P<h>\d{1,2}(?:\.\d+)?)?(?::(?P<n>\d{2}))?")
_WANTED = Words(
    "dates such as 2023-01-31 14:00 in a column `time`, or columns year, month, day, hour",
    "形如 2023-01-31 14:00 的日期（列名 time 或 时间），或 年、月、日、时 各一列",
)


class Heading(NamedTuple):
    """One cell of the line of names."""

    text: str  # as it stands
    name: str  # letters and figures alone, lower case
    unit: str  # what stands in brackets


class Times(NamedTuple):
    """What the columns of dates say."""

    labels: Labels | None
    zone_h: float | None  # where they or their heading name a zone
    label: str | None  # where the heading or 24:00 names the beginning or the end
    used: frozenset[int]  # columns


def heading(text: str) -> Heading:
    """A heading with its unit apart; full-width letters are letters."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    name, _, unit = re.sub(r"[\[【]", "(", plain).partition("(")
    shown = "".join(letter for letter in text if letter.isprintable()).strip()
    return Heading(shown, re.sub(r"[\W_]+", "", name), re.sub(r"[)\]】].*", "", unit))


def read_times(headings: list[Heading], cells, known: frozenset[int]) -> Times:
    """Dates of the rows from whatever columns hold them; columns in `known` hold weather.

    cells : DataFrame of text, its columns counted from 0
    """
    at, zones = _columns_of_dates(headings)
    if {"month", "day", "hour"} <= at.keys():
        return _from_parts(at, cells, zones)
    if "stamp" in at:
        return _from_text(cells[at["stamp"]], headings, (at["stamp"],), zones)
    if "date" in at and "hour" in at:
        return _from_date_and_hour(at, cells, zones)
    if "date" in at and "time" in at:
        days = cells[at["date"]].str.replace(r"[ T].*", "", regex=True)  # Excel adds 0:00
        both = days + " " + cells[at["time"]]
        return _from_text(both, headings, (at["date"], at["time"]), zones)
    if "month" in at and "day" in at and "time" in at:
        year = cells[at["year"]] if "year" in at else "2005"
        both = year + "-" + cells[at["month"]] + "-" + cells[at["day"]] + " " + cells[at["time"]]
        used = tuple(at[name] for name in ("year", "month", "day", "time") if name in at)
        return _from_text(both, headings, used, zones)
    for name in ("time", "date"):
        if name in at:
            return _from_text(cells[at[name]], headings, (at[name],), zones)
    for column in range(len(headings)):
        if column not in known and _TIME.fullmatch(_plain(cells[column].iloc[0])):
            return _from_text(cells[column], headings, (column,), zones)
    for column, head in enumerate(headings):
        if column not in known and (head.name in _KIND or _LOOKS_LIKE.search(head.name)):
            raise Unreadable(f"{head.text}: {cells[column].iloc[0]!r}", _WANTED)
    return Times(None, None, None, frozenset())


def zone_of(text: str) -> float | None:
    """The zone that a text such as UTC, UTC+8 or GMT+05:30 names [h]."""
    found = _ZONE.search(text.casefold())
    if found is None:
        return None
    hours = float(found["h"] or 0.0) + float(found["n"] or 0.0) / 60.0
    return -hours if found["sign"] == "-" else hours


def _columns_of_dates(headings: list[Heading]) -> tuple[dict[str, int], dict[int, float]]:
    """The first column of every kind, local time before UTC, and the zones headings name."""
    at: dict[str, int] = {}
    zones = {}
    for column, head in enumerate(headings):
        zone_h = UTC_OFFSET_H if "北京时间" in head.name else zone_of(head.unit or head.text)
        name = re.sub(r"utc|gmt|local|北京", "", head.name)
        kind = "time" if not name and zone_h is not None else _KIND.get(name)
        if kind is None:
            continue
        if zone_h is not None:
            zones[column] = zone_h
        if kind not in at or (zones.get(at[kind]) == 0.0 and zone_h != 0.0):
            at[kind] = column
    return at, zones


def _from_parts(at: dict[str, int], cells, zones: dict[int, float]) -> Times:
    parts = {
        name: integers(cells[at[name]], name)
        for name in ("year", "month", "day", "hour", "minute")
        if name in at
    }
    hour, label = _counted_from_0(parts["hour"])
    labels = Labels(
        parts.get("year"), parts["month"], parts["day"], hour,
        parts.get("minute", np.zeros_like(hour)),
    )  # fmt: skip
    used = frozenset(at[name] for name in parts)
    return Times(labels, _zone_among(zones, used), label, used)


def _from_date_and_hour(at: dict[str, int], cells, zones: dict[int, float]) -> Times:
    dates = _from_text(cells[at["date"]], [], (at["date"],), {}).labels
    hour, label = _counted_from_0(integers(cells[at["hour"]], "hour"))
    minute = integers(cells[at["minute"]], "minute") if "minute" in at else np.zeros_like(hour)
    used = frozenset(at[name] for name in ("date", "hour", "minute") if name in at)
    labels = dates._replace(hour=hour, minute=minute)
    return Times(labels, _zone_among(zones, used), label, used)


def _zone_among(zones: dict[int, float], used) -> float | None:
    return next((zones[column] for column in used if column in zones), None)


def _counted_from_0(hour: np.ndarray) -> tuple[np.ndarray, str | None]:
    """Hours 1..24 are numbers of hours: the first begins at 0:00."""
    counts_from_1 = int(hour.max()) == 24 and int(hour.min()) >= 1
    return (hour - 1, "start") if counts_from_1 else (hour, None)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _from_text(texts, headings: list[Heading], used: tuple[int, ...], zones) -> Times:
    """Dates with their clock, in one of the orders of day, month and year."""
    found = [_TIME.fullmatch(_plain(text)) for text in texts]
    if None in found:
        row = found.index(None)
        raise Unreadable(f"time[{row + 1}] = {texts.iloc[row]!r}", _WANTED)
    parts = [match.groupdict() for match in found]
    offsets = {part["zone"] for part in parts}
    if len(offsets) > 1:
        wanted = Words("one offset from UTC for all rows", "全部数据行采用同一时区")
        raise Unreadable(f"time: {', '.join(sorted(map(str, offsets)))}", wanted)
    offset = offsets.pop()
    zone_h = _zone_among(zones, used) if offset is None else zone_of("utc" + offset.strip("utcgmz"))
    hour, minute = np.array([_clock(part) for part in parts]).T
    named = headings[used[-1]].name if headings else ""
    ends = "end" in named or bool((hour == 24).any())
    labels = Labels(*_dates(parts, texts), hour, minute)
    return Times(labels, zone_h, "end" if ends else None, frozenset(used))


def _clock(part: dict[str, str | None]) -> tuple[int, int]:
    hour, minute = int(part["h"] or 0), int(part["n"] or part["n2"] or 0)
    half = part["half"] or part["pm"]
    if half:
        hour = hour % 12 + (12 if half in ("下午", "pm") else 0)
    return hour, minute


def _dates(parts: list[dict[str, str | None]], texts) -> np.ndarray:
    """Year, month and day: int[3, n_rows]."""
    first = parts[0]
    if len({(part["y"] is None, part["run"] is None) for part in parts}) > 1:
        raise Unreadable(f"time[1] = {texts.iloc[0]!r}, …", _WANTED)
    if first["y"]:
        return np.array([(part["y"], part["m"], part["d"]) for part in parts]).astype(int).T
    if first["run"]:
        runs = (part["run"] for part in parts)
        return np.array([(run[:4], run[4:6], run[6:]) for run in runs]).astype(int).T
    a, b, year = np.array([(part["a"], part["b"], part["z"]) for part in parts]).astype(int).T
    if a.max() <= 12 and b.max() <= 12:  # which is the month?
        raise Unreadable(f"time[1] = {texts.iloc[0]!r}", _WANTED)
    return np.array((year, b, a) if a.max() > 12 else (year, a, b))

"""Dated rows into whole years of hours: 8760, from 1 January, without 29 February."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, Words
from pvlift.weather.records import MONTH_DAYS, N_HOURS
from pvlift.weather.tables import Labels, WeatherTable

DAY_MIN = 24 * 60
YEAR_MIN = 365 * DAY_MIN
LEAP_DAY = 59  # 29 February, counted from 0
_FIRST_DAY = np.concatenate([[0], np.cumsum(MONTH_DAYS)[:-1]])


class Rows(NamedTuple):
    """How the rows of a table stand in the year, in the file's own clock."""

    order: np.ndarray  # int[n]: the rows to keep; from 1 January 00:00 where there is no fault
    hour: np.ndarray  # int[n]: the hour of the year each of them belongs to
    per_hour: int
    sun_in_hour_h: float  # where in the hour the sun stands, by the format's own rule
    faults: list[Fault]
    notices: list[Notice]


def rows_of(table: WeatherTable) -> Rows:
    """Whole years in order, or what keeps the rows from being whole years."""
    n_rows = len(next(iter(table.columns.values())))
    every = np.arange(n_rows)
    if table.labels is None or not n_rows:
        sun_in_hour_h = _sun_in_hour_h(table, 0, 60)
        return Rows(every, every % N_HOURS, 1, sun_in_hour_h, _count_faults(n_rows), [])
    bad = ~_is_date(table.labels)
    if bad.any():
        fault = _date_fault(table.labels, int(np.flatnonzero(bad)[0]))
        return Rows(every, every % N_HOURS, 1, 0.5, [fault], [])
    at_min, n_days = _label_minutes(table.labels)
    step_min = _step_min(at_min)
    if 60 % step_min:
        return Rows(every, at_min // 60 % N_HOURS, 1, 0.5, [_step_fault(step_min)], [])
    begin_min = (at_min - (step_min if table.label == "end" else 0)) % (n_days * DAY_MIN)
    day = begin_min // DAY_MIN
    is_leap = (n_days == 366) & (day == LEAP_DAY)
    begin_min = begin_min - DAY_MIN * ((n_days == 366) & (day > LEAP_DAY))
    keep = np.flatnonzero(~is_leap)
    order, hour, faults, notices = _in_order(keep, begin_min[keep] // step_min, 60 // step_min)
    if is_leap.any():
        notices.append(_leap_notice(int(is_leap.sum()) * step_min // 60))
    return Rows(
        order, hour, 60 // step_min if not faults else 1,
        _sun_in_hour_h(table, int(np.median(begin_min % step_min)), step_min), faults, notices,
    )  # fmt: skip


def hourly(values: np.ndarray, rows: Rows) -> np.ndarray:
    """A column in the order of the year, several rows of an hour as their mean."""
    return values[rows.order].reshape(-1, rows.per_hour).mean(axis=1)


def n_years_of(values: np.ndarray) -> int:
    """Whole years in a column of hours; 0 where the rows are no whole years."""
    return values.size // N_HOURS if values.size % N_HOURS == 0 else 0


def hour_name(at: int, n_years: int = 1, per_hour: int = 1) -> str:
    """Month, day and clock of an hour or its part, with the number of the year where there are
    several.

    Without whole years (n_years = 0) it is the number of the row, from 1.
    """
    if n_years == 0:
        return f"#{at + 1}"
    year, part = divmod(int(at), N_HOURS * per_hour)
    hour, minute = part // per_hour, part % per_hour * 60 // per_hour
    month = int(np.searchsorted(_FIRST_DAY, hour // 24, side="right"))
    day = hour // 24 - int(_FIRST_DAY[month - 1]) + 1
    clock = f"{month:02d}-{day:02d} {hour % 24:02d}:{minute:02d}"
    return f"#{year + 1} {clock}" if n_years > 1 else clock


def span(hours: np.ndarray, n_years: int = 1, per_hour: int = 1) -> str:
    """How many hours, the first and the last."""
    first, last = (hour_name(hours[k], n_years, per_hour) for k in (0, -1))
    return f"× {len(hours)} ({first})" if len(hours) == 1 else f"× {len(hours)} ({first} … {last})"


def _is_date(labels: Labels) -> np.ndarray:
    month = np.clip(labels.month, 1, 12)
    days = MONTH_DAYS[month - 1] + (month == 2)
    is_day = (labels.month == month) & (labels.day >= 1) & (labels.day <= days)
    is_clock = (labels.hour >= 0) & (labels.hour <= 24)
    return is_day & is_clock & (labels.minute >= 0) & (labels.minute <= 60)


def _date_fault(labels: Labels, row: int) -> Fault:
    clock = f"{labels.hour[row]}:{labels.minute[row]:02d}"
    found = f"{labels.month[row]}-{labels.day[row]} {clock} (#{row + 1})"
    wanted = Words("a day of the calendar and an hour of the day", "日历中的日期和钟点")
    return Fault("date", found, wanted)


def _label_minutes(labels: Labels) -> tuple[np.ndarray, np.ndarray]:
    """Minutes since 1 January of each label, and the days of its year.

    A file has 365 days a year unless some row stands within 29 February: the 29th at 00:00 alone
    is how typical years made of leap months name the end of the 28th.
    """
    month, day = labels.month, labels.day
    is_29 = (month == 2) & (day == 29)
    keeps_29 = bool((is_29 & (labels.hour + labels.minute > 0)).any())
    year = np.full(len(month), 2004) if labels.year is None else labels.year
    leap = is_29 | ((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)))
    leap &= keeps_29
    days = _FIRST_DAY[month - 1] + day - 1 + (leap & (month > 2))
    return days * DAY_MIN + labels.hour * 60 + labels.minute, np.where(leap, 366, 365)


def _step_min(at_min: np.ndarray) -> int:
    """Minutes between most rows; an hour where there is but one row."""
    steps, counts = np.unique(np.diff(at_min), return_counts=True)
    step_min = int(steps[np.argmax(counts)]) if len(steps) else 60
    return step_min if step_min > 0 else YEAR_MIN


def _step_fault(step_min: int) -> Fault:
    found = Words(f"a row every {step_min} min", f"每 {step_min} 分钟一行")
    if step_min == YEAR_MIN:
        found = Words("rows that do not go on in time", "时间不前进的数据行")
    wanted = Words(
        "one row an hour, or 2, 3, 4, 6, 12 or more at equal steps", "每小时一行，或等间隔的多行"
    )
    return Fault("time", found, wanted)


def _sun_in_hour_h(table: WeatherTable, late_min: int, step_min: int) -> float:
    """Mean of the instants of the hour's rows, which begin `late_min` after their step."""
    after_begin_min = late_min + (step_min if table.label == "end" else 0)
    if table.sun_after_h is not None:
        centre_min = after_begin_min + 60.0 * table.sun_after_h
    elif table.label == "instant" or (table.label is None and late_min):
        centre_min = after_begin_min
    else:
        centre_min = late_min + 0.5 * step_min
    return (centre_min + 0.5 * (60 - step_min)) / 60.0


def _in_order(keep: np.ndarray, stands: np.ndarray, per_hour: int):
    """Rows from 1 January on: (order, hour of the year, faults, notices).

    stands : int[n] the part of the year each row begins at. Rows may run from any day to the day
             before it; those of the next year's beginning then come first.
    """
    n_parts = N_HOURS * per_hour
    n_years = max(1, round(len(stands) / n_parts))
    first = int(stands[0]) if len(stands) else 0
    if not np.array_equal(stands, (first + np.arange(n_years * n_parts)) % n_parts):
        return keep, stands // per_hour, _order_faults(stands, n_years, per_hour), []
    notices = []
    if first:
        begins = hour_name(first, 1, per_hour)
        notices.append(
            Notice(
                "weather_year_turned",
                Words(
                    f"the rows begin at {begins}: put in the order of the year, so that the last "
                    "rows come first",
                    f"数据行自 {begins} 起：已按日历年排列，末尾各行移到年初",
                ),
            )
        )
    if per_hour > 1:
        notices.append(
            Notice(
                "weather_averaged",
                Words(
                    f"{per_hour} rows an hour: each hour is their mean",
                    f"每小时 {per_hour} 行：取小时平均",
                ),
            )
        )
    return np.roll(keep, first), np.arange(len(keep)) // per_hour % N_HOURS, [], notices


def _leap_notice(n_hours: int) -> Notice:
    return Notice(
        "weather_leap_day_dropped",
        Words(
            f"29 February left out: {n_hours} hours; a year has 8760 hours",
            f"已略去 2 月 29 日：{n_hours} 小时；一年按 8760 小时计",
        ),
    )


def _count_faults(n_rows: int, per_hour: int = 1, detail: str = "") -> list[Fault]:
    """A number of rows that is no number of whole years."""
    n_parts = N_HOURS * per_hour
    if n_rows and n_rows % n_parts == 0:
        return []
    wanted = Words(
        f"{n_parts} rows a year ({n_parts + 24 * per_hour} with a dated 29 February)",
        f"每年 {n_parts} 行（含注明日期的 2 月 29 日时为 {n_parts + 24 * per_hour} 行）",
    )
    return [Fault("rows", f"{n_rows}{detail}", wanted)]


def _order_faults(stands: np.ndarray, n_years: int, per_hour: int) -> list[Fault]:
    """Which hours are missing, doubled or out of place."""
    n_parts = N_HOURS * per_hour
    counts = np.bincount(stands, minlength=n_parts)
    missing, doubled = np.flatnonzero(counts < n_years), np.flatnonzero(counts > n_years)
    gaps = f"− {span(missing, 1, per_hour)}" if missing.size else ""
    faults = _count_faults(len(stands), per_hour, f"; {gaps}" if gaps else "")
    once = Words("every hour of the year once", "全年每小时恰好一次")
    if missing.size and not faults:
        faults.append(Fault("rows", gaps, once))
    if doubled.size:
        faults.append(Fault("rows", f"2 {span(doubled, 1, per_hour)}", once))
    if not faults:
        wanted_at = (stands[0] + np.arange(len(stands))) % n_parts
        row = int(np.flatnonzero(stands != wanted_at)[0])
        wanted = hour_name(wanted_at[row], 1, per_hour)
        words = Words(f"{wanted}: rows in the order of time", f"{wanted}：数据行按时间排列")
        faults.append(Fault(f"row {row + 1}", hour_name(stands[row], 1, per_hour), words))
    return faults

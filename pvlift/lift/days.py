"""The reference year of 8760 hours: weekdays, weekends, holidays, months."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from pvlift.lift import tables

N_DAYS = 365
N_HOURS = 8760
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WEEKDAY, WEEKEND, HOLIDAY = 0, 1, 2


class Calendar(NamedTuple):
    """A non-leap year; days are counted from 0, the 1st of January."""

    first_weekday: int = 2  # 0 = Monday; 2 = Wednesday, as in 2025
    holidays: tuple[int, ...] = ()
    workdays: tuple[int, ...] = ()  # weekend days that are worked instead


def day_of_year(month: int, day: int) -> int:
    """Day of the non-leap year, 0 for the 1st of January."""
    if not 1 <= month <= 12 or not 1 <= day <= MONTH_DAYS[month - 1]:
        raise ValueError(f"no such day: month {month}, day {day}")
    return sum(MONTH_DAYS[: month - 1]) + day - 1


@cache
def chinese_year() -> Calendar:
    """The Chinese public holidays of 2025, a non-leap year that begins on a Wednesday.

    References: facts/lift_calendar.csv (State Council notice on the holidays of 2025).
    """
    rows = tables.calendar_rows()
    return Calendar(
        2,
        tuple(day_of_year(month, day) for month, day, kind in rows if kind == "holiday"),
        tuple(day_of_year(month, day) for month, day, kind in rows if kind == "workday"),
    )


@cache
def day_types(calendar: Calendar) -> np.ndarray:
    """Type of every day of the year, int[365]: 0 weekday, 1 weekend, 2 holiday."""
    if calendar.first_weekday not in range(7):
        raise ValueError(f"first_weekday must be 0 (Monday) to 6, got {calendar.first_weekday}")
    weekday = (calendar.first_weekday + np.arange(N_DAYS)) % 7
    kinds = np.where(weekday >= 5, WEEKEND, WEEKDAY)
    kinds[list(calendar.workdays)] = WEEKDAY
    kinds[list(calendar.holidays)] = HOLIDAY
    kinds.setflags(write=False)
    return kinds


@cache
def months() -> np.ndarray:
    """Month of every day of the year, int[365], 0 for January."""
    found = np.repeat(np.arange(12), MONTH_DAYS)
    found.setflags(write=False)
    return found

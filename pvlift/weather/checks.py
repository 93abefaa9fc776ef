"""Is a table a whole year of possible weather? Calendar, units, limits, holes."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Fault, Notice, Words
from pvlift.weather.records import MONTH_DAYS, N_HOURS
from pvlift.weather.tables import Table

LONGEST_FILLED_H = 6  # a longer hole in temperature or wind is a fault
MOST_FILLED_FRAC = 0.02  # of the year's hours
MOST_REBUILT_FRAC = 0.05  # holes of beam or diffuse that may be rebuilt from the global
SENSOR_ZERO_W_PER_M2 = 10.0  # night offset of a pyranometer
_FIRST_DAY = np.concatenate([[0], np.cumsum(MONTH_DAYS)[:-1]])


def _n_years(values: np.ndarray) -> int:
    """Whole years in a column; 0 where the rows are no whole years."""
    return values.size // N_HOURS if values.size % N_HOURS == 0 else 0


def hour_name(hour_of_year: int, n_years: int = 1) -> str:
    """Month, day and clock of an hour, with the number of the year where there are several.

    Without whole years (n_years = 0) it is the number of the row, from 1.
    """
    if n_years == 0:
        return f"#{hour_of_year + 1}"
    year, hour = divmod(int(hour_of_year), N_HOURS)
    month = int(np.searchsorted(_FIRST_DAY, hour // 24, side="right"))
    day = hour // 24 - int(_FIRST_DAY[month - 1]) + 1
    return (f"#{year + 1} " if n_years > 1 else "") + f"{month:02d}-{day:02d} {hour % 24:02d}:00"


def span(hours: np.ndarray, n_years: int = 1) -> str:
    """How many hours, the first and the last."""
    first, last = hour_name(hours[0], n_years), hour_name(hours[-1], n_years)
    return f"× {len(hours)} ({first})" if len(hours) == 1 else f"× {len(hours)} ({first} … {last})"


def place_faults(table: Table) -> list[Fault]:
    """A header that cannot be a place on land."""
    checks = [
        ("latitude", table.lat_deg, -66.5, 66.5, "degrees, between the polar circles", "度"),
        ("longitude", table.lon_deg, -180.0, 180.0, "degrees, east positive", "度，东经为正"),
        ("altitude", table.altitude_m, -450.0, 6000.0, "metres", "米"),
        ("time zone", table.clock_utc_offset_h, -12.0, 14.0, "hours from UTC", "与 UTC 相差小时数"),
    ]
    return [
        Fault(name, f"{value:g}", Words(f"{low:g} to {high:g} {en}", f"{low:g} 至 {high:g} {zh}"))
        for name, value, low, high, en, zh in checks
        if not low <= value <= high
    ]


def calendar(table: Table) -> tuple[np.ndarray, list[Fault], list[Notice]]:
    """Rows to keep, in order: whole years of 8760 hours without 29 February."""
    n_rows = len(next(iter(table.columns.values())))
    keep = np.arange(n_rows)
    notices: list[Notice] = []
    if table.month is None:
        return keep, _count_faults(n_rows, ""), notices
    leap = (table.month == 2) & (table.day == 29)
    if leap.any():
        keep = keep[~leap]
        notices.append(
            Notice(
                "weather_leap_day_dropped",
                Words(
                    f"29 February left out: {int(leap.sum())} hours; a year has 8760 hours",
                    f"已略去 2 月 29 日：{int(leap.sum())} 小时；一年按 8760 小时计",
                ),
            )
        )
    month, day, hour = table.month[keep], table.day[keep], table.hour[keep]
    bad = (month < 1) | (month > 12) | (day < 1) | (hour < 0) | (hour > 23)
    bad |= day > MONTH_DAYS[np.clip(month, 1, 12) - 1]
    if bad.any():
        row = keep[np.flatnonzero(bad)[0]]
        text = f"{table.month[row]}-{table.day[row]} {table.hour[row]}:00 (#{row + 1})"
        wanted = Words("a day of the calendar and an hour of the day", "日历中的日期和钟点")
        return keep, [Fault("date", text, wanted)], notices
    stands = (_FIRST_DAY[month - 1] + day - 1) * 24 + hour
    n_years = max(1, round(len(stands) / N_HOURS))
    wanted_hours = np.tile(np.arange(N_HOURS), n_years)
    if np.array_equal(stands, wanted_hours):
        return keep, [], notices
    return keep, _order_faults(stands, n_rows, n_years), notices


def _count_faults(n_rows: int, detail: str) -> list[Fault]:
    if n_rows and n_rows % N_HOURS == 0:
        return []
    return [
        Fault(
            "rows",
            f"{n_rows}{detail}",
            Words(
                "8760 hours a year (8784 with a dated 29 February)",
                "每年 8760 小时（含注明日期的 2 月 29 日时为 8784 小时）",
            ),
        )
    ]


def _order_faults(stands: np.ndarray, n_rows: int, n_years: int) -> list[Fault]:
    """Which hours are missing, doubled or out of place."""
    counts = np.bincount(stands, minlength=N_HOURS)
    missing, doubled = np.flatnonzero(counts < n_years), np.flatnonzero(counts > n_years)
    detail = f"; − {span(missing)}" if missing.size else ""
    faults = _count_faults(n_rows, detail) if len(stands) != n_years * N_HOURS else []
    if missing.size and not faults:
        wanted = Words("every hour of the year once", "全年每小时恰好一次")
        faults.append(Fault("rows", f"− {span(missing)}", wanted))
    if doubled.size:
        wanted = Words("every hour of the year once", "全年每小时恰好一次")
        faults.append(Fault("rows", f"2 {span(doubled)}", wanted))
    if not faults:
        row = int(np.flatnonzero(stands != np.tile(np.arange(N_HOURS), n_years))[0])
        faults.append(
            Fault(
                f"row {row + 1}",
                hour_name(stands[row]),
                Words(
                    f"{hour_name(row % N_HOURS)}: hours in order, from 1 January 00:00",
                    f"{hour_name(row % N_HOURS)}：自 1 月 1 日 0 时起按时间排列",
                ),
            )
        )
    return faults


def unit_faults(columns: dict[str, np.ndarray]) -> list[Fault]:
    """Columns whose whole level belongs to another unit."""
    faults = []
    swapped = {"ghi", "dhi"} <= columns.keys() and (
        np.nansum(columns["dhi"]) > np.nansum(columns["ghi"]) > 0.1 * np.nansum(columns["dhi"])
    )
    for name in ("ghi", "dni", "dhi"):
        # Columns that changed places are another fault than their units.
        fault = _irradiance_unit(name, columns[name]) if name in columns else None
        if fault is not None and not (swapped and name == "ghi"):
            faults.append(fault)
    for name, judge in (("temp_air", _temperature_unit), ("wind_speed", _wind_unit)):
        if name in columns and np.isfinite(columns[name]).any() and (f := judge(columns[name])):
            faults.append(f)
    return faults


def _irradiance_unit(name: str, values: np.ndarray) -> Fault | None:
    lit = values[np.isfinite(values) & (values > 0.0)]
    wanted = "W/m², the mean of the hour (Wh/m² of the hour is the same number)"
    wanted_zh = "W/m²（小时平均；数值上等于每小时 Wh/m²）"
    bright = float(np.quantile(lit, 0.99)) if lit.size else 0.0
    if lit.size == 0 or bright == 0.0:
        return Fault(name, "0", Words(f"sunlight in {wanted}", f"日照数据，单位 {wanted_zh}"))
    guesses = (
        (1.7, "kWh/m²", 1000.0),
        (6.0, "MJ/m²", 1.0 / 0.0036),
        (400.0 if name == "ghi" else 0.0, "J/cm²", 1.0 / 0.36),
        (1500.0, "", 1.0),
        (np.inf, "kJ/m²", 1.0 / 3.6),
    )
    unit, factor = next((unit, factor) for limit, unit, factor in guesses if bright <= limit)
    if not unit:
        return None
    return Fault(
        name,
        f"{bright:.4g} (99%)",
        Words(
            f"{wanted}; this looks like {unit}: multiply by {factor:.4g}",
            f"{wanted_zh}；现有数值像是 {unit}，应乘以 {factor:.4g}",
        ),
    )


def _temperature_unit(values: np.ndarray) -> Fault | None:
    middle, hot = float(np.nanmedian(values)), float(np.nanmean(values > 60.0))
    if middle > 350.0:
        guess = ("pressure", "气压")
    elif middle > 150.0:
        guess = ("kelvin: subtract 273.15", "开尔文，应减去 273.15")
    elif hot > 0.01:
        guess = ("degrees Fahrenheit: (F - 32) / 1.8", "华氏度，应按 (F − 32) / 1.8 换算")
    else:
        return None
    return Fault(
        "temp_air",
        f"{middle:.4g} (50%)",
        Words(f"degrees Celsius; this looks like {guess[0]}", f"摄氏度；现有数值像是{guess[1]}"),
    )


def _wind_unit(values: np.ndarray) -> Fault | None:
    mean = float(np.nanmean(values))
    if mean <= 15.0:
        return None
    return Fault(
        "wind_speed",
        f"{mean:.4g} (mean)",
        Words("m/s; this looks like km/h or another unit", "m/s；现有数值像是 km/h 或其他单位"),
    )


def limit_faults(columns: dict[str, np.ndarray], skip: set[str]) -> list[Fault]:
    """Values that no weather has; columns in skip are already faulty as a whole."""
    limits = {
        "ghi": (-SENSOR_ZERO_W_PER_M2, np.inf, "W/m²"),
        "dni": (-SENSOR_ZERO_W_PER_M2, np.inf, "W/m²"),
        "dhi": (-SENSOR_ZERO_W_PER_M2, np.inf, "W/m²"),
        "temp_air": (-60.0, 60.0, "°C"),
        "wind_speed": (0.0, 75.0, "m/s"),
    }
    faults = []
    for name, (low, high, unit) in limits.items():
        if name not in columns or name in skip:
            continue
        values = columns[name].ravel()
        out = np.flatnonzero((values < low) | (values > high))
        if out.size:
            worst = values[out[np.argmax(np.abs(values[out]))]]
            text = f"{low:g} … {high:g} {unit}" if np.isfinite(high) else f"≥ {low:g} {unit}"
            found = f"{worst:g} {span(out, _n_years(values))}"
            faults.append(Fault(name, found, Words(text, text)))
    return faults


_FEW_FILLED = Words(
    f"a number in every hour (at most {LONGEST_FILLED_H} h in a row and "
    f"{100 * MOST_FILLED_FRAC:g}% of the year may be filled)",
    f"每小时都有数值（可插补的缺测连续不超过 {LONGEST_FILLED_H} 小时，"
    f"合计不超过全年 {100 * MOST_FILLED_FRAC:g}%）",
)
_FEW_REBUILT = Words(
    f"a number in every hour (at most {100 * MOST_REBUILT_FRAC:g}% of the year may be rebuilt)",
    f"每小时都有数值（可重算的缺测不超过全年 {100 * MOST_REBUILT_FRAC:g}%）",
)
_NO_HOLES = {
    "ghi": Words("a number in every hour", "每小时都有数值"),
    "temp_air": _FEW_FILLED,
    "wind_speed": _FEW_FILLED,
}


def hole_faults(columns: dict[str, np.ndarray], codes: dict[str, int]) -> list[Fault]:
    """Missing values that nothing may stand in for."""
    faults = []
    for name in ("ghi", "dni", "dhi", "temp_air", "wind_speed"):
        if name not in columns:
            continue
        values = columns[name].ravel()
        holes = np.flatnonzero(~np.isfinite(values))
        if not holes.size or _fillable(name, holes, values.size):
            continue
        coded = f", {codes[name]} = 9999/-9900/…" if codes.get(name) else ""
        found = f"nan {span(holes, _n_years(values))}{coded}"
        faults.append(Fault(name, found, _NO_HOLES.get(name, _FEW_REBUILT)))
    return faults


def _fillable(name: str, holes: np.ndarray, n_hours: int) -> bool:
    if name == "ghi":
        return False
    if name in ("dni", "dhi"):
        return len(holes) <= MOST_REBUILT_FRAC * n_hours
    runs = np.split(holes, np.flatnonzero(np.diff(holes) > 1) + 1)
    longest = max(len(run) for run in runs)
    return longest <= LONGEST_FILLED_H and len(holes) <= MOST_FILLED_FRAC * n_hours


def fill_air(columns: dict[str, np.ndarray]) -> tuple[dict[str, np.ndarray], list[Notice]]:
    """Short holes of temperature and wind filled by a straight line, each column said."""
    filled, notices = dict(columns), []
    for name in ("temp_air", "wind_speed"):
        values = columns[name].ravel()
        known = np.isfinite(values)
        if known.all():
            continue
        hours = np.arange(values.size)
        line = np.interp(hours, hours[known], values[known])
        filled[name] = line.reshape(columns[name].shape)
        where = span(hours[~known], _n_years(values))
        notices.append(
            Notice(
                "weather_filled",
                Words(
                    f"{name}: missing hours filled by a straight line, {where}",
                    f"{name}：缺测小时按直线插补，{where}",
                ),
            )
        )
    return filled, notices


def lift_sensor_zero(columns: dict[str, np.ndarray]) -> tuple[dict[str, np.ndarray], list[Notice]]:
    """Small negative irradiance of a sensor at night taken as zero, counted."""
    lifted, notices = dict(columns), []
    for name in ("ghi", "dni", "dhi"):
        if name not in columns:
            continue
        below = np.flatnonzero(columns[name].ravel() < 0.0)
        lifted[name] = np.where(columns[name] < 0.0, 0.0, columns[name] + 0.0)
        if below.size:
            where = span(below, _n_years(columns[name]))
            low = float(np.nanmin(columns[name]))
            notices.append(
                Notice(
                    "weather_sensor_zero",
                    Words(
                        f"{name}: small negative values (lowest {low:.3g} W/m²) set to 0, {where}",
                        f"{name}：微小负值（最低 {low:.3g} W/m²）置零，{where}",
                    ),
                )
            )
    return lifted, notices

"""Is a table possible weather? Place, limits, holes, small repairs."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Fault, Notice, Words
from pvlift.weather.calendar import n_years_of, span
from pvlift.weather.tables import LIGHT, WeatherTable

LONGEST_FILLED_H = 6  # a longer hole in temperature or wind is a fault
MOST_FILLED_FRAC = 0.02  # of the year's hours
MOST_REBUILT_FRAC = 0.05  # holes of beam or diffuse that may be rebuilt from the global
STILL_M_PER_S = 0.2  # mean wind of a year; valleys have 0.5
SAME_C = 1.0  # standard deviation of a year's temperature; Sanya has 4
STUCK_H = 48  # a temperature that does not change for longer
SENSOR_ZERO_W_PER_M2 = 10.0  # night offset of a pyranometer


def place_faults(table: WeatherTable) -> list[Fault]:
    """A header that cannot be a place on land."""
    checks = [
        ("latitude", table.lat_deg, -66.5, 66.5, "degrees, between the polar circles", "度"),
        ("longitude", table.lon_deg, -180.0, 180.0, "degrees, east positive", "度，东经为正"),
        ("altitude", table.altitude_m, -450.0, 6000.0, "metres", "米"),
        ("time zone", table.clock_utc_offset_h, -12.0, 14.0, "hours from UTC", "与 UTC 相差小时数"),
    ]
    if table.sun_after_h is not None:
        late = ("hours from the label", "距时间标记小时数")
        checks.append(("irradiance time offset", table.sun_after_h, -2.0, 2.0, *late))
    return [
        Fault(name, f"{value:g}", Words(f"{low:g} to {high:g} {en}", f"{low:g} 至 {high:g} {zh}"))
        for name, value, low, high, en, zh in checks
        if not low <= value <= high
    ]


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
            found = f"{worst:g} {span(out, n_years_of(values))}"
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
    "ghi": Words(
        "a number in every hour of the day, or beam and diffuse there",
        "日间每小时都有数值，或该小时有直射与散射",
    ),
    "temp_air": _FEW_FILLED,
    "wind_speed": _FEW_FILLED,
}


def hole_faults(columns: dict[str, np.ndarray], codes: dict[str, int]) -> list[Fault]:
    """Missing values that nothing may stand in for."""
    faults = []
    for name in (*LIGHT, "temp_air", "wind_speed"):
        if name not in columns:
            continue
        values = columns[name].ravel()
        lost = ~np.isfinite(values)
        if name == "ghi" and {"dni", "dhi"} <= columns.keys():
            lost &= ~np.isfinite(columns["dni"] + columns["dhi"]).ravel()
        holes = np.flatnonzero(lost)
        if not holes.size or _fillable(name, holes, values.size, "ghi" in columns):
            continue
        coded = f", {codes[name]} = 9999/-9900/…" if codes.get(name) else ""
        found = f"nan {span(holes, n_years_of(values))}{coded}"
        faults.append(Fault(name, found, _NO_HOLES.get(name, _FEW_REBUILT)))
    return faults


def _fillable(name: str, holes: np.ndarray, n_hours: int, has_ghi: bool) -> bool:
    if name == "ghi":
        return False
    if name in LIGHT:
        return has_ghi and len(holes) <= MOST_REBUILT_FRAC * n_hours
    runs = np.split(holes, np.flatnonzero(np.diff(holes) > 1) + 1)
    longest = max(len(run) for run in runs)
    return longest <= LONGEST_FILLED_H and len(holes) <= MOST_FILLED_FRAC * n_hours


def without_empty(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns without those of radiation that hold no number at all and can be spared."""
    full = {n: v for n, v in columns.items() if n not in LIGHT or np.isfinite(v).any()}
    return full if "ghi" in full or {"dni", "dhi"} <= full.keys() else columns


def settle_albedo(columns: dict[str, np.ndarray]) -> tuple[dict[str, np.ndarray], list[Notice]]:
    """Albedo as a share; codes, zeros and what is above 1 become holes, percent is said."""
    if "albedo" not in columns:
        return columns, []
    albedo, notices = columns["albedo"], []
    # Missing codes are 999, 99 and 0.999 by format and edition; 0 is how some say nothing.
    is_code = (albedo >= 99.0) | ((albedo >= 0.99) & (albedo <= 1.0)) | ~(albedo > 0.0)
    albedo = np.where(is_code, np.nan, albedo)
    known = np.isfinite(albedo)
    if known.any() and np.nanmedian(albedo) > 1.0:
        words = Words("albedo: in percent, divided by 100", "albedo：为百分数，已除以 100")
        notices.append(Notice("weather_albedo_percent", words))
        albedo = albedo / 100.0
    above = np.flatnonzero(albedo.ravel() > 1.0)
    if above.size:
        where = span(above, n_years_of(albedo))
        words = Words(f"albedo above 1 not used, {where}", f"albedo 大于 1，未采用，{where}")
        notices.append(Notice("weather_albedo_dropped", words))
    return columns | {"albedo": np.where(albedo > 1.0, np.nan, albedo)}, notices


def doubts_of_air(columns: dict[str, np.ndarray]) -> list[Notice]:
    """Air that hardly moves or changes: possible, but seldom what was meant."""
    still, same = float(columns["wind_speed"].mean()), float(columns["temp_air"].std())
    notices = []
    if still < STILL_M_PER_S:
        words = Words(
            f"wind_speed: mean {still:.2g} m/s, unusually still: is the unit m/s?",
            f"wind_speed：平均 {still:.2g} m/s，异常偏小，单位是否为 m/s？",
        )
        notices.append(Notice("weather_still_air", words))
    if same < SAME_C:
        words = Words(
            f"temp_air: hardly changes (standard deviation {same:.2g} °C): is it measured air?",
            f"temp_air：几乎不变（标准差 {same:.2g} °C），是否为实测气温？",
        )
        notices.append(Notice("weather_same_air", words))
    stuck = _longest_run(columns["temp_air"])
    if len(stuck) > STUCK_H:
        where = span(stuck, n_years_of(columns["temp_air"]))
        words = Words(
            f"temp_air: the same number for days, {where}", f"temp_air：连续多日数值不变，{where}"
        )
        notices.append(Notice("weather_stuck_air", words))
    return notices


def _longest_run(values: np.ndarray) -> np.ndarray:
    """Places of the longest row of equal numbers."""
    ends = np.flatnonzero(np.diff(values) != 0.0) + 1
    runs = np.split(np.arange(values.size), ends)
    return max(runs, key=len)


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
        where = span(hours[~known], n_years_of(values))
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
    for name in LIGHT:
        if name not in columns:
            continue
        below = np.flatnonzero(columns[name].ravel() < 0.0)
        lifted[name] = np.where(columns[name] < 0.0, 0.0, columns[name] + 0.0)
        if below.size:
            where = span(below, n_years_of(columns[name]))
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

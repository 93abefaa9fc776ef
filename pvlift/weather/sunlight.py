"""From checked columns to hourly years: local time, the sun's instants, beam and diffuse."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Fault, Notice, Words
from pvlift.weather import beam, instants, light
from pvlift.weather.records import N_HOURS, HourlyWeather
from pvlift.weather.sunpath import cos_zenith_after, sun_path
from pvlift.weather.tables import WeatherTable

CLOCK_OFF_H = 0.75  # radiation this far from the sun means a wrong clock
CSWD_LATE_H = 1.3  # these files are known to be late by up to about an hour
NOON_UNSURE_H = 0.35  # morning fog or afternoon cloud can move the noon of a climate this far


def settle_sun(
    table: WeatherTable, values: dict[str, np.ndarray], sun_in_hour_h: float, utc_offset_h: float
) -> tuple[HourlyWeather | None, list[Fault]]:
    """Hourly years in the legal time of the site, or the faults that only the sun can show.

    values : float[n_weather, 8760] by column in the clock of the file, without holes but those of
             radiation that are made or rebuilt here
    """
    ahead_h = utc_offset_h - table.clock_utc_offset_h
    values = {name: _rolled(cells, int(np.floor(ahead_h))) for name, cells in values.items()}
    place = (table.lat_deg, table.lon_deg, table.altitude_m, utc_offset_h)
    nominal_h = np.arange(N_HOURS) + sun_in_hour_h + ahead_h - np.floor(ahead_h)
    notices = [_local_time(table, utc_offset_h)] if ahead_h else []
    dni, dhi = values.get("dni"), values.get("dhi")
    given = values.get("ghi", np.full_like(values["temp_air"], np.nan))
    is_made = ~np.isfinite(given)
    path = sun_path(*place, nominal_h)
    if dni is not None and not table.is_cswd:  # whose beam is not used
        dni, said, faults = light.below("dni", dni, path.extra_normal, is_made)
        if faults:
            return None, faults
        notices += said
    ghi = light.closed(given, dni, dhi, path)
    bound = beam.brightest_global(1.0, path.extra_normal)  # impossible hours find no sun
    sun_at_h, is_hour_mean, said, faults = _find_sun(
        table, np.minimum(ghi, bound), dni, dhi, is_made, nominal_h, utc_offset_h, path
    )
    if faults:
        return None, faults
    notices += said
    if sun_at_h is not nominal_h:
        path = sun_path(*place, sun_at_h)
        ghi = light.closed(given, dni, dhi, path)
    notices += light.made_notices(is_made)
    split, is_rebuilt, said, faults = light.settle(
        ghi, dni, dhi, is_made, is_hour_mean, table.lat_deg, path, table.is_cswd
    )
    if faults:
        return None, faults
    weather = HourlyWeather(
        ghi=split.ghi, dni=split.dni, dhi=split.dhi, temp_air=values["temp_air"],
        wind_speed=values["wind_speed"], sun_at_h=sun_at_h,
        # A rebuilt beam belongs to the very instant it was rebuilt with.
        is_hour_mean=is_hour_mean and not is_rebuilt,
        albedo=_albedo(values), lat_deg=table.lat_deg, lon_deg=table.lon_deg,
        altitude_m=table.altitude_m, utc_offset_h=utc_offset_h, source=table.source,
        notices=(*notices, *said),
    )  # fmt: skip
    return weather, []


def _local_time(table: WeatherTable, utc_offset_h: float) -> Notice:
    ahead_h = utc_offset_h - table.clock_utc_offset_h
    return _said(
        "weather_local_time",
        f"rows moved by {ahead_h:+g} h from UTC{table.clock_utc_offset_h:+g} to the legal time of "
        f"the site, UTC{utc_offset_h:+g}",
        f"数据行由 UTC{table.clock_utc_offset_h:+g} 平移 {ahead_h:+g} 小时至当地法定时间 "
        f"UTC{utc_offset_h:+g}",
    )


def _said(code: str, en: str, zh: str) -> Notice:
    return Notice(code, Words(en, zh))


def _rolled(cells: np.ndarray, n_hours: int) -> np.ndarray:
    return np.roll(cells.ravel(), n_hours).reshape(cells.shape) if n_hours else cells


def _albedo(values: dict[str, np.ndarray]) -> np.ndarray | None:
    """Mean year of the file's albedo, holes by their neighbours; None where mostly unknown."""
    if "albedo" not in values:
        return None
    known = np.isfinite(values["albedo"])
    counts = known.sum(axis=0)
    if (counts > 0).mean() < 0.5:
        return None
    mean = np.where(known, values["albedo"], 0.0).sum(axis=0) / np.maximum(counts, 1)
    hours = np.arange(N_HOURS)
    return np.interp(hours, hours[counts > 0], mean[counts > 0], period=N_HOURS)


def _find_sun(table: WeatherTable, ghi, dni, dhi, is_made, nominal_h, utc_offset_h, path):
    """The sun's instants: (sun_at_h, is_hour_mean, notices, faults)."""
    if table.is_cswd:
        centred = instants.centred_instants(ghi, table.lon_deg, utc_offset_h, nominal_h, path)
        if abs(centred.offset_h) > CSWD_LATE_H:
            return nominal_h, False, [], [_clock_fault(table, centred.offset_h)]
        minutes = 60.0 * centred.offset_h
        way = {"year": "全年", "equation of time": "时差", "month": "逐月"}[centred.way]
        said = _said(
            "weather_cswd_sun",
            f"CSWD: the sun follows the radiation's noon, which comes {minutes:+.1f} min after "
            f"the row's hour begins (corrected by {centred.way}); the largest shift is "
            f"{60.0 * np.abs(centred.sun_at_h - nominal_h).max():.0f} min",
            f"CSWD：太阳位置按辐射正午校正，较该行起始时刻 {minutes:+.1f} 分钟（{way}校正），"
            f"最大 {60.0 * np.abs(centred.sun_at_h - nominal_h).max():.0f} 分钟",
        )
        return centred.sun_at_h, False, [said], []
    if dni is not None and dhi is not None:
        # What was made from beam and diffuse, or stands without them, cannot tell.
        measured = np.where(is_made | ~np.isfinite(dni + dhi), 0.0, ghi)
        beam_w, diffuse_w = np.nan_to_num(dni), np.nan_to_num(dhi)
        found = instants.best_closure(measured, beam_w, diffuse_w, table.lat_deg, path)
        if found.is_telling:
            return _by_closure(table, measured, beam_w, diffuse_w, nominal_h, path, found)
    offset_h, _ = instants.noon_offset_h(ghi, path)
    if abs(offset_h) > CLOCK_OFF_H:
        return nominal_h, False, [], [_clock_fault(table, offset_h)]
    if abs(offset_h) > NOON_UNSURE_H:
        return nominal_h - offset_h, table.is_hour_mean, [_moved(-offset_h)], []
    return nominal_h, table.is_hour_mean, [], []


def _by_closure(table: WeatherTable, ghi, dni, dhi, nominal_h, path, found):
    shift_h = found.shift_h
    is_nominal = abs(shift_h) < instants.SAME_H or found.rmse > 0.8 * found.rmse_nominal
    if not is_nominal and abs(shift_h) > CLOCK_OFF_H:
        return nominal_h, False, [], [_clock_fault(table, -shift_h)]
    sun_at_h = nominal_h if is_nominal else nominal_h + shift_h
    if not is_nominal:
        path = path._replace(
            cos_zenith=cos_zenith_after(path, table.lat_deg, shift_h),
            true_solar_h=path.true_solar_h + shift_h,
        )
    is_instant = instants.edges_are_instants(ghi, dni, dhi, table.lat_deg, path)
    said = [] if is_nominal else [_moved(shift_h)]
    return sun_at_h, table.is_hour_mean and not is_instant, said, []


def _moved(shift_h: float) -> Notice:
    minutes = 60.0 * shift_h
    return _said(
        "weather_sun_moved",
        f"the radiation belongs to {minutes:+.0f} min from the format's instant: the sun is taken "
        "there, the data stay",
        f"辐射对应时刻与格式约定相差 {minutes:+.0f} 分钟：太阳位置按此计算，数据不动",
    )


def _clock_fault(table: WeatherTable, late_h: float) -> Fault:
    zone_h = table.clock_utc_offset_h
    fits = f"UTC{(zone_h + round(2.0 * late_h) / 2.0 + 12.0) % 24.0 - 12.0:+g}"
    ends = 0.5 < late_h < 1.5
    return Fault(
        "time",
        f"UTC{zone_h:+g}, {late_h:+.2f} h",
        Words(
            f"radiation centred on the sun's noon: it comes {abs(late_h):.2f} h too "
            f"{'late' if late_h > 0 else 'early'}, so the time zone, the longitude or the time "
            f"stamps are off ({fits} would fit"
            f"{', or stamps that name the end of the hour' if ends else ''})",
            f"辐射以真太阳时正午为中心：现{'迟' if late_h > 0 else '早'} {abs(late_h):.2f} 小时，"
            f"时区、经度或时间标记有误（{fits} 可吻合{'，或时间标记指小时终点' if ends else ''}）",
        ),
    )

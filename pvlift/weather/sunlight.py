"""From checked columns to hourly years: local time, the sun's instants, beam and diffuse."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Fault, Notice, Words
from pvlift.weather import beam, instants
from pvlift.weather.checks import span
from pvlift.weather.records import N_HOURS, WeatherYears
from pvlift.weather.sunpath import SunPath, cos_zenith_after, sun_path
from pvlift.weather.tables import Table

CLOCK_OFF_H = 0.75  # radiation this far from the sun means a wrong clock
CSWD_LATE_H = 1.3  # these files are known to be late by up to about an hour
NOON_UNSURE_H = 0.35  # morning fog or afternoon cloud can move the noon of a climate this far
CLOSES_FRAC = 0.02
MOST_IMPOSSIBLE = 100  # hours of a year that may be cut to the bound
MOST_NIGHT_FRAC = 0.01  # share of the year's GHI that may be dropped below the horizon
DHI_TOLERANCE_W_PER_M2 = 5.0
MOST_DHI_ABOVE_FRAC = 0.05  # of sunlit hours


def settle_sun(
    table: Table, values: dict[str, np.ndarray], utc_offset_h: float
) -> tuple[WeatherYears | None, list[Fault]]:
    """Hourly years in local standard time, or the faults that only the sun can show.

    values : float[n_weather, 8760] by column, without holes but those of beam and diffuse that
             are rebuilt here
    """
    notices: list[Notice] = []
    ahead_h = utc_offset_h - table.clock_utc_offset_h
    values = {name: _rolled(cells, int(np.floor(ahead_h))) for name, cells in values.items()}
    place = (table.lat_deg, table.lon_deg, table.altitude_m, utc_offset_h)
    nominal_h = np.arange(N_HOURS) + table.sun_in_hour_h + ahead_h - np.floor(ahead_h)
    if ahead_h:
        notices.append(
            _said(
                "weather_local_time",
                f"rows moved by {ahead_h:+g} h from UTC{table.clock_utc_offset_h:+g} to local "
                f"standard time, UTC{utc_offset_h:+g}",
                f"数据行由 UTC{table.clock_utc_offset_h:+g} 平移 {ahead_h:+g} 小时至当地标准时 "
                f"UTC{utc_offset_h:+g}",
            )
        )
    ghi, dni, dhi = (values.get(name) for name in ("ghi", "dni", "dhi"))
    path = sun_path(*place, nominal_h)
    if ghi is None:
        ghi = dni * np.maximum(path.cos_zenith, 0.0) + dhi
        notices.append(
            _said(
                "weather_ghi_made",
                "no global irradiance in the file: made from beam and diffuse",
                "文件无总辐射：由直射与散射合成",
            )
        )
    sun_at_h, is_hour_mean, said, faults = _find_sun(table, ghi, dni, dhi, nominal_h, path)
    notices += said
    if faults:
        return None, faults
    if sun_at_h is not nominal_h:
        path = sun_path(*place, sun_at_h)
    possible, said, faults = _possible(ghi, table.lat_deg, path, is_hour_mean)
    notices += said
    if faults:
        return None, faults
    if dhi is not None:  # no diffuse either in the night hours just dropped
        dhi = np.where((ghi > 0.0) & (possible <= 0.0), 0.0, dhi)
    ghi = possible
    split, is_rebuilt, said, faults = _split(table, ghi, dni, dhi, path)
    notices += said
    if faults:
        return None, faults
    weather = WeatherYears(
        ghi=split.ghi, dni=split.dni, dhi=split.dhi, temp_air=values["temp_air"],
        wind_speed=values["wind_speed"], sun_at_h=sun_at_h,
        # A rebuilt beam belongs to the very instant it was rebuilt with.
        is_hour_mean=is_hour_mean and not is_rebuilt,
        albedo=_albedo(values), lat_deg=table.lat_deg, lon_deg=table.lon_deg,
        altitude_m=table.altitude_m, utc_offset_h=utc_offset_h, source=table.source,
        notices=tuple(notices),
    )  # fmt: skip
    return weather, []


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


def _find_sun(table: Table, ghi, dni, dhi, nominal_h, path):
    """The sun's instants: (sun_at_h, is_hour_mean, notices, faults)."""
    if table.is_cswd:
        centred = instants.centred_instants(
            ghi, table.lon_deg, table.clock_utc_offset_h, nominal_h, path
        )
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
    if dni is not None and dhi is not None and "ghi" in table.columns:
        beam_w, diffuse_w = np.nan_to_num(dni), np.nan_to_num(dhi)  # a search, not a result
        found = instants.best_closure(ghi, beam_w, diffuse_w, table.lat_deg, path)
        if found.is_telling:
            return _by_closure(table, ghi, beam_w, diffuse_w, nominal_h, path, found)
    offset_h, _ = instants.noon_offset_h(ghi, path)
    if abs(offset_h) > CLOCK_OFF_H:
        return nominal_h, False, [], [_clock_fault(table, offset_h)]
    if abs(offset_h) > NOON_UNSURE_H:
        return nominal_h - offset_h, table.is_hour_mean, [_moved(-offset_h)], []
    return nominal_h, table.is_hour_mean, [], []


def _by_closure(table: Table, ghi, dni, dhi, nominal_h, path, found):
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


def _clock_fault(table: Table, late_h: float) -> Fault:
    zone = f"UTC{table.clock_utc_offset_h:+g}"
    return Fault(
        "time",
        f"{zone}, {late_h:+.2f} h",
        Words(
            f"radiation centred on the sun's noon: it comes {abs(late_h):.2f} h too "
            f"{'late' if late_h > 0 else 'early'}, so the time zone, the longitude or the time "
            "stamps are off",
            f"辐射以真太阳时正午为中心：现{'迟' if late_h > 0 else '早'} {abs(late_h):.2f} 小时，"
            "时区、经度或时间标记有误",
        ),
    )


def _possible(ghi, lat_deg: float, path: SunPath, is_hour_mean: bool):
    """Night radiation dropped and impossible hours cut, both counted: (ghi, notices, faults)."""
    highest = path.cos_zenith
    if is_hour_mean:  # an hour with some sun is not night
        sides = (cos_zenith_after(path, lat_deg, step_h) for step_h in (-0.5, 0.5))
        highest = np.maximum.reduce([highest, *sides])
    notices, faults = [], []
    n_years = len(ghi)
    night = (highest < beam.BELOW_HORIZON_COS) & (ghi > 0.0)
    if night.any():
        lost_kwh = float(ghi[night].sum()) / 1000.0 / n_years
        where = span(np.flatnonzero(night), n_years)
        if lost_kwh > MOST_NIGHT_FRAC * ghi.sum() / 1000.0 / n_years:
            wanted = Words("no radiation while the sun is down", "太阳在地平线下时无辐射")
            faults.append(Fault("ghi", f"{lost_kwh:.0f} kWh/m² {where}", wanted))
        notices.append(
            _said(
                "weather_night_dropped",
                f"radiation with the sun below the horizon dropped, {where}, {lost_kwh:.2g} "
                "kWh/m² a year",
                f"已剔除太阳在地平线下的辐射，{where}，每年 {lost_kwh:.2g} kWh/m²",
            )
        )
        ghi = np.where(night, 0.0, ghi)
    bound = beam.impossible(ghi, highest, path.extra_normal)
    above = np.isfinite(bound)
    if above.any():
        where = span(np.flatnonzero(above), n_years)
        if above.sum() > MOST_IMPOSSIBLE * n_years:
            wanted = Words(
                "at most 1.25 of the extraterrestrial irradiance + 80 W/m²",
                "不超过地外辐照度的 1.25 倍加 80 W/m²",
            )
            faults.append(Fault("ghi", f"{ghi[above].max():.0f} W/m² {where}", wanted))
        notices.append(
            _said(
                "weather_impossible_cut",
                f"ghi: impossible hours cut to 1.25 of the extraterrestrial irradiance + 80 W/m², "
                f"{where}",
                f"ghi：超出物理上限的小时已削至地外辐照度的 1.25 倍加 80 W/m²，{where}",
            )
        )
        ghi = np.where(above, bound, ghi)
    return ghi, notices, faults


def _split(table: Table, ghi, dni, dhi, path: SunPath):
    """Beam and diffuse: (Split, was every beam rebuilt?, notices, faults)."""
    cosine, extra = path.cos_zenith, path.extra_normal
    if dhi is None and dni is None:
        dhi = beam.erbs_diffuse(ghi, cosine, extra)
        said = _said(
            "weather_diffuse_made",
            "no diffuse irradiance in the file: split by Erbs 1982",
            "文件无散射辐射：按 Erbs 1982 分解",
        )
        return beam.rebuild_beam(ghi, np.minimum(dhi, ghi), cosine, extra), True, [said], []
    if dhi is None:
        dhi = np.clip(ghi - dni * np.maximum(cosine, 0.0), 0.0, ghi)
    dhi, dni, notices = _holes_rebuilt(ghi, dni, dhi, cosine, extra)
    dhi, said, faults = _diffuse_below_global(ghi, dhi)
    notices += said
    if dni is None or table.is_cswd:
        code, en, zh = "weather_beam_made", "no beam irradiance in the file", "文件无直射辐射"
    else:
        excess = beam.closure_excess_frac(ghi, dni, dhi, cosine)
        if excess > CLOSES_FRAC:
            code = "weather_beam_rebuilt"
            en = f"GHI exceeds DNI cosZ + DHI by {excess:.1%} over the year: DNI ignored"
            zh = f"全年总辐射比直射水平分量与散射之和多 {excess:.1%}：不采用直射列"
        else:
            if excess < -CLOSES_FRAC:
                notices.append(
                    _said(
                        "weather_closure_doubt",
                        f"DNI cosZ + DHI exceeds GHI by {-excess:.1%} over the year",
                        f"全年直射水平分量与散射之和比总辐射多 {-excess:.1%}",
                    )
                )
            dark = ghi <= 0.0
            return beam.Split(ghi, np.where(dark, 0.0, dni), np.where(dark, 0.0, dhi)), False, (
                notices
            ), faults  # fmt: skip
    if table.is_cswd and dni is not None:
        excess = beam.closure_excess_frac(ghi, dni, dhi, cosine)
        code = "weather_beam_rebuilt"
        en = f"CSWD: DNI ignored (GHI exceeds DNI cosZ + DHI by {excess:.1%})"
        zh = f"CSWD：不采用直射列（总辐射比直射水平分量与散射之和多 {excess:.1%}）"
    notices.append(
        _said(
            code,
            f"{en}; rebuilt as (GHI - DHI) / cosZ, at most {beam.BEAM_CAP:g} of the "
            "extraterrestrial irradiance",
            f"{zh}；按 (GHI − DHI)/cosZ 重建，不超过地外法向辐照度的 {beam.BEAM_CAP:g} 倍",
        )
    )
    return beam.rebuild_beam(ghi, dhi, cosine, extra), True, notices, faults


def _holes_rebuilt(ghi, dni, dhi, cosine, extra):
    """Single missing hours of beam or diffuse from what is there: (dhi, dni, notices)."""
    notices = []
    lost_dhi = ~np.isfinite(dhi)
    lost_dni = np.zeros(dhi.shape, dtype=bool) if dni is None else ~np.isfinite(dni)
    if lost_dhi.any():
        by_beam = np.clip(ghi - (0.0 if dni is None else dni) * np.maximum(cosine, 0.0), 0.0, ghi)
        by_erbs = np.minimum(beam.erbs_diffuse(ghi, cosine, extra), ghi)
        known = np.zeros(dhi.shape, dtype=bool) if dni is None else ~lost_dni
        dhi = np.where(lost_dhi, np.where(known, by_beam, by_erbs), dhi)
    if lost_dni.any():
        dni = np.where(lost_dni, beam.rebuild_beam(ghi, dhi, cosine, extra).dni, dni)
    for name, lost in (("dhi", lost_dhi), ("dni", lost_dni)):
        if lost.any():
            where = span(np.flatnonzero(lost), len(ghi))
            notices.append(
                _said(
                    "weather_hole_rebuilt",
                    f"{name}: missing hours rebuilt from the other radiation columns, {where}",
                    f"{name}：缺测小时由其余辐射列重算，{where}",
                )
            )
    return dhi, dni, notices


def _diffuse_below_global(ghi, dhi):
    """Diffuse above global cut to it and counted; too often is a fault: (dhi, notices, faults)."""
    above = dhi > ghi + DHI_TOLERANCE_W_PER_M2
    if not above.any():
        return dhi, [], []
    where = span(np.flatnonzero(above), len(ghi))
    if above.sum() > MOST_DHI_ABOVE_FRAC * (ghi > 0.0).sum():
        wanted = Words(
            "dhi at most ghi (are the columns swapped?)", "dhi 不大于 ghi（两列是否颠倒？）"
        )
        return dhi, [], [Fault("dhi", f"dhi > ghi {where}", wanted)]
    said = _said(
        "weather_diffuse_cut",
        f"dhi above ghi: cut to ghi, {where}",
        f"dhi 大于 ghi：已削至 ghi，{where}",
    )
    return np.minimum(dhi, ghi), [said], []

"""Global, beam and diffuse against the sun and each other: night, bounds, holes, closure."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Fault, Notice, Words
from pvlift.weather import beam
from pvlift.weather.calendar import Rows, span
from pvlift.weather.records import N_HOURS
from pvlift.weather.sunpath import SunInstants, highest_cos, sun_path
from pvlift.weather.tables import LIGHT, WeatherTable

CLOSES_FRAC = 0.02  # of the year
CLOSES_W_PER_M2 = 100.0  # of an hour; honest files stay within 55
MOST_OPEN_FRAC = 0.05  # of sunlit hours that may fail to close before the beam is not believed
MOST_IMPOSSIBLE = 100  # hours of a year that may be cut or rebuilt
MOST_NIGHT_FRAC = 0.01  # share of the year's GHI that may be dropped below the horizon
DHI_TOLERANCE_W_PER_M2 = 5.0
MOST_DHI_ABOVE_FRAC = 0.05  # of sunlit hours
DARK_COS = 0.02  # hours whose sun stands below this are dark, as in hours.py


def dark_filled(
    columns: dict[str, np.ndarray], table: WeatherTable, rows: Rows
) -> tuple[dict[str, np.ndarray], list[Notice]]:
    """Missing radiation of hours without sun as 0: many stations are silent at night."""
    lost = {name: ~np.isfinite(columns[name]) for name in LIGHT if name in columns}
    lost = {name: holes for name, holes in lost.items() if holes.any() and not holes.all()}
    if not lost:
        return columns, []
    at_h = np.arange(N_HOURS) + rows.sun_in_hour_h
    place = (table.lat_deg, table.lon_deg, table.altitude_m, table.clock_utc_offset_h)
    dark = (sun_path(*place, at_h).cos_zenith < DARK_COS)[rows.hour]
    filled, notices = dict(columns), []
    for name, holes in lost.items():
        at_night = np.flatnonzero(holes & dark)
        if at_night.size:
            filled[name] = np.where(holes & dark, 0.0, columns[name])
            where = span(at_night, max(len(dark) // N_HOURS, 1))
            notices.append(
                _said(
                    "weather_night_filled",
                    f"{name}: missing hours of the night are 0, {where}",
                    f"{name}：夜间缺测小时取 0，{where}",
                )
            )
    return filled, notices


def closed(ghi, dni, dhi, path: SunInstants) -> np.ndarray:
    """Global irradiance with its holes closed by beam and diffuse."""
    if dni is None or dhi is None:
        return ghi
    return np.where(np.isfinite(ghi), ghi, dni * np.maximum(path.cos_zenith, 0.0) + dhi)


def made_notices(is_made: np.ndarray) -> list[Notice]:
    """Global irradiance that was made from beam and diffuse, said."""
    if is_made.all():
        en, zh = "no global irradiance in the file", "文件无总辐射"
        said = f"{en}: made from beam and diffuse", f"{zh}：由直射与散射合成"
    elif is_made.any():
        where = span(np.flatnonzero(is_made), len(is_made))
        said = (
            f"ghi: missing hours made from beam and diffuse, {where}",
            f"ghi：缺测小时由直射与散射合成，{where}",
        )
    else:
        return []
    return [_said("weather_ghi_made", *said)]


_BOUNDS = {
    "dni": ("the extraterrestrial irradiance", "地外法向辐照度"),
    "dhi": ("the diffuse light of the brightest sky", "散射辐照度的物理上限"),
}


def below(name: str, values, bound, is_made):
    """Impossible hours of beam or diffuse as holes, counted: (values, notices, faults).

    is_made : where nothing else could tell what stood in a hole
    """
    above = values > bound
    if not above.any():
        return values, [], []
    where = span(np.flatnonzero(above), len(values))
    top, limit = values[above].max(), np.broadcast_to(bound, values.shape)[above].max()
    en, zh = _BOUNDS[name]
    if above.sum() > MOST_IMPOSSIBLE * len(values) or (above & is_made).any():
        wanted = Words(f"at most {en}, {limit:.0f} W/m²", f"不超过{zh} {limit:.0f} W/m²")
        return values, [], [Fault(name, f"{top:.5g} W/m² {where}", wanted)]
    said = _said(
        "weather_impossible_dropped",
        f"{name}: hours above {en} (highest {top:.5g} W/m²) taken as missing, {where}",
        f"{name}：超出{zh}的小时（最高 {top:.5g} W/m²）按缺测处理，{where}",
    )
    return np.where(above, np.nan, values), [said], []


def settle(ghi, dni, dhi, is_made, is_hour_mean: bool, lat_deg: float, path: SunInstants, is_cswd):
    """Possible global, beam and diffuse that close: (Split, was every beam rebuilt?, notices,
    faults)."""
    best = highest_cos(path, lat_deg)
    was_lit = ghi > 0.0
    ghi, notices, faults = _possible(ghi, dni, dhi, best if is_hour_mean else path.cos_zenith, path)
    if faults:
        return None, False, notices, faults
    if dhi is not None:  # no diffuse either in the night hours just dropped
        dhi = np.where(was_lit & (ghi <= 0.0), 0.0, dhi)
        bound = beam.brightest_diffuse(best, path.extra_normal)
        dhi, said, faults = below("dhi", dhi, bound, is_made)
        notices += said
        if faults:
            return None, False, notices, faults
    split, is_rebuilt, said, faults = _split(ghi, dni, dhi, path, is_cswd)
    return split, is_rebuilt, notices + said, faults


def _said(code: str, en: str, zh: str) -> Notice:
    return Notice(code, Words(en, zh))


def _possible(ghi, dni, dhi, highest, path: SunInstants):
    """Night radiation dropped and impossible hours cut, both counted: (ghi, notices, faults)."""
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
    bound = beam.brightest_global(highest, path.extra_normal)
    above = ghi > bound
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
                "ghi: hours above 1.25 of the extraterrestrial irradiance + 80 W/m² cut to it, or "
                f"made from beam and diffuse, {where}",
                "ghi：超出地外辐照度 1.25 倍加 80 W/m² 的小时已削至该值，或由直射与散射合成，"
                f"{where}",
            )
        )
        parts = closed(np.where(above, np.nan, ghi), dni, dhi, path)
        ghi = np.where(above, np.fmin(parts, bound), ghi)
    return ghi, notices, faults


def _split(ghi, dni, dhi, path: SunInstants, is_cswd: bool):
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
    notices = []
    if dni is not None and not is_cswd:
        ghi, dni, dhi, notices = _hours_closed(ghi, dni, dhi, cosine)
    if dhi is None:
        dhi = np.clip(ghi - dni * np.maximum(cosine, 0.0), 0.0, ghi)
    dhi, dni, said = _holes_rebuilt(ghi, dni, dhi, cosine, extra)
    dhi, cut, faults = _diffuse_below_global(ghi, dhi)
    notices += said + cut
    doubt = _doubt_of_beam(ghi, dni, dhi, cosine, is_cswd)
    if doubt is None:
        dark = ghi <= 0.0
        split = beam.Split(ghi, np.where(dark, 0.0, dni), np.where(dark, 0.0, dhi))
        return split, False, notices, faults
    code, en, zh = doubt
    notices.append(
        _said(
            code,
            f"{en}; rebuilt as (GHI - DHI) / cosZ, at most {beam.BEAM_CAP:g} of the "
            "extraterrestrial irradiance",
            f"{zh}；按 (GHI − DHI)/cosZ 重建，不超过地外法向辐照度的 {beam.BEAM_CAP:g} 倍",
        )
    )
    return beam.rebuild_beam(ghi, dhi, cosine, extra), True, notices, faults


def _doubt_of_beam(ghi, dni, dhi, cosine, is_cswd: bool) -> tuple[str, str, str] | None:
    """Why the whole beam is not used, if so: (code, English, Chinese)."""
    if dni is None:
        return "weather_beam_made", "no beam irradiance in the file", "文件无直射辐射"
    excess = beam.closure_excess_frac(ghi, dni, dhi, cosine)
    if is_cswd:
        return (
            "weather_beam_rebuilt",
            f"CSWD: DNI ignored (GHI exceeds DNI cosZ + DHI by {excess:.1%})",
            f"CSWD：不采用直射列（总辐射比直射水平分量与散射之和多 {excess:.1%}）",
        )
    if abs(excess) > CLOSES_FRAC:
        en, zh = ("above", "多") if excess > 0.0 else ("below", "少")
        return (
            "weather_beam_rebuilt",
            f"GHI is {en} DNI cosZ + DHI by {abs(excess):.1%} over the year: DNI ignored",
            f"全年总辐射比直射水平分量与散射之和{zh} {abs(excess):.1%}：不采用直射列",
        )
    n_open = int((np.abs(_gap(ghi, dni, dhi, cosine)) > CLOSES_W_PER_M2).sum())
    if n_open > MOST_OPEN_FRAC * (ghi > 0.0).sum():
        limit = f"{CLOSES_W_PER_M2:g} W/m²"
        return (
            "weather_beam_rebuilt",
            f"GHI and DNI cosZ + DHI differ by more than {limit} in {n_open} hours: DNI ignored",
            f"总辐射与直射水平分量、散射之和相差超过 {limit} 的有 {n_open} 小时：不采用直射列",
        )
    return None


def _gap(ghi, dni, dhi, cosine) -> np.ndarray:
    """Beam and diffuse over the global [W/m2]."""
    return dni * np.maximum(cosine, 0.0) + dhi - ghi


def _hours_closed(ghi, dni, dhi, cosine):
    """Few hours that do not close take the lesser witness: (ghi, dni, dhi, notices)."""
    gap = _gap(ghi, dni, 0.0 if dhi is None else dhi, cosine)
    over, under = gap > CLOSES_W_PER_M2, gap < -CLOSES_W_PER_M2
    if dhi is None:
        under = np.zeros_like(over)
    is_open = over | under
    if not is_open.any() or is_open.sum() > MOST_OPEN_FRAC * (ghi > 0.0).sum():
        return ghi, dni, dhi, []
    where = span(np.flatnonzero(is_open), len(ghi))
    said = _said(
        "weather_hours_closed",
        f"GHI and DNI cosZ + DHI differ by more than {CLOSES_W_PER_M2:g} W/m²: the lesser is "
        f"taken, {where}",
        f"总辐射与直射水平分量、散射之和相差超过 {CLOSES_W_PER_M2:g} W/m²：取较小者，{where}",
    )
    if dhi is None:
        dhi = np.where(over, np.nan, np.clip(ghi - dni * np.maximum(cosine, 0.0), 0.0, ghi))
    return np.where(under, ghi + gap, ghi), np.where(over, np.nan, dni), dhi, [said]


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
        dni = np.where(lost_dni, beam.single_beam(ghi, dhi, cosine, extra), dni)
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

"""When did the sun stand where the radiation says? The sun is moved, never the data."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.weather.records import MONTH_OF_HOUR
from pvlift.weather.sunpath import SunInstants, cos_zenith_after

BRIGHT_W_PER_M2 = 50.0
SAME_H = 0.05  # three minutes: closer than this, the format's own rule stands


class Closure(NamedTuple):
    """How well GHI = DNI cosZ + DHI holds when the sun is moved by a constant."""

    shift_h: float  # best shift against the nominal instants
    rmse: float  # there [W/m2]
    rmse_nominal: float  # without shift [W/m2]
    is_telling: bool  # False: beam and diffuse do not close at any shift


def best_closure(ghi, dni, dhi, lat_deg: float, path: SunInstants) -> Closure:
    """The shift of the sun at which radiation closes best.

    ghi, dni, dhi : float[n_weather, 8760];  path : the sun at the nominal instants
    """
    years, hours = np.nonzero(ghi > BRIGHT_W_PER_M2)
    beam = dni[years, hours]
    rest = ghi[years, hours] - dhi[years, hours]
    there = SunInstants(*(column[hours] for column in path))

    def rmse(shift_h: float, every: int = 1) -> float:
        some = SunInstants(*(column[::every] for column in there))
        cosine = np.maximum(cos_zenith_after(some, lat_deg, shift_h), 0.0)
        return float(np.sqrt(np.mean((rest[::every] - beam[::every] * cosine) ** 2)))

    if not len(hours) or not beam.any():
        return Closure(0.0, np.nan, np.nan, False)
    coarse = np.arange(-12.0, 12.0, 0.25)
    best = float(coarse[np.argmin([rmse(shift, every=7) for shift in coarse])])
    for step in (0.05, 0.01):
        fine = best + step * np.arange(-6, 7)
        best = float(fine[np.argmin([rmse(shift) for shift in fine])])
    lowest, around = rmse(best), min(rmse(best - 1.5), rmse(best + 1.5))
    return Closure(best, lowest, rmse(0.0), lowest < 0.6 * around)


def noon_offset_h(ghi: np.ndarray, path: SunInstants) -> tuple[float, np.ndarray]:
    """GHI-weighted mean true solar time less 12 h: of the year, and float[12] of the months.

    Positive: the radiation comes late. Taken on the circle, so that hours off are found too.
    """
    mean_ghi = ghi.mean(axis=0)
    turn = mean_ghi * np.exp(2j * np.pi * (path.true_solar_h - 12.0) / 24.0)
    months = np.bincount(MONTH_OF_HOUR, turn.real, 12) + 1j * np.bincount(
        MONTH_OF_HOUR, turn.imag, 12
    )
    return float(np.angle(turn.sum()) * 12.0 / np.pi), np.angle(months) * 12.0 / np.pi


def equation_of_time_h(
    path: SunInstants, sun_at_h: np.ndarray, lon_deg: float, utc_offset_h: float
):
    """True minus mean solar time at each instant, -12..12 h."""
    mean_solar_h = sun_at_h - utc_offset_h + lon_deg / 15.0
    return (path.true_solar_h - mean_solar_h + 12.0) % 24.0 - 12.0


class Centred(NamedTuple):
    """Instants that follow the radiation's own noon."""

    sun_at_h: np.ndarray
    offset_h: float  # of the year
    way: str  # "year", "equation of time" or "month"


def centred_instants(
    ghi: np.ndarray, lon_deg: float, utc_offset_h: float, nominal_h: np.ndarray, path: SunInstants
) -> Centred:
    """Sun instants for files whose radiation is known by its noon only (CSWD).

    The year's offset is taken away. Where the months' offsets are the equation of time (the file
    was made with mean solar time), that curve is taken away too; where they wander for another
    reason by more than a quarter of an hour, each month gets its own.
    """
    year_h, months_h = noon_offset_h(ghi, path)
    equation_h = equation_of_time_h(path, nominal_h, lon_deg, utc_offset_h)
    months_equation_h = np.bincount(MONTH_OF_HOUR, equation_h, 12) / np.bincount(MONTH_OF_HOUR)
    wander_h = months_h - year_h
    left_h = wander_h - (months_equation_h - months_equation_h.mean())
    if np.abs(left_h - left_h.mean()).max() > 0.25 and np.abs(wander_h).max() > 0.25:
        return Centred(nominal_h - months_h[MONTH_OF_HOUR], year_h, "month")
    if left_h.std() < 0.8 * wander_h.std():
        level_h = year_h - float(np.average(equation_h, weights=ghi.mean(axis=0)))
        return Centred(nominal_h - equation_h - level_h, year_h, "equation of time")
    return Centred(nominal_h - year_h, year_h, "year")


def edges_are_instants(ghi, dni, dhi, lat_deg: float, path: SunInstants) -> bool:
    """True when sunrise and sunset hours close better with the sun at the row's instant than in
    the middle of the hour's lit part: the file holds moments, not means."""
    before, after = (cos_zenith_after(path, lat_deg, step_h) for step_h in (-0.5, 0.5))
    edge = before * after < 0.0
    crossing = -0.5 + before / np.where(edge, before - after, 1.0)
    moved_h = np.where(before < 0.0, 0.5 * (crossing + 0.5), 0.5 * (crossing - 0.5))
    middle = cos_zenith_after(path, lat_deg, np.where(edge, moved_h, 0.0))
    use = edge[None, :] & (dni > 0.0)
    gap = {
        name: np.abs(ghi - dhi - dni * np.maximum(cosine, 0.0))[use].sum()
        for name, cosine in (("instant", path.cos_zenith), ("middle", middle))
    }
    return bool(use.sum() >= 5 and gap["instant"] < 0.5 * gap["middle"])

"""Several points of connection: each has its own meter, and no power passes between them.

The rules of `settle` hold at each point by itself; a plan's energy is the sum over its points.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pvlift.energy.plant import HourlyYear, PlantHours, one_year, sunlit
from pvlift.energy.settle import Energy, EnergyDraws, Plant

Settler = Callable[[Plant, EnergyDraws], Energy]


class Point(NamedTuple):
    """What meets at one meter."""

    hours: PlantHours
    plant: Plant
    loads: np.ndarray  # int[n_loads_here] which loads of the plan, in the order of service


def point_of(hours: PlantHours, loads: list[int]) -> Point:
    """A point of connection with the hours of what is connected there."""
    return Point(hours, sunlit(hours), np.array(loads, dtype=np.int64))


def settle_points(
    points: tuple[Point, ...], draws: EnergyDraws, settler: Settler, curtailed_frac: np.ndarray
) -> Energy:
    """Energy of all points together.

    Parameters
    ----------
    curtailed_frac : float[n_draws or 1, n_years]   of what would be exported, not taken by the grid
    """
    if len(points) == 1:
        return _curtailed(settler(points[0].plant, draws), curtailed_frac)
    every = [_at_point(point, draws, settler) for point in points]
    return _curtailed(Energy(*(sum(sums) for sums in zip(*every, strict=True))), curtailed_frac)


def _at_point(point: Point, draws: EnergyDraws, settler: Settler) -> Energy:
    """Energy of one point, its loads put where they stand in the plan."""
    loads, n_loads = point.loads, draws.load_frac.shape[2]
    here = draws._replace(load_frac=np.ascontiguousarray(draws.load_frac[:, :, loads]))
    energy = settler(point.plant, here)
    by_load = {}
    for name in ("used_kwh", "used_cny", "bought_kwh", "bought_cny"):
        of_point = getattr(energy, name)
        by_load[name] = np.zeros((*of_point.shape[:2], n_loads))
        by_load[name][:, :, loads] = of_point
    return energy._replace(**by_load)


def _curtailed(energy: Energy, curtailed_frac: np.ndarray) -> Energy:
    """A share of the exports of every hour held back."""
    if not np.any(curtailed_frac):
        return energy
    held_back_kwh = energy.exported_kwh * curtailed_frac
    return energy._replace(
        exported_kwh=energy.exported_kwh - held_back_kwh,
        export_cny=energy.export_cny * (1.0 - curtailed_frac),
        curtailed_kwh=energy.curtailed_kwh + held_back_kwh,
    )


def year_of_points(
    points: tuple[Point, ...],
    weather: int,
    dc_frac: float,
    load_frac: np.ndarray,
    curtailed_frac: float,
) -> HourlyYear:
    """One year of all points, hour by hour. `load_frac` is float[n_loads] of the plan. [W]"""
    years = [one_year(p.hours, weather, dc_frac, load_frac[p.loads]) for p in points]
    n_hours = len(years[0].made_w)
    used_w, bought_w = (np.zeros((len(load_frac), n_hours)) for _ in range(2))
    for point, year in zip(points, years, strict=True):
        used_w[point.loads] += year.used_w
        bought_w[point.loads] += year.bought_w
    exported_w = sum(year.exported_w for year in years)
    return HourlyYear(
        made_w=sum(year.made_w for year in years),
        clipped_w=sum(year.clipped_w for year in years),
        used_w=used_w,
        bought_w=bought_w,
        exported_w=exported_w * (1.0 - curtailed_frac),
        curtailed_w=sum(year.curtailed_w for year in years) + exported_w * curtailed_frac,
    )

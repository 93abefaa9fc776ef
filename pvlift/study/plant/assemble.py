"""Weather, roofs, lifts and prices put together to the hours of a plant. Once for all draws."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import numpy as np

from pvlift.energy.plant import PlantHours
from pvlift.energy.points import Point, point_of
from pvlift.errors import Notice
from pvlift.money.project import Project, project_of
from pvlift.prices.paths import Prices, prices_of
from pvlift.prices.retail import hourly_price
from pvlift.scenario.load import Loaded
from pvlift.scenario.records import Scenario
from pvlift.solar.sun import SunPath
from pvlift.study.plant import roofs, stairwells
from pvlift.weather.records import N_HOURS, HourlyWeather


class Prepared(NamedTuple):
    """Everything that is the same in all draws of a scenario."""

    loaded: Loaded
    weather: HourlyWeather
    sun: SunPath | None  # None: no roofs
    arrays: tuple[roofs.Array, ...]
    lifts: stairwells.Lifts
    hours: PlantHours  # of the whole plan, as if all met at one meter
    points: tuple[Point, ...]  # of connection; each is settled by itself
    project: Project
    notices: tuple[Notice, ...]


def assemble(
    loaded: Loaded,
    weather: HourlyWeather,
    light: roofs.Light | None,
    arrays: tuple[roofs.Array, ...],
    lifts: stairwells.Lifts,
) -> Prepared:
    """Put weather, roofs and lifts together."""
    scenario = loaded.scenario
    n_modules = tuple(array.layout.n_modules for array in arrays)
    peak_w = tuple(array.layout.peak_w for array in arrays)
    prices = prices_of(scenario, first_weekday_of(scenario), _yearly_kwh(lifts))
    hours = _hours(scenario, weather, arrays, lifts, prices)
    reference = _mean_reference(prices.reference_cny_per_kwh, hours.dc_w)
    return Prepared(
        loaded=loaded,
        weather=weather,
        sun=light.sun if light else None,
        arrays=arrays,
        lifts=lifts,
        hours=hours,
        points=_points(scenario, hours, lifts),
        project=project_of(scenario, n_modules, peak_w)._replace(reference_cny_per_kwh=reference),
        notices=(*weather.notices, *lifts.notices, *(n for a in arrays for n in a.notices)),
    )


def _mean_reference(price: np.ndarray | None, dc_w: np.ndarray) -> float | None:
    """Reference price of the mechanism, weighted by what the roofs make in each hour.

    It is settled by month over all plants of the kind; the plan's own hours stand for theirs.
    """
    if price is None or not dc_w.size:
        return None
    weight = dc_w.sum(axis=0).mean(axis=0)
    return float((price * weight).sum() / weight.sum()) if weight.any() else float(price.mean())


def _hours(scenario: Scenario, weather, arrays, lifts, prices: Prices) -> PlantHours:
    """Load 0 is all lifts together; the others follow in the scenario's order."""
    varying = [lifts.varying_w.sum(axis=0)]
    for load in scenario.load:
        shape = np.tile(np.array(load.hours, dtype=float), 365)
        varying.append(shape / shape.sum() * load.kwh_per_year * 1000.0)
    fixed = np.zeros((len(varying), N_HOURS))
    fixed[0] = lifts.fixed_w.sum(axis=0)
    mode = scenario.connection.mode if scenario.connection else "self_use_only"
    limit = scenario.connection.export_limit_w if scenario.connection else None
    n_weather = weather.ghi.shape[0]
    return PlantHours(
        dc_w=np.array([array.dc_w for array in arrays]).reshape(len(arrays), n_weather, N_HOURS),
        inverter_limit_w=np.array([array.inverter_limit_w for array in arrays]),
        inverter_efficiency_frac=np.array([array.inverter_efficiency_frac for array in arrays]),
        to_grid=np.array(
            [mode == "full_feed_in" or r.feeds == "grid" for r in scenario.roof], bool
        ),
        fixed_w=fixed,
        varying_w=np.array(varying),
        price_cny_per_kwh=prices.load_cny_per_kwh,
        export_cny_per_kwh=prices.export_cny_per_kwh,
        export_limit_w=0.0 if mode == "self_use_only" else (np.inf if limit is None else limit),
    )


def points_of(scenario: Scenario) -> tuple[str | None, ...]:
    """Points of connection by name; rows that name none share one."""
    rows = (*scenario.roof, *scenario.stairwell, *scenario.load)
    return tuple(dict.fromkeys(row.point for row in rows))


def _points(scenario: Scenario, hours: PlantHours, lifts: stairwells.Lifts) -> tuple[Point, ...]:
    names = points_of(scenario)
    if len(names) == 1:
        return (point_of(hours, list(range(len(hours.fixed_w)))),)
    return tuple(_point(scenario, hours, lifts, name) for name in names)


def _point(
    scenario: Scenario, hours: PlantHours, lifts: stairwells.Lifts, name: str | None
) -> Point:
    """The part of a plan that meets at one meter, with the export limit of a point."""
    roofs_here = [n for n, roof in enumerate(scenario.roof) if roof.point == name]
    wells = [n for n, well in enumerate(scenario.stairwell) if well.point == name]
    loads = [0] if wells else []
    loads += [k for k, load in enumerate(scenario.load, 1) if load.point == name]
    fixed_w, varying_w = hours.fixed_w[loads], hours.varying_w[loads]
    price = hours.price_cny_per_kwh[loads]
    if wells:
        here = lifts._replace(varying_w=lifts.varying_w[wells], fixed_w=lifts.fixed_w[wells])
        fixed_w[0], varying_w[0] = here.fixed_w.sum(axis=0), here.varying_w.sum(axis=0)
        tariff, weekday = scenario.lift_power.price, first_weekday_of(scenario)
        price[0] = hourly_price(tariff, first_weekday=weekday, year_kwh=_yearly_kwh(here))
    of_point = hours._replace(
        dc_w=hours.dc_w[roofs_here],
        inverter_limit_w=hours.inverter_limit_w[roofs_here],
        inverter_efficiency_frac=hours.inverter_efficiency_frac[roofs_here],
        to_grid=hours.to_grid[roofs_here],
        fixed_w=fixed_w,
        varying_w=varying_w,
        price_cny_per_kwh=price,
    )
    return point_of(of_point, loads)


def _yearly_kwh(lifts: stairwells.Lifts) -> float:
    """What all lifts use in a year."""
    return float((lifts.fixed_w + lifts.varying_w).sum()) / 1000.0


def first_weekday_of(scenario: Scenario) -> int:
    """Weekday (Monday 0) of 1 January in the first full operating year."""
    day = scenario.commissioned
    year = day.year if (day.month, day.day) == (1, 1) else day.year + 1
    return datetime.date(year, 1, 1).weekday()

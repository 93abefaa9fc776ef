"""Prices of a plan: by hour in operating year 1, and every later year over that one.

The hours are settled at the prices of year 1; money multiplies each year by its path.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.prices.feed_in import export_price, reference_price
from pvlift.prices.growth import by_year, grown
from pvlift.prices.retail import hourly_price
from pvlift.scenario import draw_keys as keys
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds, drawn
from pvlift.weather.records import N_HOURS


class Prices(NamedTuple):
    """Prices of operating year 1, hour by hour. [CNY/kWh]"""

    load_cny_per_kwh: np.ndarray  # float[n_loads, 8760] load 0 is the lifts
    export_cny_per_kwh: np.ndarray  # float[8760] market price of exports
    reference_cny_per_kwh: np.ndarray | None  # float[8760] of the mechanism; None: it has none


def prices_of(scenario: Scenario, first_weekday: int, lift_kwh: float) -> Prices:
    """What every load pays and what exports bring, in the scenario's order of loads.

    Parameters
    ----------
    first_weekday : weekday of 1 January, Monday 0
    lift_kwh      : yearly use of all lifts together, for tiers
    """
    uses = [(scenario.lift_power.price, lift_kwh)]
    uses += [(load.price, load.kwh_per_year) for load in scenario.load]
    of_loads = [
        hourly_price(price, first_weekday=first_weekday, year_kwh=kwh) for price, kwh in uses
    ]
    rule = scenario.feed_in
    return Prices(
        load_cny_per_kwh=np.array(of_loads),
        export_cny_per_kwh=np.zeros(N_HOURS) if rule is None else export_price(rule),
        reference_cny_per_kwh=None if rule is None else reference_price(rule),
    )


def lift_price_frac(scenario: Scenario, worlds: Worlds) -> np.ndarray:
    """Price of the lifts' power over that of year 1. float[n_draws or 1, n_years]"""
    path = _path(scenario.lift_power, keys.LIFT_PRICE_GROWTH, scenario.n_years, worlds)
    return drawn(worlds, keys.LIFT_PRICE, 1.0) * path


def sale_price_frac(scenario: Scenario, worlds: Worlds, k: int) -> np.ndarray:
    """What the buyer of load k pays over its tariff in year 1. float[n_draws or 1, n_years]"""
    load = scenario.load[k - 1]
    paid_frac = drawn(worlds, keys.LOAD_PRICE.at(k), load.price_frac)
    return paid_frac * _path(load, keys.LOAD_GROWTH.at(k), scenario.n_years, worlds)


def _path(row, key: str, n_years: int, worlds: Worlds) -> np.ndarray:
    """Price of every year over that of year 1: the row's own table, else its growth."""
    if row.by_year_frac:
        return by_year(row.by_year_frac, n_years)[None, :]
    return grown(drawn(worlds, key, row.growth_per_year), n_years)

"""Prices of a plan: by hour in operating year 1, and every later year over that one.

The hours are settled at the prices of year 1; money multiplies each year by its path.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.prices.feed_in import export_price, reference_price
from pvlift.prices.growth import by_year, grown
from pvlift.prices.retail import hourly_price
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
    path = _path(scenario.lift_power, "lift_power", scenario.n_years, worlds)
    return drawn(worlds, "lift_power.price_frac", 1.0) * path


def sale_price_frac(scenario: Scenario, worlds: Worlds, k: int) -> np.ndarray:
    """What the buyer of load k pays over its tariff in year 1. float[n_draws or 1, n_years]"""
    load, key = scenario.load[k - 1], f"load.{k}"
    paid_frac = drawn(worlds, f"{key}.price_frac", load.price_frac)
    return paid_frac * _path(load, key, scenario.n_years, worlds)


def _path(row, key: str, n_years: int, worlds: Worlds) -> np.ndarray:
    """Price of every year over that of year 1: the row's own table, else its growth."""
    if row.by_year_frac:
        return by_year(row.by_year_frac, n_years)[None, :]
    return grown(drawn(worlds, f"{key}.growth_per_year", row.growth_per_year), n_years)

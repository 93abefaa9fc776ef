"""Carbon dioxide that the roofs' power spares the grid, by the grid's yearly mean factor."""

from __future__ import annotations

from functools import cache

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.places import climate_of
from pvlift.facts.read import GridFactor, grid_factors
from pvlift.scenario.records import Scenario


def grid_factor(scenario: Scenario) -> GridFactor:
    """Factor of the province in which the plan's city lies, else that of the country."""
    return _factor_of(scenario.site.city)


@cache
def _factor_of(city: str | None) -> GridFactor:
    province = "" if city is None else climate_of(city).province
    found = (row for row in grid_factors().values() if row.province_zh == province)
    return next(found, grid_factors()["China"])


def avoided_kgco2(scenario: Scenario, energy: Energy) -> np.ndarray:
    """What all power that is used or exported spares in each year. float[n_draws, n_years] [kg]"""
    return (energy.made_kwh - energy.curtailed_kwh) * grid_factor(scenario).kgco2_per_kwh

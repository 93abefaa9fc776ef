"""Carbon dioxide that the roofs' power spares the grid, by the grid's yearly mean factor."""

from __future__ import annotations

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.places import climate_of
from pvlift.facts.read import GridFactor, grid_factors
from pvlift.scenario.records import Scenario


def grid_factor(scenario: Scenario) -> GridFactor:
    """Factor of the province in which the plan's city lies, else that of the country."""
    city, factors = scenario.site.city, grid_factors()
    province = "" if city is None else climate_of(city).province
    found = (row for row in factors.values() if row.province_zh == province)
    return next(found, factors["China"])


def avoided_kgco2(scenario: Scenario, energy: Energy) -> np.ndarray:
    """What all power that is used or exported spares in each year. float[n_draws, n_years] [kg]"""
    return (energy.made_kwh - energy.curtailed_kwh) * grid_factor(scenario).kgco2_per_kwh

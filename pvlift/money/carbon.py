"""Carbon dioxide that the roofs' power spares the grid, by the grid's yearly mean factor."""

from __future__ import annotations

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.read import GridFactor, grid_factors, rows_of
from pvlift.scenario.records import Scenario


def grid_factor(scenario: Scenario) -> GridFactor:
    """Factor of the province in which the plan's city lies, else that of the country."""
    city = (scenario.site.city or "").lower()
    for row in rows_of("climate.csv"):
        if city and city in (row["city_en"].lower(), row["city_zh"]):
            for factor in grid_factors().values():
                if factor.province_zh == row["province"]:
                    return factor
    return grid_factors()["China"]


def avoided_kgco2(scenario: Scenario, energy: Energy) -> np.ndarray:
    """What all power that is used or exported spares in each year. float[n_draws, n_years] [kg]"""
    return (energy.made_kwh - energy.curtailed_kwh) * grid_factor(scenario).kgco2_per_kwh

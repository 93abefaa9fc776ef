"""How much sun can be counted on: exceedance levels with the uncertainties that make them."""

from __future__ import annotations

import math
from typing import NamedTuple

from pvlift.facts.places import Climate, annual_ghi_kwh_per_m2

Z = {50: 0.0, 75: 0.6744898, 90: 1.2815516, 95: 1.6448536}
"""Standard normal quantile by the percentage of years that exceed the level."""


RESOURCE_FRAC = 0.05
"""Standard deviation of the level of GHI: sources differ by 4-6 % in east China."""


class PLevels(NamedTuple):
    """Annual GHI exceeded with 50, 75, 90 and 95 % probability, mean of n_years."""

    n_years: int
    year_cv_frac: float  # spread of single years, measured
    sigma_frac: float  # all of it together, for the mean of n_years
    p50_kwh_per_m2: float
    p75_kwh_per_m2: float
    p90_kwh_per_m2: float
    p95_kwh_per_m2: float


def p_levels(climate: Climate, n_years: int) -> PLevels:
    """Exceedance levels of the annual GHI, PXX = P50 (1 - z sigma).

    sigma^2 = level^2 + (year-to-year CV / sqrt(n_years))^2; years are nearly independent of each
    other (lag-1 of 0.09 at 1023 Chinese stations).
    """
    if n_years < 1:
        raise ValueError(f"n_years = {n_years}, wanted at least 1")
    year_frac = climate.ghi_year_cv_frac / math.sqrt(n_years)
    sigma = math.sqrt(year_frac**2 + RESOURCE_FRAC**2)
    p50 = annual_ghi_kwh_per_m2(climate)
    levels = [p50 * (1.0 - z * sigma) for z in Z.values()]
    return PLevels(n_years, climate.ghi_year_cv_frac, sigma, *levels)

"""Amounts over the years: given in money of operating year 1, growth first bites in year 2."""

from __future__ import annotations

import numpy as np


def grown(growth_per_year: np.ndarray, n_years: int) -> np.ndarray:
    """Factors (1 + g)^(t - 1) of the operating years t = 1..n. float[n_draws or 1, n_years]

    Parameters
    ----------
    growth_per_year : float[n_draws or 1, n_years or 1]   [fraction]
    """
    return (1.0 + growth_per_year) ** np.arange(n_years)


def stepped(step_frac: float, step_years: int, n_years: int, compound: bool) -> np.ndarray:
    """Factors of a rise every `step_years`, linear in the steps or compound. float[n_years]"""
    steps = np.arange(n_years) // step_years
    return (1.0 + step_frac) ** steps if compound else 1.0 + step_frac * steps


def by_year(table_frac: tuple[float, ...], n_years: int) -> np.ndarray:
    """A table of factors by operating year; the last one stays. float[n_years]"""
    return np.array(table_frac)[np.minimum(np.arange(n_years), len(table_frac) - 1)]

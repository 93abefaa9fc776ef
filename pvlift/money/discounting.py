"""Worth today of money at other times: discount factors, present values, annuities.

Index 0 is commissioning and is not discounted, index t is the end of operating year t.
"""

from __future__ import annotations

import numpy as np


def flows(cash_cny) -> np.ndarray:
    """A cash flow as float[..., n_years + 1], refused where it has no years. [CNY]"""
    cash_cny = np.asarray(cash_cny, float)
    if cash_cny.ndim == 0 or cash_cny.shape[-1] == 0:
        raise ValueError("a cash flow needs at least one year")
    return cash_cny


def discount_factors(rate, n_years: int) -> np.ndarray:
    """Worth today of 1 CNY at the end of years 0..n_years. [1]

    Parameters
    ----------
    rate : float or float[n_draws]   discount rate a year [fraction], above -1
    """
    rate = np.asarray(rate, float)
    if np.any(rate <= -1.0):
        raise ValueError("a discount rate must be above -1")
    return (1.0 + rate[..., None]) ** -np.arange(n_years + 1.0)


def npv(rate, cash_cny):
    """Net present value at commissioning. [CNY]

    Parameters
    ----------
    rate     : float or float[n_draws]   discount rate a year [fraction]
    cash_cny : float[n_years + 1] or float[n_draws, n_years + 1]   year 0 first, not discounted
    """
    cash_cny = flows(cash_cny)
    worth = discount_factors(rate, cash_cny.shape[-1] - 1)
    return np.multiply(cash_cny, worth, order="C").sum(axis=-1)


def capital_recovery_frac(rate, n_years: int):
    """Level yearly payment that repays 1 CNY in n_years. [1/year]

    Parameters
    ----------
    rate : float or float[n_draws]   interest a year [fraction]
    """
    rate = np.asarray(rate, float)
    if n_years < 1:
        raise ValueError("an annuity needs at least one year")
    safe = np.where(rate == 0.0, 1.0, rate)
    level = safe / -np.expm1(-n_years * np.log1p(safe))
    return np.where(rate == 0.0, 1.0 / n_years, level)[()]

"""Ratios of the accounts that lenders and feasibility studies ask for; nan where undefined.

Yearly arrays are float[n_years + 1] or float[n_draws, n_years + 1], index 0 being commissioning.

References
----------
Construction Project Economic Evaluation Methods and Parameters, 3rd edition (NDRC, MOHURD, 2006).
"""

from __future__ import annotations

import numpy as np

from pvlift.money.discounting import npv


def _over(upper, lower):
    """upper / lower, nan where lower is not positive."""
    upper, lower = np.broadcast_arrays(np.asarray(upper, float), np.asarray(lower, float))
    with np.errstate(over="ignore"):
        return np.divide(upper, lower, out=np.full(upper.shape, np.nan), where=lower > 0.0)[()]


def dscr(cash_for_debt_cny, debt_service_cny):
    """Debt service cover of every year (偿债备付率), nan in a year without debt service. [1]

    Parameters
    ----------
    cash_for_debt_cny : float[..., n_years + 1]   EBITDA less income tax
    debt_service_cny  : float[..., n_years + 1]   principal and interest
    """
    return _over(cash_for_debt_cny, debt_service_cny)


def lowest(ratio):
    """Smallest of the years that have an answer, nan where none has. [1]

    Parameters
    ----------
    ratio : float[..., n_years + 1]
    """
    ratio = np.asarray(ratio, float)
    known = ~np.isnan(ratio)
    least = np.min(np.where(known, ratio, np.inf), axis=-1)
    return np.where(np.any(known, axis=-1), least, np.nan)[()]


def lowest_year(ratio):
    """Year in which a ratio is lowest, the first of several; nan where no year has an answer.

    Parameters
    ----------
    ratio : float[..., n_years + 1]
    """
    ratio = np.asarray(ratio, float)
    known = ~np.isnan(ratio)
    year = np.argmin(np.where(known, ratio, np.inf), axis=-1).astype(float)
    return np.where(np.any(known, axis=-1), year, np.nan)[()]


def highest(ratio):
    """Largest of the years that have an answer, nan where none has. [1]

    Parameters
    ----------
    ratio : float[..., n_years + 1]
    """
    return -lowest(-np.asarray(ratio, float))


def mean_known(ratio):
    """Mean of the years that have an answer, nan where none has. [1]

    Parameters
    ----------
    ratio : float[..., n_years + 1]
    """
    ratio = np.asarray(ratio, float)
    known = ~np.isnan(ratio)
    return _over(np.where(known, ratio, 0.0).sum(axis=-1), known.sum(axis=-1))


def llcr(rate, cash_for_debt_cny, debt_cny, term_years: int):
    """Loan life cover: worth of the cash for debt while the loan runs, over the debt. [1]

    Parameters
    ----------
    rate              : float or float[n_draws]   interest of the loan [fraction]
    cash_for_debt_cny : float[..., n_years + 1]   index 0 is not counted
    debt_cny          : float or float[n_draws]   owed at commissioning
    """
    cash_cny = np.array(cash_for_debt_cny, float)[..., : term_years + 1]
    cash_cny[..., 0] = 0.0
    return _over(npv(rate, cash_cny), debt_cny)


def plcr(rate, cash_for_debt_cny, debt_cny):
    """Project life cover: worth of the cash for debt of all years, over the debt. [1]

    Parameters
    ----------
    rate              : float or float[n_draws]   interest of the loan [fraction]
    cash_for_debt_cny : float[..., n_years + 1]   index 0 is not counted
    debt_cny          : float or float[n_draws]   owed at commissioning
    """
    return llcr(rate, cash_for_debt_cny, debt_cny, np.shape(cash_for_debt_cny)[-1] - 1)


def interest_cover(ebit_cny, interest_cny):
    """Interest cover of every year (利息备付率), nan in a year without interest. [1]

    Parameters
    ----------
    ebit_cny, interest_cny : float[..., n_years + 1]
    """
    return _over(ebit_cny, interest_cny)


def return_on_investment_frac(ebit_cny, investment_cny):
    """Total return on investment (总投资收益率): mean EBIT of the operating years. [1/year]

    Parameters
    ----------
    ebit_cny       : float[..., n_years + 1]   index 0 is not counted
    investment_cny : float or float[n_draws]   with construction interest and working capital
    """
    return _over(np.asarray(ebit_cny, float)[..., 1:].mean(axis=-1), investment_cny)


def return_on_equity_frac(net_profit_cny, equity_cny):
    """Net profit on equity (资本金净利润率): mean of the operating years. [1/year]

    Parameters
    ----------
    net_profit_cny : float[..., n_years + 1]   index 0 is not counted
    equity_cny     : float or float[n_draws]
    """
    return _over(np.asarray(net_profit_cny, float)[..., 1:].mean(axis=-1), equity_cny)


def liabilities_frac(liabilities_cny, assets_cny):
    """Liabilities over assets at each year's end (资产负债率). [fraction]

    Parameters
    ----------
    liabilities_cny, assets_cny : float[..., n_years + 1]
    """
    return _over(liabilities_cny, assets_cny)


def break_even_frac(fixed_cost_cny, revenue_cny, variable_cost_cny=0.0, surcharge_cny=0.0):
    """Part of the planned output that covers all cost (盈亏平衡点), ex VAT. [fraction]

    Parameters
    ----------
    fixed_cost_cny, revenue_cny, variable_cost_cny, surcharge_cny : float[...]   of one year
    """
    margin_cny = np.asarray(revenue_cny, float) - variable_cost_cny - surcharge_cny
    return _over(fixed_cost_cny, margin_cny)


def shortfall_cny(cash_for_debt_cny, debt_service_cny, cover=1.0):
    """Money missing each year to reach a cover of the debt service. [CNY]

    Parameters
    ----------
    cash_for_debt_cny, debt_service_cny : float[..., n_years + 1]
    cover : float   required cover ratio [1]
    """
    needed_cny = cover * np.asarray(debt_service_cny, float)
    missing_cny = needed_cny - np.asarray(cash_for_debt_cny, float)
    return np.where(needed_cny > 0.0, np.maximum(missing_cny, 0.0), 0.0)[()]

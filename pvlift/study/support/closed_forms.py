"""How little public money is enough, in which form, and what each form costs the public purse.

All forms move a present value along a straight line, so the least amount is a formula, not a
search; only support that is taxed bends the line where profit turns to loss. Cash flows are
float[n_years + 1] or float[n_draws, n_years + 1], positive when money comes to the investor.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from pvlift.money import debt, indicators, tax


def least_grant_cny(rate, cash_cny):
    """Smallest grant at commissioning with which the flow is worth nothing less than zero. [CNY]

    Parameters
    ----------
    rate     : float or float[n_draws]   return the investor needs [fraction]
    cash_cny : float[..., n_years + 1]   without the grant
    """
    return np.maximum(0.0, -np.asarray(indicators.npv(rate, cash_cny)))[()]


def _in_years(values, n_support_years: int):
    values = np.asarray(values, float)
    year = np.arange(values.shape[-1])
    return np.where((1 <= year) & (year <= n_support_years), values, 0.0)


def least_yearly_support_cny(rate, cash_cny, n_support_years: int):
    """Smallest level payment of years 1..n that does the same. [CNY/year]

    Parameters
    ----------
    rate     : float or float[n_draws]   return the investor needs [fraction]
    cash_cny : float[..., n_years + 1]   without the support
    """
    paid = _in_years(np.ones(np.shape(cash_cny)[-1]), n_support_years)
    return least_grant_cny(rate, cash_cny) / indicators.npv(rate, paid)


def least_support_cny_per_kwh(rate, cash_cny, energy_kwh, n_support_years: int):
    """Smallest payment for each kWh of years 1..n that does the same. [CNY/kWh]

    Parameters
    ----------
    rate       : float or float[n_draws]   return the investor needs [fraction]
    cash_cny   : float[..., n_years + 1]   without the support
    energy_kwh : float[..., n_years + 1]   index 0 is not counted
    """
    paid = indicators.npv(rate, _in_years(energy_kwh, n_support_years))
    grant, paid = np.broadcast_arrays(least_grant_cny(rate, cash_cny), paid)
    return np.divide(grant, paid, out=np.full(paid.shape, np.nan), where=paid > 0.0)[()]


def least_grant_for_payback_cny(cash_cny, years: int, *, rate=0.0, for_good: bool = False):
    """Smallest grant with which the running sum is not negative at the end of a year. [CNY]

    Parameters
    ----------
    cash_cny : float[..., n_years + 1]   without the grant
    years    : operating years within which the money is to be back
    rate     : float or float[n_draws]   discount rate for the dynamic payback, 0 for the static
    for_good : True: it must also stay back in every later year
    """
    cash_cny = np.asarray(cash_cny, float)
    n_years = cash_cny.shape[-1] - 1
    if not 0 <= years <= n_years:
        raise ValueError(f"a payback of {years} years is outside a flow of {n_years} years")
    total = np.cumsum(cash_cny * indicators.discount_factors(rate, n_years), axis=-1)
    short = total[..., years:] if for_good else total[..., years : years + 1]
    return np.maximum(0.0, -np.min(short, axis=-1))[()]


def grant_for_confidence_cny(worth_cny, confidence_frac: float) -> float:
    """Smallest grant with which at least this share of the draws is worth zero or more. [CNY]

    Parameters
    ----------
    worth_cny       : float[n_draws]   present value, or lowest running sum, without the grant
    confidence_frac : share of draws that must do [fraction], above 0
    """
    worth_cny = np.asarray(worth_cny, float)
    if worth_cny.ndim != 1 or worth_cny.size == 0 or not 0.0 < confidence_frac <= 1.0:
        raise ValueError("draws and a confidence above 0 and at most 1 are needed")
    n_needed = int(np.ceil(confidence_frac * worth_cny.size - 1e-9))
    return float(np.maximum(0.0, -np.sort(worth_cny)[::-1][n_needed - 1]))


class GapSupport(NamedTuple):
    """Yearly viability gap support. float[n_years], years 1..n"""

    unclipped_cny: np.ndarray
    support_cny: np.ndarray  # never negative
    worth_cny: float  # present value at the discount rate of the rule


def gap_support(
    build_cny, upkeep_cny, user_income_cny, profit_frac, discount_frac, n_years: int
) -> GapSupport:
    """Operating support of a public-private partnership by the 2015 formula (可行性缺口补助). [CNY]

    Build cost with profit, compounded and spread over the years, plus upkeep with profit, less what
    users pay. The exponent runs from 1; the support rises with the years.

    Parameters
    ----------
    build_cny, upkeep_cny, user_income_cny : float   upkeep and income a year
    profit_frac, discount_frac             : reasonable profit, yearly discount [fraction]

    References
    ----------
    Cai Jin [2015] 21; the rule has been superseded and is kept for comparison only.
    """
    year = np.arange(1, n_years + 1)
    spread = build_cny * (1.0 + profit_frac) * (1.0 + discount_frac) ** year / n_years
    unclipped_cny = spread + upkeep_cny * (1.0 + profit_frac) - user_income_cny
    support_cny = np.maximum(unclipped_cny, 0.0)
    worth_cny = indicators.npv(discount_frac, np.r_[0.0, support_cny])
    return GapSupport(unclipped_cny, support_cny, float(worth_cny))


class Borrower(NamedTuple):
    """An investor with a level loan, before any support. Rates are fractions a year."""

    cash_cny: np.ndarray  # float[n_years + 1]  before debt and tax
    energy_kwh: np.ndarray  # float[n_years + 1]
    debt_cny: float
    loan_rate_per_year: float
    loan_years: int
    tax_frac: float
    depreciation_years: int  # straight line on the outlay of year 0
    equity_per_year: float  # return the investor needs
    government_per_year: float  # discount rate of the public purse


class Instrument(NamedTuple):
    """One form of support: how large, what it costs the purse, what the investor then has."""

    size: float  # CNY, CNY/kWh, interest rate or years, by its form
    public_cost_npv_cny: float  # present value of the public cost, at the government's rate
    equity_cny: float  # present value of the equity flow, at the investor's rate


def _with_support(b: Borrower, grant_cny=0.0, per_kwh=0.0, n_kwh_years=0, aid_rate=0.0, holiday=0):
    """Equity flow and public cost. Losses are not carried; the grant is not taxed."""
    n_years = len(b.cash_cny) - 1
    year = np.arange(n_years + 1)
    loan = debt.annuity(b.debt_cny, b.loan_rate_per_year, b.loan_years, n_years)
    support = per_kwh * _in_years(b.energy_kwh, n_kwh_years)
    aid = loan.interest_cny * (
        aid_rate / b.loan_rate_per_year if b.loan_rate_per_year > 0.0 else 0.0
    )
    written = -b.cash_cny[0] / b.depreciation_years * ((1 <= year) & (year <= b.depreciation_years))
    profit = np.where(year > 0, b.cash_cny + support + aid - loan.interest_cny - written, 0.0)
    due = tax.adjusted_tax_cny(b.tax_frac, profit)
    spared = np.where(year <= holiday, due, 0.0)
    grant = grant_cny * (year == 0)
    equity = b.cash_cny + debt.to_borrower_cny(loan) + support + aid - due + spared + grant
    return equity, support + aid + spared + grant


def _instrument(b: Borrower, size: float, **support) -> Instrument:
    equity, public = _with_support(b, **support)
    return Instrument(
        size,
        float(indicators.npv(b.government_per_year, public)),
        float(indicators.npv(b.equity_per_year, equity)),
    )


def compare_instruments(b: Borrower, n_kwh_years: int, n_holiday_years: int) -> dict:
    """The same project with a grant, support per kWh, interest paid for it, and a tax holiday.

    Grant and per-kWh support are sized to what the investor needs; interest support and holiday
    have an upper end, so what they leave is told. Cost is gross: tax that flows back from the
    support is not taken off. Keys: "none", "grant", "per_kwh", "interest", "holiday".

    Parameters
    ----------
    n_kwh_years     : years in which kWh are supported
    n_holiday_years : years without income tax
    """

    def worth_cny(price):
        equity, _ = _with_support(b, per_kwh=price, n_kwh_years=n_kwh_years)
        return float(indicators.npv(b.equity_per_year, equity))

    none = _instrument(b, 0.0)
    grant_cny = max(0.0, -none.equity_cny)
    price = 0.0
    if none.equity_cny < 0.0:
        top = least_support_cny_per_kwh(
            b.equity_per_year, [none.equity_cny], np.asarray(b.energy_kwh), n_kwh_years
        )
        top = top / (1.0 - b.tax_frac) * (1.0 + 1e-9)  # all of it taxed: never too little
        price = np.nan  # no energy, no price that would do
        if np.isfinite(top):
            price = brentq(worth_cny, 0.0, top, xtol=1e-15, rtol=8.9e-16)
    return {
        "none": none,
        "grant": _instrument(b, grant_cny, grant_cny=grant_cny),
        "per_kwh": _instrument(b, price, per_kwh=price, n_kwh_years=n_kwh_years),
        "interest": _instrument(b, b.loan_rate_per_year, aid_rate=b.loan_rate_per_year),
        "holiday": _instrument(b, n_holiday_years, holiday=n_holiday_years),
    }

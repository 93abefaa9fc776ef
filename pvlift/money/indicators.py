"""What a cash flow is worth: present value, rates of return, payback, cost of energy.

A cash flow is float[n_years + 1] or float[n_draws, n_years + 1]. Index 0 is commissioning, index t
the end of operating year t; money is positive when it comes to the party judged. Where a question
has no answer (never paid back, no single rate) the answer is nan, never 0.

Conventions: Construction Project Economic Evaluation Methods and Parameters, 3rd edition
(NDRC and MOHURD, 2006). Present values are worked out in `worth`, ratios in `ratios`; both are
offered here too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.money import roots
from pvlift.money.discounting import capital_recovery_frac, discount_factors, flows, npv
from pvlift.money.ratios import (
    break_even_frac,
    dscr,
    interest_cover,
    liabilities_frac,
    llcr,
    lowest,
    mean_known,
    plcr,
    return_on_equity_frac,
    return_on_investment_frac,
    shortfall_cny,
)

__all__ = [
    "IRR_WORDS",
    "IrrBatch",
    "IrrResult",
    "break_even_frac",
    "capital_recovery_frac",
    "discount_factors",
    "discounted_payback_years",
    "dscr",
    "interest_cover",
    "irr",
    "irr_batch",
    "lcoe_cny_per_kwh",
    "liabilities_frac",
    "llcr",
    "lowest",
    "mean_known",
    "mirr",
    "npv",
    "npv_ratio",
    "payback_last_years",
    "payback_years",
    "plcr",
    "return_on_equity_frac",
    "return_on_investment_frac",
    "sensitivity_factor",
    "shortfall_cny",
    "switch_value_frac",
]

SNAP = 1e-12  # part of the largest flow so far below which a cumulative sum counts as zero

ONE_ROOT, NO_ROOT, SEVERAL_ROOTS = "one root", "no root", "several roots"
ONE_ABOVE_ZERO = "one root above zero"
NO_SIGN_CHANGE, ALL_ZERO = "no sign change", "all zero"

IRR_WORDS = {
    ONE_ROOT: Words("there is exactly one rate of return", "内部收益率存在且唯一"),
    ONE_ABOVE_ZERO: Words(
        "several rates exist, one of them above zero: the running sum of the flows changes its "
        "sign once, so that one is quoted",
        "内部收益率有多个解，其中大于零的只有一个：累计净现金流量只变号一次，取该解",
    ),
    NO_ROOT: Words(
        "no rate of return exists: the net present value has the same sign at every rate",
        "内部收益率不存在：任何折现率下净现值都不为零",
    ),
    SEVERAL_ROOTS: Words(
        "several rates of return exist, so none of them can be used to decide; "
        "judge by the net present value at the required rate",
        "内部收益率有多个解，不能据以决策；请按基准收益率下的净现值判断",
    ),
    NO_SIGN_CHANGE: Words(
        "no rate of return exists: the flows are all receipts or all payments",
        "内部收益率不存在：现金流量全为流入或全为流出",
    ),
    ALL_ZERO: Words(
        "no rate of return exists: every flow is zero", "内部收益率不存在：各年现金流量均为零"
    ),
}


class IrrResult(NamedTuple):
    """Every rate of return of one cash flow, and the one that may be quoted."""

    roots: np.ndarray  # every rate above -100 %, rising, a multiple root once [fraction]
    value: (
        float  # the only rate, or the only one above zero where that is sure; else nan [fraction]
    )
    note: str  # a key of IRR_WORDS


class IrrBatch(NamedTuple):
    """The rate of return of many cash flows."""

    value: np.ndarray  # float[n_draws]  the only one, or the only one above zero; else nan
    n_roots: np.ndarray  # int[n_draws]  rates above -100 %; -1 where a flow is not finite


def irr(cash_cny) -> IrrResult:
    """Every rate above -100 % at which one cash flow has no present value. [fraction]

    Parameters
    ----------
    cash_cny : float[n_years + 1]
    """
    cash_cny = flows(cash_cny)
    if cash_cny.ndim != 1:
        raise ValueError("irr takes one cash flow; irr_batch takes many")
    if not np.all(np.isfinite(cash_cny)):
        raise ValueError("a cash flow must be finite")
    signs = np.sign(cash_cny[cash_cny != 0.0])
    if signs.size == 0:
        return IrrResult(np.empty(0), np.nan, ALL_ZERO)
    if np.all(signs == signs[0]):
        return IrrResult(np.empty(0), np.nan, NO_SIGN_CHANGE)
    found = roots.roots_of_flow(np.ascontiguousarray(cash_cny))
    if found.size == 1:
        return IrrResult(found, float(found[0]), ONE_ROOT)
    value = float(irr_batch(cash_cny[None]).value[0])
    if np.isfinite(value):
        return IrrResult(found, value, ONE_ABOVE_ZERO)
    return IrrResult(found, np.nan, SEVERAL_ROOTS if found.size else NO_ROOT)


def irr_batch(cash_cny) -> IrrBatch:
    """The rate of return of many cash flows, nan where there is none that may be quoted. [fraction]

    Of several rates the one above zero is quoted where the running sum of the flow begins below
    zero and changes its sign once, because then there is exactly one.

    Parameters
    ----------
    cash_cny : float[n_draws, n_years + 1]

    References
    ----------
    C. J. Norstrom, J. Financial and Quantitative Analysis 7 (1972) 1835-1839.
    """
    cash_cny = np.ascontiguousarray(flows(cash_cny))
    if cash_cny.ndim != 2:
        raise ValueError("irr_batch takes float[n_draws, n_years + 1]; irr takes one cash flow")
    value = np.empty(cash_cny.shape[0])
    n_roots = np.empty(cash_cny.shape[0], np.int64)
    roots.rates_of_flows(cash_cny, value, n_roots)
    return IrrBatch(value, n_roots)


def mirr(cash_cny, finance_rate, reinvest_rate):
    """Modified rate of return: receipts reinvested to the end, payments financed. [fraction]

    Parameters
    ----------
    cash_cny      : float[..., n_years + 1]
    finance_rate  : float or float[n_draws]   rate at which payments are discounted [fraction]
    reinvest_rate : float or float[n_draws]   rate at which receipts grow [fraction]
    """
    cash_cny = flows(cash_cny)
    n_years = cash_cny.shape[-1] - 1
    paid = -npv(finance_rate, np.minimum(cash_cny, 0.0))
    earned = npv(reinvest_rate, np.maximum(cash_cny, 0.0))
    earned = earned * (1.0 + np.asarray(reinvest_rate, float)) ** n_years
    answerable = (paid > 0.0) & (earned > 0.0) & (n_years > 0)
    ratio = np.divide(earned, paid, out=np.full(np.shape(paid), np.nan), where=answerable)
    return (ratio ** (1.0 / max(n_years, 1)) - 1.0)[()]


def _cumulative(cash_cny):
    """Running sums, with what is rounding of the flows so far set to exactly zero."""
    with np.errstate(invalid="ignore", over="ignore"):
        total = np.cumsum(cash_cny, axis=-1)
    largest = np.maximum.accumulate(np.abs(cash_cny), axis=-1)
    return np.where(np.abs(total) <= SNAP * largest, 0.0, total)


def _reached(cash_cny, total, year, build_years):
    """Years until the running sum, on a straight line within `year`, reaches zero.

    nan where year 0 is not a payment, `year` lies behind the last one, or a flow is not finite.
    """
    n_columns = cash_cny.shape[-1]
    answerable = (year < n_columns) & (cash_cny[..., 0] < 0.0)
    answerable &= np.all(np.isfinite(cash_cny), axis=-1)
    year = np.clip(year, 1, n_columns - 1)[..., None]
    behind = np.take_along_axis(total, year - 1, axis=-1)[..., 0]
    flow = np.take_along_axis(cash_cny, year, axis=-1)[..., 0]
    part = np.divide(-behind, flow, out=np.zeros(flow.shape), where=answerable)
    return np.where(answerable, year[..., 0] - 1 + part + build_years, np.nan)[()]


def payback_years(cash_cny, build_years=0.0):
    """Static payback: when the running sum first reaches zero; it may fall below it later. [years]

    Parameters
    ----------
    cash_cny    : float[..., n_years + 1]   nan is answered where year 0 is not a payment
    build_years : float   construction time, added to count from the start of construction
    """
    cash_cny = flows(cash_cny)
    total = _cumulative(cash_cny)
    even = total >= 0.0
    first = np.where(np.any(even, axis=-1), np.argmax(even, axis=-1), cash_cny.shape[-1])
    return _reached(cash_cny, total, first, build_years)


def payback_last_years(cash_cny, build_years=0.0):
    """When the running sum reaches zero and stays there to the end: as `payback_years`. [years]"""
    cash_cny = flows(cash_cny)
    total = _cumulative(cash_cny)
    short = total < 0.0
    last = cash_cny.shape[-1] - 1 - np.argmax(short[..., ::-1], axis=-1)
    return _reached(cash_cny, total, np.where(np.any(short, axis=-1), last + 1, 0), build_years)


def discounted_payback_years(rate, cash_cny, build_years=0.0):
    """Dynamic payback: when the running sum of discounted flows first reaches zero. [years]

    Parameters
    ----------
    rate        : float or float[n_draws]   discount rate a year [fraction]
    cash_cny    : float[..., n_years + 1]
    build_years : float   construction time, added to count from the start of construction
    """
    cash_cny = flows(cash_cny)
    worth = discount_factors(rate, cash_cny.shape[-1] - 1)
    return payback_years(cash_cny * worth, build_years)


def lcoe_cny_per_kwh(rate, cost_cny, energy_kwh):
    """Levelised cost of energy: worth of all costs over worth of all energy. [CNY/kWh]

    Parameters
    ----------
    rate       : float or float[n_draws]   discount rate a year [fraction]
    cost_cny   : float[..., n_years + 1]   costs positive, investment at index 0
    energy_kwh : float[..., n_years + 1]   index 0 is before operation, usually 0
    """
    energy_worth = npv(rate, energy_kwh)
    cost_worth, energy_worth = np.broadcast_arrays(npv(rate, cost_cny), energy_worth)
    nothing = np.full(cost_worth.shape, np.nan)
    return np.divide(cost_worth, energy_worth, out=nothing, where=energy_worth > 0.0)[()]


def npv_ratio(rate, cash_cny, investment_cny):
    """Net present value for each CNY invested (净现值率). [1]

    Parameters
    ----------
    investment_cny : float[..., n_years + 1]   outlays, positive, discounted at the same rate
    """
    worth, outlay = np.broadcast_arrays(npv(rate, cash_cny), npv(rate, investment_cny))
    return np.divide(worth, outlay, out=np.full(worth.shape, np.nan), where=outlay > 0.0)[()]


def sensitivity_factor(base, changed, change_frac):
    """Relative change of an indicator over the relative change of its cause (敏感度系数). [1]

    Parameters
    ----------
    base, changed : float[...]   indicator before and after
    change_frac   : float        relative change of the cause, not 0
    """
    if np.any(np.asarray(change_frac) == 0.0):
        raise ValueError("a sensitivity factor needs a change of the cause")
    base, changed = np.broadcast_arrays(np.asarray(base, float), np.asarray(changed, float))
    part = np.divide(changed - base, base, out=np.full(base.shape, np.nan), where=base != 0.0)
    return (part / change_frac)[()]


def switch_value_frac(npv_cny, npv_changed_cny, change_frac):
    """Relative change of a cause at which the present value is zero (临界点). [fraction]

    Exact where the present value is linear in the cause: price, output, cost, grant.

    Parameters
    ----------
    npv_cny, npv_changed_cny : float[...]   before and after the cause moved by change_frac
    """
    before = np.asarray(npv_cny, float)
    slope = (np.asarray(npv_changed_cny, float) - before) / change_frac
    before, slope = np.broadcast_arrays(before, slope)
    return np.divide(-before, slope, out=np.full(slope.shape, np.nan), where=slope != 0.0)[()]

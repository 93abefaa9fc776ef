"""VAT, its surcharges and income tax, year by year.

Yearly arrays are float[n_years + 1] or float[n_draws, n_years + 1], index 0 being commissioning.
Rates and limits are law and come with the rule; none is written here. Which of them hold in China
and until when stands in the facts table.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

import numpy as np

HOLIDAY_FREE_YEARS, HOLIDAY_HALF_YEARS = 3, 3  # 三免三减半, Cai Shui [2008] 46 and 116


class IncomeTaxRule(NamedTuple):
    """How profit is taxed."""

    rate_frac: float  # the standard rate
    carry_years: int  # years a loss may be set against later profit; 0: not at all
    holiday: bool  # three years free and three at half rate, from the first year with income
    relief_frac: float | None = None  # rate of small low-profit enterprises; None: not one
    relief_limit_cny: float = np.inf  # taxable profit above which the relief is lost
    relief_last_year: int = 10**6  # last operating year of the relief
    holiday_first_year: int = 0  # operating year before which the holiday is not granted


class GeneralVat(NamedTuple):
    """A general taxpayer: input VAT is credited, and carried forward until it is used up."""

    rate_frac: float


class SmallVat(NamedTuple):
    """A small-scale taxpayer: no credit, a low rate, nothing below a monthly threshold."""

    rate_frac: float  # statutory
    reduced_frac: float  # while the relief lasts
    reduced_last_year: int  # last operating year of the reduced rate
    free_cny_per_month: float  # sales without VAT up to which none is due
    free_last_year: int  # last operating year of the threshold


class ExemptVat(NamedTuple):
    """No VAT on sales and none credited."""


class VatYears(NamedTuple):
    """VAT of every year. float[..., n_years + 1]"""

    output_cny: np.ndarray  # contained in the sales
    credit_used_cny: np.ndarray
    paid_cny: np.ndarray  # to the government
    credit_cny: np.ndarray  # input VAT still to be credited, at the year's end


def _by_year(cny) -> np.ndarray:
    """A yearly array turned to [n_years + 1, ...], one run of memory for each year."""
    return np.ascontiguousarray(np.moveaxis(np.asarray(cny, float), -1, 0))


def _by_draw(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(np.moveaxis(array, 0, -1))


def full_years(commissioned: datetime.date, last_day: datetime.date) -> int:
    """Operating years that end on or before a day: the last one in which a relief holds in full."""
    one_day = datetime.timedelta(days=1)
    day_after = min(last_day, datetime.date.max - one_day) + one_day  # 9999-12-31: for ever
    not_yet = (day_after.month, day_after.day) < (commissioned.month, commissioned.day)
    return max(day_after.year - commissioned.year - not_yet, 0)


def after_losses_cny(profit_cny, carry_years: int) -> np.ndarray:
    """Profit less losses of earlier years, the oldest used first; never negative. [CNY]

    Parameters
    ----------
    profit_cny  : float[..., n_years + 1]   before tax, losses negative
    carry_years : years after its own in which a loss may be used

    References
    ----------
    Enterprise Income Tax Law of the PRC, art. 18 (five years).
    """
    profit = _by_year(profit_cny)
    left, losses = np.maximum(profit, 0.0), np.maximum(-profit, 0.0)
    for year in range(len(profit)):
        for before in range(max(year - carry_years, 0), year):
            used = np.minimum(losses[before], left[year])
            losses[before] -= used
            left[year] -= used
    return _by_draw(left)


def holiday_frac(income_cny):
    """Share of the standard rate due in a three-plus-three holiday from the first income. [1]

    Parameters
    ----------
    income_cny : float[..., n_years + 1]   revenue of production; the holiday starts where it does
    """
    earns = np.asarray(income_cny, float) > 0.0
    since = np.cumsum(np.cumsum(earns, axis=-1) > 0, axis=-1)  # 1 in the first income year
    share = np.ones(earns.shape)
    share[since <= HOLIDAY_FREE_YEARS + HOLIDAY_HALF_YEARS] = 0.5
    share[since <= HOLIDAY_FREE_YEARS] = 0.0
    return share


def income_tax_cny(rule: IncomeTaxRule, profit_cny, income_cny=None) -> np.ndarray:
    """Income tax on the profit of every year, losses carried forward. [CNY] float[..., n_years + 1]

    Relief and holiday are not stacked: each year bears the lower of the two.

    Parameters
    ----------
    profit_cny : float[..., n_years + 1]   before tax
    income_cny : float[..., n_years + 1]   revenue; needed for the holiday
    """
    if rule.carry_years < 0:
        raise ValueError("losses cannot be carried backward")
    if rule.holiday and income_cny is None:
        raise ValueError("a holiday counts from the first income: give income_cny")
    taxable = after_losses_cny(profit_cny, rule.carry_years)
    tax_cny = rule.rate_frac * taxable
    if rule.holiday:
        due = holiday_frac(income_cny)
        due[..., : rule.holiday_first_year] = 1.0
        tax_cny = tax_cny * due
    if rule.relief_frac is not None:
        in_force = np.arange(taxable.shape[-1]) <= rule.relief_last_year
        small = in_force & (taxable <= rule.relief_limit_cny)
        tax_cny = np.where(small, np.minimum(tax_cny, rule.relief_frac * taxable), tax_cny)
    return tax_cny


def adjusted_tax_cny(rate_frac, ebit_cny, holiday=1.0):
    """Income tax of the project before financing: EBIT times the rate (调整所得税). [CNY]

    Parameters
    ----------
    rate_frac : float                  standard rate
    ebit_cny  : float[..., n_years + 1]   profit before interest and tax
    holiday   : float[..., n_years + 1]   share of the rate due, from `holiday_frac`

    References
    ----------
    Construction Project Economic Evaluation Methods and Parameters, 3rd edition, 2006.
    """
    return rate_frac * np.maximum(np.asarray(ebit_cny, float), 0.0) * holiday


def vat_years(rule: GeneralVat | SmallVat | ExemptVat, sales_cny, input_vat_cny=0.0) -> VatYears:
    """VAT contained in sales, credited and paid. [CNY]

    Parameters
    ----------
    sales_cny     : float[..., n_years + 1]   VAT included
    input_vat_cny : float[..., n_years + 1]   contained in what was bought
    """
    sales, bought = np.broadcast_arrays(
        np.asarray(sales_cny, float), np.asarray(input_vat_cny, float)
    )
    nothing = np.zeros(sales.shape)
    match rule:
        case GeneralVat():
            output = sales * (rule.rate_frac / (1.0 + rule.rate_frac))
            used, credit = _credited(output, bought)
            return VatYears(output, used, output - used, credit)
        case SmallVat():
            year = np.arange(sales.shape[-1])
            rate = np.where(year <= rule.reduced_last_year, rule.reduced_frac, rule.rate_frac)
            net = sales / (1.0 + rate)
            free = (net <= 12.0 * rule.free_cny_per_month) & (year <= rule.free_last_year)
            output = np.where(free, 0.0, net * rate)
            return VatYears(output, nothing, output, nothing)
        case ExemptVat():
            return VatYears(nothing, nothing, nothing, nothing)
    raise TypeError(f"not a VAT rule: {rule!r}")


def _credited(output, bought):
    """Input VAT used against output VAT in each year, and what is left."""
    output, bought = _by_year(output), _by_year(bought)
    used, credit = np.zeros(output.shape), np.zeros(output.shape)
    left = np.zeros(output.shape[1:])
    for year in range(len(output)):
        left = left + bought[year]
        used[year] = np.minimum(left, output[year])
        left = left - used[year]
        credit[year] = left
    return _by_draw(used), _by_draw(credit)


def surcharge_cny(vat_paid_cny, rate_frac, halved_last_year=0):
    """City maintenance tax and education surcharges on VAT paid. [CNY]

    Parameters
    ----------
    vat_paid_cny     : float[..., n_years + 1]
    rate_frac        : city 7, 5 or 1 % with education 3 % and local education 2 %, together
    halved_last_year : last operating year in which a small taxpayer pays half; 0: never
    """
    vat_paid_cny = np.asarray(vat_paid_cny, float)
    halved = (np.arange(vat_paid_cny.shape[-1]) <= halved_last_year) & (halved_last_year > 0)
    return vat_paid_cny * rate_frac * np.where(halved, 0.5, 1.0)

"""The rules of SAM's Cashloan and Singleowner models, for comparison.

A compatibility mode: one project, no draws, SAM's own conventions where they differ from ours
(escalation adds to inflation, tax losses pay at once, payback never falls in the last year). The
loans, present values and rates of return are those of `debt` and `indicators`.

References
----------
NREL System Advisor Model, ssc commit ba7a796 and PySAM 8.0.0: modules cashloan and singleowner.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.money import debt, indicators


class SamProject(NamedTuple):
    """What both models start from; what is absent is zero. Rates are fractions a year."""

    n_years: int
    capex_cny: float
    capacity_w: float
    energy_kwh: float  # of year 1
    inflation: float
    real_discount: float
    degradation: float | tuple[float, ...] = 0.0  # (1 - d)^(t-1), or 1 - d[t] as listed
    om_cny: float | tuple[float, ...] = 0.0  # a year; a list is used as written
    om_growth: float = 0.0  # on top of inflation, as the two below
    om_cny_per_w: float | tuple[float, ...] = 0.0
    om_per_w_growth: float = 0.0
    om_cny_per_kwh: float | tuple[float, ...] = 0.0
    om_per_kwh_growth: float = 0.0
    insurance_frac: float = 0.0  # of capex a year, growing with inflation
    salvage_frac: float = 0.0  # of capex, received in the last year
    grant_cny: float = 0.0  # investment and capacity grants together, see `grant_cny`
    premium_cny_per_kwh: float = 0.0  # production incentive
    premium_years: int = 0
    premium_growth: float = 0.0


class SamTax(NamedTuple):
    """Income tax as in the commercial Cashloan: a loss pays its tax back at once."""

    rate_frac: float | tuple[float, ...]
    depreciation_years: int
    grant_taxed: bool = False  # the grant is income of year 1
    grant_reduces_basis: bool = False


class Cashloan(NamedTuple):
    """Result of `cashloan`; arrays are float[n_years + 1]."""

    nominal_discount: float
    net_cost_cny: float
    equity_cny: float
    loan: debt.LoanSchedule
    energy_kwh: np.ndarray
    operating_cny: np.ndarray  # with insurance, less salvage in the last year
    premium_cny: np.ndarray
    tax_saved_cny: np.ndarray
    cash_cny: np.ndarray  # of equity, after tax
    unlevered_cny: np.ndarray  # the flow that payback is counted on
    npv_cny: float
    irr: indicators.IrrResult
    payback_years: float
    discounted_payback_years: float
    lcoe_cny_per_kwh: float
    lcoe_real_cny_per_kwh: float
    om_worth_cny: float  # present value of operation and maintenance without insurance


class Singleowner(NamedTuple):
    """Result of `singleowner`; arrays are float[n_years + 1]."""

    nominal_discount: float
    price_cny_per_kwh: np.ndarray
    energy_kwh: np.ndarray
    revenue_cny: np.ndarray  # with salvage in the last year
    operating_cny: np.ndarray
    ebitda_cny: np.ndarray
    premium_cny: np.ndarray
    loan: debt.LoanSchedule
    dscr: np.ndarray  # nan without debt service
    installed_cny: float
    equity_cny: float
    cash_cny: np.ndarray  # of equity
    npv_cny: float
    irr: indicators.IrrResult
    lcoe_cny_per_kwh: float
    lcoe_real_cny_per_kwh: float
    lppa_cny_per_kwh: float
    lppa_real_cny_per_kwh: float


def grant_cny(
    capex_cny, capacity_w, *, fixed_cny=0.0, share_frac=0.0, share_cap_cny=np.inf,
    cny_per_w=0.0, per_w_cap_cny=np.inf,
):  # fmt: skip
    """Investment grants (IBI: a sum, a capped share) and capacity grants (CBI) together. [CNY]"""
    by_share = min(share_frac * capex_cny, share_cap_cny)
    return fixed_cny + by_share + min(cny_per_w * capacity_w, per_w_cap_cny)


def nominal_discount(project: SamProject) -> float:
    """Discount rate with inflation, compounded. [fraction]"""
    return (1.0 + project.real_discount) * (1.0 + project.inflation) - 1.0


def _years(project: SamProject) -> np.ndarray:
    return np.arange(1, project.n_years + 1)


def _energy_kwh(project: SamProject):
    if np.ndim(project.degradation):
        factor = 1.0 - np.asarray(project.degradation, float)
    else:
        factor = (1.0 - project.degradation) ** (_years(project) - 1)
    return np.r_[0.0, project.energy_kwh * factor]


def _escalated(project: SamProject, value, growth):
    """Amounts of years 1..n; inflation and own growth are added, a list stays as written."""
    if np.ndim(value):
        return np.asarray(value, float)
    return value * (1.0 + project.inflation + growth) ** (_years(project) - 1)


def _operating_cny(project: SamProject, energy_kwh):
    """O&M alone, and O&M with insurance."""
    om_cny = (
        _escalated(project, project.om_cny, project.om_growth)
        + _escalated(project, project.om_cny_per_w, project.om_per_w_growth) * project.capacity_w
        + _escalated(project, project.om_cny_per_kwh, project.om_per_kwh_growth) * energy_kwh[1:]
    )
    insurance = project.insurance_frac * project.capex_cny
    return np.r_[0.0, om_cny], np.r_[0.0, om_cny + _escalated(project, insurance, 0.0)]


def _premium_cny(project: SamProject, energy_kwh):
    year = np.arange(project.n_years + 1)
    price = project.premium_cny_per_kwh * (1.0 + project.premium_growth) ** (year - 1.0)
    return np.where(year <= project.premium_years, price * energy_kwh, 0.0)


def sam_payback_years(cash_cny) -> float:
    """First time the running sum is above zero, never in the last year. [years]"""
    total = np.cumsum(cash_cny)
    above = np.flatnonzero(total[1:-1] > 0.0)
    if above.size == 0:
        return np.nan
    year = above[0] + 1
    return float(year - 1 - total[year - 1] / cash_cny[year])


def _lcoe(project: SamProject, cost_flow_cny, energy_kwh):
    """Nominal and real levelised cost; the worth of the costs is nominal in both."""
    nominal = nominal_discount(project)
    worth_cny = -indicators.npv(nominal, cost_flow_cny)
    rates = (nominal, project.real_discount)
    return tuple(float(worth_cny / indicators.npv(rate, energy_kwh)) for rate in rates)


def _taxable_without_savings(project: SamProject, tax: SamTax, operating, premium, loan):
    base_cny = project.capex_cny - project.grant_cny * tax.grant_reduces_basis
    year = np.arange(project.n_years + 1)
    written = (1 <= year) & (year <= tax.depreciation_years)
    depreciation = base_cny / tax.depreciation_years * written
    grant = project.grant_cny * tax.grant_taxed * (year == 1)
    return premium + grant - operating - depreciation - loan.interest_cny


def cashloan(
    project: SamProject,
    savings_cny,
    *,
    debt_frac: float = 0.0,
    loan_rate: float = 0.0,
    loan_years: int = 1,
    tax: SamTax | None = None,
) -> Cashloan:
    """SAM's Cashloan: an owner saves on bills, with a level loan on a share of the net cost.

    Parameters
    ----------
    savings_cny : float[n_years]   bill savings of years 1..n
    debt_frac   : share of capex less grants that is borrowed
    loan_rate   : interest a year [fraction]
    """
    rate = nominal_discount(project)
    energy_kwh = _energy_kwh(project)
    om_cny, operating_cny = _operating_cny(project, energy_kwh)
    operating_cny[-1] -= project.salvage_frac * project.capex_cny
    premium_cny = _premium_cny(project, energy_kwh)
    savings_cny = np.r_[0.0, np.asarray(savings_cny, float)]
    net_cost_cny = project.capex_cny - project.grant_cny
    loan = debt.annuity(debt_frac * net_cost_cny, loan_rate, loan_years, project.n_years)
    service_cny = debt.debt_service_cny(loan)
    equity_cny = net_cost_cny - float(loan.draw_cny[0])
    tax_saved_cny = tax_cny = tax_frac = np.zeros(project.n_years + 1)
    if tax is not None:
        tax_frac = np.r_[0.0, np.broadcast_to(tax.rate_frac, project.n_years)]
        rest = _taxable_without_savings(project, tax, operating_cny, premium_cny, loan)
        tax_saved_cny = -tax_frac * rest
        tax_cny = tax_frac * savings_cny - tax_saved_cny
    cash_cny = savings_cny - operating_cny - service_cny + premium_cny - tax_cny
    cash_cny[0] = -equity_cny
    unlevered_cny = cash_cny + service_cny - tax_frac * loan.interest_cny
    unlevered_cny[0] = -net_cost_cny
    cost_flow_cny = premium_cny + tax_saved_cny - operating_cny - service_cny
    cost_flow_cny[0] = -equity_cny
    worth = indicators.discount_factors(rate, project.n_years)
    return Cashloan(
        nominal_discount=rate,
        net_cost_cny=net_cost_cny,
        equity_cny=equity_cny,
        loan=loan,
        energy_kwh=energy_kwh,
        operating_cny=operating_cny,
        premium_cny=premium_cny,
        tax_saved_cny=tax_saved_cny,
        cash_cny=cash_cny,
        unlevered_cny=unlevered_cny,
        npv_cny=float(indicators.npv(rate, cash_cny)),
        irr=indicators.irr(cash_cny),
        payback_years=sam_payback_years(unlevered_cny),
        discounted_payback_years=sam_payback_years(unlevered_cny * worth),
        lcoe_cny_per_kwh=(lcoe := _lcoe(project, cost_flow_cny, energy_kwh))[0],
        lcoe_real_cny_per_kwh=lcoe[1],
        om_worth_cny=float(indicators.npv(rate, om_cny)),
    )


class SamLoan(NamedTuple):
    """The loan of a Singleowner: shaped to a cover ratio, or a share of the cost."""

    rate: float  # interest a year [fraction]
    term_years: int
    cover: float | None = None  # shaped to this cover ratio; None: a share of the cost
    cap_frac: float | None = None  # a shaped loan is at most this share of the cost
    debt_frac: float = 0.0  # share of the cost, where the loan is not shaped
    equal_principal: bool = False  # else level payments
    grace_years: int = 0
    fee_frac: float = 0.0  # of the debt
    closing_cny: float = 0.0


def _financed(project: SamProject, terms: SamLoan, ebitda_cny):
    """The loan and the installed cost with its fees."""
    cost_cny = project.capex_cny - project.grant_cny + terms.closing_cny
    if terms.cover is None:
        installed_cny = cost_cny / (1.0 - terms.fee_frac * terms.debt_frac)
        shape = debt.equal_principal if terms.equal_principal else debt.annuity
        loan = shape(
            terms.debt_frac * installed_cny,
            terms.rate,
            terms.term_years,
            project.n_years,
            grace_years=terms.grace_years,
        )
        return loan, installed_cny
    cap_cny = np.inf
    if terms.cap_frac is not None:
        cap_cny = terms.cap_frac * cost_cny / (1.0 - terms.fee_frac * terms.cap_frac)
    loan = debt.sculpted(ebitda_cny, terms.rate, terms.cover, terms.term_years, cap_cny=cap_cny)
    return loan, cost_cny + terms.fee_frac * float(loan.draw_cny[0])


def singleowner(
    project: SamProject, price_cny_per_kwh: float, price_growth: float, terms: SamLoan
) -> Singleowner:
    """SAM's Singleowner without tax and reserves: power sold at a price, a loan, equity.

    Parameters
    ----------
    price_cny_per_kwh : of year 1
    price_growth      : a year, without inflation [fraction]
    """
    rate = nominal_discount(project)
    energy_kwh = _energy_kwh(project)
    _, operating_cny = _operating_cny(project, energy_kwh)
    premium_cny = _premium_cny(project, energy_kwh)
    year = np.arange(project.n_years + 1)
    price = np.where(year > 0, price_cny_per_kwh * (1.0 + price_growth) ** (year - 1.0), 0.0)
    salvage_cny = project.salvage_frac * project.capex_cny * (year == project.n_years)
    revenue_cny = price * energy_kwh + salvage_cny
    ebitda_cny = revenue_cny - operating_cny
    loan, installed_cny = _financed(project, terms, ebitda_cny)
    service_cny = debt.debt_service_cny(loan)
    equity_cny = installed_cny - float(loan.draw_cny[0])
    cash_cny = ebitda_cny - service_cny + premium_cny
    cash_cny[0] = -equity_cny
    lcoe = _lcoe(project, cash_cny - price * energy_kwh, energy_kwh)
    lppa = _lcoe(project, -price * energy_kwh, energy_kwh)
    return Singleowner(
        nominal_discount=rate,
        price_cny_per_kwh=price,
        energy_kwh=energy_kwh,
        revenue_cny=revenue_cny,
        operating_cny=operating_cny,
        ebitda_cny=ebitda_cny,
        premium_cny=premium_cny,
        loan=loan,
        dscr=indicators.dscr(ebitda_cny, service_cny),
        installed_cny=installed_cny,
        equity_cny=equity_cny,
        cash_cny=cash_cny,
        npv_cny=float(indicators.npv(rate, cash_cny)),
        irr=indicators.irr(cash_cny),
        lcoe_cny_per_kwh=lcoe[0],
        lcoe_real_cny_per_kwh=lcoe[1],
        lppa_cny_per_kwh=lppa[0],
        lppa_real_cny_per_kwh=lppa[1],
    )


def price_for_return(
    project: SamProject, price_growth: float, terms: SamLoan, rate: float, year: int
) -> float:
    """Price of year 1 at which equity earns `rate` over the flows 0..year. [CNY/kWh]

    The present value is a straight line in the price, bent where a debt cap binds; the secant
    lands on it in one step and is repeated for the bend.
    """

    def worth_cny(price):
        return float(
            indicators.npv(
                rate, singleowner(project, price, price_growth, terms).cash_cny[: year + 1]
            )
        )

    low, high = 0.0, 1.0
    at_low, at_high = worth_cny(low), worth_cny(high)
    for _ in range(60):
        if at_high == at_low or abs(high - low) <= 1e-15 * abs(high):
            break
        low, high = high, high - at_high * (high - low) / (at_high - at_low)
        at_low, at_high = at_high, worth_cny(high)
    return high if abs(at_high) <= 1e-6 * project.capex_cny else np.nan

"""How little output, price or roofs a plan can live with; nan where no amount would do.

Output and price break even where the mean operating year earns nothing before income tax. Roofs
break even where the project's flow before tax is worth nothing at the discount rate; each further
roof is taken to earn what the plan's roofs earn on average, so the answer is the least that is
needed: where the buyers behind the meter are served already, more roofs sell to the grid for less.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.accounts import keys_of, pv_costs
from pvlift.money import indicators, operations
from pvlift.money.books import Books
from pvlift.money.ledger import moved_cny, net_cny, paid_cny
from pvlift.money.project import Project, quantity
from pvlift.scenario.records import Scenario


class BreakEven(NamedTuple):
    """Where a plan earns nothing. float[n_draws]"""

    output_frac: np.ndarray  # of the planned output (盈亏平衡生产能力利用率); 0: none is needed
    price_cny_per_kwh: np.ndarray  # mean price of all power used or sold, VAT included
    roofs_per_lift: np.ndarray  # 0: the lifts pay for themselves without roofs


class _Power(NamedTuple):
    """What the roofs bring. float[n_draws, n_years + 1]"""

    sales_cny: np.ndarray  # VAT included, refunds taken off
    premiums_cny: np.ndarray  # grants per kWh
    grants_cny: np.ndarray  # grants per W


def break_even(scenario: Scenario, project: Project, energy: Energy, books: Books) -> BreakEven:
    """Break-even output, price and roofs per lift.

    References
    ----------
    Construction Project Economic Evaluation Methods and Parameters, 3rd edition (NDRC, MOHURD,
    2006): fixed cost / (revenue - variable cost - surcharges), without VAT; here as the mean of the
    operating years, with the lift power that the roofs spare counted as output.
    """
    power = _power(books)
    vat_frac = np.divide(
        books.output_vat_cny + books.surcharge_cny,
        books.sales_cny,
        out=np.zeros_like(books.sales_cny),
        where=books.sales_cny > 0.0,
    )
    earned_cny = power.sales_cny * (1.0 - vat_frac) + power.premiums_cny + books.saved_power_cny
    margin_cny = earned_cny[:, 1:].mean(axis=1)
    profit_cny = (books.ebit_cny - books.interest_cny)[:, 1:].mean(axis=1)
    nothing = np.full(margin_cny.shape, np.nan)
    share = np.divide(profit_cny, margin_cny, out=nothing.copy(), where=margin_cny > 0.0)
    output_frac = np.maximum(1.0 - share, 0.0)
    useful_kwh = (energy.made_kwh - energy.curtailed_kwh).sum(axis=1)
    gross_cny = (power.sales_cny + books.saved_power_cny)[:, 1:].sum(axis=1)
    mean_price = np.divide(gross_cny, useful_kwh, out=nothing.copy(), where=useful_kwh > 0.0)
    return BreakEven(
        output_frac=output_frac,
        price_cny_per_kwh=output_frac * mean_price,
        roofs_per_lift=_roofs(scenario, project, books, power, earned_cny),
    )


def _power(books: Books) -> _Power:
    sales = keys_of("pv_income", "pv_refund")
    return _Power(
        sales_cny=net_cny(books.ledger, "investor", sales),
        premiums_cny=moved_cny(books.ledger, keys_of("yearly_grant", asset="pv")),
        grants_cny=moved_cny(books.ledger, keys_of("building_grant", asset="pv")),
    )


def _roofs(scenario: Scenario, project: Project, books: Books, power: _Power, earned_cny):
    """Roofs per lift at which the project is worth nothing before tax. float[n_draws]"""
    flow_cny = earned_cny + power.grants_cny
    flow_cny = flow_cny - paid_cny(books.ledger, "investor", pv_costs())
    for cost in scenario.cost:
        if cost.account in pv_costs() and cost.residual_frac > 0.0 and cost.when == "build":
            vat_frac = cost.vat_frac if scenario.tax.vat == "general" else 0.0
            share = operations.own_share(scenario, cost.account)
            built_cny = cost.cny * quantity(project, cost) * share
            flow_cny[:, -1] += built_cny / (1.0 + vat_frac) * cost.residual_frac
    rate = scenario.target.discount_per_year
    of_roofs = indicators.npv(rate, flow_cny)
    others = indicators.npv(rate, books.project_pretax_cny) - of_roofs
    needed = np.divide(-others, of_roofs, out=np.full(others.shape, np.nan), where=of_roofs > 0.0)
    needed = np.where(others >= 0.0, 0.0, needed)
    return needed * project.n_roofs / project.n_lifts

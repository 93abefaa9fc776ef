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
from pvlift.facts.programmes import EnergyPremium, PowerGrant
from pvlift.facts.read import grant_rules
from pvlift.money import indicators, operations
from pvlift.money.books import Books
from pvlift.money.duties import SALES
from pvlift.money.project import Project, quantity
from pvlift.scenario.records import Scenario

PV_ACCOUNTS = ("pv_build", "pv_upkeep", "pv_insurance", "pv_inverter", "roof_rent", "pv_removal")
POWER_SALES = tuple(name for name in SALES if name != "resident_fee")
POWER_REFUNDS = ("mechanism_payback", "feed_in_negative_price")


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
    power = _power(scenario, books)
    vat_frac = np.divide(
        books.output_vat_cny + books.surcharge_cny,
        books.sales_cny,
        out=np.zeros_like(books.sales_cny),
        where=books.sales_cny > 0.0,
    )
    net_cny = power.sales_cny * (1.0 - vat_frac) + power.premiums_cny + books.saved_power_cny
    margin_cny = net_cny[:, 1:].mean(axis=1)
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
        roofs_per_lift=_roofs(scenario, project, books, power, net_cny),
    )


def _power(scenario: Scenario, books: Books) -> _Power:
    rules = grant_rules(scenario.subsidy)
    per_kwh = {f"grant: {rule.name}" for rule in rules if isinstance(rule, EnergyPremium)}
    per_w = {f"grant: {rule.name}" for rule in rules if isinstance(rule, PowerGrant)}
    sales_cny, premiums_cny, grants_cny = (np.zeros(books.sales_cny.shape) for _ in range(3))
    for transfer in books.ledger.transfers:
        if transfer.payee == "investor" and transfer.account in POWER_SALES:
            sales_cny += transfer.cny
        elif transfer.payer == "investor" and transfer.account in POWER_REFUNDS:
            sales_cny -= transfer.cny
        elif transfer.account in per_kwh:
            premiums_cny += transfer.cny
        elif transfer.account in per_w:
            grants_cny += transfer.cny
    return _Power(sales_cny, premiums_cny, grants_cny)


def _roofs(scenario: Scenario, project: Project, books: Books, power: _Power, net_cny):
    """Roofs per lift at which the project is worth nothing before tax. float[n_draws]"""
    flow_cny = net_cny + power.grants_cny
    for transfer in books.ledger.transfers:
        if transfer.payer == "investor" and transfer.account in PV_ACCOUNTS:
            flow_cny = flow_cny - transfer.cny
    for cost in scenario.cost:
        if cost.account in PV_ACCOUNTS and cost.residual_frac > 0.0 and cost.when == "build":
            vat_frac = cost.vat_frac if scenario.tax.vat == "general" else 0.0
            share = operations.own_share(scenario, cost.account)
            paid_cny = cost.cny * quantity(project, cost.per) * share
            flow_cny[:, -1] += paid_cny / (1.0 + vat_frac) * cost.residual_frac
    rate = scenario.target.discount_per_year
    of_roofs = indicators.npv(rate, flow_cny)
    others = indicators.npv(rate, books.project_pretax_cny) - of_roofs
    needed = np.divide(-others, of_roofs, out=np.full(others.shape, np.nan), where=of_roofs > 0.0)
    needed = np.where(others >= 0.0, 0.0, needed)
    return needed * project.n_roofs / project.n_lifts

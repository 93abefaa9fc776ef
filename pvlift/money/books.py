"""The books of a plan: one ledger of transfers, and the yearly flows that are read from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.money import operations, tax
from pvlift.money.duties import Vat, income_rule, vat_of
from pvlift.money.finance import Finance, finance_of
from pvlift.money.ledger import Ledger, Transfer, net_cny
from pvlift.money.operations import CostLine, over_years
from pvlift.money.owned_assets import OwnedAssets, owned_assets_of
from pvlift.money.project import Project
from pvlift.prices.feed_in import feed_in_cny
from pvlift.scenario.draw_keys import MARKET
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds, check_keys, drawn


class Books(NamedTuple):
    """Ledger and flows; index 0 is commissioning. float[n_draws, n_years + 1] unless said."""

    ledger: Ledger
    investment_cny: np.ndarray  # float[n_draws] the investor's outlay at construction
    equity_cny: np.ndarray  # float[n_draws] his own money in it: outlay less loans and grants then
    capital_grants_cny: np.ndarray  # paid once for building
    revenue_cny: np.ndarray  # sales, fees and yearly grants, VAT included
    operating_cost_cny: np.ndarray  # expenses, VAT and surcharges included
    depreciation_cny: np.ndarray
    ebit_cny: np.ndarray
    interest_cny: np.ndarray  # index 0: of the time of construction, part of the assets
    principal_cny: np.ndarray
    balance_cny: np.ndarray  # owed at the year's end
    adjusted_tax_cny: np.ndarray  # on EBIT, for the project's flow after tax
    income_tax_cny: np.ndarray
    net_profit_cny: np.ndarray
    project_pretax_cny: np.ndarray  # flow before financing and income tax
    project_cny: np.ndarray  # after adjusted tax
    equity_flow_cny: np.ndarray  # after debt and tax: the investor's net flow
    drawn_cny: np.ndarray  # lent to the investor
    service_cny: np.ndarray  # interest, and principal of loans; bridge and bills repay themselves
    sales_cny: np.ndarray  # power and fees, VAT included
    output_vat_cny: np.ndarray  # contained in sales
    surcharge_cny: np.ndarray
    vat_credit_cny: np.ndarray  # input VAT still to be credited at the year's end
    bought_cny: np.ndarray  # paid for assets, VAT included
    book_cny: np.ndarray  # assets at the year's end
    working_capital_cny: np.ndarray  # tied up at the year's end
    excess_grants_cny: np.ndarray  # float[n_draws] building grants that no asset can take up
    saved_power_cny: np.ndarray  # lift power that the roofs spare the investor: not a flow


def keep_books(scenario: Scenario, project: Project, energy: Energy, worlds: Worlds) -> Books:
    """Enter everything that is paid and received, in every draw and year."""
    check_keys(worlds, scenario)
    n_draws = energy.made_kwh.shape[0]
    lines = operations.cost_lines(scenario, project, worlds)
    running = [
        *operations.cost_transfers(scenario, lines, n_draws),
        *operations.power_transfers(scenario, energy, worlds),
        *_feed_in_transfers(scenario, energy, worlds, project.reference_cny_per_kwh),
        *operations.fee_transfers(scenario, n_draws),
    ]
    outlay_cny = _outlay_cny(scenario, lines, n_draws)
    finance = finance_of(scenario, project, lines, energy, running, outlay_cny, worlds)
    held = owned_assets_of(scenario, lines, finance.capital_grants_cny, finance.interest_cny[:, 0])
    vat = vat_of(scenario, running, lines, held.input_vat_cny)
    unlevered = [*running, *finance.grants, *finance.working_capital, *vat.transfers]
    if held.recovered_cny.any():
        unlevered.append(
            Transfer("residual_value", "suppliers", "investor", held.recovered_cny, "assumption")
        )
    saved_cny = operations.saved_power_cny(scenario, energy, worlds)
    return _close(scenario, unlevered, outlay_cny, finance, held, vat, saved_cny)


def _feed_in_transfers(
    scenario: Scenario, energy: Energy, worlds: Worlds, reference_cny_per_kwh: float | None
) -> list[Transfer]:
    if scenario.feed_in is None or not scenario.roof:
        return []
    level = drawn(worlds, MARKET, 1.0)
    reference_cny = None
    if reference_cny_per_kwh is not None:
        reference_cny = energy.exported_kwh * reference_cny_per_kwh
    made_kwh = energy.made_kwh
    self_use_frac = np.divide(
        energy.used_kwh.sum(axis=2), made_kwh, out=np.zeros_like(made_kwh), where=made_kwh > 0.0
    )
    sales = feed_in_cny(
        scenario.feed_in,
        energy.exported_kwh,
        energy.export_cny,
        level,
        reference_cny,
        self_use_frac,
    )
    return [
        Transfer(account, sale.payer, sale.payee, over_years(sale.cny), sale.source)
        for account, sale in sales.items()
    ]


def _outlay_cny(scenario: Scenario, lines: list[CostLine], n_draws: int) -> np.ndarray:
    """What the investor pays at construction. float[n_draws]"""
    total_cny = np.zeros(n_draws)
    for line in lines:
        total_cny = total_cny + operations.own_share(scenario, line.cost.account) * line.cny[:, 0]
    return total_cny


def _close(
    scenario: Scenario,
    unlevered: list[Transfer],
    outlay_cny: np.ndarray,
    finance: Finance,
    held: OwnedAssets,
    vat: Vat,
    saved_cny: np.ndarray,
) -> Books:
    """Profit, income tax and the flows of the parties."""
    n_draws, n_years = len(outlay_cny), scenario.n_years
    pretax_cny = net_cny(Ledger(n_draws, n_years, tuple(unlevered)), "investor")
    # what is left of the flow before tax without capital money is the operating result
    result_cny = pretax_cny - finance.capital_grants_cny + held.bought_cny - held.recovered_cny
    if finance.working_capital:
        result_cny -= _released_cny(finance.tied_up_cny)
    revenue_cny = vat.sales_cny
    for grant in finance.grants:
        if grant.payee == "investor" and grant.family == "yearly_grant":
            revenue_cny = revenue_cny + grant.cny
    ebit_cny = result_cny - vat.shift_cny - held.depreciation_cny
    financed_cny = finance.interest_cny.copy()
    financed_cny[:, 0] = held.interest_expensed_cny
    profit_cny = ebit_cny - financed_cny
    rule = income_rule(scenario)
    income_tax_cny = tax.income_tax_cny(rule, profit_cny, revenue_cny)
    adjusted_cny = income_tax_cny
    if finance.debts:
        adjusted_cny = tax.income_tax_cny(rule, ebit_cny, revenue_cny)
    equity_flow_cny = pretax_cny - income_tax_cny + finance.drawn_cny
    equity_flow_cny -= finance.principal_cny + finance.interest_cny
    levy = Transfer("income_tax", "investor", "government", income_tax_cny, scenario.tax.source)
    ledger = Ledger(n_draws, n_years, (*unlevered, *finance.debts, *finance.bonds, levy))
    return Books(
        ledger=ledger,
        investment_cny=outlay_cny,
        equity_cny=np.maximum(-equity_flow_cny[:, 0], 0.0),
        capital_grants_cny=finance.capital_grants_cny,
        revenue_cny=revenue_cny,
        operating_cost_cny=revenue_cny - result_cny,
        depreciation_cny=held.depreciation_cny,
        ebit_cny=ebit_cny,
        interest_cny=finance.interest_cny,
        principal_cny=finance.principal_cny,
        balance_cny=finance.balance_cny,
        adjusted_tax_cny=adjusted_cny,
        income_tax_cny=income_tax_cny,
        net_profit_cny=profit_cny - income_tax_cny,
        project_pretax_cny=pretax_cny,
        project_cny=pretax_cny - adjusted_cny,
        equity_flow_cny=equity_flow_cny,
        drawn_cny=finance.drawn_cny,
        service_cny=finance.service_cny,
        sales_cny=vat.sales_cny,
        output_vat_cny=vat.output_cny,
        surcharge_cny=vat.surcharge_cny,
        vat_credit_cny=vat.credit_cny,
        bought_cny=held.bought_cny,
        book_cny=held.book_cny,
        working_capital_cny=finance.tied_up_cny,
        excess_grants_cny=held.excess_grants_cny,
        saved_power_cny=saved_cny,
    )


def _released_cny(level_cny: np.ndarray) -> np.ndarray:
    """Cash that a level sets free from year to year; negative where it is tied up."""
    return -np.diff(level_cny, prepend=0.0, axis=1)

"""The books of a plan: one ledger of transfers, and the yearly flows that are read from it.

Rules beside the law's: a grant for building lowers the depreciable cost and is not taxed, a yearly
grant is income; an asset that outlives the plan is written off within it, because nobody pays the
investor for a lift that stays with the building.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.read import grant_rules
from pvlift.money import debt, operations, support, tariff, tax
from pvlift.money.assets import Asset, AssetYears, asset_years
from pvlift.money.ledger import Ledger, Transfer, net_cny
from pvlift.money.operations import CostLine, over_years
from pvlift.money.project import Project
from pvlift.money.subsidy import YEARLY, Grant, PowerGrant, grants
from pvlift.scenario.funds import Loan
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds, drawn

FINANCING = ("loan", "principal", "interest")


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
    interest_cny: np.ndarray
    principal_cny: np.ndarray
    balance_cny: np.ndarray  # owed at the year's end
    adjusted_tax_cny: np.ndarray  # on EBIT, for the project's flow after tax
    income_tax_cny: np.ndarray
    net_profit_cny: np.ndarray
    project_pretax_cny: np.ndarray  # flow before financing and income tax
    project_cny: np.ndarray  # after adjusted tax
    equity_flow_cny: np.ndarray  # after debt and tax: the investor's net flow


def keep_books(
    scenario: Scenario,
    project: Project,
    energy: Energy,
    worlds: Worlds,
    reference_cny_per_kwh: np.ndarray | None = None,
) -> Books:
    """Enter everything that is paid and received, in every draw and year."""
    n_draws, n_years = energy.made_kwh.shape
    lines = operations.cost_lines(scenario, project, worlds)
    transfers = [
        *operations.cost_transfers(scenario, lines, n_draws),
        *operations.power_transfers(scenario, energy, worlds),
        *_feed_in_transfers(scenario, energy, worlds),
        *operations.fee_transfers(scenario, n_draws),
    ]
    outlay_cny = _outlay_cny(scenario, lines, n_draws)
    found, loans = _grants_and_loans(
        scenario, project, lines, energy, transfers, outlay_cny, worlds
    )
    granted = list(_grant_transfers(scenario, found))
    transfers += [*granted, *_loan_transfers(scenario, loans)]
    capital_cny = _capital_grants_cny(scenario, granted, n_draws, n_years)
    wealth = _assets(scenario, lines, outlay_cny, capital_cny)
    if wealth.recovered_cny.any():
        recovered_cny = np.broadcast_to(wealth.recovered_cny, (n_draws, n_years + 1))
        transfers.append(
            Transfer("residual_value", "suppliers", "investor", recovered_cny, "assumption")
        )
    vat_transfers, credit_shift_cny = _vat(scenario, transfers, lines, n_draws)
    before_tax = Ledger(n_draws, n_years, (*transfers, *vat_transfers))
    return _close(
        scenario, before_tax, lines, capital_cny, wealth, outlay_cny, loans, credit_shift_cny
    )


def _feed_in_transfers(scenario: Scenario, energy: Energy, worlds: Worlds) -> list[Transfer]:
    if scenario.feed_in is None or not scenario.roof:
        return []
    level = drawn(worlds, "feed_in.market_frac", 1.0)
    sales = tariff.feed_in_cny(
        scenario.feed_in, energy.exported_kwh, energy.export_cny, market_factor=level
    )
    return [
        Transfer(account, sale.payer, sale.payee, over_years(sale.cny), sale.source)
        for account, sale in sales.items()
    ]


def _outlay_cny(scenario: Scenario, lines: list[CostLine], n_draws: int) -> np.ndarray:
    """What the investor pays at construction. float[n_draws]"""
    total_cny = np.zeros(n_draws)
    for line in lines:
        total_cny = total_cny + _own_share(scenario, line) * line.cny[:, 0]
    return total_cny


def _grants_and_loans(scenario, project, lines, energy, transfers, outlay_cny, worlds):
    """Loans are a share of the cost less the grants for it; interest support follows the debt.

    When a grant is paid does not change the loan: a late grant is the owner's to bridge.
    """
    n_draws, n_years = energy.made_kwh.shape
    late_months = worlds.values.get("subsidy.late_months", 0.0)
    refused = {
        name.removeprefix("refused:"): off
        for name, off in worlds.values.items()
        if name.startswith("refused:")
    }
    made = support.generated(energy)

    def granted(interest_cny):
        seen = support.subsidised(scenario, project, lines, interest_cny)
        return grants(scenario.subsidy, seen, made, late_months=late_months, refused=refused)

    nothing_cny = np.zeros((n_draws, n_years + 1))
    found = granted(nothing_cny)
    capital_cny = _capital_grants_cny(
        scenario, list(_grant_transfers(scenario, found)), n_draws, n_years
    )
    needed_cny = np.maximum(outlay_cny - capital_cny.sum(axis=1), 0.0)
    cash_cny = net_cny(Ledger(n_draws, n_years, tuple(transfers)), "investor")
    loans = [
        _schedule(loan, f"loan.{n}", scenario, needed_cny, cash_cny, worlds)
        for n, loan in enumerate(scenario.loan, 1)
    ]
    if loans and any(rule.kind == "interest" for rule in grant_rules(scenario.subsidy)):
        found = granted(sum(loan.interest_cny for loan in loans))
    return found, loans


def _schedule(loan: Loan, key: str, scenario, needed_cny, cash_cny, worlds) -> debt.LoanSchedule:
    rate = np.broadcast_to(
        drawn(worlds, f"{key}.rate_per_year", loan.rate_per_year)[:, 0], needed_cny.shape
    )
    borrowed_cny, term, n_years = loan.share_frac * needed_cny, loan.term_years, scenario.n_years
    match loan.repayment:
        case "equal_principal":
            schedule = debt.equal_principal(
                borrowed_cny, rate, term, n_years, grace_years=loan.grace_years
            )
        case "annuity":
            schedule = debt.annuity(borrowed_cny, rate, term, n_years, grace_years=loan.grace_years)
        case "sculpted":
            schedule = debt.sculpted(
                cash_cny, rate, loan.cover, term, cap_cny=borrowed_cny, grace_years=loan.grace_years
            )
    return debt.with_construction_interest(schedule, rate, scenario.build_months / 12.0, True)


def _loan_transfers(scenario: Scenario, loans: list[debt.LoanSchedule]):
    for loan, schedule in zip(scenario.loan, loans, strict=True):
        yield Transfer("loan", "lender", "investor", schedule.draw_cny, loan.source)
        yield Transfer("principal", "investor", "lender", schedule.principal_cny, loan.source)
        yield Transfer("interest", "investor", "lender", schedule.interest_cny, loan.source)


def _grant_transfers(scenario: Scenario, found: tuple[Grant, ...]):
    """Grants for building a lift go to those who pay for the lift, all others to the investor."""
    rules = {rule.name: rule for rule in grant_rules(scenario.subsidy)}
    builders = [
        (party, share)
        for party, share, _ in operations.shares(scenario, "lift_equipment")
        if party in ("investor", "residents")
    ]
    whole = sum(share for _, share in builders)
    for grant in found:
        for_lifts = not isinstance(rules[grant.name], (*YEARLY, PowerGrant))
        payees = builders if for_lifts and whole > 0 else [("investor", 1.0)]
        part = whole if for_lifts and whole > 0 else 1.0
        for payee, share in payees:
            cny = grant.cny * (share / part)
            yield Transfer(f"grant: {grant.name}", "government", payee, cny, grant.source)


def _capital_grants_cny(scenario, granted, n_draws: int, n_years: int) -> np.ndarray:
    """Grants to the investor that are paid once, for building. float[n_draws, n_years + 1]"""
    yearly = {
        f"grant: {rule.name}" for rule in grant_rules(scenario.subsidy) if isinstance(rule, YEARLY)
    }
    once = [t.cny for t in granted if t.account not in yearly and t.payee == "investor"]
    return sum(once, np.zeros((n_draws, n_years + 1)))


def _assets(scenario: Scenario, lines, outlay_cny, capital_cny) -> AssetYears:
    """Depreciation of what the investor paid for, less grants for it, and what is left at the end.

    A grant lowers what is written off, not what an asset sells for.
    """
    n_years = scenario.n_years
    granted_frac = np.divide(
        capital_cny.sum(axis=1), outlay_cny, out=np.zeros_like(outlay_cny), where=outlay_cny > 0
    )
    granted_frac = np.minimum(granted_frac, 1.0)
    table, left_cny = [], np.zeros(outlay_cny.shape)
    for line in lines:
        cost = line.cost
        if cost.life_years is None:
            continue
        vat_frac = cost.vat_frac if scenario.tax.vat == "general" else 0.0
        paid_cny = line.cny * _own_share(scenario, line)
        for year in _capital_years(line, n_years):
            value_cny = paid_cny[:, year] / (1.0 + vat_frac)
            residual_cny = value_cny * cost.residual_frac
            granted_cny = paid_cny[:, year] * granted_frac if year == 0 else 0.0
            written_cny = np.maximum(value_cny - granted_cny - residual_cny, 0.0)
            life = min(cost.life_years, n_years - year)
            table.append(Asset(cost.account, written_cny, year, life, 0.0))
            left_cny = left_cny + residual_cny
    years = asset_years(tuple(table), n_years)
    recovered_cny = np.zeros((*left_cny.shape, n_years + 1))
    recovered_cny[:, -1] = left_cny
    return years._replace(recovered_cny=recovered_cny)


def _capital_years(line: CostLine, n_years: int) -> list[int]:
    """Years in which a cost row buys an asset that can still be written off."""
    return [int(year) for year in np.flatnonzero(line.cny.any(axis=0)) if year < n_years]


def _vat(scenario: Scenario, transfers, lines, n_draws: int) -> tuple[list[Transfer], np.ndarray]:
    """VAT on sales less input credit, the surcharges on it, and what credit adds to the cash.

    The second answer is the credit used in a year less the input VAT in that year's expenses: it
    is cash, yet no profit, because profit is counted without VAT.
    """
    rule, taxes = _vat_rule(scenario), scenario.tax
    nothing_cny = np.zeros((n_draws, scenario.n_years + 1))
    sales_cny = sum(
        (t.cny for t in transfers if t.payee == "investor" and t.account in _SALES), nothing_cny
    )
    input_cny, expensed_cny = nothing_cny, nothing_cny
    for line in lines:
        rate = line.cost.vat_frac
        contained_cny = line.cny * _own_share(scenario, line) * rate / (1.0 + rate)
        input_cny = input_cny + contained_cny
        if line.cost.life_years is None:
            expensed_cny = expensed_cny + contained_cny
    years = tax.vat_years(rule, sales_cny, input_cny)
    if taxes.vat != "general":
        expensed_cny = nothing_cny
    shift_cny = years.credit_used_cny - expensed_cny
    if not years.paid_cny.any():
        return [], shift_cny
    extra_cny = tax.surcharge_cny(years.paid_cny, taxes.surcharge_frac)
    return [
        Transfer("vat", "investor", "government", years.paid_cny, taxes.source),
        Transfer("surcharge", "investor", "government", extra_cny, taxes.source),
    ], shift_cny


def _own_share(scenario: Scenario, line: CostLine) -> float:
    """The investor's share of a cost row."""
    parties = operations.shares(scenario, line.cost.account)
    return next((share for party, share, _ in parties if party == "investor"), 0.0)


_SALES = (
    "power_sold",
    "feed_in_flat",
    "feed_in_market",
    "feed_in_benchmark",
    "mechanism_topup",
    "green_certificates",
    "carbon_credits",
    "resident_fee",
)


def _vat_rule(scenario: Scenario):
    taxes = scenario.tax
    match taxes.vat:
        case "general":
            return tax.GeneralVat(taxes.vat_frac)
        case "small":
            last = 0
            if taxes.vat_relief_until is not None:
                last = tax.full_years(scenario.commissioned, taxes.vat_relief_until)
            reduced = taxes.vat_frac if taxes.vat_reduced_frac is None else taxes.vat_reduced_frac
            return tax.SmallVat(taxes.vat_frac, reduced, last, taxes.vat_free_cny_per_month, last)
    return tax.ExemptVat()


def _close(
    scenario, ledger: Ledger, lines, capital_cny, wealth, outlay_cny, loans, credit_shift_cny
) -> Books:
    """Profit, income tax and the flows of the parties."""
    n_draws, n_years = ledger.n_draws, ledger.n_years
    nothing_cny = np.zeros((n_draws, n_years + 1))
    interest_cny = sum((loan.interest_cny for loan in loans), nothing_cny)
    principal_cny = sum((loan.principal_cny for loan in loans), nothing_cny)
    balance_cny = sum((loan.balance_cny for loan in loans), nothing_cny)
    pretax_cny = net_cny(ledger, "investor") + sum(
        (loan.principal_cny + loan.interest_cny - loan.draw_cny for loan in loans), nothing_cny
    )
    revenue_cny = sum(
        (t.cny for t in ledger.transfers if t.payee == "investor" and t.account in _SALES),
        nothing_cny,
    )
    grants_cny = sum(
        (
            t.cny
            for t in ledger.transfers
            if t.account.startswith("grant: ") and t.payee == "investor"
        ),
        nothing_cny,
    )
    revenue_cny = revenue_cny + grants_cny - capital_cny
    invested_cny = _capitalised_cny(scenario, lines, n_draws)
    # what remains of the flow before tax once capital money is left out is the operating result
    result_cny = pretax_cny - capital_cny + invested_cny - wealth.recovered_cny
    ebit_cny = result_cny - credit_shift_cny - wealth.depreciation_cny
    profit_cny = ebit_cny - interest_cny
    rule = _income_rule(scenario)
    income_tax_cny = tax.income_tax(rule, profit_cny, revenue_cny).tax_cny
    adjusted_cny = tax.income_tax(rule, ebit_cny, revenue_cny).tax_cny
    transfers = (
        *ledger.transfers,
        Transfer("income_tax", "investor", "government", income_tax_cny, scenario.tax.source),
    )
    whole = ledger._replace(transfers=transfers)
    equity_flow_cny = net_cny(whole, "investor")
    drawn_cny = sum((loan.draw_cny[:, 0] for loan in loans), np.zeros(n_draws))
    return Books(
        ledger=whole,
        investment_cny=outlay_cny,
        equity_cny=np.maximum(outlay_cny - drawn_cny - capital_cny[:, 0], 0.0),
        capital_grants_cny=capital_cny,
        revenue_cny=revenue_cny,
        operating_cost_cny=revenue_cny - result_cny,
        depreciation_cny=wealth.depreciation_cny + nothing_cny,
        ebit_cny=ebit_cny,
        interest_cny=interest_cny,
        principal_cny=principal_cny,
        balance_cny=balance_cny,
        adjusted_tax_cny=adjusted_cny,
        income_tax_cny=income_tax_cny,
        net_profit_cny=profit_cny - income_tax_cny,
        project_pretax_cny=pretax_cny,
        project_cny=pretax_cny - adjusted_cny,
        equity_flow_cny=equity_flow_cny,
    )


def _capitalised_cny(scenario: Scenario, lines, n_draws: int) -> np.ndarray:
    """What the investor pays for assets: it becomes an expense through depreciation only."""
    total_cny = np.zeros((n_draws, scenario.n_years + 1))
    for line in lines:
        if line.cost.life_years is None:
            continue
        for year in _capital_years(line, scenario.n_years):
            total_cny[:, year] += line.cny[:, year] * _own_share(scenario, line)
    return total_cny


def _income_rule(scenario: Scenario) -> tax.IncomeTaxRule:
    taxes = scenario.tax
    if taxes.relief_frac is None:
        return tax.IncomeTaxRule(taxes.income_frac, taxes.loss_years, taxes.holiday)
    return tax.IncomeTaxRule(
        rate_frac=taxes.income_frac,
        carry_years=taxes.loss_years,
        holiday=taxes.holiday,
        relief_frac=taxes.relief_frac,
        relief_limit_cny=taxes.relief_limit_cny,
        relief_last_year=tax.full_years(scenario.commissioned, taxes.relief_until),
    )

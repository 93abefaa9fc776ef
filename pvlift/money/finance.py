"""Where the money for building comes from: grants, loans, bridge, working capital, bonds.

A loan is a share of the cost less the grants promised for it; what a grant does later (come late,
be refused) is the owner's to bear, not the lender's. The bridge stands in for grants on their way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.accounts import for_lifts, on_interest
from pvlift.facts.read import grant_rules
from pvlift.money import debt, operations, support
from pvlift.money.ledger import Ledger, Transfer, net_cny, paid_cny
from pvlift.money.operations import CostLine
from pvlift.money.project import Project
from pvlift.money.subsidy import PaidGrant, grants
from pvlift.scenario.draw_keys import LATE, LOAN_RATE, refused_title
from pvlift.scenario.funds import Loan
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds, drawn

BRIDGE, FLOAT = "bridge_loan", "working_capital_loan"  # names of the debts that no row names


class Finance(NamedTuple):
    """All money for building and what it costs. float[n_draws, n_years + 1] unless said."""

    grants: tuple[Transfer, ...]
    working_capital: tuple[Transfer, ...]
    debts: tuple[Transfer, ...]  # of the investor: loans, bridge, loan for working capital
    bonds: tuple[Transfer, ...]  # of the government
    capital_grants_cny: np.ndarray  # to the investor, paid once for building
    drawn_cny: np.ndarray  # lent to the investor
    interest_cny: np.ndarray
    principal_cny: np.ndarray
    balance_cny: np.ndarray
    service_cny: np.ndarray  # paid in operating years, without what late grants or bills repay
    tied_up_cny: np.ndarray  # working capital at the year's end


def finance_of(
    scenario: Scenario,
    project: Project,
    lines: list[CostLine],
    energy: Energy,
    running: list[Transfer],
    outlay_cny: np.ndarray,
    worlds: Worlds,
) -> Finance:
    """Grants, loans and bonds of a plan whose building and running are known.

    Parameters
    ----------
    running    : transfers without grants, financing and taxes
    outlay_cny : float[n_draws]   what the investor pays at construction
    """
    shape = (len(outlay_cny), scenario.n_years + 1)
    no_debt = debt.without_debt(shape[0], scenario.n_years)
    promised, found = _grants(scenario, project, lines, energy, worlds, no_debt)
    owed_cny = capital_grants_cny(_grant_transfers(scenario, promised), shape)
    needed_cny = np.maximum(outlay_cny - owed_cny.sum(axis=1), 0.0)
    ledger = Ledger(shape[0], scenario.n_years, tuple(running))
    loans = _loans(scenario, needed_cny, ledger, worlds)
    if loans and any(on_interest(rule) for rule in grant_rules(scenario.subsidy)):
        owed = debt.together(*loans)
        promised, found = _grants(scenario, project, lines, energy, worlds, owed)
    paid = tuple(_grant_transfers(scenario, found))
    others = [*_bridge(scenario, promised, found, shape)]
    tied_up_cny, float_loan = _working_capital(scenario, ledger)
    if float_loan is not None:
        others.append((FLOAT, float_loan, scenario.working_capital.source))
    named = [(row.name, loan, row.source) for loan, row in zip(loans, scenario.loan, strict=True)]
    every = [schedule for _, schedule, _ in (*named, *others)]
    nothing = np.zeros(shape)
    whole = debt.together(*every) if every else no_debt
    service_cny = whole.interest_cny + sum(
        (loan.principal_cny - loan.draw_cny for loan in loans), nothing
    )
    service_cny[:, 0] = 0.0
    return Finance(
        grants=paid,
        working_capital=tuple(_tied_up(scenario, tied_up_cny)),
        debts=tuple(t for row in (*named, *others) for t in _debt(*row)),
        bonds=tuple(_bonds(scenario, paid, shape)),
        capital_grants_cny=capital_grants_cny(paid, shape),
        drawn_cny=whole.draw_cny,
        interest_cny=whole.interest_cny,
        principal_cny=whole.principal_cny,
        balance_cny=whole.balance_cny,
        service_cny=service_cny,
        tied_up_cny=tied_up_cny,
    )


def _grants(scenario, project, lines, energy, worlds, owed: debt.LoanSchedule):
    """Grants as promised, and as they are paid in every world."""
    late_months = worlds.values.get(LATE, 0.0)
    refused = {
        title: off
        for key, off in worlds.values.items()
        if (title := refused_title(key)) is not None
    }
    seen = support.subsidised(scenario, project, lines, owed)
    found = grants(scenario.subsidy, seen, energy, late_months=late_months, refused=refused)
    if not refused and LATE not in worlds.values:
        return found, found
    return grants(scenario.subsidy, seen, energy), found


def _grant_transfers(scenario: Scenario, found: tuple[PaidGrant, ...]) -> Iterator[Transfer]:
    """Grants for building a lift go to those who pay for the lift, all others to the investor."""
    rules = {rule.name: rule for rule in grant_rules(scenario.subsidy)}
    for grant in found:
        for payee, share in _payees(scenario, rules[grant.name]):
            cny = operations.part(grant.cny, share)
            yield Transfer(grant.account, "government", payee, cny, grant.source, grant.name)


def _payees(scenario: Scenario, rule) -> list[tuple[str, float]]:
    """Who gets a grant, and which share of it."""
    if not for_lifts(rule):
        return [("investor", 1.0)]
    builders = [
        (party, share)
        for party, share, _ in operations.shares(scenario, "lift_equipment")
        if party in ("investor", "residents")
    ]
    whole = sum(share for _, share in builders)
    return [(p, share / whole) for p, share in builders] if whole > 0 else [("investor", 1.0)]


def capital_grants_cny(granted: Iterable[Transfer], shape) -> np.ndarray:
    """Grants to the investor that are paid once, for building. float[n_draws, n_years + 1]"""
    once = [t.cny for t in granted if t.family == "building_grant" and t.payee == "investor"]
    return sum(once, np.zeros(shape))


def _loans(scenario: Scenario, needed_cny, ledger: Ledger, worlds) -> list[debt.LoanSchedule]:
    if not scenario.loan:
        return []
    shaped = any(loan.repayment == "sculpted" for loan in scenario.loan)
    cash_cny = net_cny(ledger, "investor") if shaped else None
    return [
        _schedule(loan, LOAN_RATE.at(n), scenario, needed_cny, cash_cny, worlds)
        for n, loan in enumerate(scenario.loan, 1)
    ]


def _schedule(loan: Loan, key: str, scenario, needed_cny, cash_cny, worlds) -> debt.LoanSchedule:
    rate = np.broadcast_to(drawn(worlds, key, loan.rate_per_year)[:, 0], needed_cny.shape)
    borrowed_cny, term, n_years = loan.share_frac * needed_cny, loan.term_years, scenario.n_years
    how = {"grace_years": loan.grace_years, "interest_on": loan.interest_on}
    match loan.repayment:
        case "equal_principal":
            schedule = debt.equal_principal(borrowed_cny, rate, term, n_years, **how)
        case "annuity":
            schedule = debt.annuity(borrowed_cny, rate, term, n_years, **how)
        case "sculpted":
            schedule = debt.sculpted(cash_cny, rate, loan.cover, term, cap_cny=borrowed_cny, **how)
    return debt.with_construction_interest(
        schedule, rate, scenario.build_months / 12.0, loan.construction_interest == "capitalised"
    )


def _debt(name: str, schedule: debt.LoanSchedule, source: str) -> Iterator[Transfer]:
    yield Transfer("loan", "lender", "investor", schedule.draw_cny, source, name)
    yield Transfer("principal", "investor", "lender", schedule.principal_cny, source, name)
    yield Transfer("interest", "investor", "lender", schedule.interest_cny, source, name)


def _bridge(scenario: Scenario, promised, found, shape):
    """A loan for every building grant that is not there at commissioning."""
    bridge = scenario.bridge
    if bridge is None:
        return
    rules = {rule.name: rule for rule in grant_rules(scenario.subsidy)}
    for hoped, paid in zip(promised, found, strict=True):
        if hoped.main_cny is None:
            continue
        share = dict(_payees(scenario, rules[hoped.name])).get("investor", 0.0)
        never = np.isinf(paid.arrival_years) & (hoped.arrival_years > 0.0)
        waits = never | (np.isfinite(paid.arrival_years) & (paid.arrival_years > 0.0))
        owed_cny = np.where(waits, hoped.main_cny * bridge.share_frac * share, 0.0)
        if not owed_cny.any():
            continue
        schedule = debt.bridge(
            owed_cny,
            bridge.rate_per_year,
            np.broadcast_to(paid.arrival_years, owed_cny.shape),
            shape[1] - 1,
            longest_years=bridge.longest_years,
        )
        yield BRIDGE, schedule, bridge.source


def _working_capital(scenario: Scenario, ledger: Ledger):
    """Working capital at the year's end, and the loan for it."""
    capital = scenario.working_capital
    tied_up_cny = np.zeros((ledger.n_draws, ledger.n_years + 1))
    if capital is None:
        return tied_up_cny, None
    bought = {cost.account for cost in scenario.cost if cost.life_years is not None}
    running = {t.account for t in ledger.transfers if t.account not in bought}
    year_cny = paid_cny(ledger, "investor", running)[:, 1]
    amount_cny = year_cny * (capital.months / 12.0)
    tied_up_cny[:, :-1] = amount_cny[:, None]
    if capital.loan_frac == 0.0:
        return tied_up_cny, None
    loan = debt.bullet(
        amount_cny * capital.loan_frac, capital.rate_per_year, ledger.n_years, ledger.n_years
    )
    return tied_up_cny, loan


def _tied_up(scenario: Scenario, tied_up_cny: np.ndarray) -> Iterator[Transfer]:
    """Paid ahead to suppliers at commissioning, and back when the plan ends."""
    if scenario.working_capital is None:
        return
    out_cny, back_cny = np.zeros_like(tied_up_cny), np.zeros_like(tied_up_cny)
    out_cny[:, 0] = back_cny[:, -1] = tied_up_cny[:, 0]
    source = scenario.working_capital.source
    yield Transfer("working_capital", "investor", "suppliers", out_cny, source)
    yield Transfer("working_capital", "suppliers", "investor", back_cny, source)


def _bonds(scenario: Scenario, granted: tuple[Transfer, ...], shape) -> Iterator[Transfer]:
    """What the government borrows for its building grants, and pays back with interest."""
    if not scenario.bond:
        return
    once = (t.cny.sum(axis=1) for t in granted if t.family == "building_grant")
    building_cny = sum(once, np.zeros(shape[0]))
    n_years = shape[1] - 1
    for bond in scenario.bond:
        raised_cny = building_cny * bond.share_frac
        repaid = debt.bullet if bond.repayment == "bullet" else debt.equal_principal
        schedule = repaid(raised_cny, bond.rate_per_year, bond.term_years, n_years)
        for account, payer, payee, cny in (
            ("bond", "lender", "government", schedule.draw_cny),
            ("bond_principal", "government", "lender", schedule.principal_cny),
            ("bond_interest", "government", "lender", schedule.interest_cny),
        ):
            yield Transfer(account, payer, payee, cny, bond.source, bond.name)

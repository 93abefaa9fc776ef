"""One draw of a plan: its ledger by account from the investor's side, and sums of its tables."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.facts.read import grant_rules
from pvlift.money.books import Books
from pvlift.money.debt_cover import DebtCover, debt_cover_of
from pvlift.money.finance import FINANCING
from pvlift.money.ledger import Ledger
from pvlift.money.project import Project
from pvlift.money.reserve import reserve_level_cny
from pvlift.money.subsidy import YEARLY
from pvlift.money.year_end import YearEnds, year_ends_of
from pvlift.scenario.records import Scenario

REFUNDS = ("mechanism_payback", "feed_in_negative_price")


class OneDraw(NamedTuple):
    """One draw of a plan, and its ledger by account as the investor sees it."""

    books: Books  # of one draw: arrays have one row
    ends: YearEnds
    cover: DebtCover
    got: dict[str, np.ndarray]  # float[n_years + 1] to the investor
    paid: dict[str, np.ndarray]  # float[n_years + 1] from the investor
    debts: tuple[tuple[str, np.ndarray, np.ndarray, np.ndarray], ...]  # name, drawn, repaid, paid
    yearly_grants: tuple[str, ...]  # accounts of grants that are income
    building_grants: tuple[str, ...]
    reserve_cny: np.ndarray  # float[n_years + 1]


def one_draw(scenario: Scenario, project: Project, all_books: Books, draw: int) -> OneDraw:
    """One draw of a plan, sorted for its tables."""
    books = Books(
        *(
            Ledger(1, value.n_years, _transfers_of(value, draw))
            if isinstance(value, Ledger)
            else value[draw : draw + 1]
            for value in all_books
        )
    )
    got: dict[str, np.ndarray] = {}
    paid: dict[str, np.ndarray] = {}
    for transfer in books.ledger.transfers:
        for party, side in ((transfer.payee, got), (transfer.payer, paid)):
            if party == "investor":
                side[transfer.account] = side.get(transfer.account, 0.0) + transfer.cny[0]
    rules = grant_rules(scenario.subsidy)
    income = {f"grant: {rule.name}" for rule in rules if isinstance(rule, YEARLY)}
    grants = [account for account in got if account.startswith("grant: ")]
    reserve = np.broadcast_to(
        reserve_level_cny(scenario, project, books), books.equity_flow_cny.shape
    )
    ends = year_ends_of(books, reserve)
    return OneDraw(
        books=books,
        ends=ends,
        cover=debt_cover_of(books, ends),
        got=got,
        paid=paid,
        debts=tuple(_debts(scenario, books.ledger)),
        yearly_grants=tuple(account for account in grants if account in income),
        building_grants=tuple(account for account in grants if account not in income),
        reserve_cny=np.minimum(reserve[0], ends.cash_cny[0]),
    )


def _transfers_of(ledger: Ledger, draw: int):
    return tuple(t._replace(cny=t.cny[draw : draw + 1]) for t in ledger.transfers)


def _debts(scenario: Scenario, ledger: Ledger):
    """Every debt of the investor in the ledger's order: loans, bridges, working capital."""
    flows = [t.cny[0] for t in ledger.transfers if t.account in FINANCING]
    names = [loan.name for loan in scenario.loan]
    n_debts = len(flows) // 3
    if n_debts > len(names):
        capital = scenario.working_capital
        last = ["working_capital_loan"] if capital is not None and capital.loan_frac > 0 else []
        names += ["bridge_loan"] * (n_debts - len(names) - len(last)) + last
    for n, name in enumerate(names):
        drawn, repaid, interest = flows[3 * n : 3 * n + 3]
        yield name, drawn, repaid, interest


def summed(one: OneDraw, side: dict[str, np.ndarray], accounts) -> np.ndarray:
    """Money of several accounts together. float[n_years + 1]"""
    nothing = np.zeros_like(one.books.sales_cny[0])
    return sum((side[account] for account in accounts if account in side), nothing)


def at_start(cny: np.ndarray) -> np.ndarray:
    """What falls at commissioning alone. float[n_years + 1]"""
    found = np.zeros_like(cny)
    found[0] = cny[0]
    return found


def later(cny: np.ndarray) -> np.ndarray:
    """What falls in operating years. float[n_years + 1]"""
    found = np.array(cny)
    found[0] = 0.0
    return found


def cost_accounts(one: OneDraw) -> list[str]:
    """Accounts that the investor pays for building and running."""
    others = (*FINANCING, "vat", "surcharge", "income_tax", "working_capital")
    return [account for account in one.paid if account not in others]


def outlay(one: OneDraw) -> np.ndarray:
    """What building costs the investor. float[n_years + 1]"""
    return at_start(summed(one, one.paid, cost_accounts(one)))


def renewals(one: OneDraw) -> np.ndarray:
    """Assets bought in operating years."""
    return later(one.books.bought_cny[0])


def running(one: OneDraw) -> np.ndarray:
    """Expenses of the operating years, VAT included (经营成本)."""
    return later(summed(one, one.paid, cost_accounts(one))) - renewals(one)


def expenses(one: OneDraw) -> np.ndarray:
    """Expenses of every year without input VAT, surcharges and depreciation."""
    books = one.books
    income = net_sales(one) + summed(one, one.got, one.yearly_grants)
    return income - books.surcharge_cny[0] - books.depreciation_cny[0] - books.ebit_cny[0]


def net_sales(one: OneDraw) -> np.ndarray:
    """Sales without VAT, refunds of the mechanism taken off."""
    books = one.books
    return books.sales_cny[0] - books.output_vat_cny[0] - summed(one, one.paid, REFUNDS)


def interest_of_years(one: OneDraw) -> np.ndarray:
    """Interest that is an expense: what building assets carry is part of them."""
    books = one.books
    return (books.ebit_cny - books.net_profit_cny - books.income_tax_cny)[0]

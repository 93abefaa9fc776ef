"""One draw of a plan: its ledger by account from the investor's side, and sums of its tables."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.facts.accounts import COSTS, DEBTS, GRANTS, keys_of
from pvlift.money.books import Books
from pvlift.money.debt_cover import DebtCover, debt_cover_of, renewals_cny
from pvlift.money.ledger import Ledger
from pvlift.money.project import Project
from pvlift.money.reserve import reserve_level_cny
from pvlift.money.year_end import YearEnds, year_ends_of
from pvlift.scenario.records import Scenario


class LedgerEntry(NamedTuple):
    """What a line of a table is about."""

    account: str
    rule: str = ""  # of a grant, or the name of a debt


Side = dict[LedgerEntry, np.ndarray]  # float[n_years + 1] each, in the ledger's order


class Borrowed(NamedTuple):
    """One debt of the investor. float[n_years + 1]"""

    name: str  # what the user calls it; empty for the others
    account: str  # "loan", or which other debt it is
    drawn_cny: np.ndarray
    repaid_cny: np.ndarray
    interest_cny: np.ndarray


class OneDraw(NamedTuple):
    """One draw of a plan, and its ledger by account as the investor sees it."""

    books: Books  # of one draw: arrays have one row
    ends: YearEnds
    cover: DebtCover
    got: Side  # by the investor
    paid: Side  # by the investor
    debts: tuple[Borrowed, ...]
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
    got: Side = {}
    paid: Side = {}
    for transfer in books.ledger.transfers:
        entry = LedgerEntry(transfer.account, transfer.rule if transfer.family in GRANTS else "")
        for party, side in ((transfer.payee, got), (transfer.payer, paid)):
            if party == "investor":
                side[entry] = side.get(entry, 0.0) + transfer.cny[0]
    level_cny = reserve_level_cny(scenario, project, books)
    reserve = np.broadcast_to(level_cny, books.equity_flow_cny.shape)
    ends = year_ends_of(books, reserve)
    return OneDraw(
        books=books,
        ends=ends,
        cover=debt_cover_of(books, ends),
        got=got,
        paid=paid,
        debts=_debts(scenario, books.ledger),
        reserve_cny=np.minimum(reserve[0], ends.cash_cny[0]),
    )


def _transfers_of(ledger: Ledger, draw: int):
    return tuple(t._replace(cny=t.cny[draw : draw + 1]) for t in ledger.transfers)


def _debts(scenario: Scenario, ledger: Ledger) -> tuple[Borrowed, ...]:
    """Every debt of the investor in the ledger's order: loans, bridges, working capital."""
    nothing = np.zeros(ledger.n_years + 1)
    flows: dict[str, dict[str, np.ndarray]] = {}
    for transfer in ledger.transfers:
        if transfer.family in DEBTS:
            of = flows.setdefault(transfer.rule, dict.fromkeys(keys_of(*DEBTS), nothing))
            of[transfer.account] = of[transfer.account] + transfer.cny[0]
    own = {loan.name for loan in scenario.loan}
    return tuple(
        Borrowed(*((name, "loan") if name in own else ("", name)), *of.values())
        for name, of in flows.items()
    )


def lines(side: Side, *families: str) -> list[tuple[LedgerEntry, np.ndarray]]:
    """Lines of some families, in the order of the ledger."""
    wanted = keys_of(*families)
    return [(entry, cny) for entry, cny in side.items() if entry.account in wanted]


def summed(one: OneDraw, side: Side, *families: str) -> np.ndarray:
    """Money of some families together. float[n_years + 1]"""
    nothing = np.zeros_like(one.books.sales_cny[0])
    return sum((cny for _, cny in lines(side, *families)), nothing)


def under(one: OneDraw, side: Side, account: str) -> np.ndarray:
    """Money of one account. float[n_years + 1]"""
    return side.get(LedgerEntry(account), np.zeros_like(one.books.sales_cny[0]))


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


def outlay(one: OneDraw) -> np.ndarray:
    """What building costs the investor. float[n_years + 1]"""
    return at_start(summed(one, one.paid, *COSTS))


def renewals(one: OneDraw) -> np.ndarray:
    """Assets bought in operating years."""
    return renewals_cny(one.books)[0]


def running(one: OneDraw) -> np.ndarray:
    """Expenses of the operating years, VAT included (经营成本)."""
    return later(summed(one, one.paid, *COSTS)) - renewals(one)


def expenses(one: OneDraw) -> np.ndarray:
    """Expenses of every year without input VAT, surcharges and depreciation."""
    books = one.books
    income = net_sales(one) + summed(one, one.got, "yearly_grant")
    return income - books.surcharge_cny[0] - books.depreciation_cny[0] - books.ebit_cny[0]


def net_sales(one: OneDraw) -> np.ndarray:
    """Sales without VAT, refunds of the mechanism taken off."""
    books = one.books
    return books.sales_cny[0] - books.output_vat_cny[0] - summed(one, one.paid, "pv_refund")


def interest_of_years(one: OneDraw) -> np.ndarray:
    """Interest that is an expense: what building assets carry is part of them."""
    books = one.books
    return (books.ebit_cny - books.net_profit_cny - books.income_tax_cny)[0]

"""The tables of a feasibility study (可行性研究财务报表), from the one ledger and its books.

Eight main tables and two that feed them, one draw at a time. A row has a value for commissioning
(index 0) and for every operating year; what the investor pays or gets is found in the ledger by
its account, so no table can disagree with another.

References
----------
Construction Project Economic Evaluation Methods and Parameters, 3rd edition (NDRC and MOHURD,
2006), financial tables; VAT is shown as a flow of its own, as feasibility studies do since 2009.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.money.books import Books
from pvlift.money.duties import SALES
from pvlift.money.project import Project
from pvlift.money.statement_view import (
    REFUNDS,
    View,
    at_start,
    cost_accounts,
    expenses,
    interest_of_years,
    later,
    net_sales,
    outlay,
    renewals,
    running,
    summed,
    view_of,
)
from pvlift.money.statement_words import ROW_WORDS, TABLE_WORDS
from pvlift.scenario.records import Scenario


class Row(NamedTuple):
    """One line of a table."""

    key: str  # an account of the ledger, or a key of ROW_WORDS
    words: Words | None  # None: the account's own name, or a user's name as it stands
    values: np.ndarray  # float[n_years + 1]
    level: int  # 0: a total, 1: a line of it, 2: a line of that
    unit: str = "cny"  # or "ratio", "frac"


class Statement(NamedTuple):
    """One table."""

    key: str
    words: Words
    rows: tuple[Row, ...]


def statements(
    scenario: Scenario, project: Project, books: Books, draw: int = 0
) -> tuple[Statement, ...]:
    """All tables of one draw: nominal CNY, commissioning first."""
    view = view_of(scenario, project, books, draw)
    tables = {
        "investment_estimate": _investment(view),
        "financing_plan": _financing(view),
        "revenue_and_taxes": _revenue(view),
        "total_cost": _cost(view),
        "project_cash_flow": _project_cash(view),
        "equity_cash_flow": _equity_cash(view),
        "profit_and_distribution": _profit(view),
        "loan_repayment": _loans(view),
        "financial_plan": _financial_plan(view),
        "balance_sheet": _balance_sheet(view),
    }
    return tuple(Statement(key, TABLE_WORDS[key], tuple(rows)) for key, rows in tables.items())


def _row(key: str, values: np.ndarray, level: int = 1, unit: str = "cny") -> Row:
    return Row(key, ROW_WORDS.get(key), np.asarray(values, float), level, unit)


def _total(key: str, rows: list[Row]) -> list[Row]:
    """A total above its lines; lines without any money are left out."""
    lines = [row for row in rows if np.any(row.values != 0.0)]
    size = len(rows[0].values)
    whole = sum((row.values for row in rows if row.level == 1), np.zeros(size))
    return [_row(key, whole, 0), *lines]


def _investment(view: View) -> list[Row]:
    lines = [_row(account, at_start(view.paid[account]), 2) for account in cost_accounts(view)]
    parts = [
        _row("building", outlay(view)),
        *lines,
        _row("construction_interest", at_start(view.books.interest_cny[0])),
        _row("working_capital", at_start(view.books.working_capital_cny[0])),
    ]
    vat = at_start(view.books.vat_credit_cny[0])
    return [*_total("total_investment", parts), _row("input_vat_in_it", vat)]


def _financing(view: View) -> list[Row]:
    start = [
        _row("building", outlay(view)),
        _row("construction_interest", at_start(view.books.interest_cny[0])),
        _row("working_capital", at_start(view.books.working_capital_cny[0])),
        _row("vat_at_start", at_start(summed(view, view.paid, ("vat", "surcharge")))),
    ]
    sources = [
        _row("own_money", at_start(view.accounts.paid_in_cny[0])),
        *(_row(account, at_start(view.got[account])) for account in view.building_grants),
        *(_row(name, at_start(drawn)) for name, drawn, _, _ in view.debts),
        _row("other_grants", at_start(summed(view, view.got, view.yearly_grants))),
        _row("kept_as_cash", -at_start(view.accounts.cash_cny[0])),
    ]
    return [*_total("uses_of_funds", start), *_total("sources_of_funds", sources)]


def _revenue(view: View) -> list[Row]:
    sales = [_row(account, view.got[account]) for account in SALES if account in view.got]
    sales += [_row(account, -view.paid[account]) for account in REFUNDS if account in view.paid]
    nothing = np.zeros_like(view.books.sales_cny[0])
    return [
        *_total("sales_with_vat", sales or [_row("sales_with_vat", nothing)]),
        _row("output_vat", view.books.output_vat_cny[0]),
        _row("vat", view.paid.get("vat", nothing)),
        _row("surcharge", view.books.surcharge_cny[0]),
        _row("vat_credit", view.books.vat_credit_cny[0]),
        *_total(
            "yearly_grants",
            [_row(account, view.got[account]) for account in view.yearly_grants]
            or [_row("yearly_grants", nothing)],
        ),
    ]


def _cost(view: View) -> list[Row]:
    """Total cost without input VAT (总成本费用)."""
    books = view.books
    accounts = [name for name in cost_accounts(view) if name not in REFUNDS]
    lines = [_row(account, later(view.paid[account]), 2) for account in accounts]
    expensed = expenses(view)
    parts = [
        _row("running_cost", expensed),
        *lines,
        _row("depreciation", books.depreciation_cny[0]),
        _row("interest", interest_of_years(view)),
    ]
    return _total("total_cost", parts)


def _inflows(view: View) -> list[Row]:
    sales = view.books.sales_cny[0] - summed(view, view.paid, REFUNDS)
    return [
        _row("sales_with_vat", sales),
        _row("yearly_grants", summed(view, view.got, view.yearly_grants)),
        _row("building_grants", summed(view, view.got, view.building_grants)),
        _row("residual_value", summed(view, view.got, ("residual_value",))),
        _row("working_capital_back", summed(view, view.got, ("working_capital",))),
    ]


def _outflows(view: View) -> list[Row]:
    return [
        _row("building", outlay(view)),
        _row("working_capital", summed(view, view.paid, ("working_capital",))),
        _row("running_cost", running(view) - summed(view, view.paid, REFUNDS)),
        _row("renewals", renewals(view)),
        _row("vat", summed(view, view.paid, ("vat",))),
        _row("surcharge", summed(view, view.paid, ("surcharge",))),
    ]


def _project_cash(view: View) -> list[Row]:
    books = view.books
    before, after = books.project_pretax_cny[0], books.project_cny[0]
    return [
        *_total("cash_in", _inflows(view)),
        *_total("cash_out", _outflows(view)),
        _row("net_before_tax", before, 0),
        _row("cumulative_before_tax", np.cumsum(before), 0),
        _row("adjusted_tax", books.adjusted_tax_cny[0], 0),
        _row("net_after_tax", after, 0),
        _row("cumulative_after_tax", np.cumsum(after), 0),
    ]


def _equity_cash(view: View) -> list[Row]:
    books, flow = view.books, view.books.equity_flow_cny[0]
    inflows = [row._replace(values=later(row.values)) for row in _inflows(view)]
    inflows.append(_row("left_over_at_start", np.maximum(at_start(flow), 0.0)))
    outflows = [
        _row("own_money", np.maximum(-at_start(flow), 0.0)),
        *(row._replace(values=later(row.values)) for row in _outflows(view)),
        _row("principal", later(books.principal_cny[0])),
        _row("interest", later(books.interest_cny[0])),
        _row("income_tax", later(books.income_tax_cny[0])),
    ]
    return [
        *_total("cash_in", inflows),
        *_total("cash_out", outflows),
        _row("net_cash", flow, 0),
        _row("cumulative_cash", np.cumsum(flow), 0),
    ]


def _profit(view: View) -> list[Row]:
    books, accounts = view.books, view.accounts
    interest = interest_of_years(view)
    carried = np.concatenate([[0.0], accounts.undistributed_cny[0, :-1]])
    return [
        _row("sales_without_vat", net_sales(view)),
        _row("yearly_grants", summed(view, view.got, view.yearly_grants)),
        _row("surcharge", books.surcharge_cny[0]),
        _row("running_cost", expenses(view)),
        _row("depreciation", books.depreciation_cny[0]),
        _row("ebit", books.ebit_cny[0], 0),
        _row("ebitda", (books.ebit_cny + books.depreciation_cny)[0], 0),
        _row("interest", interest),
        _row("profit_before_tax", books.ebit_cny[0] - interest, 0),
        _row("income_tax", books.income_tax_cny[0]),
        _row("net_profit", books.net_profit_cny[0], 0),
        _row("undistributed_before", carried),
        _row("to_statutory", accounts.to_statutory_cny[0]),
        _row("dividend", accounts.dividend_cny[0]),
        _row("undistributed", accounts.undistributed_cny[0], 0),
    ]


def _loans(view: View) -> list[Row]:
    rows: list[Row] = []
    for name, drawn, repaid, interest in view.debts:
        owed = np.cumsum(drawn - repaid)
        rows += [
            _row(name, owed, 0),
            _row("opening_balance", np.concatenate([[0.0], owed[:-1]])),
            _row("drawn", drawn),
            _row("principal", repaid),
            _row("interest", interest),
        ]
    return [
        *rows,
        _row("all_debts", view.books.balance_cny[0], 0),
        _row("debt_service", view.books.service_cny[0]),
        _row("cash_for_debt", (view.books.ebit_cny + view.books.depreciation_cny)[0]),
        _row("dscr", view.cover.dscr[0], 0, "ratio"),
        _row("interest_cover", view.cover.interest_cover[0], 0, "ratio"),
    ]


def _financial_plan(view: View) -> list[Row]:
    books, accounts = view.books, view.accounts
    refunds = summed(view, view.paid, REFUNDS)
    operating = [
        _row("sales_with_vat", books.sales_cny[0] - refunds),
        _row("yearly_grants", summed(view, view.got, view.yearly_grants)),
        _row("running_cost", refunds - running(view)),
        _row("vat", -summed(view, view.paid, ("vat",))),
        _row("surcharge", -summed(view, view.paid, ("surcharge",))),
        _row("income_tax", -books.income_tax_cny[0]),
    ]
    tied_up = summed(view, view.got, ("working_capital",))
    tied_up = tied_up - summed(view, view.paid, ("working_capital",))
    investing = [
        _row("building", -outlay(view)),
        _row("renewals", -renewals(view)),
        _row("working_capital", tied_up),
        _row("building_grants", summed(view, view.got, view.building_grants)),
        _row("residual_value", summed(view, view.got, ("residual_value",))),
    ]
    financing = [
        _row("own_money", accounts.paid_in_cny[0]),
        _row("drawn", books.drawn_cny[0]),
        _row("principal", -books.principal_cny[0]),
        _row("interest", -books.interest_cny[0]),
        _row("dividend", -accounts.dividend_cny[0]),
    ]
    parts = [operating, investing, financing]
    net = sum(row.values for part in parts for row in part)
    return [
        *_total("cash_of_running", operating),
        *_total("cash_of_investing", investing),
        *_total("cash_of_financing", financing),
        _row("net_cash", net, 0),
        _row("surplus", np.cumsum(net), 0),
    ]


def _balance_sheet(view: View) -> list[Row]:
    books, accounts = view.books, view.accounts
    owned = [
        _row("cash", accounts.cash_cny[0]),
        _row("reserve_in_it", view.reserve_cny, 2),
        _row("grants_due", accounts.grants_due_cny[0]),
        _row("vat_credit", books.vat_credit_cny[0]),
        _row("working_capital", books.working_capital_cny[0]),
        _row("fixed_assets", books.book_cny[0]),
    ]
    excess = np.full_like(books.book_cny[0], books.excess_grants_cny[0])
    equity = [
        _row("paid_in", accounts.capital_cny[0]),
        _row("capital_reserve", excess),
        _row("statutory_reserve", accounts.statutory_cny[0]),
        _row("undistributed", accounts.undistributed_cny[0]),
    ]
    owed = _row("all_debts", books.balance_cny[0], 0)
    held = _total("equity", equity)
    return [
        *_total("assets", owned),
        owed,
        *held,
        _row("debts_and_equity", owed.values + held[0].values, 0),
        _row("liabilities_frac", view.cover.liabilities_frac[0], 0, "frac"),
    ]

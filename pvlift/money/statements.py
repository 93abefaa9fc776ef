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

from pvlift.facts.accounts import COSTS
from pvlift.money.books import Books
from pvlift.money.one_draw import (
    OneDraw,
    Side,
    at_start,
    expenses,
    interest_of_years,
    later,
    lines,
    net_sales,
    one_draw,
    outlay,
    renewals,
    running,
    summed,
    under,
)
from pvlift.money.project import Project
from pvlift.scenario.records import Scenario


class StatementLine(NamedTuple):
    """One line of a table."""

    key: str  # an account, or a name that report knows
    values: np.ndarray  # float[n_years + 1]
    level: int  # 0: a total, 1: a line of it, 2: a line of that
    unit: str = "cny"  # or "ratio", "frac"
    is_level: bool = False  # stands at the year's end: years cannot be added up
    rule: str = ""  # name of the grant or loan that the line is about


class Statement(NamedTuple):
    """One table."""

    key: str
    rows: tuple[StatementLine, ...]


def statements(
    scenario: Scenario, project: Project, books: Books, draw: int = 0
) -> tuple[Statement, ...]:
    """All tables of one draw: nominal CNY, commissioning first."""
    one = one_draw(scenario, project, books, draw)
    tables = {
        "investment_estimate": _investment(one),
        "financing_plan": _financing(one),
        "revenue_and_taxes": _revenue(one),
        "total_cost": _cost(one),
        "project_cash_flow": _project_cash(one),
        "equity_cash_flow": _equity_cash(one),
        "profit_and_distribution": _profit(one),
        "loan_repayment": _loans(one),
        "financial_plan": _financial_plan(one),
        "balance_sheet": _balance_sheet(one),
    }
    return tuple(Statement(key, tuple(rows)) for key, rows in tables.items())


def _row(
    key: str, values: np.ndarray, level: int = 1, unit: str = "cny", rule: str = ""
) -> StatementLine:
    return StatementLine(key, np.asarray(values, float), level, unit, rule=rule)


def _lines(side: Side, *families: str, level: int = 1) -> list[StatementLine]:
    """One line for each entry of some families."""
    return [
        _row(entry.account, cny, level, rule=entry.rule) for entry, cny in lines(side, *families)
    ]


def _levels(rows: list[StatementLine]) -> list[StatementLine]:
    """Lines that stand at the year's end."""
    return [row._replace(is_level=True) for row in rows]


def _total(key: str, rows: list[StatementLine]) -> list[StatementLine]:
    """A total above its lines; lines without any money are left out."""
    told = [row for row in rows if np.any(row.values != 0.0)]
    size = len(rows[0].values)
    whole = sum((row.values for row in rows if row.level == 1), np.zeros(size))
    return [_row(key, whole, 0), *told]


def _investment(one: OneDraw) -> list[StatementLine]:
    rows = _lines(one.paid, *COSTS, level=2)
    parts = [
        _row("building", outlay(one)),
        *(row._replace(values=at_start(row.values)) for row in rows),
        _row("construction_interest", at_start(one.books.interest_cny[0])),
        _row("working_capital", at_start(one.books.working_capital_cny[0])),
    ]
    vat = at_start(one.books.vat_credit_cny[0])
    return [*_total("total_investment", parts), _row("input_vat_in_it", vat)]


def _financing(one: OneDraw) -> list[StatementLine]:
    vat = under(one, one.paid, "vat")
    start = [
        _row("building", outlay(one)),
        _row("construction_interest", at_start(one.books.interest_cny[0])),
        _row("working_capital", at_start(one.books.working_capital_cny[0])),
        _row("vat_at_start", at_start(vat + under(one, one.paid, "surcharge"))),
    ]
    sources = [
        _row("own_money", at_start(one.ends.paid_in_cny[0])),
        *(
            row._replace(values=at_start(row.values))
            for row in (*_lines(one.got, "building_grant"), *_debt_rows(one))
        ),
        _row("other_grants", at_start(summed(one, one.got, "yearly_grant"))),
        _row("kept_as_cash", -at_start(one.ends.cash_cny[0])),
    ]
    return [*_total("uses_of_funds", start), *_total("sources_of_funds", sources)]


def _debt_rows(one: OneDraw) -> list[StatementLine]:
    """What each debt pays out."""
    return [_row(debt.account, debt.drawn_cny, rule=debt.name) for debt in one.debts]


def _revenue(one: OneDraw) -> list[StatementLine]:
    sales = _lines(one.got, "pv_income", "fee")
    refunds = _lines(one.paid, "pv_refund")
    sales += [row._replace(values=-row.values) for row in refunds]
    nothing = np.zeros_like(one.books.sales_cny[0])
    return [
        *_total("sales_with_vat", sales or [_row("sales_with_vat", nothing)]),
        _row("output_vat", one.books.output_vat_cny[0]),
        _row("vat", under(one, one.paid, "vat")),
        _row("surcharge", one.books.surcharge_cny[0]),
        *_levels([_row("vat_credit", one.books.vat_credit_cny[0])]),
        *_total(
            "yearly_grants",
            _lines(one.got, "yearly_grant") or [_row("yearly_grants", nothing)],
        ),
    ]


def _cost(one: OneDraw) -> list[StatementLine]:
    """Total cost without input VAT (总成本费用)."""
    books = one.books
    rows = _lines(one.paid, *COSTS, level=2)
    parts = [
        _row("running_cost", expenses(one)),
        *(row._replace(values=later(row.values)) for row in rows),
        _row("depreciation", books.depreciation_cny[0]),
        _row("interest", interest_of_years(one)),
    ]
    return _total("total_cost", parts)


def _inflows(one: OneDraw) -> list[StatementLine]:
    sales = one.books.sales_cny[0] - summed(one, one.paid, "pv_refund")
    return [
        _row("sales_with_vat", sales),
        _row("yearly_grants", summed(one, one.got, "yearly_grant")),
        _row("building_grants", summed(one, one.got, "building_grant")),
        _row("residual_value", under(one, one.got, "residual_value")),
        _row("working_capital_back", under(one, one.got, "working_capital")),
    ]


def _outflows(one: OneDraw) -> list[StatementLine]:
    return [
        _row("building", outlay(one)),
        _row("working_capital", under(one, one.paid, "working_capital")),
        _row("running_cost", running(one)),
        _row("renewals", renewals(one)),
        _row("vat", under(one, one.paid, "vat")),
        _row("surcharge", under(one, one.paid, "surcharge")),
    ]


def _project_cash(one: OneDraw) -> list[StatementLine]:
    books = one.books
    before, after = books.project_pretax_cny[0], books.project_cny[0]
    return [
        *_total("cash_in", _inflows(one)),
        *_total("cash_out", _outflows(one)),
        _row("net_before_tax", before, 0),
        *_levels([_row("cumulative_before_tax", np.cumsum(before), 0)]),
        _row("adjusted_tax", books.adjusted_tax_cny[0], 0),
        _row("net_after_tax", after, 0),
        *_levels([_row("cumulative_after_tax", np.cumsum(after), 0)]),
    ]


def _equity_cash(one: OneDraw) -> list[StatementLine]:
    books, flow = one.books, one.books.equity_flow_cny[0]
    inflows = [row._replace(values=later(row.values)) for row in _inflows(one)]
    inflows.append(_row("drawn", later(books.drawn_cny[0])))
    inflows.append(_row("left_over_at_start", np.maximum(at_start(flow), 0.0)))
    outflows = [
        _row("own_money", np.maximum(-at_start(flow), 0.0)),
        *(row._replace(values=later(row.values)) for row in _outflows(one)),
        _row("principal", later(books.principal_cny[0])),
        _row("interest", later(books.interest_cny[0])),
        _row("income_tax", later(books.income_tax_cny[0])),
    ]
    return [
        *_total("cash_in", inflows),
        *_total("cash_out", outflows),
        _row("net_cash", flow, 0),
        *_levels([_row("cumulative_cash", np.cumsum(flow), 0)]),
    ]


def _profit(one: OneDraw) -> list[StatementLine]:
    books, ends = one.books, one.ends
    interest = interest_of_years(one)
    carried = np.concatenate([[0.0], ends.undistributed_cny[0, :-1]])
    return [
        _row("sales_without_vat", net_sales(one)),
        _row("yearly_grants", summed(one, one.got, "yearly_grant")),
        _row("surcharge", books.surcharge_cny[0]),
        _row("running_cost", expenses(one)),
        _row("depreciation", books.depreciation_cny[0]),
        _row("ebit", books.ebit_cny[0], 0),
        _row("ebitda", (books.ebit_cny + books.depreciation_cny)[0], 0),
        _row("interest", interest),
        _row("profit_before_tax", books.ebit_cny[0] - interest, 0),
        _row("income_tax", books.income_tax_cny[0]),
        _row("net_profit", books.net_profit_cny[0], 0),
        *_levels([_row("undistributed_before", carried)]),
        _row("to_statutory", ends.to_statutory_cny[0]),
        _row("dividend", ends.dividend_cny[0]),
        *_levels([_row("undistributed", ends.undistributed_cny[0], 0)]),
    ]


def _loans(one: OneDraw) -> list[StatementLine]:
    rows: list[StatementLine] = []
    for debt in one.debts:
        owed = np.cumsum(debt.drawn_cny - debt.repaid_cny)
        rows += [
            *_levels([_row(debt.account, owed, 0, rule=debt.name)]),
            *_levels([_row("opening_balance", np.concatenate([[0.0], owed[:-1]]))]),
            _row("drawn", debt.drawn_cny),
            _row("principal", debt.repaid_cny),
            _row("interest", debt.interest_cny),
        ]
    return [
        *rows,
        *_levels([_row("all_debts", one.books.balance_cny[0], 0)]),
        _row("debt_service", one.books.service_cny[0]),
        _row("cash_for_debt", (one.books.ebit_cny + one.books.depreciation_cny)[0]),
        _row("dscr", one.cover.dscr[0], 0, "ratio"),
        _row("dscr_after_renewals", one.cover.dscr_after_renewals[0], 0, "ratio"),
        _row("interest_cover", one.cover.interest_cover[0], 0, "ratio"),
    ]


def _financial_plan(one: OneDraw) -> list[StatementLine]:
    books, ends = one.books, one.ends
    refunds = summed(one, one.paid, "pv_refund")
    operating = [
        _row("sales_with_vat", books.sales_cny[0] - refunds),
        _row("yearly_grants", summed(one, one.got, "yearly_grant")),
        _row("running_cost", -running(one)),
        _row("vat", -under(one, one.paid, "vat")),
        _row("surcharge", -under(one, one.paid, "surcharge")),
        _row("income_tax", -books.income_tax_cny[0]),
    ]
    tied_up = under(one, one.got, "working_capital")
    tied_up = tied_up - under(one, one.paid, "working_capital")
    investing = [
        _row("building", -outlay(one)),
        _row("renewals", -renewals(one)),
        _row("working_capital", tied_up),
        _row("building_grants", summed(one, one.got, "building_grant")),
        _row("residual_value", under(one, one.got, "residual_value")),
    ]
    financing = [
        _row("own_money", ends.paid_in_cny[0]),
        _row("drawn", books.drawn_cny[0]),
        _row("principal", -books.principal_cny[0]),
        _row("interest", -books.interest_cny[0]),
        _row("dividend", -ends.dividend_cny[0]),
    ]
    parts = [operating, investing, financing]
    net = sum(row.values for part in parts for row in part)
    return [
        *_total("cash_of_running", operating),
        *_total("cash_of_investing", investing),
        *_total("cash_of_financing", financing),
        _row("net_cash", net, 0),
        *_levels([_row("surplus", np.cumsum(net), 0)]),
    ]


def _balance_sheet(one: OneDraw) -> list[StatementLine]:
    books, ends = one.books, one.ends
    owned = [
        _row("cash", ends.cash_cny[0]),
        _row("reserve_in_it", one.reserve_cny, 2),
        _row("grants_due", ends.grants_due_cny[0]),
        _row("vat_credit", books.vat_credit_cny[0]),
        _row("working_capital", books.working_capital_cny[0]),
        _row("fixed_assets", books.book_cny[0]),
    ]
    excess = np.full_like(books.book_cny[0], books.excess_grants_cny[0])
    equity = [
        _row("paid_in", ends.capital_cny[0]),
        _row("capital_reserve", excess),
        _row("statutory_reserve", ends.statutory_cny[0]),
        _row("undistributed", ends.undistributed_cny[0]),
    ]
    owed = _row("all_debts", books.balance_cny[0], 0)
    held = _total("equity", equity)
    sheet = [
        *_total("assets", owned),
        owed,
        *held,
        _row("debts_and_equity", owed.values + held[0].values, 0),
        _row("liabilities_frac", one.cover.liabilities_frac[0], 0, "frac"),
    ]
    return _levels(sheet)

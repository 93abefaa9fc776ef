"""The tables of a feasibility study come from one ledger: they balance for any plan."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from test_money_books import FINANCES, SCENARIOS, financed, loaded, weak_year, worlds_of

from pvlift.money.statements import statements
from pvlift.report.words.statements import ROW_WORDS, TABLE_WORDS
from pvlift.scenario.load import load
from pvlift.study.answers.run import run
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import simulate


def tables_of(outcome, draw=0):
    """Tables by key, rows by key (the first of each)."""
    scenario, project = outcome.prepared.loaded.scenario, outcome.prepared.project
    found = {}
    for table in statements(scenario, project, outcome.books, draw):
        nothing = np.zeros(scenario.n_years + 1)
        rows = defaultdict(lambda nothing=nothing: nothing)  # lines of zeros are left out
        for row in table.rows:
            if row.key not in rows:
                rows[row.key] = row.values
        found[table.key] = rows
    return found


def check(outcome):
    """Every table against the books, and the balance sheet against itself."""
    books, tables = outcome.books, tables_of(outcome)
    sheet, plan = tables["balance_sheet"], tables["financial_plan"]
    np.testing.assert_allclose(sheet["assets"], sheet["debts_and_equity"], atol=1e-4)
    np.testing.assert_allclose(plan["surplus"], sheet["cash"], atol=1e-4)
    assert np.all(sheet["cash"] >= -1e-6) and np.all(sheet["fixed_assets"] >= -1e-4)
    project, equity = tables["project_cash_flow"], tables["equity_cash_flow"]
    net = project["cash_in"] - project["cash_out"]
    np.testing.assert_allclose(net, books.project_pretax_cny[0], atol=1e-4)
    net = equity["cash_in"] - equity["cash_out"]
    np.testing.assert_allclose(net, books.equity_flow_cny[0], atol=1e-4)
    funds = tables["financing_plan"]
    np.testing.assert_allclose(funds["uses_of_funds"], funds["sources_of_funds"], atol=1e-4)
    np.testing.assert_allclose(
        tables["investment_estimate"]["total_investment"][0],
        books.investment_cny[0] + books.interest_cny[0, 0] + books.working_capital_cny[0, 0],
    )
    profit = tables["profit_and_distribution"]
    net = profit["sales_without_vat"] - profit["surcharge"] - tables["total_cost"]["total_cost"]
    net = net + profit["yearly_grants"]
    np.testing.assert_allclose(net, profit["profit_before_tax"], atol=1e-4)
    loans = tables["loan_repayment"]
    np.testing.assert_allclose(loans["all_debts"], books.balance_cny[0], atol=1e-4)
    # owners get out what they put in and earn, once everything is paid
    paid = plan["dividend"].sum() + plan["own_money"].sum()
    left = sheet["equity"][-1]
    earned = books.net_profit_cny.sum() + books.excess_grants_cny[0]
    assert earned == pytest.approx(left - paid, abs=1e-3)


@settings(max_examples=60)
@given(FINANCES)
def test_the_balance_sheet_balances_for_any_plan(plan):
    check(simulate(prepare(loaded(financed(plan))), worlds_of(plan)))


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.toml")))
def test_the_tables_of_every_example_agree(name):
    check(run(load(SCENARIOS / f"{name}.toml")))


@pytest.mark.parametrize("repayment", ["equal_principal", "sculpted"])
def test_the_tables_agree_where_a_year_has_no_cash_for_its_loan(repayment):
    check(weak_year(repayment))


def test_every_row_and_table_has_both_languages():
    for words in (*TABLE_WORDS.values(), *ROW_WORDS.values()):
        assert words.en.isascii() and any("\u4e00" <= char <= "\u9fff" for char in words.zh)


def test_dividends_keep_to_company_law():
    """A tenth of profit is set aside until it is half of the capital; losses are made up first."""
    plan = {"vat": "small", "input_vat": 0.0, "build_months": 0, "delay_months": 0}
    plan |= {"held_back": 0.0, "grant": 4e5, "share": 0.3, "repayment": "annuity"}
    plan |= {"interest_on": "opening", "construction_interest": "paid", "bridge": None}
    plan |= {"working_months": None, "bond": None, "late_months": 0.0, "refused": False}
    plan |= {"roofs": 20, "load_kwh": 4e5, "reserve": 0.0, "income_frac": 0.25}
    plan |= {"renewal": False, "compensation": False}
    outcome = run(loaded(financed(plan)))
    profit = tables_of(outcome)["profit_and_distribution"]
    capital = tables_of(outcome)["balance_sheet"]["paid_in"]
    assert profit["net_profit"][1] > 0
    assert profit["to_statutory"][1] == pytest.approx(0.1 * profit["net_profit"][1])
    assert profit["to_statutory"].sum() <= 0.5 * capital[-1] + 1e-6
    assert np.all(profit["undistributed"] >= -1e-6) and profit["dividend"].sum() > 0

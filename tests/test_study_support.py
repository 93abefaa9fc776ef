"""Least support and auctions: reference cases from the optional folder, and laws."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.money import debt, indicators, tax
from pvlift.study.aims import at_probability, best_sum_cny
from pvlift.study.auction import reverse_auction


@pytest.fixture(scope="session")
def cases(shared):
    text = (shared / "cases" / "finance_cases.json").read_text(encoding="utf-8")
    return json.loads(text)["cases"]


def of_kind(cases, kind):
    found = [
        (c["id"], c["inputs"], c["expected"], c["rel_tol"]) for c in cases if c["kind"] == kind
    ]
    assert found, kind
    return found


def in_years(values, years):
    """Yearly values of years 1 to n, nothing in the others."""
    year = np.arange(len(values))
    return np.where((year >= 1) & (year <= years), values, 0.0)


def least_for_payback_cny(cash_cny, years):
    return max(0.0, -best_sum_cny(np.array([cash_cny]), years)[0])


def test_minimum_support(cases):
    for name, given_, want, tol in of_kind(cases, "min_subsidy"):
        cash, rate = np.array(given_["cash_flow"]), given_["target_irr"]
        years = given_["support_years"]
        worth = indicators.npv(rate, cash)
        grant = max(0.0, -worth)
        energy = in_years([0.0, *given_["energy_kwh"]], years)
        answers = {
            "npv_without": worth,
            "min_capital_grant": grant,
            "min_level_annual_subsidy": grant
            / indicators.npv(rate, in_years(np.ones(len(cash)), years)),
            "min_per_kwh_subsidy": grant / indicators.npv(rate, energy),
            "grant_share_of_capex": grant / -cash[0],
        }
        today = cash * indicators.discount_factors(rate, len(cash) - 1)
        for n in (8, 10):
            answers[f"min_grant_for_simple_payback_{n}y"] = least_for_payback_cny(cash, n)
            answers[f"min_grant_for_discounted_payback_{n}y"] = least_for_payback_cny(today, n)
        assert answers.keys() == want.keys()
        for key, found in answers.items():
            assert found == pytest.approx(want[key], rel=tol, abs=1e-6), (name, key)


def test_gap_support(cases):
    for _, given_, want, tol in of_kind(cases, "gap_support_schedule"):
        worth = indicators.npv(given_["discount_rate"], [0.0, *want["support"]])
        assert worth == pytest.approx(want["pv"], rel=tol)


def worth_cny(given_, per_kwh=0.0, interest_frac=0.0, grant=0.0, holiday=0):
    """Present values of equity and public cost: a level loan, tax without carry-forward."""
    cash = np.array(given_["project_flow_pre_debt_pre_tax"])
    n_years, life = len(cash) - 1, given_["depreciation_years"]
    loan = debt.annuity(given_["debt"], given_["loan_rate"], given_["loan_term"], n_years)
    written = in_years(np.full(n_years + 1, -cash[0] / life), life)
    kwh = in_years([0.0, *given_["energy_kwh"]], given_["per_kwh_years"])
    support = per_kwh * kwh + interest_frac * loan.interest_cny
    profit = cash + support - loan.interest_cny - written
    due = tax.adjusted_tax_cny(given_["tax_rate"], np.where(np.arange(n_years + 1), profit, 0.0))
    public = support + in_years(due, holiday)
    public[0] += grant
    equity = cash + debt.to_borrower_cny(loan) + public - due
    return (
        indicators.npv(given_["equity_target"], equity),
        indicators.npv(given_["government_discount"], public),
    )


def test_policy_comparison(cases):
    for name, given_, want, tol in of_kind(cases, "policy_comparison"):
        without, _ = worth_cny(given_)
        assert without == pytest.approx(want["equity_npv_without"], rel=tol), name
        assert max(0.0, -without) == pytest.approx(want["grant"]["size"], rel=tol), name
        forms = {
            "grant": {"grant": want["grant"]["size"]},
            "per_kwh": {"per_kwh": want["per_kwh"]["size"]},
            "interest_full_subsidy": {"interest_frac": 1.0},
            "tax_holiday": {"holiday": want["tax_holiday"]["years"]},
        }
        for key, support in forms.items():
            equity, public = worth_cny(given_, **support)
            assert public == pytest.approx(want[key]["fiscal_pv"], rel=tol), (name, key)
            wanted = pytest.approx(want[key]["equity_npv"], rel=tol, abs=1e-6)
            assert equity == wanted, (name, key)


def test_reverse_auctions(cases):
    for name, given_, want, _ in of_kind(cases, "reverse_auction"):
        found = reverse_auction(given_["bids_id_ask_units"], given_["budget"])
        assert list(found.winners) == want["winners"], name
        assert found.paid_as_bid_cny == want["pay_as_bid_total"], name
        assert found.clearing_cny_per_unit == want["clearing_price_per_unit"], name


flows = st.lists(st.floats(-1e5, 1e5), min_size=3, max_size=25).map(np.array)


@given(flows, st.integers(1, 24))
def test_the_grant_for_a_payback_reaches_it(cash_cny, years):
    cash_cny[0] = -1e6
    years = min(years, len(cash_cny) - 1)
    cash_cny[0] += least_for_payback_cny(cash_cny, years) * (1 + 1e-9) + 1e-3
    if cash_cny[0] < 0:
        assert indicators.payback_years(cash_cny) <= years


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.floats(0.01, 1.0))
def test_the_grant_for_a_confidence_reaches_it_and_is_the_least(worth, confidence):
    worth = np.array(worth)
    grant = max(0.0, -at_probability(worth, confidence))
    assert np.mean(worth + grant >= 0.0) >= confidence - 1e-9
    if grant > 0.0:
        assert np.mean(worth + grant * (1 - 1e-9) - 1e-9 >= 0.0) < confidence


def test_an_auction_that_all_win_has_no_clearing_price():
    found = reverse_auction([("B", 10, 1), ("A", 10, 1)], 100)
    assert found.winners == ("A", "B") and math.isnan(found.clearing_cny_per_unit)

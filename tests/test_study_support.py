"""Least support and auctions: reference cases from the optional folder, and laws."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.money import indicators
from pvlift.study.district.auction import reverse_auction
from pvlift.study.support import closed_forms


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


def test_minimum_support(cases):
    for name, given_, want, tol in of_kind(cases, "min_subsidy"):
        cash, rate, years = given_["cash_flow"], given_["target_irr"], given_["support_years"]
        energy = np.r_[0.0, given_["energy_kwh"]]
        grant = closed_forms.least_grant_cny(rate, cash)
        answers = {
            "npv_without": indicators.npv(rate, cash),
            "min_capital_grant": grant,
            "min_level_annual_subsidy": closed_forms.least_yearly_support_cny(rate, cash, years),
            "min_per_kwh_subsidy": closed_forms.least_support_cny_per_kwh(
                rate, cash, energy, years
            ),
            "grant_share_of_capex": grant / -cash[0],
        }
        for n in (8, 10):
            plain = closed_forms.least_grant_for_payback_cny(cash, n)
            discounted = closed_forms.least_grant_for_payback_cny(cash, n, rate=rate)
            answers[f"min_grant_for_simple_payback_{n}y"] = plain
            answers[f"min_grant_for_discounted_payback_{n}y"] = discounted
        assert answers.keys() == want.keys()
        for key, found in answers.items():
            assert found == pytest.approx(want[key], rel=tol, abs=1e-6), (name, key)


def test_gap_support(cases):
    for _, given_, want, tol in of_kind(cases, "gap_support_schedule"):
        found = closed_forms.gap_support(*given_.values())
        assert list(given_)[:3] == ["build_cost", "annual_opex", "annual_user_revenue"]
        assert list(given_)[3:] == ["profit_rate", "discount_rate", "years"]
        np.testing.assert_allclose(found.support_cny, want["support"], rtol=tol)
        np.testing.assert_allclose(found.unclipped_cny, want["unclipped"], rtol=tol)
        assert found.worth_cny == pytest.approx(want["pv"], rel=tol)


def test_policy_comparison(cases):
    for name, given_, want, tol in of_kind(cases, "policy_comparison"):
        borrower = closed_forms.Borrower(
            cash_cny=np.array(given_["project_flow_pre_debt_pre_tax"]),
            energy_kwh=np.r_[0.0, given_["energy_kwh"]],
            debt_cny=given_["debt"],
            loan_rate_per_year=given_["loan_rate"],
            loan_years=given_["loan_term"],
            tax_frac=given_["tax_rate"],
            depreciation_years=given_["depreciation_years"],
            equity_per_year=given_["equity_target"],
            government_per_year=given_["government_discount"],
        )
        found = closed_forms.compare_instruments(
            borrower, given_["per_kwh_years"], given_["holiday_years"]
        )
        without = found["none"].equity_cny
        assert without == pytest.approx(want["equity_npv_without"], rel=tol), name
        names = {"interest": "interest_full_subsidy", "holiday": "tax_holiday"}
        for key in ("grant", "per_kwh", "interest", "holiday"):
            wanted = want[names.get(key, key)]
            size = wanted.get("size", wanted.get("years"))
            assert found[key].size == pytest.approx(size, rel=tol), (name, key)
            cost = pytest.approx(wanted["fiscal_pv"], rel=tol)
            assert found[key].public_cost_npv_cny == cost, (name, key)
            equity = wanted["equity_npv"]
            assert found[key].equity_cny == pytest.approx(equity, rel=tol, abs=1e-6), (name, key)


def test_reverse_auctions(cases):
    for name, given_, want, _ in of_kind(cases, "reverse_auction"):
        found = reverse_auction(given_["bids_id_ask_units"], given_["budget"])
        assert list(found.winners) == want["winners"], name
        assert found.paid_as_bid_cny == want["pay_as_bid_total"], name
        assert found.clearing_cny_per_unit == want["clearing_price_per_unit"], name


flows = st.lists(st.floats(-1e5, 1e5), min_size=3, max_size=25).map(np.array)


@given(flows, st.floats(0.0, 0.2))
def test_the_least_grant_is_enough_and_not_more(cash_cny, rate):
    grant = closed_forms.least_grant_cny(rate, cash_cny)
    with_grant = cash_cny + grant * (np.arange(len(cash_cny)) == 0)
    worth = indicators.npv(rate, with_grant)
    assert worth >= -1e-6
    assert grant == 0.0 or abs(worth) <= 1e-6


@given(flows, st.integers(1, 24), st.booleans())
def test_the_grant_for_a_payback_reaches_it(cash_cny, years, for_good):
    cash_cny[0] = -1e6
    years = min(years, len(cash_cny) - 1)
    grant = closed_forms.least_grant_for_payback_cny(cash_cny, years, for_good=for_good)
    cash_cny[0] += grant * (1 + 1e-9) + 1e-3
    if cash_cny[0] < 0:
        reached = indicators.payback_last_years if for_good else indicators.payback_years
        assert reached(cash_cny) <= years


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.floats(0.01, 1.0))
def test_the_grant_for_a_confidence_reaches_it_and_is_the_least(worth, confidence):
    worth = np.array(worth)
    grant = closed_forms.grant_for_confidence_cny(worth, confidence)
    assert np.mean(worth + grant >= 0.0) >= confidence - 1e-9
    if grant > 0.0:
        assert np.mean(worth + grant * (1 - 1e-9) - 1e-9 >= 0.0) < confidence


def test_an_auction_that_all_win_has_no_clearing_price():
    found = reverse_auction([("B", 10, 1), ("A", 10, 1)], 100)
    assert found.winners == ("A", "B") and math.isnan(found.clearing_cny_per_unit)


def test_an_instrument_that_pays_nothing_has_no_size():
    borrower = closed_forms.Borrower(
        np.array([-100.0, 10, 10]), np.zeros(3), 50.0, 0.05, 2, 0.25, 2, 0.08, 0.03
    )
    found = closed_forms.compare_instruments(borrower, 2, 0)
    assert math.isnan(found["per_kwh"].size) and math.isnan(found["per_kwh"].equity_cny)
    assert found["holiday"].equity_cny == found["none"].equity_cny
    assert found["grant"].equity_cny == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    "call",
    [
        lambda: closed_forms.least_grant_for_payback_cny([-1.0, 1.0], 2),
        lambda: closed_forms.grant_for_confidence_cny([], 0.9),
        lambda: closed_forms.grant_for_confidence_cny([1.0], 0.0),
    ],
)
def test_wrong_arguments_are_refused(call):
    with pytest.raises(ValueError):
        call()

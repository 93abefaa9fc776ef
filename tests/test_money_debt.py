"""Loans close: what is drawn is repaid, and every schedule is worth its draw at its own rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.money import debt, indicators

N_YEARS = 25
SHAPES = {"equal": debt.equal_principal, "annuity": debt.annuity}
shape = st.sampled_from(sorted(SHAPES))
rates = st.lists(st.floats(0.0, 0.2), min_size=1, max_size=4).map(np.array)
basis = st.sampled_from(["opening", "average"])


def closes(loan, debt_cny):
    """A loan ends at zero and repays its draw."""
    scale = np.max(np.abs(debt_cny)) + 1.0
    assert np.all(loan.balance_cny[..., -1] == 0.0)
    drawn = loan.draw_cny.sum(axis=-1)
    np.testing.assert_allclose(loan.principal_cny.sum(axis=-1), drawn, atol=1e-9 * scale)
    steps = np.cumsum(loan.draw_cny - loan.principal_cny, axis=-1)
    np.testing.assert_allclose(loan.balance_cny, steps, atol=1e-9 * scale)
    np.testing.assert_allclose(drawn, np.broadcast_to(debt_cny, drawn.shape), atol=1e-9 * scale)


@given(shape, st.floats(0, 1e9), rates, st.integers(1, N_YEARS), st.integers(0, 24), basis)
def test_every_loan_ends_at_zero_and_repays_its_draw(name, debt_cny, rate, term, grace, on):
    grace = min(grace, term - 1)
    loan = SHAPES[name](debt_cny, rate, term, N_YEARS, grace_years=grace, interest_on=on)
    assert loan.balance_cny.shape == (len(rate), N_YEARS + 1)
    closes(loan, debt_cny)
    assert all(np.all(column >= 0.0) for column in loan)
    assert np.all(loan.principal_cny[:, 1 : grace + 1] == 0.0)


@given(shape, rates, st.integers(1, N_YEARS), st.integers(0, 24))
def test_a_loan_is_worth_nothing_at_its_own_rate(name, rate, term, grace):
    loan = SHAPES[name](1e6, rate, term, N_YEARS, grace_years=min(grace, term - 1))
    worth = indicators.npv(rate, debt.to_borrower_cny(loan))
    np.testing.assert_allclose(worth, 0.0, atol=1e-5)


@given(st.floats(0.0, 0.2), st.integers(1, N_YEARS), basis)
def test_annuity_payments_are_level(rate, term, on):
    loan = debt.annuity(1e6, rate, term, N_YEARS, interest_on=on)
    service = debt.debt_service_cny(loan)[1 : term + 1]
    np.testing.assert_allclose(service, service[0], rtol=1e-9)


@given(
    st.lists(st.floats(0, 1e6), min_size=2, max_size=30),
    rates,
    st.floats(1.0, 3.0),
    st.floats(0, 5e6),
    st.integers(1, 29),
    basis,
)
def test_a_sculpted_loan_keeps_its_cover_or_its_cap(cash, rate, cover, cap, term, on):
    cash = np.array(cash)
    term = min(term, len(cash) - 1)
    loan = debt.sculpted(cash, rate, cover, term, cap_cny=cap, interest_on=on)
    closes(loan, loan.draw_cny.sum(axis=-1))
    assert all(np.all(column >= 0.0) for column in loan)
    assert np.all(loan.balance_cny[:, 0] <= cap * (1 + 1e-12))
    service = debt.debt_service_cny(loan)
    found = indicators.dscr(np.broadcast_to(cash, service.shape), service)[:, 1 : term + 1]
    free = debt.sculpted(cash, rate, cover, term, interest_on=on)
    bound = free.balance_cny[:, 0] > cap * (1 + 1e-9)
    asked = (cash[1 : term + 1] > 1.0) & (loan.balance_cny[:, :1] > 1.0)
    for row in range(len(rate)):
        known = found[row][asked[row]]
        if bound[row]:
            assert np.all(known >= cover * (1 - 1e-6))
        else:
            np.testing.assert_allclose(known, cover, rtol=1e-6)


def test_a_year_without_cash_adds_its_interest_to_a_sculpted_debt():
    loan = debt.sculpted([0, 100.0, 0.0, 100.0], 0.1, 1.0, 3)
    np.testing.assert_allclose(debt.debt_service_cny(loan), [0, 100, 0, 100], atol=1e-12)
    assert loan.principal_cny[2] == 0.0
    assert loan.draw_cny[2] == pytest.approx(loan.interest_cny[2])  # lent anew
    assert indicators.npv(0.1, debt.to_borrower_cny(loan)) == pytest.approx(0.0, abs=1e-12)


def test_a_bridge_costs_interest_for_the_time_it_is_needed():
    loan = debt.bridge(1000.0, 0.06, [0.0, 0.5, 1.0, 1.5, np.inf], 5, longest_years=3)
    closes(loan, 1000.0)
    assert all(np.all(column >= 0.0) for column in loan)
    np.testing.assert_allclose(loan.interest_cny.sum(axis=1), [0, 30, 60, 90, 180])
    np.testing.assert_array_equal(np.argmax(loan.principal_cny, axis=1), [0, 1, 1, 2, 3])


def test_construction_interest_is_half_of_the_year_in_which_money_is_drawn():
    assert debt.construction_interest_cny(1000.0, 0.06, 1.0, True) == pytest.approx(30.0)
    assert debt.construction_interest_cny(1000.0, 0.06, 0.5, False) == pytest.approx(15.0)
    assert debt.construction_interest_cny(1000.0, 0.06, 0.0, True) == 0.0
    two = 15 + (500 + 15 + 250) * 0.06
    assert debt.construction_interest_cny(1000.0, 0.06, 2.0, True) == pytest.approx(two)
    assert debt.construction_interest_cny(1000.0, 0.06, 2.0, False) == pytest.approx(60.0)


@given(shape, rates, st.floats(0, 3), st.booleans())
def test_construction_interest_keeps_the_loan_closed(name, rate, build_years, capitalised):
    plain = SHAPES[name](1000.0, rate, 10, N_YEARS)
    loan = debt.with_construction_interest(plain, rate, build_years, capitalised)
    closes(loan, loan.draw_cny[..., 0])
    kept = debt.to_borrower_cny(loan)[..., 0]
    paid = 0.0 if capitalised else loan.interest_cny[..., 0]
    np.testing.assert_allclose(kept, 1000.0 - paid, atol=1e-9)


def test_loans_add_up():
    one, two = debt.annuity(100.0, 0.05, 5, 10), debt.bullet(50.0, 0.03, 10, 10)
    both = debt.together(one, two)
    closes(both, 150.0)
    np.testing.assert_allclose(both.interest_cny, one.interest_cny + two.interest_cny)
    np.testing.assert_allclose(two.interest_cny[1:], 1.5)
    assert two.principal_cny[10] == 50.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: debt.annuity(1.0, 0.05, 11, 10),
        lambda: debt.equal_principal(1.0, 0.05, 5, 10, grace_years=5),
        lambda: debt.annuity(1.0, -0.01, 5, 10),
        lambda: debt.annuity(1.0, 0.05, 5, 10, interest_on="closing"),
        lambda: debt.sculpted([0.0, 1.0], 0.05, 0.0, 1),
        lambda: debt.bridge(1.0, 0.05, -1.0, 5),
        lambda: debt.construction_interest_cny(1.0, 0.05, -1.0, True),
        lambda: debt.together(),
    ],
)
def test_wrong_arguments_are_refused(call):
    with pytest.raises(ValueError):
        call()

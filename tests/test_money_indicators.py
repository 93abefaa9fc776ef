"""Indicators keep their laws and say nan where there is no answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.money import indicators

SPEND_THEN_EARN = st.tuples(
    st.floats(1e3, 1e7), st.lists(st.floats(0.0, 1e6), min_size=1, max_size=30)
).map(lambda pair: np.array([-pair[0], *pair[1]]))
FLOW = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30).map(np.array)


@given(SPEND_THEN_EARN)
def test_irr_gives_back_a_present_value_of_zero(cash_cny):
    found = indicators.irr(cash_cny)
    if found.note == indicators.ONE_ROOT and found.value > -0.9:
        size = indicators.npv(found.value, np.abs(cash_cny))
        assert abs(indicators.npv(found.value, cash_cny)) <= 1e-11 * size


@given(st.floats(-0.3, 0.8), st.integers(1, 40))
def test_irr_gives_back_the_rate_of_an_annuity(rate, n_years):
    level = indicators.capital_recovery_frac(rate, n_years)
    cash_cny = np.r_[-1.0, np.full(n_years, level)]
    np.testing.assert_allclose(indicators.irr(cash_cny).value, rate, rtol=1e-9, atol=1e-10)


@given(FLOW, st.floats(-0.5, 1.0), st.floats(0, 1e6), st.integers(0, 29))
def test_more_money_is_never_worth_less(cash_cny, rate, gift_cny, year):
    better = cash_cny.copy()
    better[year % len(cash_cny)] += gift_cny
    slack = 1e-9 * indicators.npv(rate, np.abs(better))
    assert indicators.npv(rate, better) >= indicators.npv(rate, cash_cny) - slack


@given(SPEND_THEN_EARN, st.integers(-9, 15))
def test_the_unit_of_money_does_not_matter(cash_cny, power):
    scaled = cash_cny * 10.0**power
    for measure in (lambda c: indicators.irr(c).value, indicators.payback_years):
        np.testing.assert_allclose(measure(scaled), measure(cash_cny), rtol=1e-9, atol=1e-9)


@given(FLOW, st.floats(0.0, 0.5))
def test_paybacks_come_in_order(cash_cny, rate):
    first = indicators.payback_years(cash_cny)
    last = indicators.payback_last_years(cash_cny)
    assert not last < first
    earning = np.r_[-abs(cash_cny[0]) - 1, np.abs(cash_cny[1:])]
    later = indicators.discounted_payback_years(rate, earning)
    assert not later < indicators.payback_years(earning) - 1e-9


@given(st.integers(2, 40), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_a_longer_batch_keeps_its_prefix(n_draws, n_years, seed):
    steps = np.arange(n_draws * (n_years + 1), dtype=float).reshape(n_draws, -1)
    cash_cny = np.sin(steps * 12.9898 + seed) * 1e5
    cash_cny[:, 0] = -3e5
    for measure in (
        lambda c: indicators.npv(0.06, c),
        lambda c: indicators.irr_batch(c).value,
        indicators.payback_years,
        lambda c: indicators.mirr(c, 0.04, 0.05),
        lambda c: indicators.discounted_payback_years(0.06, c),
    ):
        np.testing.assert_array_equal(measure(cash_cny)[:1], measure(cash_cny[:1].copy()))
        np.testing.assert_array_equal(measure(cash_cny)[0], measure(cash_cny[0][None])[0])


def test_a_batch_equals_its_rows():
    cash_cny = np.array([[-100.0, 60, 60, -5], [-100, 30, 30, 30], [-100, 150, 0, 2], [0, 1, 2, 3]])
    for measure in (
        lambda c: indicators.npv(0.07, c),
        indicators.payback_years,
        indicators.payback_last_years,
        lambda c: indicators.discounted_payback_years(0.07, c),
        lambda c: indicators.mirr(c, 0.05, 0.06),
    ):
        rows = [measure(row) for row in cash_cny]
        assert np.ndim(rows[0]) == 0
        np.testing.assert_array_equal(measure(cash_cny), rows)


def test_no_answer_is_said_in_words():
    assert indicators.irr([0.0, 0.0]).note == indicators.ALL_ZERO
    assert indicators.irr([1.0, 2.0]).note == indicators.NO_SIGN_CHANGE
    assert indicators.irr([-100.0, 150.0, -80.0]).note == indicators.NO_ROOT
    pump = indicators.irr([-1600.0, 10000.0, -10000.0])
    assert pump.note == indicators.SEVERAL_ROOTS and np.isnan(pump.value)
    np.testing.assert_allclose(pump.roots, [0.25, 4.0])
    for words in indicators.IRR_WORDS.values():
        assert words.en and words.zh


def test_no_answer_is_nan_and_never_zero():
    never = [-1000.0, 100, 100, 100]
    assert np.isnan(indicators.payback_years(never))
    assert np.isnan(indicators.payback_last_years(never))
    assert np.isnan(indicators.discounted_payback_years(0.1, never))
    assert np.isnan(indicators.mirr([1.0, 2.0], 0.1, 0.1))
    assert np.isnan(indicators.lcoe_cny_per_kwh(0.06, [100.0, 1.0], [0.0, 0.0]))
    assert np.isnan(indicators.dscr(10.0, 0.0))
    assert np.isnan(indicators.lowest(indicators.dscr([1.0, 2.0], [0.0, 0.0])))
    assert np.isnan(indicators.break_even_frac(10.0, 5.0, 6.0))


PAYBACKS = (
    indicators.payback_years,
    indicators.payback_last_years,
    lambda cash_cny: indicators.discounted_payback_years(0.05, cash_cny),
)


@pytest.mark.parametrize("payback", PAYBACKS)
def test_a_flow_that_is_not_finite_has_no_payback(payback):
    for odd in (np.nan, np.inf, -np.inf):
        assert np.isnan(payback([-1.0, 2.0, odd]))
        many = payback(np.array([[-1.0, 2.0, odd], [-1.0, 0.0, 2.0], [-1e300, 1e308, 1e308]]))
        assert np.isnan(many[0]) and np.isfinite(many[1])


@pytest.mark.parametrize("payback", PAYBACKS)
def test_a_far_larger_flow_later_pays_nothing_back_before_it(payback):
    """What is rounding beside the largest flow of all is not rounding beside those so far."""
    assert np.isnan(payback([-1e5, *[-3e20] * 25]))
    assert payback([-1e5, 0.0, 0.0, 1e20]) == pytest.approx(2.0, abs=1e-9)


def test_payback_counts_from_the_start_of_construction_when_asked():
    cash_cny = [-1000.0, 400, 400, 400]
    assert indicators.payback_years(cash_cny) == pytest.approx(2.5)
    assert indicators.payback_years(cash_cny, build_years=1.0) == pytest.approx(3.5)


def test_a_switch_value_brings_the_present_value_to_zero():
    cost, income = np.array([-1000.0, 0, 0, 0]), np.array([0.0, 420, 420, 420])
    base = indicators.npv(0.08, cost + income)
    changed = indicators.npv(0.08, cost + 0.9 * income)
    switch = indicators.switch_value_frac(base, changed, -0.1)
    assert indicators.npv(0.08, cost + (1 + switch) * income) == pytest.approx(0.0, abs=1e-9)
    factor = indicators.sensitivity_factor(base, changed, -0.1)
    assert factor == pytest.approx((changed - base) / base / -0.1)


def test_ratios_follow_their_definitions():
    cash, service = np.array([0.0, 130, 120, 110]), np.array([0.0, 100, 100, 0])
    np.testing.assert_allclose(indicators.dscr(cash, service), [np.nan, 1.3, 1.2, np.nan])
    assert indicators.lowest(indicators.dscr(cash, service)) == pytest.approx(1.2)
    assert indicators.mean_known(indicators.dscr(cash, service)) == pytest.approx(1.25)
    np.testing.assert_allclose(indicators.shortfall_cny(cash, service, 1.3), [0, 0, 10, 0])
    assert indicators.return_on_investment_frac([0, 50, 70], 1000) == pytest.approx(0.06)
    assert indicators.return_on_equity_frac([0, 10, 30], 200) == pytest.approx(0.1)
    assert indicators.break_even_frac(60, 150, 40, 10) == pytest.approx(0.6)
    np.testing.assert_allclose(indicators.interest_cover([9, 20], [0, 8]), [np.nan, 2.5])
    np.testing.assert_allclose(indicators.liabilities_frac([30.0], [100.0]), [0.3])
    assert indicators.npv_ratio(0.0, [-100.0, 150], [100.0, 0]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "call",
    [
        lambda: indicators.npv(-1.0, [1.0, 2.0]),
        lambda: indicators.npv(0.1, []),
        lambda: indicators.irr([[1.0, 2.0]]),
        lambda: indicators.irr([1.0, np.nan]),
        lambda: indicators.irr_batch([1.0, 2.0]),
        lambda: indicators.capital_recovery_frac(0.1, 0),
        lambda: indicators.sensitivity_factor(1.0, 2.0, 0.0),
    ],
)
def test_wrong_arguments_are_refused(call):
    with pytest.raises(ValueError):
        call()

"""Taxes and assets: what the law says, and laws of arithmetic that hold for any profit."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.money import assets, tax
from pvlift.money.assets import Asset

PLAIN = tax.IncomeTaxRule(rate_frac=0.25, carry_years=5, holiday=False)
profits = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=25).map(np.array)
sales = st.lists(st.floats(0, 1e7), min_size=2, max_size=25).map(np.array)


@given(profits, st.integers(0, 6), st.booleans(), st.sampled_from([None, 0.05, 0.2]))
def test_tax_never_exceeds_profit_times_rate(profit, carry, holiday, relief):
    rule = tax.IncomeTaxRule(0.25, carry, holiday, relief, 3e5, 10)
    found = tax.income_tax_cny(rule, profit, np.ones(len(profit)))
    ceiling = 0.25 * np.maximum(profit, 0.0)
    assert np.all(found <= ceiling * (1 + 1e-12))
    assert np.all(found >= 0.0)
    whole_life = 0.25 * max(profit.sum(), 0.0)
    if carry == 0 and not holiday and relief is None:
        assert found.sum() >= whole_life - 1e-6


def taxed(profit, carry_years):
    """One company's losses in a list, the plain way."""
    losses, found = [], []
    for year, left in enumerate(profit):
        losses = [(of, lost) for of, lost in losses if year - of <= carry_years]
        for i, (of, lost) in enumerate(losses):
            used = min(lost, max(left, 0.0))
            losses[i], left = (of, lost - used), left - used
        losses.append((year, max(-left, 0.0)))
        found.append(max(left, 0.0))
    return found


@given(profits, st.integers(0, 6))
def test_losses_are_used_as_in_a_list_of_them(profit, carry):
    found = tax.after_losses_cny(profit, carry)
    np.testing.assert_allclose(found, taxed(profit, carry), rtol=1e-9, atol=1e-6)


def test_the_oldest_loss_is_used_first_and_expires_after_five_years():
    profit = np.array([-100.0, -50, 30, 0, 0, 0, 100, 100])
    np.testing.assert_allclose(tax.after_losses_cny(profit, 5), [0, 0, 0, 0, 0, 0, 50, 100])


def test_draws_do_not_touch_each_other():
    profit = np.array([[-100.0, 60, 60, 60], [40, -10, 20, 5], [0, 0, 0, 0]])
    many = tax.income_tax_cny(PLAIN, profit)
    assert many.shape == profit.shape
    for row, of_row in zip(profit, many, strict=True):
        np.testing.assert_array_equal(tax.income_tax_cny(PLAIN, row), of_row)


def test_the_holiday_counts_from_the_first_income():
    income = np.array([0.0, 0, 5, 5, 5, 5, 5, 5, 5, 5])
    share = [1, 1, 0, 0, 0, 0.5, 0.5, 0.5, 1, 1]
    found = tax.holiday_frac(income)
    np.testing.assert_allclose(found[2:], share[2:])
    rule = PLAIN._replace(holiday=True)
    due = tax.income_tax_cny(rule, np.where(income > 0, 100.0, 0.0), income)
    np.testing.assert_allclose(due, [0, 0, 0, 0, 0, 12.5, 12.5, 12.5, 25, 25])


def test_a_small_enterprise_pays_less_while_the_relief_lasts_and_below_the_limit():
    rule = tax.IncomeTaxRule(0.25, 5, False, 0.05, 3e6, 2)
    profit = np.array([[0.0, 1e6, 3e6, 1e6], [0, 3.1e6, 1e6, 1e6]])
    due = tax.income_tax_cny(rule, profit)
    np.testing.assert_allclose(due, [[0, 5e4, 1.5e5, 2.5e5], [0, 7.75e5, 5e4, 2.5e5]])


def test_holiday_and_relief_are_not_stacked():
    rule = tax.IncomeTaxRule(0.25, 5, True, 0.05, 3e6, 100)
    due = tax.income_tax_cny(rule, np.full(8, 100.0), np.ones(8))
    np.testing.assert_allclose(due, [0, 0, 0, 5, 5, 5, 5, 5])


def test_adjusted_tax_is_ebit_times_the_rate():
    np.testing.assert_allclose(tax.adjusted_tax_cny(0.25, [-5.0, 100]), [0, 25])
    np.testing.assert_allclose(tax.adjusted_tax_cny(0.25, [100.0, 100], [0.5, 1]), [12.5, 25])


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2026-01-01", "2027-12-31", 2),
        ("2026-07-01", "2027-12-31", 1),
        ("2026-07-01", "2028-06-30", 2),
        ("2026-07-01", "2028-06-29", 1),
        ("2026-12-31", "2027-12-31", 1),
        ("2028-01-01", "2027-12-31", 0),
        ("2030-01-01", "2027-12-31", 0),
    ],
)
def test_a_relief_holds_for_the_years_that_end_within_it(start, end, years):
    day = datetime.date.fromisoformat
    assert tax.full_years(day(start), day(end)) == years


@given(sales, st.floats(0, 5e7))
def test_vat_credit_is_used_before_vat_is_paid(sales_cny, bought_cny):
    bought = np.zeros(len(sales_cny))
    bought[0] = bought_cny
    found = tax.vat_years(tax.GeneralVat(0.13), sales_cny, bought)
    np.testing.assert_allclose(found.output_cny, sales_cny * 0.13 / 1.13, atol=1e-6)
    np.testing.assert_allclose(found.paid_cny + found.credit_used_cny, found.output_cny, atol=1e-6)
    total = found.credit_used_cny.sum() + found.credit_cny[-1]
    np.testing.assert_allclose(total, bought_cny, rtol=1e-9, atol=1e-6)
    assert np.all((found.paid_cny < 1e-6) | (found.credit_cny < 1e-6))


def test_a_small_taxpayer_below_the_threshold_pays_nothing():
    rule = tax.SmallVat(0.03, 0.01, 2, 100_000, 3)
    sales_cny = np.array([0.0, 1.2e6, 1.3e6, 1.3e6, 1.3e6])
    found = tax.vat_years(rule, sales_cny, 1e5)
    paid = [0, 0, 1.3e6 / 1.01 * 0.01, 1.3e6 / 1.03 * 0.03, 1.3e6 / 1.03 * 0.03]
    np.testing.assert_allclose(found.paid_cny, paid)
    assert np.all(found.credit_cny == 0.0)
    assert np.all(tax.vat_years(tax.ExemptVat(), sales_cny).paid_cny == 0.0)


def test_surcharges_are_halved_while_the_law_says_so():
    np.testing.assert_allclose(tax.surcharge_cny([0.0, 100, 100], 0.12), [0, 12, 12])
    np.testing.assert_allclose(tax.surcharge_cny([0.0, 100, 100], 0.12, 1), [0, 6, 12])


@given(
    st.lists(
        st.tuples(st.floats(0, 1e6), st.integers(0, 20), st.integers(1, 30), st.floats(0, 0.3)),
        max_size=5,
    )
)
def test_assets_are_written_off_or_recovered_in_full(rows):
    table = tuple(
        Asset(f"a{i}", value, year, life, residual * value)
        for i, (value, year, life, residual) in enumerate(rows)
    )
    found = assets.asset_years(table, 20)
    gone = found.depreciation_cny.sum() + found.recovered_cny.sum()
    np.testing.assert_allclose(gone, sum(asset.value_cny for asset in table), rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(found.book_cny[-1], 0.0, atol=1e-6)
    assert np.all(found.book_cny >= -1e-9)
    assert np.all(found.recovered_cny[:-1] == 0.0)


def test_depreciation_starts_the_year_after_and_leaves_the_residual():
    found = assets.asset_years((Asset("pv", 1000.0, 0, 4, 50.0),), 6)
    np.testing.assert_allclose(found.depreciation_cny, [0, 237.5, 237.5, 237.5, 237.5, 0, 0])
    np.testing.assert_allclose(found.recovered_cny, [0, 0, 0, 0, 0, 0, 50])
    assert found.book_cny[5] == pytest.approx(50.0) and found.book_cny[6] == 0.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: tax.income_tax_cny(PLAIN._replace(holiday=True), [1.0]),
        lambda: tax.income_tax_cny(PLAIN._replace(carry_years=-1), [1.0]),
        lambda: assets.asset_years((Asset("a", 1.0, 11, 5),), 10),
        lambda: assets.asset_years((Asset("a", 1.0, 0, 0),), 10),
    ],
)
def test_wrong_arguments_are_refused(call):
    with pytest.raises(ValueError):
        call()


def test_only_vat_rules_are_taken():
    with pytest.raises(TypeError):
        tax.vat_years("general", [1.0])

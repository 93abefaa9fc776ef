"""Published feasibility studies and worked examples, rebuilt from the functions of the money room.

Sources: the numbers stand in facts files of the project under the ids named in each test.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import fsolve

from pvlift.money import assets, debt, indicators, tax
from pvlift.money.assets import Asset


def test_the_cost_chain_of_a_50_mw_plant_to_the_ten_thousand_yuan():
    """50 MW table, m.31doc.com/p-40798.html; money in units of 10,000 yuan."""
    n_years = 25
    year = np.arange(n_years + 1)
    found = assets.asset_years((Asset("plant", 42_500.0, 0, 20),), n_years)
    np.testing.assert_allclose(found.depreciation_cny[1:21], 2125.0)
    loan = debt.equal_principal(34_000.0, 0.0655, 15, n_years)
    np.testing.assert_allclose(loan.principal_cny[1:16], 2266.67, atol=0.01)
    cost = found.depreciation_cny + loan.interest_cny + 139.0
    printed = [4491, 4343, 4194, 4046, 3897, 3749, 3600, 3452]
    printed += [3303, 3155, 3006, 2858, 2709, 2561, 2412, 2264]
    np.testing.assert_array_equal(np.round(cost[1:17]), printed)

    price = np.where(year <= 20, 0.90, 0.25) * (year > 0)
    sales = 6_900.0 * price
    input_vat = np.where(year == 0, 5057.5, 0.0)
    vat = tax.vat_years(tax.GeneralVat(0.17), sales, input_vat)
    revenue = sales - vat.output_cny
    np.testing.assert_array_equal(np.round(revenue[[1, 20, 21, 25]]), [5308, 5308, 1474, 1474])
    assert vat.output_cny[1] == pytest.approx(902.3, abs=0.05)
    assert 5057.5 / vat.output_cny[1] == pytest.approx(5.6, abs=0.05)
    assert np.all(vat.paid_cny[:6] == 0.0) and 0.0 < vat.paid_cny[6] < vat.output_cny[6]
    np.testing.assert_array_equal(np.round(0.5 * vat.paid_cny[7:21]), 451)


def xuyi(om, rate, vat_share=0.09):
    """Case A, Xuyi 300 MW (TBEA); money in units of 10,000 yuan."""
    n_years, outlay, loan_sum = 25, 148_800.0, 119_000.0
    year = np.arange(n_years + 1)
    decline = 1.0 - 0.01 - 0.004 * (year[1:] - 1)
    made = np.r_[0.0, 39_769.13 * decline / decline.mean()]
    input_vat = outlay * vat_share / (1 + vat_share) * (year == 0)
    sales = made * 0.391
    vat = tax.vat_years(tax.GeneralVat(0.13), sales, input_vat)
    surcharge = tax.surcharge_cny(vat.paid_cny, 0.10)
    revenue = sales - vat.output_cny
    value = outlay - input_vat[0]
    plant = assets.asset_years((Asset("plant", value, 0, 20, 0.05 * value),), n_years)
    loan = debt.equal_principal(loan_sum, rate, 15, n_years)
    ebit = revenue - om * (year > 0) - surcharge - plant.depreciation_cny
    profit = ebit - loan.interest_cny
    rule = tax.IncomeTaxRule(0.25, carry_years=0, holiday=True)
    profit_tax = tax.income_tax_cny(rule, profit, revenue)
    adjusted = tax.adjusted_tax_cny(0.25, ebit, tax.holiday_frac(revenue))
    before_tax = sales - vat.paid_cny - om * (year > 0) - surcharge + plant.recovered_cny
    before_tax[0] -= outlay
    return {
        "profit": profit[1:].mean(),
        "revenue": revenue[1:].mean(),
        "irr": indicators.irr(before_tax - adjusted).value,
        "irr_pretax": indicators.irr(before_tax).value,
        "equity_irr": indicators.irr(before_tax - profit_tax + debt.to_borrower_cny(loan)).value,
        "roe": indicators.return_on_equity_frac(profit - profit_tax, 29_800.0),
        "roi": indicators.return_on_investment_frac(ebit, outlay),
        "payback": indicators.payback_years(before_tax - adjusted, build_years=1.0),
        "dscr": indicators.lowest(
            indicators.dscr(ebit + plant.depreciation_cny - profit_tax, debt.debt_service_cny(loan))
        ),
    }


def test_the_xuyi_study_closes_with_ordinary_conventions():
    """Published: ROE 12.82 %, payback 13.19 years, post-tax IRR 6.14 %; reportify.cn (S28)."""

    def gap(unknown):
        found = xuyi(1000 * unknown[0], 0.01 * unknown[1])
        return found["profit"] / 4910.35 - 1.0, (found["irr"] - 0.0614) * 100

    om, rate_pct = fsolve(gap, (1.8, 4.4))
    assert 1000 * om == pytest.approx(1854, abs=2)
    assert rate_pct == pytest.approx(4.41, abs=0.01)
    found = xuyi(1000 * om, 0.01 * rate_pct)
    assert found["roe"] == pytest.approx(0.1282, abs=0.003)
    assert found["payback"] == pytest.approx(13.19, abs=0.2)
    assert found["revenue"] == pytest.approx(13_800, rel=0.003)
    assert found["roe"] == pytest.approx(0.1258, abs=5e-5)
    assert found["payback"] == pytest.approx(13.04, abs=5e-3)
    assert found["roi"] == pytest.approx(0.0443, abs=5e-5)
    assert found["irr_pretax"] == pytest.approx(0.0715, abs=5e-5)
    assert found["equity_irr"] == pytest.approx(0.092, abs=5e-4)
    assert found["dscr"] == pytest.approx(0.96, abs=5e-3)


def test_a_worked_example_of_another_tool():
    """First year of PV with storage (S96), interest on the average balance."""
    n_years = 25
    discharged_kwh = 1000 * 0.9 * 330 * 0.88**0.5
    assert discharged_kwh == pytest.approx(278_610.696, abs=1e-3)
    income = 1_100_000 * 0.8 * 0.70 + discharged_kwh * 0.70 - discharged_kwh / 0.88 * 0.40
    ebitda = np.r_[0.0, income - (60_000 + 20_000 + 20_000 + 10_000 + 5_000)]
    assert ebitda[1] == pytest.approx(569_386.26, abs=5e-3)
    loan = debt.equal_principal(2e6, 0.04, 10, n_years, interest_on="average")
    plant = assets.asset_years((Asset("plant", 4e6, 0, 20, 0.05 * 4e6),), n_years)
    assert loan.interest_cny[1] == pytest.approx(76_000.0, abs=1e-6)
    assert plant.depreciation_cny[1] == pytest.approx(190_000.0, abs=1e-6)
    profit = ebitda[1] - plant.depreciation_cny[1] - loan.interest_cny[1]
    rule = tax.IncomeTaxRule(0.25, carry_years=5, holiday=False)
    due = tax.income_tax_cny(rule, [0.0, profit])[1]
    assert due == pytest.approx(75_846.565, abs=1e-3)
    assert ebitda[1] - due == pytest.approx(493_539.696, abs=1e-3)
    equity = ebitda[1] - due - debt.debt_service_cny(loan)[1]
    assert equity == pytest.approx(217_539.696, abs=1e-3)


def ganzhou(capex=2900.0, rent=30.0, mechanism=(0.8, 0.33, 12), market=0.25, **own):
    """Ganzhou screening, per kWp over 25 years, before tax, no VAT."""
    year = np.arange(1, 26)
    share, price, term = mechanism
    made = own.get("yield_kwh", 1000.0) * (1.0 - 0.01 - 0.004 * (year - 1))
    fed_in = np.where(year <= term, share * price + (1 - share) * market, market)
    if "later" in own:
        fed_in = np.where(year <= term, price, own["later"])
    used = own.get("used_share", 0.0)
    income = made * (used * 0.60 + (1.0 - used) * fed_in)
    cost = 45.0 + rent + 0.002 * capex + 150.0 * (year == 13)
    cash = np.r_[-capex, income - cost]
    lcoe = indicators.lcoe_cny_per_kwh(0.06, np.r_[capex, cost], np.r_[0.0, made])
    return indicators.irr(cash).value, indicators.npv(0.06, cash), lcoe, income[0] - cost[0]


SCREENING = {
    "base, all fed in": ({}, 4.15, -434, 0.328, 230),
    "no rent": ({"rent": 0.0}, 5.79, -51, 0.297, 260),
    "market 0.20 alone": ({"mechanism": (0, 0, 0), "market": 0.20}, -1.0, -1565, 0.328, 117),
    "market 0.30": ({"market": 0.30}, 5.41, -150, 0.328, 240),
    "capex 2.5": ({"capex": 2500.0}, 5.88, -24, 0.295, 231),
    "capex 2.5, no rent, 1050 kWh": (
        {"capex": 2500.0, "rent": 0.0, "yield_kwh": 1050.0}, 8.44, 538, 0.251, 276
    ),
    "old regime": ({"mechanism": (1.0, 0.4143, 20), "later": 0.30}, 9.40, 912, 0.328, 329),
    "10 % sold at 0.60": ({"used_share": 0.1}, 5.76, -60, 0.328, 258),
    "30 % sold at 0.60": ({"used_share": 0.3}, 8.59, 689, 0.328, 315),
    "70 % sold at 0.60, no rent": ({"used_share": 0.7, "rent": 0.0}, 14.65, 2571, 0.297, 458),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENING)
def test_the_ganzhou_screening(name):
    change, irr_pct, npv, lcoe, first = SCREENING[name]
    found = ganzhou(**change)
    assert 100 * found[0] == pytest.approx(irr_pct, abs=0.051 if irr_pct == -1.0 else 0.0051)
    assert found[1] == pytest.approx(npv, abs=0.51)
    assert found[2] == pytest.approx(lcoe, abs=0.00051)
    assert found[3] == pytest.approx(first, abs=0.51)

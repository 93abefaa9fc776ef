"""Costs by name, by calendar and in other money; what finance and taxes do with them."""

from __future__ import annotations

import datetime
from typing import get_args

import numpy as np
import pytest
from scenarios_for_tests import table
from test_money_books import loaded, outcome_of

from pvlift.facts.accounts import COSTS, keys_of
from pvlift.facts.items import amount_cny, cost_items
from pvlift.facts.read import costs, events
from pvlift.money import indicators
from pvlift.money.carbon import grid_factor
from pvlift.money.ledger import net_cny, paid_cny
from pvlift.money.operations import calendar_years, renewal_years, years_due
from pvlift.scenario.funds import Cost, Unit, WorkCalendar
from pvlift.scenario.load import from_table
from pvlift.study.answers.run import run


def plan_with(*rows, **keys) -> dict:
    """The small plan with more cost rows."""
    whole = table() | keys
    whole["cost"] = [*whole["cost"], *rows]
    return whole


def test_every_item_makes_a_whole_cost_row():
    for name, item in cost_items().items():
        for level in ("low", "base", "high"):
            row = Cost.model_validate({"item": name, "level": level})
            assert row.account in keys_of(*COSTS) and row.per in get_args(Unit)
            assert row.cny == pytest.approx(amount_cny(item, level), abs=1e-6)
    known = {f"calendar:{name}" for name in events()}
    assert known == set(get_args(WorkCalendar))


def test_an_item_needs_no_numbers_and_own_ones_win():
    row = Cost.model_validate({"item": "lift_upkeep_basic"})
    assert (row.account, row.per, row.when) == ("lift_upkeep", "lift", "yearly")
    assert (row.cny, row.step_frac, row.step_years) == (4_300.0, 0.10, 5)
    assert row.source == "lift-S74"
    own = Cost.model_validate({"item": "lift_upkeep_basic", "level": "high", "step_frac": 0.2})
    assert (own.cny, own.step_frac) == (8_640.0, 0.2)
    assert Cost.model_validate({"item": "lift_equipment"}).cny == pytest.approx(148_000.0)
    assert Cost.model_validate({"item": "roof_rent"}).cny == pytest.approx(0.027)
    again = Cost.model_validate(own.model_dump(mode="python"))
    assert again == own


def test_the_inspection_calendar_is_the_published_one():
    """TSG T7001-2023: years 1, 4, 7, 9, 11, 13, 15, and yearly after year 15."""
    found = calendar_years(events()["lift_inspection"], 20)
    assert found == (1, 4, 7, 9, 11, 13, 15, 16, 17, 18, 19, 20)
    anew = calendar_years(events()["lift_inspection"], 25, (20,))
    assert anew == (1, 4, 7, 9, 11, 13, 15, 16, 17, 18, 19, 20, 21, 24)
    tests = calendar_years(events()["lift_self_test"], 15)
    assert set(tests) | set(found[:7]) >= set(range(1, 16))


def test_calendars_begin_anew_when_the_lift_is_renewed():
    whole = plan_with(
        {"item": "lift_inspection"}, {"item": "lift_ropes"}, {"item": "lift_renewal"}, n_years=45
    )
    scenario = from_table(whole, "test", loaded(table()).folder)
    assert renewal_years(scenario) == (20, 40)
    years = {row.item: years_due(row, scenario) for row in scenario.cost if row.item}
    assert years["lift_renewal"] == (20, 40)
    assert years["lift_ropes"] == (8, 16, 28, 36)
    assert {21, 24, 41, 44} <= set(years["lift_inspection"])


def test_removal_comes_in_the_last_year_alone():
    books = run(loaded(plan_with({"item": "pv_removal", "growth_per_year": 0.02}))).books
    removal = next(t for t in books.ledger.transfers if t.account == "pv_removal").cny[0]
    assert np.all(removal[:-1] == 0.0) and removal[-1] > 0.0


def test_an_amount_of_another_year_is_carried_once():
    whole = table()
    whole["cost"][2]["price_year"] = 2022
    whole["inflation"] = {"per_year": 0.02, "source": "assumption"}
    here, there = run(loaded(whole)).books, run(loaded(table())).books
    paid = [paid_cny(books.ledger, "investor", ("lift_upkeep",))[0, 1:] for books in (here, there)]
    np.testing.assert_allclose(paid[0], paid[1] * 1.02**5, rtol=1e-12)


def bridged(**plan):
    whole = table()
    whole["subsidy"][0]["delay_months"] = 18
    whole["bridge"] = {"share_frac": 0.8, "rate_per_year": 0.05, "longest_years": 3}
    whole["bridge"]["source"] = "assumption"
    whole["loan"] = []
    whole["roof"][0]["count"] = 1
    return run(loaded(whole | plan))


def test_a_bridge_stands_in_for_a_late_grant():
    """160,000 for a year and a half at 5 %: 8,000 and 4,000 of interest, repaid in year 2."""
    books = bridged().books
    assert books.drawn_cny[0, 0] == pytest.approx(0.8 * 200_000.0)
    np.testing.assert_allclose(books.interest_cny[0, :4], [0.0, 8_000.0, 4_000.0, 0.0])
    assert books.principal_cny[0, 2] == pytest.approx(160_000.0)
    assert books.capital_grants_cny[0, 2] == pytest.approx(200_000.0)


def test_a_refused_grant_leaves_the_bridge_with_the_owner():
    refused = bridged(stress=[{"name": "s", "refused": ["grant"]}])
    found = refused.stresses[1].indicators
    assert found.equity_npv_cny[0] < refused.indicators.equity_npv_cny[0] - 100_000.0


def test_interest_on_the_average_balance_is_lower():
    def interest(rule):
        return outcome_of(loan__0__interest_on=rule).books.interest_cny[0]

    opening, average = interest("opening"), interest("average")
    assert average[1] == pytest.approx(opening[1] * 0.95)  # ten equal parts: 10 and 9 of 10 owed
    assert average[1:].sum() < opening[1:].sum()


def test_construction_interest_is_part_of_the_assets():
    for rule in ("capitalised", "paid"):
        books = outcome_of(loan__0__construction_interest=rule, build_months=12).books
        assert books.net_profit_cny[0, 0] == 0.0
        interest = books.interest_cny[0, 0]
        assert interest > 0.0
        assets = books.book_cny[0, 0] + books.capital_grants_cny.sum()
        assert assets == pytest.approx(books.investment_cny[0] + interest)
    paid = outcome_of(loan__0__construction_interest="paid", build_months=12).books
    added = outcome_of(loan__0__construction_interest="capitalised", build_months=12).books
    assert paid.equity_cny[0] > added.equity_cny[0]


def test_working_capital_is_tied_up_and_comes_back():
    whole = table()
    whole["working_capital"] = {"months": 3.0, "loan_frac": 0.7, "rate_per_year": 0.03}
    whole["working_capital"]["source"] = "assumption"
    outcome = run(loaded(whole))
    books = outcome.books
    moved = net_cny(books.ledger, "investor", ("working_capital",))[0]
    assert moved[0] < 0 and moved[-1] == pytest.approx(-moved[0]) and np.all(moved[1:-1] == 0)
    base = run(loaded(table()))
    yearly = paid_cny(base.books.ledger, "investor", ("lift_power", "lift_upkeep"))[0, 1]
    assert -moved[0] == pytest.approx(yearly / 4, rel=1e-9)
    assert outcome.indicators.project_npv_cny[0] < base.indicators.project_npv_cny[0]
    # the last year's release is no cash for the lifts
    last = outcome.promise.operating_cash_cny[0, -1] - base.promise.operating_cash_cny[0, -1]
    assert abs(last) < 0.1 * -moved[0]


def test_a_bond_is_paid_by_the_government_and_costs_it_its_interest():
    whole = table()
    bond = {"name": "bond", "share_frac": 1.0, "rate_per_year": 0.03, "term_years": 10}
    whole["bond"] = [bond | {"repayment": "bullet", "source": "assumption"}]
    with_bond, without = run(loaded(whole)), run(loaded(table()))
    ledger = with_bond.books.ledger
    assert net_cny(ledger, "government", ("bond",))[0, 0] == pytest.approx(200_000.0)
    assert paid_cny(ledger, "government", ("bond_interest",))[0].sum() == pytest.approx(60_000.0)
    # borrowed at the government's own discount rate a bond changes nothing
    assert with_bond.indicators.fiscal_npv_cny[0] == pytest.approx(
        without.indicators.fiscal_npv_cny[0], abs=1e-6
    )
    np.testing.assert_array_equal(with_bond.books.equity_flow_cny, without.books.equity_flow_cny)


def test_small_taxpayers_pay_half_the_surcharges_while_it_lasts():
    keys = {"tax__vat": "small", "tax__vat_frac": 0.03, "roof__0__count": 20}
    full = outcome_of(**keys).books.surcharge_cny[0]
    whole = table()
    whole["tax"] |= {"vat": "small", "vat_frac": 0.03}
    whole["tax"]["surcharge_half_until"] = datetime.date(2028, 12, 31)
    whole["roof"][0]["count"] = 20
    half = run(loaded(whole)).books.surcharge_cny[0]
    np.testing.assert_allclose(half[1:3], full[1:3] / 2)
    np.testing.assert_allclose(half[3:], full[3:])


def test_a_late_holiday_keeps_only_its_remaining_years():
    keys = {"roof__0__count": 30, "load__0__kwh_per_year": 4e5, "cost__0__cny": 100_000.0}
    keys |= {"tax__holiday": True, "loan": [], "subsidy__0__cny_per_lift": 0.0}
    whole = outcome_of(**keys).books.income_tax_cny[0]
    late = outcome_of(**keys, tax__holiday_first_year=3).books.income_tax_cny[0]
    assert np.all(whole[1:4] == 0.0) and np.all(late[1:3] > 0.0) and late[3] == 0.0
    np.testing.assert_allclose(late[4:], whole[4:])


def test_break_even_output_is_where_the_mean_year_earns_nothing():
    """Known by hand: scale what roofs bring, and the mean profit before tax is zero."""
    outcome = outcome_of(loan=[], roof__0__count=6, tax__vat="exempt", tax__vat_frac=0.0)
    books, share = outcome.books, outcome.indicators.break_even_output_frac[0]
    brought = books.sales_cny[0, 1:] + books.saved_power_cny[0, 1:]
    profit = books.ebit_cny[0, 1:].mean() - (1.0 - share) * brought.mean()
    assert profit == pytest.approx(0.0, abs=1e-6)
    made = (outcome.energy.made_kwh - outcome.energy.curtailed_kwh)[0].sum()
    price = outcome.indicators.break_even_price_cny_per_kwh[0]
    assert price * made == pytest.approx(share * brought.sum())


def test_grants_per_tonne_of_carbon_dioxide():
    outcome = outcome_of(connection__mode="full_feed_in")
    tonnes = outcome.energy.made_kwh.sum() * 0.5836 / 1000.0  # Jiangxi 2023
    found = outcome.indicators.subsidy_per_tonne_co2_cny[0]
    assert found == pytest.approx(200_000.0 / tonnes)


@pytest.mark.parametrize("city", ["Ganzhou", "ganzhou", "赣州", "赣州市"])
def test_a_city_has_its_province_s_factor_however_it_is_written(city):
    whole = table()
    whole["site"]["city"] = city
    assert grid_factor(loaded(whole).scenario).province_zh == "江西"


def test_cover_over_the_life_of_a_loan_is_its_definition():
    outcome = outcome_of(roof__0__count=10, build_months=0)
    books = outcome.books
    cash = (books.ebit_cny + books.depreciation_cny - books.income_tax_cny)[0]
    worth = indicators.llcr(0.035, cash, books.balance_cny[0, 0], 10)
    assert outcome.indicators.llcr[0] == pytest.approx(float(worth))
    assert np.isnan(outcome_of(loan=[]).indicators.llcr[0])
    assert outcome.indicators.interest_cover_min[0] == pytest.approx(
        np.min(books.ebit_cny[0, 1:11] / books.interest_cny[0, 1:11])
    )


def test_prices_of_the_list_are_those_of_the_facts():
    for item in cost_items().values():
        if item.amount.startswith("event:"):
            assert item.amount.removeprefix("event:") in events()
        else:
            assert item.amount in costs()
        assert not item.share or item.share in costs()


def test_tall_buildings_and_level_doors_cost_more():
    """A storey above the sixth 12,000 a lift; level entry a tenth of the lift; small roofs more."""
    rows = [{"item": "lift_storey_extra"}, {"item": "lift_level_entry"}, {"item": "pv_small_extra"}]
    base, more = (run(loaded(plan_with(*extra))) for extra in ((), rows))
    added = more.books.investment_cny[0] - base.books.investment_cny[0]
    peak = base.prepared.project.small_peak_w
    assert added == pytest.approx(2 * 40_000.0 + peak * 2.8 * 0.125)  # six storeys, two lifts
    tall = plan_with(*rows)
    tall["stairwell"][0] |= {"storeys": 9, "flats": 18, "entry": "half_landing"}
    tall["roof"][0]["length_m"] = 60.0  # more than 30 kW
    found = run(loaded(tall)).books
    civil = paid_cny(found.ledger, "investor", ("lift_civil",))[0, 0]
    assert civil == pytest.approx(2 * 3 * 12_000.0)


def test_retail_prices_may_follow_a_table_of_years():
    whole = table()
    whole["lift_power"]["by_year_frac"] = [1.0, 1.1, 0.9]
    whole["load"][0]["by_year_frac"] = [1.0, 0.5]
    path, flat = run(loaded(whole)).books.ledger, run(loaded(table())).books.ledger
    bought = [paid_cny(book, "investor", ("lift_power",))[0, 1:] for book in (path, flat)]
    np.testing.assert_allclose(bought[0], bought[1] * np.r_[1.0, 1.1, [0.9] * 18])
    sold = [paid_cny(book, "customers", ("power_sold",))[0, 1:] for book in (path, flat)]
    growth = 1.01 ** np.arange(20)
    np.testing.assert_allclose(sold[0], sold[1] / growth * np.r_[1.0, [0.5] * 19])


def test_a_reference_price_by_month_is_weighted_by_what_the_roofs_make():
    """Document 136: the mechanism pays its price less the reference price of the month."""
    market = {"price": {"kind": "flat", "cny_per_kwh": 0.25}, "growth_per_year": 0.0}
    market |= {"source": "assumption", "confidence": "U"}
    rule = {"kind": "mechanism", "mechanism_cny_per_kwh": 0.33, "share_frac": 0.8}
    rule |= {"term_years": 12, "market": market, "source": "assumption", "confidence": "U"}

    def topup(reference):
        outcome = outcome_of(connection__mode="full_feed_in", feed_in=rule | reference, load=[])
        paid = net_cny(outcome.books.ledger, "investor", ("mechanism_topup",))[0, 1]
        return paid, outcome.energy.exported_kwh[0, 0]

    flat, kwh = topup({"reference": {"kind": "flat", "cny_per_kwh": 0.24}})
    assert flat == pytest.approx(kwh * 0.8 * (0.33 - 0.24))
    even, _ = topup({"reference": {"kind": "monthly", "cny_per_kwh": [0.24] * 12}})
    assert even == pytest.approx(flat)
    summer = [0.20] * 4 + [0.28] * 5 + [0.20] * 3  # dear in the months with most sun
    shaped, _ = topup({"reference": {"kind": "monthly", "cny_per_kwh": summer}})
    mean = np.average(summer, weights=[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    assert shaped < kwh * 0.8 * (0.33 - mean)  # more is made where the reference is high


def test_debt_cover_with_and_without_renewals_stand_side_by_side():
    """An inverter bought while the loan runs: by hand from the books."""
    inverter = {"account": "pv_inverter", "cny": 0.15, "per": "w", "when": [6]}
    inverter |= {"growth_per_year": 0.0, "life_years": 12, "source": "assumption"}
    outcome = outcome_of(cost=[*table()["cost"], inverter], roof__0__count=10)
    books, found = outcome.books, outcome.indicators
    cash = (books.ebit_cny + books.depreciation_cny - books.income_tax_cny)[0]
    renewed = cash.copy()
    renewed[6] -= 0.15 * outcome.prepared.project.peak_w
    term = slice(1, table()["loan"][0]["term_years"] + 1)
    service = (books.principal_cny + books.interest_cny)[0, term]
    assert found.dscr_min[0] == pytest.approx((cash[term] / service).min())
    assert found.dscr_after_renewals_min[0] == pytest.approx((renewed[term] / service).min())
    assert found.dscr_after_renewals_min_year[0] == 6.0 != found.dscr_min_year[0]
    gap = found.llcr[0] - found.llcr_after_renewals[0]
    rate, debt_cny = table()["loan"][0]["rate_per_year"], books.balance_cny[0, 0]
    assert gap == pytest.approx((cash - renewed)[6] / (1 + rate) ** 6 / debt_cny)
    without = outcome_of(loan=[]).indicators
    assert np.isnan([without.dscr_after_renewals_min, without.dscr_min_year]).all()

"""Prices of every hour, and what feed-in brings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scenarios_for_tests import table
from test_money_books import loaded

from pvlift.errors import ScenarioError
from pvlift.facts import read
from pvlift.facts.feed_in import FeedInRule
from pvlift.facts.in_force import check_in_force
from pvlift.facts.tariffs import TariffRule
from pvlift.prices.feed_in import export_price, feed_in_cny, market_factors, reference_price
from pvlift.prices.retail import hourly_price, tier_bill_cny, tier_price
from pvlift.prices.shapes import hourly_shape
from pvlift.study.answers.run import run

TARIFF = TypeAdapter(TariffRule)
FEED_IN = TypeAdapter(FeedInRule)


def tariff(**row):
    return TARIFF.validate_python(row)


def feed_in(**row):
    return FEED_IN.validate_python(row)


def market(price=0.25, **more):
    return {"price": {"kind": "flat", "cny_per_kwh": price}, **more}


def mechanism(share_frac=0.8, **more):
    """33 fen for 14 years, the rest at a market of 25 fen, unless said otherwise."""
    row = {"mechanism_cny_per_kwh": 0.33, "term_years": 14, "market": market()}
    return feed_in(kind="mechanism", share_frac=share_frac, **{**row, **more})


def _hour(month: int, day: int, hour: int) -> int:
    return ((date(2023, month, day) - date(2023, 1, 1)).days) * 24 + hour


def test_the_lift_pays_62_fen_at_every_hour():
    price = hourly_price(tariff(tariff="jiangxi-collective-2023"))
    assert price.shape == (8760,) and set(price) == {0.62}


def test_every_library_tariff_prices_every_hour():
    for row in read.tariffs().values():
        price = hourly_price(row.rule, year_kwh=3000.0)
        assert price.shape == (8760,) and np.isfinite(price).all()
        assert 0.2 < price.min() <= price.max() < 1.2, row.id


def _published_periods(month: int, half_hour: int) -> str:
    """Table of the Jiangxi rule, written out by half hours and independently of the windows."""
    h = half_hour / 2
    if month in (1, 12):
        if 18 <= h < 20:
            return "spike"
        return "valley" if h < 6 else "peak" if 9 <= h < 12 or 20 <= h < 21 else "flat"
    if month == 2:
        return "valley" if h < 6 else "peak" if 16 <= h < 22 else "flat"
    if 12 <= h < 14:
        return "deep_valley"
    if 1 <= h < 5 or 11.5 <= h < 14.5:
        return "valley"
    if month in (7, 8) and 20.5 <= h < 22.5:
        return "spike"
    begin, end = (17, 23) if month in (7, 8, 9) else (16, 22)
    return "peak" if begin <= h < end else "flat"


def test_jiangxi_business_prices_follow_the_published_table():
    """Ratios +60, -60, -70, +80 % on the traded price only; 11:30 and 14:30 split their hours."""
    rule = read.tariffs()["jiangxi-business-2025"].rule
    ratio = {"flat": 0.0, "peak": 0.6, "valley": -0.6, "deep_valley": -0.7, "spike": 0.8}
    fixed = rule.fixed.network_cny_per_kwh + rule.fixed.surcharges_cny_per_kwh
    price = hourly_price(tariff(tariff="jiangxi-business-2025"))
    for month in range(1, 13):
        for hour in range(24):
            halves = [ratio[_published_periods(month, 2 * hour + k)] for k in (0, 1)]
            wanted = fixed + rule.traded_cny_per_kwh * (1 + np.mean(halves))
            assert price[_hour(month, 28, hour)] == pytest.approx(wanted), (month, hour)


def test_midday_in_summer_is_the_cheapest_hour_for_shops():
    price = hourly_price(tariff(tariff="jiangxi-business-2025")).reshape(365, 24)
    summer = price[181:243]
    assert (summer[:, 12:14] == price.min()).all()
    assert (summer[:, 21] == price.max()).all()
    half = (summer[:, 19] + summer[:, 21]) / 2  # the spike runs from 20:30 to 22:30
    np.testing.assert_allclose(summer[:, [20, 22]], np.stack([half, half], axis=1), rtol=1e-12)


def test_holidays_have_a_deep_valley_at_noon():
    price = hourly_price(tariff(tariff="jiangxi-business-2025"))
    ordinary, feast = price[_hour(2, 10, 12)], price[_hour(2, 17, 12)]
    assert feast < ordinary
    assert price[_hour(2, 17, 11)] == price[_hour(2, 10, 11)]


def test_a_window_of_a_quarter_hour_weighs_a_quarter():
    rule = tariff(
        kind="periods",
        cny_per_kwh={"flat": 0.4, "peak": 0.8},
        seasons=[
            {"months": [6], "windows": [{"period": "peak", "from_h": 9.75, "to_h": 11.5}]},
        ],
    )
    day = hourly_price(rule)[_hour(6, 3, 0) : _hour(6, 4, 0)]
    assert day[9] == pytest.approx(0.5) and day[10] == pytest.approx(0.8)
    assert day[11] == pytest.approx(0.6) and day[12] == pytest.approx(0.4)


def test_weekend_windows_follow_the_first_weekday():
    rule = tariff(
        kind="periods",
        cny_per_kwh={"flat": 0.6, "valley": 0.3},
        seasons=[
            {
                "months": list(range(1, 13)),
                "windows": [{"period": "valley", "from_h": 0, "to_h": 24, "days": "weekends"}],
            }
        ],
    )
    days = hourly_price(rule, first_weekday=3).reshape(365, 24)[:, 0]  # 1 January is a Thursday
    assert list(days[:9]) == [0.6, 0.6, 0.3, 0.3, 0.6, 0.6, 0.6, 0.6, 0.6]
    with pytest.raises(ValueError, match="first_weekday"):
        hourly_price(rule, first_weekday=7)


def test_tiers_bill_as_printed():
    """2,160 kWh at 0.60, to 4,200 at 0.65, above at 0.90."""
    rule = tariff(tariff="jiangxi-residential-2023")
    bill = tier_bill_cny(rule, [0.0, 2160.0, 4200.0, 5000.0])
    assert bill == pytest.approx([0.0, 1296.0, 1296.0 + 1326.0, 1296.0 + 1326.0 + 720.0])
    assert tier_price(rule, 0.0) == 0.60
    assert tier_price(rule, 4200.0) == pytest.approx(2622.0 / 4200.0)
    with pytest.raises(ValueError, match="year_kwh"):
        hourly_price(rule)


def test_the_valley_option_costs_48_fen_at_night_in_tier_one():
    price = hourly_price(tariff(tariff="jiangxi-residential-valley-2023"), year_kwh=2000.0)
    day = price[:24]
    assert day[23] == pytest.approx(0.48) and day[7] == pytest.approx(0.48)
    assert day[8] == pytest.approx(0.63) and day[21] == pytest.approx(0.63)


@given(st.floats(0, 20_000), st.floats(0, 20_000))
def test_more_use_never_costs_less(a, b):
    rule = read.tariffs()["jiangxi-residential-2023"].rule
    low, high = sorted((a, b))
    assert tier_bill_cny(rule, low) <= tier_bill_cny(rule, high) + 1e-9
    assert tier_price(rule, low) <= tier_price(rule, high) + 1e-12


def test_price_shapes_are_spread_over_the_year():
    monthly = tariff(
        kind="table", price={"kind": "monthly", "cny_per_kwh": [0.1 * m for m in range(1, 13)]}
    )
    price = hourly_price(monthly)
    assert price[_hour(2, 28, 23)] == pytest.approx(0.2)
    assert price[_hour(3, 1, 0)] == pytest.approx(0.3)
    clock = {"kind": "clock", "cny_per_kwh": [[h / 100 for h in range(24)]]}
    assert list(hourly_price(tariff(kind="table", price=clock))[24:48]) == [
        h / 100 for h in range(24)
    ]
    every = {"kind": "hourly", "cny_per_kwh": [h / 8760 for h in range(8760)]}
    assert hourly_price(tariff(kind="table", price=every))[8759] == pytest.approx(8759 / 8760)
    with pytest.raises(TypeError):
        hourly_shape("flat")


def test_a_row_out_of_force_is_named_with_its_day():
    rule = read.tariffs()["jiangxi-business-2025"].rule
    assert check_in_force(rule, date(2026, 1, 1), "load[1].price") == ()
    (fault,) = check_in_force(rule, date(2024, 1, 1), "load[1].price")
    assert fault.where == "load[1].price" and "2025-07-01" in fault.wanted.zh


EXPORTED = np.array([[1000.0] * 14, [800.0] * 14])


def test_mechanism_pays_its_share_for_its_term():
    """Ganzhou screening: 80 % at 0.33 and 20 % at 0.25 for 10 years, then 0.25."""
    sales = feed_in_cny(feed_in(feed_in="jiangxi-2025"), EXPORTED, EXPORTED * 0.25)
    total = sum(sale.cny for sale in sales.values() if sale.payee == "investor")
    assert total[0, :10] == pytest.approx(1000 * 0.314)
    assert total[0, 10:] == pytest.approx(250.0)
    assert total[1] == pytest.approx(0.8 * total[0])
    assert not sales["mechanism_payback"].cny.any()


def test_a_market_above_the_mechanism_price_is_paid_back():
    """P = P_own + s (P_mech - P_ref) holds with either sign."""
    rule = mechanism(market=market(0.43))
    sales = feed_in_cny(rule, EXPORTED, EXPORTED * 0.43)
    assert sales["mechanism_payback"].payer == "investor"
    net = (
        sales["feed_in_market"].cny + sales["mechanism_topup"].cny - sales["mechanism_payback"].cny
    )
    assert net[0] == pytest.approx(1000 * (0.43 + 0.8 * (0.33 - 0.43)))
    assert all((sale.cny >= 0).all() for sale in sales.values())


def test_an_array_that_earns_more_than_the_reference_keeps_the_difference():
    rule = mechanism(1.0, reference={"kind": "flat", "cny_per_kwh": 0.22})
    sales = feed_in_cny(rule, EXPORTED, EXPORTED * 0.25)
    net = sum(sale.cny for sale in sales.values() if sale.payee == "investor")
    assert net[0] == pytest.approx(1000 * (0.25 + 0.33 - 0.22))
    assert reference_price(rule)[0] == 0.22


def test_a_monthly_reference_needs_the_exports_value_at_it():
    rule = mechanism(0.5, reference={"kind": "monthly", "cny_per_kwh": [0.2] * 6 + [0.3] * 6})
    with pytest.raises(ValueError, match="reference_value_cny"):
        feed_in_cny(rule, EXPORTED, EXPORTED * 0.25)
    sales = feed_in_cny(rule, EXPORTED, EXPORTED * 0.25, reference_value_cny=EXPORTED * 0.24)
    assert sales["mechanism_topup"].cny[0] == pytest.approx(500 * (0.33 - 0.24))
    assert reference_price(rule)[0] == 0.2 and reference_price(rule)[-1] == 0.3


def test_the_yearly_volume_caps_the_mechanism():
    rule = mechanism(volume_cap_kwh_per_year=500.0)
    sales = feed_in_cny(rule, EXPORTED, EXPORTED * 0.25)
    assert sales["mechanism_topup"].cny[:, 0] == pytest.approx(500 * 0.08)


def test_benchmark_then_market():
    sales = feed_in_cny(
        feed_in(feed_in="jiangxi-benchmark"), np.full((1, 25), 1000.0), np.full((1, 25), 300.0)
    )
    total = sum(sale.cny for sale in sales.values())
    assert total[0, :20] == pytest.approx(414.3) and total[0, 20:] == pytest.approx(300.0)


def test_the_market_moves_by_growth_or_by_table():
    grows = feed_in(kind="market", market=market(growth_per_year=-0.02))
    assert market_factors(grows, 3) == pytest.approx([1.0, 0.98, 0.98**2])
    told = feed_in(kind="market", market=market(by_year_frac=[1.0, 0.9]))
    assert list(market_factors(told, 4)) == [1.0, 0.9, 0.9, 0.9]
    sales = feed_in_cny(told, EXPORTED, EXPORTED * 0.25, market_factor=np.array([[1.0], [0.5]]))
    assert sales["feed_in_market"].cny[0, :2] == pytest.approx([250.0, 225.0])
    assert sales["feed_in_market"].cny[1, :2] == pytest.approx([100.0, 90.0])


def test_one_flat_price():
    rule = feed_in(kind="flat", cny_per_kwh=0.4, growth_per_year=0.01)
    sales = feed_in_cny(rule, EXPORTED, EXPORTED * 0.4)
    assert list(sales) == ["feed_in_flat"]
    assert sales["feed_in_flat"].cny[0, :2] == pytest.approx([400.0, 404.0])
    assert set(export_price(rule)) == {0.4}


def test_hours_below_zero_are_paid_for_by_the_investor():
    shape = {"kind": "clock", "cny_per_kwh": [[0.3] * 12 + [-0.1] * 2 + [0.3] * 10]}
    rule = feed_in(kind="market", market={"price": shape})
    assert export_price(rule).min() == -0.1
    sales = feed_in_cny(rule, EXPORTED, -EXPORTED * 0.1)
    assert sales["feed_in_negative_price"].payer == "investor"
    assert sales["feed_in_negative_price"].cny[0] == pytest.approx(100.0)
    assert not sales["feed_in_market"].cny.any()


def test_green_income_is_zero_unless_asked_and_never_counted_twice():
    assert "green_certificates" not in feed_in_cny(
        feed_in(feed_in="jiangxi-2025"), EXPORTED, EXPORTED * 0.25
    )
    green = {"certificate_cny_per_kwh": 0.005, "carbon_cny_per_kwh": 0.02, "sold_frac": 0.6}
    rule = mechanism(term_years=12, green=green)
    sales = feed_in_cny(rule, EXPORTED, EXPORTED * 0.25)
    sold_kwh = sales["green_certificates"].cny[0] / 0.005
    credited_kwh = sales["carbon_credits"].cny[0] / 0.02
    assert sold_kwh[0] == pytest.approx(0.6 * 200)  # mechanism power earns none
    assert (sold_kwh + credited_kwh)[0] == pytest.approx(200)
    assert (sold_kwh + credited_kwh)[12] == pytest.approx(1000)


def test_arrays_of_one_dimension_are_refused():
    with pytest.raises(ValueError, match="n_draws"):
        feed_in_cny(feed_in(feed_in="jiangxi-2025"), EXPORTED[0], EXPORTED[0])


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.05, 0.9),
    st.integers(1, 14),
    st.floats(0, 1e6),
)
def test_a_price_taker_earns_the_weighted_price(share, auctioned, own, term, kwh):
    """P = s P_mech + (1 - s) P_own within the term, P_own after it, for any sign of the gap."""
    rule = mechanism(share, mechanism_cny_per_kwh=auctioned, term_years=term, market=market(own))
    exported = np.full((1, 14), kwh)
    sales = feed_in_cny(rule, exported, exported * own)
    net = sum((1 if s.payee == "investor" else -1) * s.cny for s in sales.values())
    wanted = np.where(np.arange(14) < term, share * auctioned + (1 - share) * own, own) * kwh
    assert np.allclose(net[0], wanted, rtol=1e-9, atol=1e-9)


def test_lifts_on_tiers_pay_for_their_own_yearly_energy():
    """By hand: the tiers of the published residential tariff, over what the lifts use in a year."""
    whole = table()
    whole["stairwell"][0]["count"] = 8
    whole["lift_power"]["price"] = {"tariff": "jiangxi-residential-2023"}
    outcome = run(loaded(whole))
    used_kwh = (outcome.energy.used_kwh + outcome.energy.bought_kwh)[0, 0, 0]
    tiers = read.tariffs()["jiangxi-residential-2023"].rule.tiers
    ends = [*(tier.above_kwh_per_year for tier in tiers[1:]), np.inf]
    bill_cny = sum(
        tier.cny_per_kwh * max(min(used_kwh, end) - tier.above_kwh_per_year, 0.0)
        for tier, end in zip(tiers, ends, strict=True)
    )
    assert used_kwh > tiers[1].above_kwh_per_year  # more than one tier counts
    prices = set(outcome.prepared.hours.price_cny_per_kwh[0])
    assert min(prices) <= bill_cny / used_kwh * (1 + 1e-12)
    base = tier_price(tariff(tariff="jiangxi-residential-2023"), used_kwh)
    assert base == pytest.approx(bill_cny / used_kwh, rel=1e-12)
    rule = read.tariffs()["jiangxi-residential-2023"].rule
    shifts = {0.0, rule.valley_shift_cny_per_kwh or 0.0, rule.peak_shift_cny_per_kwh or 0.0}
    assert all(any(abs(p - base - s) < 1e-9 for s in shifts) for p in prices)


def test_a_load_that_uses_nothing_pays_the_first_tier():
    whole = table()
    whole["load"][0] |= {"kwh_per_year": 0.0, "price": {"tariff": "jiangxi-residential-2023"}}
    prices = run(loaded(whole)).prepared.hours.price_cny_per_kwh[1]
    assert read.tariffs()["jiangxi-residential-2023"].rule.tiers[0].cny_per_kwh in prices


PLENTY = np.array([[0.45] * 12, [0.45, 0.45, 0.2, 0.45] + [0.45] * 8, [0.1] * 12])  # self-used


def with_auction(*names, **more):
    return mechanism(share_frac=0.8, term_years=6, auction=list(names), **more)


def test_self_use_above_average_makes_the_term_longer_up_to_a_limit():
    """Two years in a row 10 points above 0.30 add one year each time, at most two."""
    exported = np.full((3, 12), 1000.0)
    rule = with_auction("self-use-bonus-2026", average_self_use_frac=0.30)
    sales = feed_in_cny(rule, exported, exported * 0.25, self_use_frac=PLENTY)
    covered = sales["mechanism_topup"].cny > 0
    assert covered.sum(axis=1).tolist() == [8, 8, 6]  # 3, 2 and no such stretches in six years
    short = PLENTY.copy()
    short[:, 2:] = 0.3
    sales = feed_in_cny(rule, exported, exported * 0.25, self_use_frac=short)
    assert (sales["mechanism_topup"].cny > 0).sum(axis=1).tolist() == [7, 7, 6]


def test_who_lost_rounds_bids_with_a_smaller_share():
    plain = feed_in_cny(with_auction(), EXPORTED, EXPORTED * 0.25)["mechanism_topup"].cny
    lost = feed_in_cny(with_auction("losers-share-2026", lost_rounds=2), EXPORTED, EXPORTED * 0.25)[
        "mechanism_topup"
    ].cny
    np.testing.assert_allclose(lost, 0.81 * plain)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"auction": ["no-such-rule"]}, "feed_in.auction[1]"),
        ({"auction": ["self-use-bonus-2026"]}, "feed_in.average_self_use_frac"),
        ({"auction": ["commercial-barred-2025"]}, "connection.plant_class"),
    ],
)
def test_auction_rules_that_do_not_fit_are_refused(changes, where):
    whole = table()
    whole["connection"]["plant_class"] = "general_commercial"
    whole["feed_in"] = {"feed_in": "jiangxi-2025", **changes}
    with pytest.raises(ScenarioError) as error:
        loaded(whole)
    assert where in {fault.where for fault in error.value.faults}
    whole["connection"]["plant_class"] = "household"
    if "commercial" in changes["auction"][0]:
        assert loaded(whole).scenario.feed_in.auction == ("commercial-barred-2025",)


def test_a_two_part_tariff_sells_energy_alone_and_is_not_for_lifts():
    charge = {"by": "demand", "cny_per_w_per_month": 0.038}
    whole = table()
    whole["load"][0]["price"] = {"kind": "flat", "cny_per_kwh": 0.6}
    plain = run(loaded(whole))
    whole["load"][0]["price"]["demand"] = charge
    both = run(loaded(whole))
    np.testing.assert_array_equal(both.books.equity_flow_cny, plain.books.equity_flow_cny)
    assert {n.code for n in both.notices} - {n.code for n in plain.notices} == {"two_part_buyer"}
    whole["lift_power"]["price"] = {"kind": "flat", "cny_per_kwh": 0.6, "demand": charge}
    with pytest.raises(ScenarioError) as error:
        loaded(whole)
    assert [fault.where for fault in error.value.faults] == ["lift_power.price.demand"]

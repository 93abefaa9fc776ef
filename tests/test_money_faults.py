"""Money that cannot be is refused, with the row's name; money that is doubtful is told."""

from __future__ import annotations

import datetime

import pytest
from scenarios_for_tests import table
from test_money_books import SCENARIOS, loaded

from pvlift.errors import ScenarioError
from pvlift.scenario.load import from_table
from pvlift.study.answers.run import run


def refused(whole: dict) -> dict:
    """Faults of a plan by place, whether the file or the run finds them."""
    with pytest.raises(ScenarioError) as caught:
        run(loaded(whole))
    assert all(fault.wanted.en and fault.wanted.zh for fault in caught.value.faults)
    return {fault.where: fault for fault in caught.value.faults}


def with_keys(**changes) -> dict:
    """The small plan with dotted keys replaced or added."""
    whole = table()
    for key, value in changes.items():
        here, steps = whole, key.split("__")
        for step in steps[:-1]:
            here = here[int(step)] if step.isdigit() else here[step]
        here[steps[-1]] = value
    return whole


FEE = {"name": "fee", "cny_per_flat": [0.0, 600.0], "first_year": 4, "last_year": 20}
FEE |= {"source": "assumption"}
BRIDGE = {"share_frac": 1.0, "rate_per_year": 0.04, "longest_years": 2, "source": "assumption"}
BOND = {"name": "bond", "share_frac": 1.0, "rate_per_year": 0.025, "term_years": 40}
BOND |= {"repayment": "bullet", "source": "assumption"}
PAST = datetime.date(2020, 12, 31)


@pytest.mark.parametrize(
    ("changes", "where", "found", "wanted"),
    [
        ({"loan__0__term_years": 30}, "loan[1].term_years", "loan: 30", "20 years"),
        ({"loan__0__grace_years": 10}, "loan[1].grace_years", "loan: 10", "term_years"),
        ({"bond": [BOND]}, "bond[1].term_years", "bond: 40", "20 years"),
        ({"bridge": BRIDGE, "subsidy": []}, "bridge", "loan", "grants"),
        ({"bridge": BRIDGE | {"longest_years": 25}}, "bridge", "", ""),
        ({"tax__holiday": True, "roof": [], "fee": []}, "tax.holiday", "true", "first income"),
        (
            {"tax__holiday": True, "tax__holiday_first_year": 2, "roof": [], "fee": [FEE]},
            "tax.holiday_first_year",
            "2",
            "year 4",
        ),
        ({"tax__holiday_first_year": 2}, "tax.holiday_first_year", "2", "holiday = false"),
        ({"cost__1__cny": 2_800.0}, "cost[2].cny", "pv_build: 2800", "write 2.8"),
        ({"cost__0__cny": 40.0}, "cost[1].cny", "lift_equipment: 40", "write 400000"),
        ({"cost__3__cny": 150.0}, "cost[4].cny", "pv_inverter", "write 0.15"),
        ({"load__0__price__cny_per_kwh": 62.0}, "load[1].price.cny_per_kwh", "62", "fen"),
        ({"tax__vat": "small", "tax__vat_relief_until": PAST}, "tax.vat_relief_until", "2020", ""),
        ({"tax__vat": "general", "tax__surcharge_half_until": PAST}, "tax", "", ""),
        (
            {"tax__relief_frac": 0.05, "tax__relief_limit_cny": 3e6, "tax__relief_until": PAST},
            "tax.relief_until",
            "2020-12-31",
            "2027-01-01",
        ),
        ({"cost__0__price_year": 2020}, "inflation", "lift_equipment", "price_year"),
        (
            {"stress": [{"name": "s", "refused": ["grnat"]}]},
            "stress[1].refused",
            "s: 'grnat'",
            "grant",
        ),
        ({"cost__0__item": "lift_equipmnt"}, "cost[1]", "", "lift_equipment"),
    ],
)
def test_money_that_cannot_be_is_refused_by_name(changes, where, found, wanted):
    faults = refused(with_keys(**changes))
    hit = [fault for place, fault in faults.items() if place.startswith(where)]
    assert hit, faults
    assert found in hit[0].text("en") and wanted in hit[0].wanted.en


def test_programmes_that_exclude_each_other_are_named():
    whole = table()
    whole["commissioned"] = datetime.date(2021, 6, 1)
    whole["subsidy"] = [{"programme": "shanghai-2020"}, {"programme": "shanghai-earlier"}]
    faults = refused(whole)
    assert "shanghai-2020" in faults["subsidy"].found
    assert "exclude each other" in faults["subsidy"].wanted.en


def test_grants_above_cost_and_rows_out_of_date_are_named():
    whole = table()
    whole["subsidy"][0]["cny_per_lift"] = 900_000.0
    assert "grant" in refused(whole)["subsidy"].wanted.en
    whole = table()
    whole["subsidy"][0]["until"] = datetime.date(2026, 6, 30)
    fault = refused(whole)["subsidy grant"]
    assert fault.found == "2027-01-01" and "2026-06-30" in fault.wanted.en
    whole = table()
    price = {"kind": "flat", "cny_per_kwh": 0.6, "source": "assumption", "confidence": "U"}
    whole["lift_power"]["price"] = price | {"since": datetime.date(2030, 1, 1)}
    assert "2030-01-01" in refused(whole)["lift_power.price"].wanted.en


def codes(whole: dict) -> set[str]:
    """Codes of what the report must say."""
    return {notice.code for notice in run(loaded(whole)).notices}


def test_a_small_taxpayer_that_sells_too_much_is_told():
    whole = with_keys(tax__vat="small", tax__vat_frac=0.03, roof__0__count=100)
    whole["load"][0] |= {"kwh_per_year": 3e7, "price_frac": 1.0}
    whole["load"][0]["price"]["cny_per_kwh"] = 3.0
    assert "small_scale_limit" in codes(whole)
    assert "small_scale_limit" not in codes(with_keys(tax__vat="small", tax__vat_frac=0.03))


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (["lift_overhaul_reserve", "lift_machine"], "overhaul_twice"),
        (["lift_inspection_average", "lift_inspection"], "inspection_twice"),
        (["pv_upkeep", "pv_insurance"], "insurance_twice"),
        (["lift_upkeep_full", "lift_controller"], "full_cover_twice"),
    ],
)
def test_work_counted_twice_is_told(items, code):
    whole = table()
    assert code not in codes(whole)
    whole["cost"] += [{"item": item} for item in items]
    assert code in codes(whole)


def test_the_benchmark_price_of_a_new_plant_is_told():
    whole = table()
    whole["feed_in"] = {
        "kind": "benchmark",
        "benchmark_cny_per_kwh": 0.4143,
        "share_frac": 1.0,
        "term_years": 20,
        "market": {
            "price": {"kind": "flat", "cny_per_kwh": 0.3},
            "source": "assumption",
            "confidence": "U",
        },
        "source": "assumption",
        "confidence": "U",
    }
    assert "benchmark_out_of_date" in codes(whole)
    whole["commissioned"] = datetime.date(2024, 1, 1)
    assert "benchmark_out_of_date" not in codes(whole)


def test_a_sound_plan_is_not_refused():
    assert from_table(table(), "small", SCENARIOS).name == "small"

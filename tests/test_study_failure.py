"""What comes after the plan: setbacks beside it, and who pays when the operator fails."""

from __future__ import annotations

import numpy as np
import pytest
from scenarios_for_tests import table
from test_money_books import SCENARIOS, loaded

from pvlift.facts.read import floor_factors
from pvlift.money.ledger import paid_cny
from pvlift.scenario.load import load
from pvlift.study.answers.failure import failures, floor_shares, operator_fails
from pvlift.study.answers.run import run


@pytest.fixture(scope="module")
def stairwell():
    """One stairwell with its own roof, which does not pay."""
    return run(load(SCENARIOS / "ganxian_stairwell.toml"))


def test_after_a_failure_the_households_pay_all_lift_costs(stairwell):
    for found in failures(stairwell):
        left = 25 - found.year
        whole = (found.running_cny_per_year + found.renewal_cny_per_year) * left
        assert found.bills_cny.sum() == pytest.approx(whole)
        by_floor = found.floors[0].cny_per_year
        flats_per_floor = 12 / 6
        to_pay = found.household_cny_per_year * 12
        assert by_floor.sum() * flats_per_floor == pytest.approx(to_pay)
        assert by_floor[0] == 0.0 and np.all(np.diff(by_floor) > 0)
    # without the roof all power is bought: more than the investor paid
    first = operator_fails(stairwell, 0)
    paid = paid_cny(stairwell.books.ledger, "investor", ("lift_power",))[0].sum()
    power = (
        first.running_cny_per_year * 25
        - paid_cny(
            stairwell.books.ledger,
            "investor",
            ("lift_upkeep", "lift_inspection", "lift_insurance", "lift_telecom"),
        )[0].sum()
    )
    assert power == pytest.approx(paid + stairwell.books.saved_power_cny.sum())


def test_a_failure_says_what_lender_and_government_lose(stairwell):
    rows = failures(stairwell)
    books = stairwell.books
    assert [row.year for row in rows] == list(range(25))
    for row in rows:
        assert row.lender_cny == pytest.approx(books.balance_cny[0, row.year])
        assert row.grants_paid_cny + row.grants_saved_cny == pytest.approx(150_000.0)
        assert 0.0 <= row.grants_unserved_cny <= row.grants_paid_cny
    assert rows[0].grants_saved_cny == pytest.approx(150_000.0)  # paid half a year later
    assert rows[1].grants_unserved_cny == pytest.approx(150_000.0 * 24 / 25)
    owed = [row.lender_cny for row in rows]
    assert owed[0] > 0 and owed[-1] == 0.0 and np.all(np.diff(owed) <= 1e-9)


def test_a_reserve_pays_first(stairwell):
    with_reserve = operator_fails(stairwell, 10)
    whole = with_reserve.running_cny_per_year + with_reserve.renewal_cny_per_year
    expected = max(whole - with_reserve.reserve_cny / 15, 0.0) / 12
    assert with_reserve.household_cny_per_year == pytest.approx(expected)


def test_floors_share_by_published_coefficients():
    shares = floor_shares("guangzhou", 6)
    assert shares == pytest.approx(np.array([0, 0.5, 1.0, 1.1, 1.2, 1.3]) / 5.1)
    high = floor_shares("guangzhou", 14)
    assert high[13] / high[12] == pytest.approx(2.1 / 2.0)
    assert "beijing-low" in floor_factors()
    for wrong in ("beijing-low", "percent", "nowhere"):
        with pytest.raises(ValueError, match="guangzhou"):
            floor_shares(wrong, 6)
    with pytest.raises(ValueError, match="years 0 to"):
        operator_fails(run(loaded(table())), 20)


def test_grants_late_and_refused_stand_beside_the_plan():
    outcome = run(loaded(table()))
    plan, late, refused = outcome.stresses
    assert plan.words.zh == "按计划" and "晚到 12 个月" in late.words.zh
    npv = [case.indicators.equity_npv_cny[0] for case in outcome.stresses]
    assert npv[0] == pytest.approx(outcome.indicators.equity_npv_cny[0])
    assert npv[0] > npv[1] > npv[2]
    assert refused.indicators.subsidy_per_lift_cny[0] == 0.0
    assert late.indicators.subsidy_per_lift_cny[0] == pytest.approx(100_000.0)
    assert refused.deepest_cny[0] > plan.deepest_cny[0]


def test_a_scenario_names_its_own_setbacks():
    whole = table()
    whole["stress"] = [
        {"name": "光伏电价下降三成", "market_frac": 0.7, "sale_frac": 0.7},
        {"name": "补助取消", "refused": ["grant"]},
    ]
    outcome = run(loaded(whole))
    assert [case.words.zh for case in outcome.stresses[1:]] == ["光伏电价下降三成", "补助取消"]
    worth = [case.indicators.project_npv_cny[0] for case in outcome.stresses]
    assert worth[1] < worth[0] and worth[2] < worth[0]
    # a refused grant changes nothing for the lender: the owner bears it
    assert outcome.stresses[2].indicators.dscr_min[0] == pytest.approx(
        outcome.indicators.dscr_min[0], rel=0.2
    )
    without = table()
    without["subsidy"] = []
    assert len(run(loaded(without)).stresses) == 1

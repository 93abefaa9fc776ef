"""Points of connection, what the grid does not take, what it asks for, and bills never paid."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios_for_tests import table
from test_money_books import loaded

from pvlift.errors import ScenarioError
from pvlift.money.ledger import net_cny
from pvlift.scenario.uncertain import drivers_of
from pvlift.scenario.worlds import Worlds, certain
from pvlift.study.answers.months import first_year, monthly_kwh
from pvlift.study.answers.run import run
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import energy_of, simulate

CONTROL = {"account": "grid_control", "cny": 0.3, "per": "w", "when": "build"}
CONTROL |= {"source": "assumption"}


def plan(*points, **connection):
    """Two kinds of roofs, stairwells and loads, at the points named: roofs, lifts, loads."""
    whole = table()
    for key in ("roof", "stairwell", "load"):
        whole[key] = [copy.deepcopy(whole[key][0]) for _ in range(2)]
        for n, row in enumerate(whole[key]):
            row["name"] = f"{row['name']} {n}"
    whole["roof"][0]["count"], whole["roof"][1]["count"] = 4, 7
    whole["load"][1]["kwh_per_year"] = 9_000.0
    for row, point in zip(
        (*whole["roof"], *whole["stairwell"], *whole["load"]), points, strict=False
    ):
        row["point"] = point
    whole["connection"] |= connection
    return whole


def held_back(*by_year_frac):
    """A connection whose grid does not take everything."""
    return {"curtailment": {"by_year_frac": list(by_year_frac), "source": "assumption"}}


def energies(whole):
    return energy_of(prepare(loaded(whole)), certain())


def test_rows_of_one_name_meet_as_rows_without_a_name_do():
    for one, two in zip(energies(plan()), energies(plan(*["A"] * 6)), strict=True):
        np.testing.assert_array_equal(one, two)


def test_no_power_passes_from_point_to_point():
    """Roofs at one meter, lifts and buyers at another: all is sold, all is bought."""
    energy = energies(plan("A", "A", "B", "B", "B", "B"))
    assert not energy.used_kwh.any()
    np.testing.assert_allclose(energy.exported_kwh, energy.made_kwh)
    whole = energies(plan())
    np.testing.assert_allclose(energy.bought_kwh, whole.used_kwh + whole.bought_kwh, rtol=1e-12)
    np.testing.assert_allclose(energy.made_kwh, whole.made_kwh, rtol=1e-12)


def test_two_points_are_the_sum_of_two_plans():
    both = energies(plan("A", "B", "A", "B", "A", "B"))
    for n, other in ((0, 1), (1, 0)):
        alone = plan()
        for key in ("roof", "stairwell", "load"):
            del alone[key][other]
        one = energies(alone)
        np.testing.assert_allclose(both.used_kwh[:, :, n + 1], one.used_kwh[:, :, 1], rtol=1e-12)
        np.testing.assert_allclose(both.bought_cny[:, :, n + 1], one.bought_cny[:, :, 1])
        rest = energies(plan("A", "B", "A", "B", "A", "B")).exported_kwh - one.exported_kwh
        assert np.all(rest > 0.0)
    first, second = plan(), plan()
    for key in ("roof", "stairwell", "load"):
        del first[key][1], second[key][0]
    for name in ("made_kwh", "exported_kwh", "export_cny"):
        parts = getattr(energies(first), name) + getattr(energies(second), name)
        np.testing.assert_allclose(getattr(both, name), parts, rtol=1e-12)


PLACES = st.lists(st.sampled_from(["A", "B", "C"]), min_size=6, max_size=6)


@settings(max_examples=12)
@given(
    PLACES,
    st.sampled_from(["full_feed_in", "self_use_surplus", "self_use_only"]),
    st.lists(st.floats(0, 1), min_size=1, max_size=4),
    st.sampled_from([None, 2e4]),
)
def test_energy_closes_at_any_points_and_by_the_hour(places, mode, curtailed, limit_w):
    whole = plan(*places, mode=mode, **held_back(*curtailed))
    if limit_w is not None:
        whole["connection"]["export_limit_w"] = limit_w
    outcome = simulate(prepare(loaded(whole)), certain())
    energy = outcome.energy
    spent = energy.used_kwh.sum(axis=2) + energy.exported_kwh + energy.curtailed_kwh
    np.testing.assert_allclose(spent, energy.made_kwh, rtol=1e-9)
    assert all(np.all(part >= 0.0) for part in energy)
    year = first_year(outcome)
    months = monthly_kwh(year)
    assert months["exported_kwh"].sum() == pytest.approx(energy.exported_kwh[0, 0], abs=1e-6)
    assert months["curtailed_kwh"].sum() == pytest.approx(energy.curtailed_kwh[0, 0], abs=1e-6)
    assert months["used_by_lifts_kwh"].sum() == pytest.approx(energy.used_kwh[0, 0, 0], abs=1e-6)


def test_a_common_meter_is_worth_at_least_as_much_self_use():
    apart, together = energies(plan("A", "B", "B", "A", "A", "B")), energies(plan())
    assert np.all(apart.used_kwh.sum(axis=2) <= together.used_kwh.sum(axis=2) + 1e-9)
    assert np.all(apart.exported_kwh >= together.exported_kwh - 1e-9)


def test_an_agreed_meter_is_not_told_as_taken_for_granted():
    def codes(whole):
        return {notice.code for notice in run(loaded(whole)).notices}

    assert "one_meter" in codes(plan())
    assert "one_meter" not in codes(plan(one_meter=True))
    assert "one_meter" not in codes(plan("A", "B", "A", "B", "A", "B"))


def test_what_the_grid_does_not_take_is_curtailed_year_by_year():
    plain, less = (run(loaded(plan(**more))) for more in ({}, held_back(0.0, 0.1, 0.25)))
    kept = np.array([1.0, 0.9, *[0.75] * (plain.energy.exported_kwh.shape[1] - 2)])
    np.testing.assert_allclose(less.energy.exported_kwh, plain.energy.exported_kwh * kept)
    np.testing.assert_allclose(less.energy.export_cny, plain.energy.export_cny * kept)
    np.testing.assert_array_equal(less.energy.used_kwh, plain.energy.used_kwh)
    assert less.indicators.project_npv_cny[0] < plain.indicators.project_npv_cny[0]


def test_grid_control_falls_due_above_its_rating_at_one_point_only():
    def paid(rows, above_w):
        whole = plan(*rows)
        whole["cost"] = [*whole["cost"], CONTROL | {"above_w": above_w}]
        outcome = run(loaded(whole))
        cny = -net_cny(outcome.books.ledger, "investor", ("grid_control",))[0, 0]
        return cny, outcome.prepared.project

    apart = ("A", "B", "A", "B", "A", "B")
    cny, project = paid(apart, 0.0)
    assert cny == pytest.approx(0.3 * project.peak_w)
    small, large = sorted(project.point_peak_w)
    assert small + large == pytest.approx(project.peak_w)
    middle = (small + large) / 2
    assert paid(apart, middle)[0] == pytest.approx(0.3 * large)
    assert paid(apart, large)[0] == 0.0
    assert paid((), large)[0] == pytest.approx(0.3 * project.peak_w)  # one meter for both
    whole = plan()
    whole["cost"] = [*whole["cost"], CONTROL | {"above_w": 4e5, "per": "lift"}]
    with pytest.raises(ScenarioError) as error:
        loaded(whole)
    assert 'per = "w"' in error.value.faults[0].wanted.en


def test_the_price_list_has_what_the_grid_asks_for():
    whole = plan()
    whole["cost"] += [{"item": "grid_control"}, {"item": "grid_connection"}]
    costs = {cost.account: cost for cost in loaded(whole).scenario.cost}
    assert costs["grid_control"].above_w == 400_000.0 and costs["grid_control"].cny == 0.3
    assert costs["grid_connection"].above_w is None


def test_bills_never_paid_are_money_that_comes_back_to_nobody():
    """The sale stays a sale, with its VAT; what is not paid is lost to the investor."""
    plain, lost = plan(), plan()
    lost["load"][0]["unpaid_frac"], lost["load"][1]["unpaid_frac"] = 0.05, 0.2
    plain, lost = run(loaded(plain)).books, run(loaded(lost)).books
    np.testing.assert_array_equal(lost.sales_cny, plain.sales_cny)
    sold = [t.cny[0] for t in lost.ledger.transfers if t.account == "power_sold"]
    unpaid = -net_cny(lost.ledger, "investor", ("unpaid_bills",))[0]
    np.testing.assert_allclose(unpaid, 0.05 * sold[0] + 0.2 * sold[1])
    np.testing.assert_allclose(plain.project_pretax_cny[0] - lost.project_pretax_cny[0], unpaid)
    np.testing.assert_allclose(plain.ebit_cny[0] - lost.ebit_cny[0], unpaid, atol=1e-6)


def test_every_new_number_that_may_be_uncertain_has_a_law_of_its_own():
    whole = plan(**held_back(0.05))
    whole["load"][0]["unpaid_frac"] = 0.05
    items = ("grid_control", "grid_connection", "administration", "roof_renewal")
    whole["cost"] += [{"item": item} for item in items]
    scenario = loaded(whole).scenario
    found = {driver.name.removeprefix("default:"): driver for driver in drivers_of(scenario)}
    laws = ("grid_control", "grid_connection", "administration", "roof_repair")
    for name in (*laws, "curtailment", "unpaid_bills"):
        assert found[name].note.zh and found[name].confidence == "U", name
    worlds = Worlds(2, {"connection.curtailment_frac": np.array([0.0, 40.0])})
    energy = energy_of(prepare(loaded(whole)), worlds)
    assert not energy.curtailed_kwh[0].any() and not energy.exported_kwh[1].any()

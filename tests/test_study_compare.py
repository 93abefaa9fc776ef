"""Financing models: what floors pay adds up to the ledger, votes are counted exactly."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenarios_for_tests import table

from pvlift.errors import PvliftError
from pvlift.facts.models import consent_row, models
from pvlift.facts.read import floor_factors, sources
from pvlift.scenario.load import Loaded, from_table, load
from pvlift.study.models import consent, model_plans
from pvlift.study.models.compare import compare


@pytest.fixture(scope="module")
def small():
    plan = from_table(table(), "small", Path("."))
    return compare(Loaded(plan, Path("."), "0" * 64), draws=10)


def of(found, name):
    return next(result for result in found.results if result.model.id == name)


def test_every_model_cites_a_source_and_a_table_that_exist():
    for model in models().values():
        assert model.source in sources() or model.source == "assumption"
        for name in (model.floors, model.fee):
            assert name is None or name in floor_factors()
        assert (model.builds == "investor") or model.floors
        assert model.note_en and model.note_zh
    assert consent_row().source == "assumption"


def test_what_the_floors_pay_is_what_the_residents_pay(small):
    plan = small.loaded.scenario
    for result in small.results:
        total = result.fund_cny
        for floors, well in zip(result.floors, plan.stairwell, strict=True):
            one = floors.build_cny.sum() + floors.yearly_cny.sum()
            total += well.count * floors.flats_per_floor * one
        assert total == pytest.approx(result.residents_cny, abs=0.01), result.model.id


def test_residents_pay_nothing_under_social_capital_and_nothing_on_the_ground_floor(small):
    free = of(small, "social-capital-pv")
    assert free.residents_cny == 0.0
    assert not free.floors[0].build_cny.any() and not free.floors[0].yearly_cny.any()
    shared = of(small, "floor-coefficients").floors[0]
    assert shared.build_cny[0] == 0.0
    assert np.all(np.diff(shared.build_cny) > 0)
    factors = [0.0, 0.5, 1.0, 1.1, 1.2, 1.3]
    np.testing.assert_allclose(shared.build_cny / shared.build_cny[2], factors)


def test_residents_bear_the_lifts_less_the_grant(small):
    shared = of(small, "floor-coefficients")
    total = 2 * 2.0 * shared.floors[0].build_cny.sum()
    assert total == pytest.approx(2 * 400_000.0 - 2 * 100_000.0)


def test_the_fund_pays_first(small):
    with_fund = of(small, "fund-and-common-income")
    assert with_fund.fund_cny == pytest.approx(24 * 3000.0)
    assert with_fund.residents_cny < of(small, "floor-coefficients").residents_cny


def test_the_yangpu_fee_brings_what_was_published(root):
    found = compare(load(root / "scenarios" / "yangpu_bot.toml"), ("fee-operator",), draws=5)
    result = found.results[0]
    assert result.residents_cny == pytest.approx(434_561, abs=1)
    np.testing.assert_allclose(result.floors[0].yearly_cny[:, 0], [0, 600, 1200, 1800, 2400, 3100])
    assert result.floors[0].yearly_cny[5, 14] == pytest.approx(3100 * 1.06**2)


def test_a_ride_price_meets_fewer_rides(small):
    ride = of(small, "pay-per-ride")
    rides = 2.4 * 3.0 * 365 * 0.33
    np.testing.assert_allclose(ride.floors[0].yearly_cny[1:, 0], rides)
    assert (
        ride.outcome.energy.bought_kwh.sum()
        < of(small, "fee-operator").outcome.energy.bought_kwh.sum()
    )


def test_a_model_with_pv_does_not_fit_a_plan_without_roofs(root):
    found = compare(load(root / "scenarios" / "yangpu_bot.toml"), draws=5)
    assert of(found, "social-capital-pv").unfit is not None
    assert of(found, "floor-coefficients").unfit is None


def test_an_unknown_model_is_answered_with_the_known_ones(small):
    with pytest.raises(PvliftError) as told:
        compare(small.loaded, ("yangpu",), draws=5)
    assert "fee-operator" in told.value.text("en")


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6))
def test_votes_are_counted_as_by_listing_every_outcome(flats):
    turnout = np.array([flat[0] for flat in flats])
    agree = np.array([flat[1] for flat in flats])
    n, total = len(flats), 0.0
    for outcome in itertools.product((0, 1, 2), repeat=n):  # away, against, for
        chance = 1.0
        for kind, (votes, agrees) in zip(outcome, flats, strict=True):
            chance *= (1 - votes, votes * (1 - agrees), votes * agrees)[kind]
        voted, agreed = sum(k > 0 for k in outcome), sum(k == 2 for k in outcome)
        if voted and voted * 3 >= 2 * n and agreed * 4 >= 3 * voted:
            total += chance
    assert consent.vote_chance(turnout, agree, 2 / 3, 0.75) == pytest.approx(total, abs=1e-12)


@given(st.floats(0, 50_000), st.floats(0, 5_000))
def test_nobody_agrees_more_gladly_for_paying_more(build, yearly):
    row = consent_row()
    free = consent.agree_frac(row, np.zeros(6))
    paid = consent.agree_frac(row, consent.spread_cny(row, np.full(6, build), np.full(6, yearly)))
    assert np.all(paid <= free)
    assert consent.vote(row, paid, 2.0).chance_frac <= consent.vote(row, free, 2.0).chance_frac


def test_factors_go_on_above_the_last_published_floor():
    model = models()["four-self-one-grant"]
    shares = model_plans.floor_shares(model, 8)
    assert shares.sum() == pytest.approx(1.0)
    assert np.all(np.diff(shares) > 0)

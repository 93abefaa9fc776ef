"""The least subsidy: it reaches the aim, one step less does not, and it falls with better terms."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios_for_tests import table

from pvlift.errors import PvliftError
from pvlift.money import indicators
from pvlift.scenario.load import Loaded, from_table, variant
from pvlift.scenario.worlds import Worlds
from pvlift.study.plan import prepare, targets
from pvlift.study.plan.simulate import simulate
from pvlift.study.support import drawn_plan, least_level, subsidy, support_forms
from pvlift.study.worlds.draws import uniforms

N_DRAWS = 40


def worlds(prepared, n_draws: int = N_DRAWS) -> Worlds:
    """Yield and weather of some worlds."""
    n_years, n_weather = prepared.loaded.scenario.n_years, prepared.weather.ghi.shape[0]
    weather = uniforms(3, "weather", n_draws, n_years) * n_weather
    level = 0.9 + 0.2 * uniforms(3, "yield_frac", n_draws)
    return Worlds(n_draws, {"yield_frac": level, "weather": weather.astype(int)})


def loaded(**changes) -> Loaded:
    """The small plan with a dearer power buyer, so that money can be earned."""
    plan = table()
    plan["load"][0]["kwh_per_year"] = 100_000.0
    plan["cost"][1]["cny"] = 1.5
    whole = Loaded(from_table(plan, "small", Path(".")), Path("."), "0" * 64)
    return variant(whole, changes) if changes else whole


def least(name, target="npv=0", probability=0.9, plan=None):
    plan_case = drawn_plan.case_of(plan or loaded(), target, probability, worlds)
    return subsidy.least_subsidy(plan_case, name)


ASKED = [(name, "npv=0") for name in support_forms.FORMS if name != "public_roofs"]
ASKED += [(name, "payback=15") for name in ("gap", "grant", "per_kwh", "price")]
ASKED += [("grant", target) for target in ("equity_npv=0", "irr=0.07", "equity_irr=0.08")]
ASKED += [("gap", "discounted_payback=18")]


@pytest.mark.parametrize(("name", "target"), ASKED)
def test_the_answer_does_and_one_step_less_does_not(name, target):
    found = least(name, target)
    assert found.method in ("root", "closed_form", "none_needed", "impossible")
    if found.method == "impossible":
        assert math.isnan(found.level) and found.at_answer.met_frac < 0.9
        assert found.lacking_cny > 0.0
        return
    assert found.at_answer.met_frac >= 0.9
    if found.method != "none_needed":
        assert found.below.met_frac < 0.9
        assert found.level - found.below.level <= found.form.step * (1 + 1e-9)


def test_a_run_of_the_plan_with_the_answer_written_in_reaches_the_aim():
    found = least("grant")
    assert found.level > 0
    for level, wanted in ((found.level, True), (found.below.level, False)):
        changes = found.form.changes(level)
        prepared = prepare.prepare(variant(loaded(), changes), spread=True)
        outcome = simulate(prepared, worlds(prepared))
        met = np.mean(outcome.indicators.project_npv_cny >= 0.0)
        assert (met >= 0.9) == wanted


def test_without_tax_the_grant_is_the_quantile_of_the_npv():
    plan = loaded(**{"tax.income_frac": 0.0})
    found = least("grant", plan=plan)
    assert found.method == "closed_form"
    bare = drawn_plan.case_of(plan, "npv=0", 0.9, worlds)
    trial = drawn_plan.trial_of(bare, found.form, 0.0)
    lacking = -targets.at_probability(trial.slack_cny, 0.9)
    year = 1  # half a year after acceptance
    exact = lacking * 1.06**year / 2
    assert found.level == pytest.approx(math.ceil(exact / 100) * 100)


def test_the_closed_form_and_the_search_agree():
    plan = loaded(**{"tax.income_frac": 0.0})
    plan_case = drawn_plan.case_of(plan, "npv=0", 0.9, worlds)
    closed = subsidy.least_subsidy(plan_case, "upkeep")
    assert closed.method == "closed_form"
    gap = lambda level: targets.at_probability(  # noqa: E731
        drawn_plan.trial_of(plan_case, closed.form, level).slack_cny, 0.9
    )
    assert least_level.root(closed.form, gap, 0.0, closed.form.highest) == closed.level


def test_the_doubt_of_the_draws_holds_the_answer_of_many_more():
    found = least("grant")
    low, high = found.doubt
    assert low <= found.level <= high
    plan = loaded()
    many = least_level.search(
        drawn_plan.case_of(plan, "npv=0", 0.9, lambda p: worlds(p, 2000)), found.form
    )
    assert low <= many.level <= high


def test_the_promise_is_not_bought_with_building_money():
    plan = loaded(**{"loan": [], "uncertain": []})
    grant, upkeep = (least(name, "promise", 0.9, plan) for name in ("grant", "upkeep"))
    assert grant.method in ("impossible", "none_needed")
    assert upkeep.at_answer.met_frac >= 0.9 or upkeep.method == "impossible"


def test_interest_support_needs_a_loan():
    found = least("interest", plan=loaded(loan=[]))
    assert found.method == "unavailable" and found.form.unavailable is not None


def test_public_roofs_come_in_whole_roofs():
    plan = loaded(**{"cost.2.cny": 1.6})
    found = least("public_roofs", plan=plan)
    if found.method not in ("impossible", "none_needed"):
        assert found.level == int(found.level)
        assert found.at_answer.met_frac >= 0.9 > found.below.met_frac
        assert found.cost.in_kind_npv_cny > 0.0


def test_what_the_purse_pays_is_what_the_ledger_says():
    found = least("grant")
    assert found.cost.paid_cny.sum() == pytest.approx(2 * found.level)
    worth = 1.03 ** -np.arange(21.0)
    assert found.cost.purse_cost_npv_cny == pytest.approx(found.cost.purse_cost_cny @ worth)
    assert found.cost.per_lift_cny == pytest.approx(found.level / 1.03)  # paid in year 1


@settings(max_examples=8)
@given(
    st.sampled_from(["load.1.price_frac", "load.1.kwh_per_year"]),
    st.floats(1.05, 1.6),
)
def test_the_grant_falls_when_price_or_use_rises(key, factor):
    base = {"load.1.price_frac": 0.9, "load.1.kwh_per_year": 100_000.0}
    better = loaded(**{key: min(base[key] * factor, 1.5) if "frac" in key else base[key] * factor})
    assert level_of(least("grant", plan=better)) <= level_of(least("grant"))


@settings(max_examples=5)
@given(st.floats(0.002, 0.02))
def test_the_grant_falls_when_the_yield_rises(soiling_gone):
    losses = loaded().scenario.losses
    cleaner = loaded(**{"losses.mismatch_frac": losses.mismatch_frac * 0, "losses.snow_frac": 0.0})
    cleaner = variant(cleaner, {"losses.wiring_frac": losses.wiring_frac - soiling_gone})
    assert level_of(least("grant", plan=cleaner)) <= level_of(least("grant"))


def test_the_grant_falls_with_more_roofs_where_each_roof_earns():
    cheap = {"cost.2.cny": 1.2, "load.1.kwh_per_year": 200_000.0}
    levels = [
        level_of(least("grant", plan=loaded(**cheap, **{"roof.1.count": n}))) for n in (1, 2, 3)
    ]
    assert levels == sorted(levels, reverse=True) and levels[0] > levels[-1]


def level_of(found) -> float:
    return found.form.highest + 1 if math.isnan(found.level) else found.level


@pytest.mark.parametrize(
    "text", ["", "payback", "payback=soon", "irr=8", "payback=40", "promise=1", "profit=3"]
)
def test_a_target_that_means_nothing_is_refused_in_words(text):
    with pytest.raises(PvliftError) as told:
        drawn_plan.case_of(loaded(), text, 0.9, worlds)
    assert told.value.faults[0].wanted.en and told.value.faults[0].wanted.zh


@pytest.mark.parametrize("probability", [0.0, 1.2, 90.0])
def test_a_probability_is_a_fraction(probability):
    with pytest.raises(PvliftError):
        drawn_plan.case_of(loaded(), "npv=0", probability, worlds)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=12),
    st.floats(0.5, 10.0),
)
def test_the_slack_of_a_payback_agrees_with_the_payback(cash, years):
    flow = np.array([[-1e5, *cash]])
    years = min(years, len(cash))
    best = targets.best_sum_cny(flow, years)[0]
    payback = indicators.payback_years(flow)[0]
    if abs(best) > 1.0:
        assert (best > 0) == bool(payback <= years)


def test_every_form_has_words_in_both_languages():
    scenario = loaded().scenario
    terms = support_forms.terms_of(scenario)
    project = prepare.prepare(loaded()).project
    for name in support_forms.FORMS:
        form = support_forms.form_of(
            name, scenario, project, support_forms.UnitCosts(4e5, 4e5, 2.8), terms
        )
        assert form.unit.en and form.unit.zh and support_forms.TITLES[name].zh
    with pytest.raises(ValueError, match="unknown form"):
        support_forms.form_of(
            "cash", scenario, project, support_forms.UnitCosts(4e5, 4e5, 2.8), terms
        )

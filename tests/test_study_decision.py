"""Verdicts, what roofs contribute, advice: nothing better than the draws and rules say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import NAMES, changed, decided, dict_of, outcome_of

from pvlift.errors import ScenarioError
from pvlift.report.words.decision import MEANINGS, VERDICTS
from pvlift.scenario.load import variant
from pvlift.study.answers.run import run
from pvlift.study.causes.levers import with_extra_grant
from pvlift.study.decision.advice import ALL
from pvlift.study.decision.decide import decide
from pvlift.study.decision.verdict import WorldShares, chances_of, holds, verdict_of
from pvlift.study.plan.without_pv import without_pv

ORDER = ("cannot", "not_yet", "on_paper", "works")


def worked(**changes):
    """The estate's outcome made to hold all three, then spoiled."""
    outcome = outcome_of("ganxian_estate")
    n_years = outcome.books.ledger.n_years
    flow_cny = np.array([[-1000.0, *[200.0] * n_years]])
    good = {
        "payback_years": np.array([5.0]),
        "project_npv_cny": np.array([1.0]),
    }
    return outcome._replace(
        books=outcome.books._replace(project_cny=changes.get("flow_cny", flow_cny)),
        indicators=outcome.indicators._replace(**(good | changes.get("indicators", {}))),
        promise=outcome.promise._replace(kept=np.array([changes.get("kept", True)])),
    )


def chances(share):
    return WorldShares(1000, share, share, share, share)


def test_every_word_has_its_meaning_in_both_languages():
    assert set(VERDICTS) == set(MEANINGS) == set(ORDER)


@pytest.mark.parametrize(
    ("share", "word"), [(None, "on_paper"), (0.0, "on_paper"), (0.899, "on_paper"), (0.9, "works")]
)
def test_a_plan_works_only_as_surely_as_wanted(share, word):
    found = None if share is None else chances(share)
    assert verdict_of(worked(), found, True).word == word


@pytest.mark.parametrize(
    "spoiled",
    [
        {"indicators": {"payback_years": np.array([15.01])}},
        {"flow_cny": np.array([[-1000.0, *[39.0] * 25]])},  # below the hurdle, back too late
        {"kept": False},
    ],
)
def test_each_of_the_three_is_needed(spoiled):
    assert verdict_of(worked(**spoiled), chances(1.0), True).word == "not_yet"
    assert verdict_of(worked(**spoiled), chances(1.0), False).word == "cannot"


def test_money_back_at_the_last_day_is_in_time():
    at = worked(indicators={"payback_years": np.array([15.0])})
    assert verdict_of(at, chances(1.0), False).word == "works"


def test_money_that_is_lost_again_is_not_back():
    flow_cny = np.array([[-1000.0, *[500.0] * 24, -90_000.0]])
    assert not holds(worked(flow_cny=flow_cny)).in_time[0]


@pytest.mark.parametrize("name", NAMES)
def test_no_plan_of_the_repository_is_told_to_work(name):
    """None reaches its hurdle as surely as wanted; before, three were told to work or to fail."""
    decision = decided(outcome_of(name), draws=200)
    assert decision.verdict.word in ("not_yet", "cannot")
    assert decision.verdict.chances.n_draws == 200


def test_chances_are_the_shares_of_the_draws(root):
    from pvlift.scenario.load import load
    from pvlift.study.plan.prepare import prepare
    from pvlift.study.plan.simulate import simulate
    from pvlift.study.support.drawn_plan import drawn_worlds

    prepared = prepare(load(root / "scenarios" / "ganxian_estate.toml"), spread=True)
    many = simulate(prepared, drawn_worlds(prepared, 300, 7))
    found = chances_of(many)
    in_time = many.indicators.payback_years <= 15.0
    in_time &= many.books.project_cny.sum(axis=1) >= 0.0
    assert found.in_time == pytest.approx(float(np.mean(in_time)))
    assert found.promise == pytest.approx(float(many.promise.kept.mean()))
    assert found.all_three <= min(found.in_time, found.hurdle, found.promise)


def test_the_verdict_of_a_plan_is_that_of_its_own_document():
    decision = decided(outcome_of("ganxian_estate"))
    told = dict_of(outcome_of("ganxian_estate"), "en")
    assert told["decision"]["word"] == decision.verdict.word
    assert told["verdict"].startswith(VERDICTS[decision.verdict.word].en)


@given(st.integers(0, 279_000), st.integers(0, 279_000))
def test_more_grant_never_worsens_the_verdict(first, second):
    loaded = outcome_of("ganxian_estate").prepared.loaded
    less, more = sorted((first, second))
    words = [
        verdict_of(run(with_extra_grant(loaded, float(cny))), None, False).word
        for cny in (less, more)
    ]
    assert ORDER.index(words[0]) <= ORDER.index(words[1])


def test_what_pv_contributes_is_the_difference_of_two_runs():
    outcome = outcome_of("ganxian_estate")
    roofs = decided(outcome).roofs
    bare = run(without_pv(outcome.prepared.loaded))
    assert not bare.prepared.arrays
    expected = outcome.indicators.project_npv_cny[0] - bare.indicators.project_npv_cny[0]
    assert roofs.added_cny == pytest.approx(float(expected))
    kept = {t.account for t in bare.books.ledger.transfers}
    assert "lift_upkeep" in kept and not kept & {"pv_build", "power_sold", "roof_rent"}


def test_roofs_are_whole_plans():
    outcome = outcome_of("ganxian_estate")
    roofs = decided(outcome).roofs
    for count in (6, 13):
        at = list(roofs.n_tried).index(count)
        again = changed("ganxian_estate", {"roof.1.count": count})
        assert roofs.npv_tried_cny[at] == pytest.approx(float(again.indicators.project_npv_cny[0]))
    at = list(roofs.n_tried).index(13)
    here = list(roofs.n_tried).index(12)
    assert roofs.next_roof_cny == roofs.npv_tried_cny[at] - roofs.npv_tried_cny[here]
    assert roofs.npv_tried_cny[roofs.best] == roofs.npv_tried_cny.max()
    assert roofs.break_even is None and roofs.npv_tried_cny.max() < 0.0


def test_break_even_is_the_first_whole_number_that_is_worth_nothing_or_more():
    cheap = changed("guixiang_39", {"target.discount_per_year": 0.03})
    roofs = decided(cheap).roofs
    good = roofs.n_tried[roofs.npv_tried_cny >= 0.0]
    assert roofs.break_even == good[0]
    below = list(roofs.n_tried).index(roofs.break_even) - 1
    assert below < 0 or roofs.npv_tried_cny[below] < 0.0


def test_advice_never_names_a_grant_that_the_tool_refuses():
    advice = decided(outcome_of("ganxian_estate")).advice
    loaded = outcome_of("ganxian_estate").prepared.loaded
    grants = [s for s in advice.switches if s.lever == "grant"]
    assert grants and all(s.highest <= advice.grant_room_cny for s in grants)
    run(with_extra_grant(loaded, float(np.floor(advice.grant_room_cny))))  # allowed
    with pytest.raises(ScenarioError):
        run(with_extra_grant(loaded, advice.grant_room_cny + 2.0))


def test_a_lever_at_its_value_makes_all_three_hold_and_a_little_less_does_not():
    outcome = outcome_of("ganxian_estate")
    loaded = outcome.prepared.loaded
    (capex,) = [s for s in decided(outcome).advice.of(ALL) if s.lever == "capex"]
    assert capex.verdict == "tips" and not capex.met_now

    def with_capex(factor):
        rows = [row.model_dump(mode="python") for row in loaded.scenario.cost]
        for row in rows:
            if row["when"] == "build":
                row["cny"] *= factor
        return holds(run(variant(loaded, {"cost": rows}))).all_three[0]

    assert with_capex(capex.value) and not with_capex(capex.value + 0.001)


@pytest.mark.parametrize("draws", [-1, 100_001])
def test_draws_that_cannot_be_are_faults(draws):
    with pytest.raises(ScenarioError) as caught:
        decide(outcome_of("yangpu_bot").prepared.loaded, draws)
    assert caught.value.faults[0].where == "draws"


def test_without_draws_the_verdict_says_that_none_were_looked_at():
    decision = decided(outcome_of("yangpu_bot"))
    assert decision.verdict.chances is None
    told = dict_of(outcome_of("yangpu_bot"), "zh")
    assert told["decision"]["chances"] is None and "未测算可能情形" in told["verdict"]

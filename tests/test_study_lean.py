"""The plan as written beside many draws of it: which laws pull the mean away, and how far."""

from __future__ import annotations

import pytest

from pvlift.errors import ScenarioError
from pvlift.scenario.load import load, variant
from pvlift.study.answers.run import run
from pvlift.study.causes.sensitivity import sensitivity
from pvlift.study.chance.batch import batch
from pvlift.study.chance.montecarlo import job_of, montecarlo
from pvlift.study.chance.pull_of_laws import lean_of


@pytest.fixture(scope="module")
def estate(root):
    return load(root / "scenarios" / "ganxian_estate.toml")


def law_row(key, law):
    return {"key": key, "law": law, "source": "assumption"}


def test_one_sided_laws_account_for_the_distance_from_plan_to_mean(estate):
    job = job_of(estate, 10, 7, "random", False)
    lean = lean_of(estate, job.plan)
    assert lean.planned["project_npv_cny"] == run(estate).indicators.project_npv_cny[0]
    keys = [pull.driver.name for pull in lean.pulls]
    assert keys[0] == "default:pipe_relocation" and "default:lift_build" not in keys
    assert "default:market_path" not in keys and "weather" not in keys
    (spread,) = [
        s for s in montecarlo(estate, 4000, 7).summary.spreads if s.key == "project_npv_cny"
    ]
    moved_cny = spread.mean - lean.planned["project_npv_cny"]
    assert lean.together_cny < -100_000.0
    assert abs(moved_cny - lean.together_cny) < 0.1 * abs(moved_cny)


def test_an_even_law_pulls_nothing_and_an_event_does(estate):
    only = {"default_laws": False, "weather": "in_order", "seed": 1}
    even = law_row("yield_frac", {"kind": "normal", "mean": 1.0, "sd": 0.05})
    event = law_row("availability_frac", {"kind": "event", "chance_per_year": 0.1, "value": 0.5})
    for row, mean in ((even, None), (event, 0.95)):
        loaded = variant(estate, {"uncertain": (row,), "montecarlo": only})
        pulls = lean_of(loaded, job_of(loaded, 10, 7, "random", False).plan).pulls
        if mean is None:
            assert pulls == ()
        else:
            assert abs(pulls[0].mean_frac - mean) < 1e-3 and pulls[0].npv_change_cny < 0.0


@pytest.mark.parametrize(
    "asked",
    [
        lambda estate: montecarlo(estate, 10, -1),
        lambda estate: sensitivity(estate, samples=0, seed=-1),
        lambda estate: list(batch([], 10, -1)),
    ],
)
def test_a_negative_seed_is_a_fault_and_no_failure(estate, asked):
    with pytest.raises(ScenarioError) as caught:
        asked(estate)
    assert [fault.where for fault in caught.value.faults] == ["seed"]


def test_less_than_one_worker_is_a_fault(estate):
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, 10, 7, workers=-2)
    assert [fault.where for fault in caught.value.faults] == ["workers"]


def test_few_draws_are_said_to_be_few(estate):
    assert "few_draws" in [notice.code for notice in montecarlo(estate, 50, 7).notices]


def test_a_grant_that_may_be_refused_pulls_with_its_chance(estate):
    law = {"kind": "discrete", "values": (0.0, 1.0), "chances": (0.8, 0.2)}
    only = {"default_laws": False, "weather": "in_order", "seed": 1}
    rows = (law_row("subsidy.1.refused", law),)
    loaded = variant(estate, {"uncertain": rows, "montecarlo": only})
    lean = lean_of(loaded, job_of(loaded, 10, 7, "random", False).plan)
    (spread,) = [
        s for s in montecarlo(loaded, 4000, 7).summary.spreads if s.key == "project_npv_cny"
    ]
    moved_cny = spread.mean - lean.planned["project_npv_cny"]
    assert lean.together_cny == lean.pulls[0].npv_change_cny < -50_000.0
    assert abs(moved_cny - lean.together_cny) < 4.0 * spread.mean_se

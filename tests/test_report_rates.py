"""A plan whose last year costs more than it brings still has its rate of return, and says why."""

from __future__ import annotations

import numpy as np
import pytest
from report_runs import FOLDER, dict_of

from pvlift.report.content.run_money import indicator_table
from pvlift.scenario.load import load, variant
from pvlift.study.answers.run import run
from pvlift.study.chance.montecarlo import montecarlo
from pvlift.study.chance.summary import cash_name

REMOVAL = {"account": "pv_removal", "cny": 0.6, "per": "w", "when": "end"}
REMOVAL |= {"growth_per_year": 0.0, "source": "assumption"}


@pytest.fixture(scope="module")
def removed():
    """The estate with a cheap plant that is taken away at the end, 12 years of mechanism."""
    estate = load(FOLDER / "ganxian_estate.toml")
    costs = [row.model_dump(mode="python") for row in estate.scenario.cost]
    plant = next(row for row in costs if row["account"] == "pv_build")
    plant["cny"] = 1.2
    feed_in = {"feed_in": "jiangxi-2025", "term_years": 12}
    return variant(estate, {"cost": [*costs, REMOVAL], "feed_in": feed_in})


def test_a_removal_takes_no_rate_away(removed):
    outcome = run(removed)
    found = outcome.indicators
    assert found.n_roots[0] == 2
    assert found.project_irr[0] == pytest.approx(0.0575, abs=5e-5)
    assert found.equity_irr[0] == pytest.approx(0.0784, abs=5e-5)
    told = dict_of(outcome, "zh")
    assert told["indicators"]["project_irr"] == pytest.approx(0.0575, abs=5e-5)
    assert "26.13" in told["notes"]["project_irr"]
    note = indicator_table(outcome).note
    for words, named in ((note.zh, "大于零"), (note.en, "above zero")):
        assert "26.13" in words and "24.97" in words and named in words
    assert indicator_table(run(load(FOLDER / "ganxian_estate.toml"))).note is None


def test_nor_from_the_draws(removed):
    many = montecarlo(removed, draws=200, seed=3)
    n_years = removed.scenario.n_years
    sums = np.array([many.column(cash_name(year)) for year in range(n_years + 1)])
    once = (np.diff(np.sign(sums), axis=0) != 0).sum(axis=0) == 1
    sure = once & (sums[0] < -1.0) & (sums[-1] > 1.0)
    assert sure.mean() > 0.5
    assert np.all(many.column("project_irr")[sure] > 0.0)

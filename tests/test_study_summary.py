"""The tail of many draws: its error beside theory and a bootstrap, its side by meaning."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from pvlift.report.content.montecarlo import sure_sign
from pvlift.study.chance.summary import TAIL, WORSE, spread_of, tail_mean
from pvlift.study.worlds.draws import uniforms

# What a reader hopes for: much of it, or little.
MUCH = """project_irr_pretax project_irr equity_irr project_npv_cny equity_npv_cny dscr_min llcr
dscr_after_renewals_min llcr_after_renewals made_kwh_per_year fiscal_npv_cny""".split()
LITTLE = """payback_years payback_from_start_years discounted_payback_years lcoe_cny_per_kwh
subsidy_per_lift_cny residents_paid_cny reserve_needed_cny""".split()


@pytest.mark.parametrize("n_hit", [50, 200, 400])
def test_the_error_of_the_tail_of_two_values_is_that_of_a_share(n_hit):
    """Losses of 1 in fewer than 5 % of the draws: the tail is their share over 5 %."""
    n, share = 10_000, n_hit / 10_000
    mean, error = tail_mean(np.sort(np.where(np.arange(n) < n_hit, -1.0, 0.0)), "low")
    assert math.isclose(mean, -share / TAIL)
    assert math.isclose(error, math.sqrt(share * (1.0 - share) / n) / TAIL, rel_tol=1e-12)


@pytest.mark.parametrize("worse", ["low", "high"])
def test_the_error_of_the_tail_is_that_of_a_bootstrap(worse):
    values = stats.lognorm(0.5).ppf(uniforms(5, "values", 4000))
    again = (uniforms(5, "again", 1500, 4000) * 4000).astype(int)
    means = [tail_mean(np.sort(values[rows]), worse)[0] for rows in again]
    assert math.isclose(tail_mean(np.sort(values), worse)[1], np.std(means), rel_tol=0.08)


def test_the_worst_draws_of_a_cost_are_the_dearest_and_of_a_gain_the_smallest():
    assert set(MUCH) | set(LITTLE) == set(WORSE) and not set(MUCH) & set(LITTLE)
    values = np.arange(1.0, 101.0)
    for key in WORSE:
        spread = spread_of(key, values, WORSE[key])
        worst, sign = (3.0, "≥") if key in MUCH else (98.0, "≤")
        assert (spread.cvar, sure_sign(spread)) == (worst, sign), key

"""The laws of use: bounds, order, shape, and a scenario's level kept."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pvlift.lift.laws import triangular, use_frac, use_laws


def test_the_triangle_is_the_textbook_one():
    u = np.linspace(0.0, 0.999, 50)
    for law in use_laws():
        span = law.high - law.low
        theirs = stats.triang((law.mode - law.low) / span, law.low, span).ppf(u)
        assert triangular(law, u) == pytest.approx(theirs, rel=1e-12)


def test_use_stays_within_its_bounds_and_around_the_scenario():
    rng = np.random.default_rng(2)
    use = use_frac(rng.random(4000), rng.random(4000), rng.random((4000, 25)))
    assert use.shape == (4000, 25)
    assert use.min() > 2 / 3 * 2.2 / 2.4 * 0.9 and use.max() < 4 / 3 * 2.6 / 2.4 * 1.1
    assert use.mean() == pytest.approx(1.0, abs=0.01)
    years = use / use.mean(axis=1, keepdims=True)
    assert 0.02 < years.std() < 0.08  # years differ less than worlds
    assert use.mean(axis=1).std() > years.std()


def test_middle_numbers_give_the_middle_use():
    half = np.array([0.5])
    assert use_frac(half, half, half[:, None]) == pytest.approx(1.0, abs=1e-9)


def test_every_law_says_how_sure_it_is():
    for law in use_laws():
        assert law.low <= law.mode <= law.high
        assert law.source and law.confidence in {"H", "M", "L", "D", "U", "X"}

"""Laws that cannot be: every fault says where, what was found and what would be right."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.errors import ScenarioError
from pvlift.scenario.correlation import FLOOR, nearest_correlation, offered
from pvlift.scenario.load import load, variant

UNIFORM = {"kind": "uniform", "low": 0.9, "high": 1.1}


@pytest.fixture(scope="module")
def estate(root):
    return load(root / "scenarios" / "ganxian_estate.toml")


def faults_of(estate, *rows, correlation=()):
    with pytest.raises(ScenarioError) as caught:
        variant(estate, {"uncertain": tuple(rows), "correlation": tuple(correlation)})
    return caught.value


def law_row(key, law=UNIFORM, **more):
    return {"key": key, "law": law, "source": "assumption", **more}


def pair(one, other, normal_frac):
    return {"between": (one, other), "normal_frac": normal_frac, "source": "assumption"}


def test_a_key_that_cannot_vary_is_told_its_neighbours(estate):
    error = faults_of(estate, law_row("cost.pv_buld.cny"), law_row("roof.1.tilt_deg"))
    first, second = error.faults
    assert first.where == "uncertain[1].key" and "cost.pv_build.cny" in first.wanted.en
    assert "cost.pv_build.cny" in first.wanted.zh
    assert second.where == "uncertain[2].key" and "roof.1.tilt_deg" in second.found


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (law_row("cost.6.growth_per_year"), "uncertain[1].key"),  # paid once: no growth
        (law_row("loan.1.rate_per_year", each_year=True), "uncertain[1].law"),
        (law_row("weather"), "uncertain[1].law.kind"),
        (law_row("yield_frac", {"kind": "weather_years"}), "uncertain[1].law.kind"),
        (law_row("subsidy.late_months", relative=True), "uncertain[1].relative"),
        (law_row("yield_frac", {"kind": "normal", "mean": 1.0, "sd": 0.5}), "uncertain[1].law"),
        (law_row("losses.decline_per_year"), "uncertain[1].law"),
        (law_row("yield_frac", {"kind": "triangular", "low": 1, "mode": 0.5, "high": 2}), None),
        (law_row("yield_frac", {"kind": "uniform", "low": 1.0, "high": 1.0}), None),
        (law_row("yield_frac", {"kind": "discrete", "values": (1.0,), "chances": (0.5,)}), None),
        (law_row("yield_frac", {"kind": "gamma", "mean": 1.0}), None),
        (law_row("yield_frac", {"kind": "normal", "mean": 1.0, "sd": -0.1}), None),
    ],
    ids=lambda x: x if isinstance(x, str) else None,
)
def test_an_unsound_law_is_refused(estate, row, where):
    (fault,) = faults_of(estate, row).faults
    if where is None:
        assert fault.where.startswith("uncertain[1].law")
    else:
        assert fault.where == where
    assert fault.wanted.en and fault.wanted.zh and fault.wanted.zh != fault.wanted.en


def test_one_law_for_each_key(estate):
    (fault,) = faults_of(estate, law_row("yield_frac"), law_row("yield_frac")).faults
    assert fault.where == "uncertain[2].key" and "uncertain[1]" in fault.wanted.en


def test_all_faults_of_laws_come_at_once(estate):
    error = faults_of(estate, law_row("no.such.key"), law_row("weather"), law_row("nor.this"))
    assert len(error.faults) == 3


def test_correlations_need_laws_of_one_kind_and_each_pair_once(estate):
    rows = (law_row("yield_frac"), law_row("feed_in.market_frac"))
    error = faults_of(
        estate,
        *rows,
        correlation=[
            pair("yield_frac", "feed_in.market_frac", 0.3),
            pair("feed_in.market_frac", "yield_frac", 0.3),
        ],
    )
    assert [f.where for f in error.faults] == ["correlation[2].between"]
    for one, other in (
        ("yield_frac", "no.such.key"),
        ("yield_frac", "weather"),
        ("yield_frac", "yield_frac"),
        ("yield_frac", "lift_power.price_path"),
    ):
        error = faults_of(estate, *rows, correlation=[pair(one, other, 0.3)])
        assert [f.where for f in error.faults] == ["correlation[1].between"], (one, other)


def test_a_matrix_that_cannot_be_is_told_the_nearest_that_can(estate):
    names = ("yield_frac", "feed_in.market_frac", "cost.6.cny")
    rows = [law_row("cost.6.cny", {"kind": "uniform", "low": 2.0, "high": 3.0})]
    rows += [law_row(name) for name in names[:2]]
    pairs = [
        pair(names[0], names[1], 0.9),
        pair(names[1], names[2], 0.9),
        pair(names[0], names[2], -0.9),
    ]
    (fault,) = faults_of(estate, *rows, correlation=pairs).faults
    assert fault.where == "correlation" and "eigenvalue" in fault.found
    numbers = [float(x) for x in re.findall(r": (-?\d\.\d{3})", fault.wanted.en)]
    assert len(numbers) == 3
    fixed = [
        row | {"normal_frac": x} for row, x in zip(pairs, _in_order(fault, pairs), strict=True)
    ]
    loaded = variant(estate, {"uncertain": tuple(rows), "correlation": tuple(fixed)})
    assert len(loaded.scenario.correlation) == 3  # what was offered is taken


def _in_order(fault, pairs):
    """The offered number of each pair."""
    short = {
        "yield_frac": "yield_frac",
        "feed_in.market_frac": "feed_in.market_frac",
        "cost.6.cny": "cost.pv_build.cny",
    }
    for row in pairs:
        one, other = (re.escape(short[key]) for key in row["between"])
        text = fault.wanted.en
        hit = re.search(f"{one} – {other}: (-?[0-9.]+)", text) or re.search(
            f"{other} – {one}: (-?[0-9.]+)", text
        )
        yield float(hit.group(1).rstrip("."))


@given(st.integers(2, 6), st.integers(0, 10_000))
def test_the_nearest_correlation_matrix_is_one_and_is_near(n, seed):
    entries = np.clip(1.4 * (2.0 * _uniforms(seed, n * n).reshape(n, n) - 1.0), -1.0, 1.0)
    matrix = (entries + entries.T) / 2.0
    np.fill_diagonal(matrix, 1.0)
    near = nearest_correlation(matrix)
    assert np.linalg.eigvalsh(near).min() > 0.0
    np.testing.assert_allclose(np.diag(near), 1.0)
    assert np.abs(near).max() <= 1.0 + 1e-12
    shown = offered(matrix)
    assert np.linalg.eigvalsh(shown).min() > FLOOR
    if np.linalg.eigvalsh(matrix).min() > 0.01:
        assert np.abs(shown - matrix).max() < 0.002  # already sound: nothing to move
    else:
        lowest = np.linalg.eigvalsh(matrix).min()
        shrunk = matrix / (1.0 - lowest + 1e-3) + np.eye(n) * (1 - 1 / (1.0 - lowest + 1e-3))
        assert np.linalg.norm(near - matrix) <= np.linalg.norm(shrunk - matrix) + 1e-6


def _uniforms(seed, n):
    from pvlift.study.draws import uniforms

    return uniforms(seed, "matrix", n)

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
from pvlift.scenario.uncertain import drivers_of

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
    assert fault.where == "correlation" and "eigenvalue" in fault.found.en
    numbers = [float(x) for x in re.findall(r": (-?\d\.\d{3})", fault.wanted.en)]
    assert len(numbers) == 3
    fixed = [
        row | {"normal_frac": x} for row, x in zip(pairs, _in_order(fault, pairs), strict=True)
    ]
    loaded = variant(estate, {"uncertain": tuple(rows), "correlation": tuple(fixed)})
    assert len(loaded.scenario.correlation) == 3  # what was offered is taken


def test_what_is_offered_names_the_keys_that_were_written(estate):
    names = ("yield_frac", "feed_in.market_frac", "cost.pv_build.cny")
    pairs = [pair(*names[:2], 0.9), pair(*names[1:], 0.9), pair(names[0], names[2], -0.9)]
    (fault,) = faults_of(estate, correlation=pairs).faults
    told = re.findall(r"([\w.:]+) – ([\w.:]+): ", fault.wanted.en)
    assert len(told) == 3 and {key for two in told for key in two} == set(names)
    assert "default:" not in fault.wanted.zh


@pytest.mark.parametrize("normal_frac", [1.5, -1.5, 80.0])
def test_a_correlation_is_never_taken_for_percent(estate, normal_frac):
    pairs = [pair("yield_frac", "feed_in.market_frac", normal_frac)]
    (fault,) = faults_of(estate, correlation=pairs).faults
    assert fault.where == "correlation[1].normal_frac"
    assert fault.wanted.en == "between -1 and 1" and fault.wanted.zh == "-1 至 1 之间的数"


def _in_order(fault, pairs):
    """The offered number of each pair."""
    for row in pairs:
        one, other = (re.escape(key) for key in row["between"])
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
    from pvlift.study.worlds.draws import uniforms

    return uniforms(seed, "matrix", n)


GOOD = """
[montecarlo]
default_laws = false
weather = "in_order"
seed = 9

[[uncertain]]
key = ["cost.lift_civil.cny", "cost.2.cny"]
relative = true
law = { kind = "pert", low = 0.8, mode = 1.0, high = 1.4 }
source = "lift-S29"

[[uncertain]]
key = "yield_frac"
law = { kind = "bounded", low = 0.7, high = 1.3, of = { kind = "normal", mean = 1.0, sd = 0.07 } }
source = "assumption"

[[uncertain]]
key = "load.3.kwh_per_year"
law = { kind = "empirical", values = [100_000, 140_000.0, 150_000.0, 155_000.0] }
source = "assumption"

[[uncertain]]
key = "availability_frac"
law = { kind = "event", chance_per_year = 0.05, value = 0.8 }
source = "assumption"

[[correlation]]
between = ["yield_frac", "load.3.kwh_per_year"]
normal_frac = -0.2
source = "assumption"
"""
BAD = """
[montecarlo]
default_law = false
[[uncertain]]
key = 5
law = { kind = "pert", low = 0.8, mode = 1.0 }
source = "nowhere"
[[uncertain]]
key = "yield_frac"
source = "assumption"
[[uncertain]]
key = "yield_frac"
law = { low = 3, high = 4 }
source = "assumption"
[[uncertain]]
key = []
law = { kind = "normal", mean = "1", sd = 0.0 }
source = "assumption"
[[uncertain]]
key = "yield_frac"
law = { kind = "bounded", low = 0.7, high = 1.3, of = { kind = "uniform", low = 1.0, high = 2.0 } }
source = "assumption"
[[correlation]]
between = ["yield_frac"]
normal_frac = 1.2
source = "assumption"
"""


def test_laws_are_read_from_a_file(root, tmp_path):
    text = (root / "scenarios" / "ganxian_estate.toml").read_text(encoding="utf-8")
    (tmp_path / "laws.toml").write_text(text + GOOD, encoding="utf-8")
    scenario = load(tmp_path / "laws.toml").scenario
    assert [driver.name for driver in drivers_of(scenario)] == [
        "cost.lift_civil.cny+cost.lift_equipment.cny",
        "yield_frac",
        "load.底层商铺与社区用房.kwh_per_year",
        "availability_frac",
    ]
    assert scenario.montecarlo.seed == 9 and len(scenario.correlation) == 1


def test_every_fault_in_a_file_of_laws_is_said(root, tmp_path):
    text = (root / "scenarios" / "ganxian_estate.toml").read_text(encoding="utf-8")
    (tmp_path / "bad.toml").write_text(text + BAD, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "bad.toml")
    assert sorted(fault.where for fault in caught.value.faults) == [
        "correlation[1].between",
        "correlation[1].normal_frac",
        "montecarlo.default_law",
        "uncertain[1].key",
        "uncertain[1].law.high",
        "uncertain[2].law",
        "uncertain[3].law",
        "uncertain[4].key",
        "uncertain[4].law.mean",
        "uncertain[4].law.sd",
        "uncertain[5].law.of",
    ]


def test_an_unrelated_key_is_told_what_can_vary_and_no_row_by_number(estate):
    (fault,) = faults_of(estate, law_row("site.city")).faults
    assert "yield_frac" in fault.wanted.zh and "cost.9" not in fault.wanted.zh

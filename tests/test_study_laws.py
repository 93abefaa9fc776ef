"""Laws: quantiles beside scipy's distributions, streams that stay put, correlation, paths."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pvlift.errors import Words
from pvlift.facts import laws as records
from pvlift.facts.read import costs, sources
from pvlift.money.books import keep_books
from pvlift.scenario import draw_keys
from pvlift.scenario.load import load, variant
from pvlift.scenario.quantiles import quantile
from pvlift.scenario.uncertain import Driver, default_laws, drivers_of
from pvlift.scenario.variables import by_name, variables_of
from pvlift.scenario.worlds import Worlds, certain, drawn
from pvlift.study.chance.summary import LEVELS, spread_of
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import simulate
from pvlift.study.worlds.draws import latin_of, sobol_of, uniforms, uniforms_of
from pvlift.study.worlds.laws import Dice, plan_of, uniforms_block, worlds_of

N = 20_000
UNIFORM = np.linspace(0.0005, 0.9995, 801)

WITH_SCIPY = [
    (records.Normal(kind="normal", mean=2.0, sd=0.3), stats.norm(2.0, 0.3)),
    (
        records.Lognormal(kind="lognormal", median=5.0, sd_log=0.4),
        stats.lognorm(0.4, scale=5.0),
    ),
    (records.Uniform(kind="uniform", low=-1.0, high=3.0), stats.uniform(-1.0, 4.0)),
    (
        records.Triangular(kind="triangular", low=1.0, mode=2.0, high=6.0),
        stats.triang(0.2, loc=1.0, scale=5.0),
    ),
    (
        records.Triangular(kind="triangular", low=1.0, mode=1.0, high=3.0),
        stats.triang(0.0, loc=1.0, scale=2.0),
    ),
    (
        records.Pert(kind="pert", low=0.0, mode=3.0, high=10.0),
        stats.beta(1 + 4 * 0.3, 1 + 4 * 0.7, loc=0.0, scale=10.0),
    ),
    (
        records.Bounded(
            kind="bounded",
            of=records.Normal(kind="normal", mean=1.0, sd=0.1),
            low=0.9,
            high=1.3,
        ),
        stats.truncnorm(-1.0, 3.0, loc=1.0, scale=0.1),
    ),
]


@pytest.fixture(scope="module")
def estate(root):
    return load(root / "scenarios" / "ganxian_estate.toml")


def with_laws(estate, *rows, correlation=(), default_laws=False):
    """The estate with laws of its own."""
    return variant(
        estate,
        {
            "uncertain": tuple(rows),
            "correlation": tuple(correlation),
            "montecarlo": {"default_laws": default_laws, "weather": "drawn", "seed": 1},
        },
    )


def law_row(key, law, **more):
    return {"key": key, "law": law, "source": "assumption", **more}


def worlds(loaded, n_draws=N, seed=7, method="random", start=0):
    plan = plan_of(loaded.scenario, 10)
    dice = Dice(seed, method, start + n_draws)
    return worlds_of(plan, uniforms_block(plan, dice, start, start + n_draws))


@pytest.mark.parametrize(("law", "known"), WITH_SCIPY, ids=lambda x: getattr(x, "kind", ""))
def test_quantiles_are_those_of_scipy(law, known):
    np.testing.assert_allclose(quantile(law, UNIFORM), known.ppf(UNIFORM), rtol=1e-9, atol=1e-12)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_an_empirical_law_stays_within_its_observations(values):
    law = records.Empirical(kind="empirical", values=tuple(values))
    found = quantile(law, np.linspace(0.0, 1.0, 101))
    assert found.min() >= min(values) and found.max() <= max(values)
    assert np.all(np.diff(found) >= 0.0)


def test_a_discrete_law_gives_each_value_its_chance():
    law = records.Discrete(kind="discrete", values=(3.0, 1.0, 2.0), chances=(0.5, 0.3, 0.2))
    found = quantile(law, uniforms(1, "x", N))
    for value, chance in zip(law.values, law.chances, strict=True):
        error = math.sqrt(chance * (1 - chance) / N)
        assert abs(np.mean(found == value) - chance) < 4 * error


def test_p90_of_a_lognormal_toy_is_that_of_theory(estate):
    law = {"kind": "lognormal", "median": 3.0, "sd_log": 0.25}
    loaded = with_laws(estate, law_row("cost.pv_build.cny", law))
    spread = spread_of("toy", worlds(loaded).values["cost.6.cny"], "high")
    at = LEVELS.index(0.90)
    theory = stats.lognorm(0.25, scale=3.0).ppf(0.90)
    assert 0.0 < spread.levels_se[at] < 0.02
    assert abs(spread.levels[at] - theory) < 3.0 * spread.levels_se[at]
    assert abs(spread.mean - stats.lognorm(0.25, scale=3.0).mean()) < 3.0 * spread.mean_se
    tail = (
        stats.lognorm(0.25, scale=3.0).expect(
            lambda x: x, lb=stats.lognorm(0.25, scale=3.0).ppf(0.95)
        )
        / 0.05
    )
    assert abs(spread.cvar - tail) < 3.0 * spread.cvar_se


def test_standard_errors_cover_the_truth_as_often_as_they_should():
    law, hits, n_rounds = stats.norm(), 0, 300
    for seed in range(n_rounds):
        values = quantile(
            records.Normal(kind="normal", mean=0.0, sd=1.0), uniforms(seed, "cover", 2000)
        )
        spread = spread_of("x", values, "low")
        at = LEVELS.index(0.10)
        hits += abs(spread.levels[at] - law.ppf(0.10)) < 2.0 * spread.levels_se[at]
    assert 0.91 < hits / n_rounds < 0.99


def test_a_longer_batch_begins_with_the_shorter_one():
    assert np.array_equal(uniforms(7, "x", 10), uniforms(7, "x", 1000)[:10])
    whole = uniforms_of(7, "x", 0, 1000, 25)
    assert np.array_equal(whole[400:600], uniforms_of(7, "x", 400, 600, 25))
    assert np.array_equal(whole, uniforms(7, "x", 1000, 25))
    assert np.array_equal(sobol_of(7, 5, 0, 64)[32:], sobol_of(7, 5, 32, 64))
    assert np.array_equal(latin_of(7, "x", 0, 100, 100)[50:], latin_of(7, "x", 50, 100, 100))


def test_adding_a_law_moves_no_other(estate):
    row = law_row("cost.pv_build.cny", {"kind": "uniform", "low": 2.0, "high": 3.0})
    other = law_row("yield_frac", {"kind": "normal", "mean": 1.0, "sd": 0.05})
    alone = worlds(with_laws(estate, row), 100).values
    both = worlds(with_laws(estate, other, row, default_laws=True), 100).values
    assert np.array_equal(alone["cost.6.cny"], both["cost.6.cny"])
    assert np.array_equal(alone["weather"], both["weather"])


@pytest.mark.parametrize("method", ["random", "lhs"])
def test_draws_of_different_laws_are_uncorrelated_unless_told(estate, method):
    plan = plan_of(estate.scenario, 10)
    drawn = uniforms_block(plan, Dice(7, method, N), 0, N)
    columns = np.array([block[:, 0] for block in drawn.values()])
    matrix = np.corrcoef(columns)
    np.fill_diagonal(matrix, 0.0)
    assert len(columns) > 15
    assert np.abs(matrix).max() < 4.5 / math.sqrt(N)


@pytest.mark.parametrize("normal_frac", [-0.8, -0.3, 0.0, 0.5, 0.95])
def test_laws_correlate_as_told(estate, normal_frac):
    loaded = with_laws(
        estate,
        law_row("cost.pv_build.cny", {"kind": "uniform", "low": 2.0, "high": 3.0}),
        law_row("yield_frac", {"kind": "triangular", "low": 0.8, "mode": 1.0, "high": 1.1}),
        correlation=[
            {
                "between": ("cost.pv_build.cny", "yield_frac"),
                "normal_frac": normal_frac,
                "source": "assumption",
            }
        ],
    )
    found = worlds(loaded).values
    rank = stats.spearmanr(found["cost.6.cny"], found["yield_frac"]).statistic
    assert abs(rank - 6.0 / math.pi * math.asin(normal_frac / 2.0)) < 4.0 / math.sqrt(N)
    alone = worlds(with_laws(estate, loaded.scenario.uncertain[0].model_dump())).values
    assert np.array_equal(found["cost.6.cny"], alone["cost.6.cny"])  # the first keeps its draws
    lows = stats.kstest(found["yield_frac"], stats.triang(2 / 3, loc=0.8, scale=0.3).cdf)
    assert lows.pvalue > 1e-3  # its own law is untouched


def test_a_key_list_moves_together(estate):
    keys = ("cost.lift_civil.cny", "cost.lift_equipment.cny")
    row = law_row(keys, {"kind": "uniform", "low": 0.8, "high": 1.2}, relative=True)
    found = worlds(with_laws(estate, row), 500).values
    np.testing.assert_allclose(found["cost.1.cny"] / 180_000, found["cost.2.cny"] / 148_000)
    assert 0.8 <= (found["cost.1.cny"] / 180_000).min() < 0.85


def test_weather_years_are_drawn_alike_for_each_simulated_year(estate):
    found = worlds(with_laws(estate)).values["weather"]
    assert found.shape == (N, 25) and found.dtype == np.int64
    counts = np.bincount(found.ravel(), minlength=10)
    assert len(counts) == 10
    assert np.abs(counts / found.size - 0.1).max() < 0.003
    assert abs(np.corrcoef(found[:, 3], found[:, 4])[0, 1]) < 4.0 / math.sqrt(N)


def test_a_reverting_path_keeps_its_spread_and_its_memory(estate):
    law = {"kind": "reverting", "sd_log": 0.2, "persistence_frac": 0.6}
    path = np.log(
        worlds(with_laws(estate, law_row("feed_in.market_path", law))).values["feed_in.market_frac"]
    )
    assert path.shape == (N, 25)
    np.testing.assert_allclose(path.std(axis=0), 0.2, rtol=0.03)
    np.testing.assert_allclose(path.mean(axis=0), 0.0, atol=0.008)
    assert abs(np.corrcoef(path[:, 10], path[:, 11])[0, 1] - 0.6) < 0.02
    assert abs(np.corrcoef(path[:, 10], path[:, 13])[0, 1] - 0.6**3) < 0.03


def test_a_drifting_path_starts_at_the_scenario_and_spreads_with_time(estate):
    law = {"kind": "drifting", "growth_per_year": 0.02, "sd_per_year": 0.03}
    path = worlds(with_laws(estate, law_row("lift_power.price_path", law))).values[
        "lift_power.price_frac"
    ]
    assert np.all(path[:, 0] == 1.0)
    np.testing.assert_allclose(np.median(path[:, 24]), 1.02**24, rtol=0.01)
    np.testing.assert_allclose(np.log(path[:, 24]).std(), 0.03 * math.sqrt(24), rtol=0.03)


def test_events_come_as_often_as_their_chance_and_more_with_age(estate):
    law = {"kind": "event", "chance_per_year": 0.05, "value": 0.7, "ageing_per_year": 0.01}
    path = worlds(with_laws(estate, law_row("availability_frac", law))).values["yield_frac"]
    assert set(np.unique(path)) == {0.7, 1.0}
    for year in (0, 12, 24):
        chance = 0.05 + 0.01 * year
        error = math.sqrt(chance * (1 - chance) / N)
        assert abs(np.mean(path[:, year] == 0.7) - chance) < 4 * error


def test_a_path_multiplies_the_level_it_belongs_to(estate):
    level = law_row("load.1.price_frac", {"kind": "uniform", "low": 0.5, "high": 0.9})
    path = law_row(
        "load.1.price_path", {"kind": "reverting", "sd_log": 0.1, "persistence_frac": 0.0}
    )
    alone = worlds(with_laws(estate, level), 50).values["load.1.price_frac"]
    both = worlds(with_laws(estate, level, path), 50).values["load.1.price_frac"]
    assert both.shape == (50, 25)
    ratio = both / alone[:, None]
    assert 0.9 < np.median(ratio) < 1.1 and ratio.std() > 0.05


def test_a_yearly_law_differs_from_year_to_year(estate):
    law = {"kind": "triangular", "low": 0.8, "mode": 1.0, "high": 1.2}
    row = law_row("load.2.kwh_per_year", law, relative=True, each_year=True)
    found = worlds(with_laws(estate, row), 200).values["load.2.kwh_per_year"]
    assert found.shape == (200, 25)
    assert len(np.unique(found)) == found.size


@pytest.mark.parametrize("method", ["sobol", "lhs"])
def test_even_points_fill_every_slice_once(estate, method):
    plan = plan_of(estate.scenario, 10)
    n = 1024
    drawn = uniforms_block(plan, Dice(3, method, n), 0, n)
    once = {d.name for d in plan.drivers if not d.yearly}
    assert len(once) > 15
    for name in once:
        assert np.array_equal(np.sort((drawn[name][:, 0] * n).astype(int)), np.arange(n))


def test_default_laws_stand_on_rows_that_exist(estate):
    for row in default_laws():
        assert (row.cost is None) != (row.law is None), row.id
        if row.cost:
            cost = costs()[row.cost]
            assert cost.low <= cost.base <= cost.high and cost.base > 0, row.id
        else:
            assert row.source in sources() and row.confidence, row.id
            assert row.note_en and row.note_zh
    drivers = drivers_of(estate.scenario)
    assert all(d.source in sources() for d in drivers)
    assert len({d.name for d in drivers}) == len(drivers)
    keys = [v.key for d in drivers for v in d.variables]
    assert len(set(keys)) == len(keys)


def test_default_laws_can_be_switched_off(estate):
    names = [d.name for d in drivers_of(with_laws(estate).scenario)]
    assert names == ["weather"]


def test_an_own_law_takes_the_place_of_the_default(estate):
    law = {"kind": "uniform", "low": 2.5, "high": 3.0}
    loaded = with_laws(estate, law_row("cost.6.cny", law), default_laws=True)
    drivers = [
        d for d in drivers_of(loaded.scenario) if "cost.6.cny" in {v.key for v in d.variables}
    ]
    assert len(drivers) == 1 and not drivers[0].default


def test_every_way_of_writing_a_key_means_the_same(estate):
    known = by_name(variables_of(estate.scenario))
    assert known["cost.pv_build.cny"] is known["cost.6.cny"]
    assert known["load.底层商铺与社区用房.kwh_per_year"] is known["load.3.kwh_per_year"]


def test_every_key_that_may_vary_is_read_by_the_simulation(estate):
    """A key that nothing reads would be a law without effect."""
    plan = plan_of(estate.scenario, 10)
    prepared = prepare(estate)
    known = variables_of(estate.scenario)
    certain_cny = simulate(prepared, Worlds(1, {})).books.equity_flow_cny
    assert len(known) > 40
    for variable in known.values():
        step = {"late_months": 12.0, "refused": 1.0}.get(variable.key.split(".")[-1], 0.03)
        value = variable.base + step if variable.base <= 0.0 else 0.9 * variable.base
        law = records.Discrete(kind="discrete", values=(value,), chances=(1.0,))
        driver = Driver("x", (variable,), law, False, False, "", "", Words("", ""), False)
        alone = plan._replace(drivers=(driver,), joint=plan.joint._replace(names=()))
        changed = worlds_of(alone, {"x": np.array([[0.5]])})
        found_cny = simulate(prepared, changed).books.equity_flow_cny
        assert not np.array_equal(found_cny, certain_cny), variable.key


def test_every_number_that_may_vary_goes_under_a_declared_key(estate):
    for variable in variables_of(estate.scenario).values():
        draw_keys.row_of(variable.into)


@pytest.mark.parametrize("key", ["yield_fraction", "cost.1.price", "cost.first.cny", "load.1"])
def test_a_key_that_nobody_declared_is_an_error(key):
    with pytest.raises(KeyError, match=key):
        drawn(certain(), key, 1.0)


@pytest.mark.parametrize("key", ["yeild_frac", "cost.99.cny", "loan.0.rate_per_year", "refused:x"])
def test_worlds_that_speak_of_what_the_plan_lacks_are_refused(estate, key):
    worlds = Worlds(1, {key: np.ones(1)})
    prepared = prepare(estate)
    with pytest.raises(KeyError, match=key):
        simulate(prepared, worlds)
    energy = simulate(prepared, certain()).energy
    with pytest.raises(KeyError, match=key):
        keep_books(estate.scenario, prepared.project, energy, worlds)

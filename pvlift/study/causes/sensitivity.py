"""What a plan hangs on: causes one at a time, shares of the spread, pairs, and what would make it
work."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, ScenarioError, Words
from pvlift.money.indicators import sensitivity_factor
from pvlift.scenario.load import Loaded
from pvlift.scenario.uncertain import Driver
from pvlift.scenario.worlds import certain
from pvlift.study.causes.indices import Indices, plan_indices
from pvlift.study.causes.levers import grant_scaled, levers_of, moved, with_counts, with_extra_grant
from pvlift.study.causes.switch_values import Switch, all_switches, grant_room_cny
from pvlift.study.plan.grant_check import check_grants
from pvlift.study.plan.outcome import Indicators
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.resize import resized
from pvlift.study.plan.simulate import simulate
from pvlift.study.plant.assemble import Prepared
from pvlift.study.worlds.laws import DrawPlan, plan_of, seed_faults, worlds_of

STEPS = (-0.20, -0.10, -0.05, 0.05, 0.10, 0.20)
MEASURES = ("project_irr", "equity_irr", "project_npv_cny", "equity_npv_cny", "payback_years")
INDEX_MEASURES = ("project_npv_cny", "equity_npv_cny")
LOW, HIGH = 0.10, 0.90  # quantiles of a law that a swing shows
GRID_TIMES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
N_GRANTS = 8


class Cause(NamedTuple):
    """One cause moved by the same shares as all others."""

    key: str
    words: Words
    values: dict[str, np.ndarray]  # measure -> float[len(STEPS)]
    factor: dict[str, np.ndarray]  # measure -> sensitivity factor, float[len(STEPS)]


class Swing(NamedTuple):
    """One law at its 10 % and 90 % quantiles, everything else as the scenario says."""

    driver: Driver
    low: dict[str, float]
    high: dict[str, float]


class TwoCauses(NamedTuple):
    """Two causes at once: further grant per lift (rows) and number of roofs (columns)."""

    grant_cny_per_lift: np.ndarray  # float[n_grants]
    n_roofs: np.ndarray  # int[n_roofs]
    n_lifts: int
    payback_years: np.ndarray  # float[n_grants, n_roofs]
    equity_npv_cny: np.ndarray
    kept: np.ndarray  # bool, the promise


class Sensitivity(NamedTuple):
    """Everything a plan hangs on."""

    prepared: Prepared
    plan: DrawPlan
    base: dict[str, float]
    causes: tuple[Cause, ...]
    swings: tuple[Swing, ...]
    indices: dict[str, Indices]  # by indicator; empty where none were asked for
    n_samples: int
    seed: int
    grid: TwoCauses | None  # None: no roofs
    switches: tuple[Switch, ...]
    notices: tuple[Notice, ...]


def sensitivity(loaded: Loaded, *, samples: int = 512, seed: int | None = None) -> Sensitivity:
    """Ask a plan what it hangs on.

    Parameters
    ----------
    samples : size of a sample for the Sobol indices, best a power of two; 0: no indices
    seed : of the samples; absent: the scenario's `montecarlo.seed`
    """
    faults = seed_faults(seed)
    if not 0 <= samples <= 1_000_000:
        wanted = Words("0 to 1000000 samples", "0 至 1000000 个样本")
        faults.append(Fault("samples", str(samples), wanted))
    if faults:
        raise ScenarioError("sensitivity", faults)
    prepared = prepare(loaded)
    check_grants(prepared)
    seed = loaded.scenario.montecarlo.seed if seed is None else seed
    plan = plan_of(loaded.scenario, prepared.weather.ghi.shape[0])
    found = {}
    if samples and plan.drivers:
        found = plan_indices(prepare(loaded, spread=True), plan, seed, samples, INDEX_MEASURES)
    return Sensitivity(
        prepared=prepared,
        plan=plan,
        base={name: values[0] for name, values in _measured(prepared).items()},
        causes=_causes(prepared),
        swings=_swings(prepared, plan),
        indices=found,
        n_samples=samples,
        seed=seed,
        grid=_grid(prepared) if loaded.scenario.roof else None,
        switches=tuple(all_switches(prepared)),
        notices=_notices(plan, samples),
    )


def _measured(prepared: Prepared, worlds=None) -> dict[str, np.ndarray]:
    found: Indicators = simulate(prepared, worlds or certain()).indicators
    return {name: getattr(found, name) for name in MEASURES}


def _causes(prepared: Prepared) -> tuple[Cause, ...]:
    """Every lever at every step in one batch; grants, which are rules, one plan a step."""
    levers = levers_of(prepared.loaded.scenario)
    base = _measured(prepared)
    values = _measured(prepared, moved([(lever, 1.0 + s) for lever in levers for s in STEPS]))
    n = len(STEPS)
    found = [
        _cause(lever.key, lever.words, {m: v[k * n : (k + 1) * n] for m, v in values.items()}, base)
        for k, lever in enumerate(levers)
    ]
    if prepared.loaded.scenario.subsidy:
        found.append(_grant_cause(prepared, base))
    return tuple(found)


def _grant_cause(prepared: Prepared, base) -> Cause:
    rows = [
        _measured(resized(prepared, grant_scaled(prepared.loaded, 1.0 + step))) for step in STEPS
    ]
    values = {name: np.array([row[name][0] for row in rows]) for name in MEASURES}
    return _cause("grants", Words("grants", "财政补助"), values, base)


def _cause(key: str, words: Words, values, base) -> Cause:
    """Sensitivity factors: relative change of the result over that of the cause.

    Of a result that is not positive a relative change says nothing, so it has none.
    """
    factor = {}
    for name, changed in values.items():
        start = float(base[name][0])
        factor[name] = np.array(
            [
                float(sensitivity_factor(start, x, step)) if start > 0.0 else np.nan
                for x, step in zip(changed, STEPS, strict=True)
            ]
        )
    return Cause(key, words, values, factor)


def _swings(prepared: Prepared, plan: DrawPlan) -> tuple[Swing, ...]:
    """Every law drawn once at its low and high quantile, the others at the scenario's value."""
    found = []
    for driver in plan.drivers:
        if driver.yearly:
            continue
        alone = plan._replace(drivers=(driver,), joint=plan.joint._replace(names=()))
        both = worlds_of(alone, {driver.name: np.array([[LOW], [HIGH]])})
        values = _measured(prepared, both._replace(n_draws=2))
        found.append(
            Swing(
                driver,
                {name: float(v[0]) for name, v in values.items()},
                {name: float(v[1]) for name, v in values.items()},
            )
        )
    return tuple(found)


def _grid(prepared: Prepared) -> TwoCauses:
    """Further grants up to what the lifts cost, and a quarter to four times the roofs."""
    loaded = prepared.loaded
    now = sum(roof.count for roof in loaded.scenario.roof)
    n_roofs = np.unique([max(1, round(now * times)) for times in GRID_TIMES])
    most_cny = grant_room_cny(prepared)
    grants_cny = np.linspace(0.0, most_cny, N_GRANTS) if most_cny > 0 else np.zeros(1)
    shape = (len(grants_cny), len(n_roofs))
    payback, worth_cny, kept = np.empty(shape), np.empty(shape), np.empty(shape, bool)
    for column, count in enumerate(n_roofs):
        with_roofs = with_counts(loaded, "roof", count / now)
        plan = resized(prepared, with_roofs)
        for row, cny in enumerate(grants_cny):
            granted = resized(plan, with_extra_grant(with_roofs, cny)) if cny else plan
            outcome = simulate(granted, certain())
            payback[row, column] = outcome.indicators.payback_years[0]
            worth_cny[row, column] = outcome.indicators.equity_npv_cny[0]
            kept[row, column] = outcome.promise.kept[0]
    n_lifts = prepared.project.n_lifts
    return TwoCauses(grants_cny, n_roofs, n_lifts, payback, worth_cny, kept)


def _notices(plan: DrawPlan, samples: int) -> tuple[Notice, ...]:
    found = []
    if samples and plan.joint.names:
        words = Words(
            "Correlated laws: the indices are those of the independent numbers behind them.",
            "存在相关的分布：指数针对其背后的独立随机数计算。",
        )
        found.append(Notice("correlated_indices", words))
    if samples & (samples - 1):
        words = Words(
            f"Sobol points are balanced for powers of two; {samples} is none.",
            f"Sobol 序列在样本数为 2 的整数次幂时才均衡；{samples} 不是。",
        )
        found.append(Notice("sobol_not_balanced", words))
    return tuple(found)

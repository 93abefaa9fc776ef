"""Sobol indices: which law the spread of a result comes from, alone and with all others.

References
----------
Saltelli et al., Computer Physics Communications 181 (2010) 259-270, table 2: first-order estimator
(b), total estimator (f) of Jansen (1999).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pvlift.study.plan.simulate import simulate
from pvlift.study.plant.assemble import Prepared
from pvlift.study.worlds.draws import sobol_of, uniforms_of
from pvlift.study.worlds.laws import DrawPlan, worlds_of


class Indices(NamedTuple):
    """Shares of the variance of one result. float[n_laws] each"""

    first: np.ndarray  # from this law alone
    first_se: np.ndarray  # standard error
    total: np.ndarray  # with everything it does together with others
    total_se: np.ndarray
    variance: float


def indices(
    model: Callable[[dict[str, np.ndarray]], np.ndarray],
    one: dict[str, np.ndarray],
    other: dict[str, np.ndarray],
) -> Indices:
    """Indices of a model of independent groups of uniform numbers.

    Parameters
    ----------
    model : from {name: float[n, n_each]} to float[n]
    one, other : two independent samples; group by group the second replaces the first
    """
    at_one, at_other = model(one), model(other)
    centre = np.mean(np.concatenate([at_one, at_other]))
    at_one, at_other = at_one - centre, at_other - centre
    variance = float(np.var(np.concatenate([at_one, at_other])))
    n = len(at_one)
    rows = []
    for name in one:
        mixed = model(one | {name: other[name]}) - centre
        alone, whole = at_other * (mixed - at_one), 0.5 * (at_one - mixed) ** 2
        rows.append([part(x) for x in (alone, whole) for part in (np.mean, np.std)])
    table = np.array(rows).reshape(-1, 4)
    if variance <= 0.0:
        return Indices(*[np.zeros(len(table)) for _ in range(4)], 0.0)
    root = np.sqrt(n)
    first, first_sd, total, total_sd = (table / variance).T
    return Indices(first, first_sd / root, total, total_sd / root, variance)


def two_samples(plan: DrawPlan, seed: int, n: int) -> tuple[dict, dict]:
    """Two independent samples: Sobol points for laws drawn once, streams for years."""
    once = [driver.name for driver in plan.drivers if not driver.yearly]
    points = sobol_of(seed, 2 * len(once), 0, n) if once else np.empty((n, 0))
    samples = []
    for which in (0, 1):
        found = {}
        for driver in plan.drivers:
            if driver.yearly:
                lane = f"indices {which}:{driver.name}"
                found[driver.name] = uniforms_of(seed, lane, 0, n, plan.n_years)
            else:
                column = once.index(driver.name) + which * len(once)
                found[driver.name] = points[:, [column]]
        samples.append(found)
    return samples[0], samples[1]


def plan_indices(
    prepared: Prepared, plan: DrawPlan, seed: int, n: int, measures: tuple[str, ...]
) -> dict[str, Indices]:
    """Indices of some indicators of a plan; n (laws + 2) lifetimes, each run once.

    With correlated laws the indices are those of the independent numbers behind them, in the order
    in which the correlations name them.
    """
    one, other = two_samples(plan, seed, n)
    kept: dict[tuple[int, ...], dict[str, np.ndarray]] = {}

    def results(uniform: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        key = tuple(id(block) for block in uniform.values())
        if key not in kept:
            found = simulate(prepared, worlds_of(plan, uniform)._replace(n_draws=n)).indicators
            kept[key] = {name: getattr(found, name) for name in measures}
        return kept[key]

    return {
        name: indices(lambda uniform, name=name: results(uniform)[name], one, other)
        for name in measures
    }

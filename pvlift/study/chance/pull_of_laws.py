"""How far laws pull the draws away from the plan as written.

A law whose mean is not the scenario's own value shifts every result, so the mean of the draws is
not the plan. A reader who compares the two must know by how much, and which laws do it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.facts.laws import Drifting, Reverting, WeatherYears
from pvlift.scenario.draw_keys import REFUSED
from pvlift.scenario.load import Loaded
from pvlift.scenario.uncertain import Driver
from pvlift.scenario.worlds import Worlds, certain
from pvlift.study.chance.blocks import result_columns
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import simulate
from pvlift.study.worlds.laws import DrawPlan, worlds_of

N_POINTS = 1999  # midpoints of equal shares, over which the mean of a law is taken
SMALLEST = 0.005  # relative distance of mean and plan below which a law counts as even


class Pull(NamedTuple):
    """One law that is not even about the scenario's value."""

    driver: Driver
    mean_frac: float  # mean of the law over the scenario's value; nan where that is 0
    npv_change_cny: float  # of the project, with this law alone at its mean


class Lean(NamedTuple):
    """The plan as written, beside many draws of it."""

    planned: dict[str, float]  # every result of the plan as `run` gives it
    pulls: tuple[Pull, ...]  # the strongest first
    together_cny: float  # change of the project's NPV with all of them at their means


def lean_of(loaded: Loaded, plan: DrawPlan) -> Lean:
    """Results of the plan as written, and what each lopsided law alone does to its NPV."""
    prepared = prepare(loaded)
    columns = result_columns(simulate(prepared, certain()))
    planned = {name: float(values[0]) for name, values in columns.items()}
    uneven = [(driver, means) for driver in plan.drivers if (means := _means(plan, driver))]
    if not uneven:
        return Lean(planned, (), 0.0)
    worlds = _one_by_one(plan, [means for _, means in uneven])
    npv_cny = simulate(prepared, worlds).indicators.project_npv_cny - planned["project_npv_cny"]
    pulls, refused_cny = [], 0.0
    for (driver, means), change in zip(uneven, npv_cny[:-1], strict=True):
        if _is_refusal(driver):  # happens or not: its mean is the chance of the whole change
            change = change * float(next(iter(means.values()))[0])
            refused_cny += change
        pulls.append(Pull(driver, _mean_frac(plan, driver, means), float(change)))
    pulls.sort(key=lambda pull: -abs(pull.npv_change_cny))
    return Lean(planned, tuple(pulls), float(npv_cny[-1] + refused_cny))


def _is_refusal(driver: Driver) -> bool:
    return all(variable.into.startswith(REFUSED) for variable in driver.variables)


def _means(plan: DrawPlan, driver: Driver) -> dict[str, np.ndarray]:
    """Means of the keys of a lopsided law, float[n_years] each; empty for an even one.

    A path counts with its median: how it wanders about that is no lean.
    """
    if isinstance(driver.law, WeatherYears):
        return {}
    if isinstance(driver.law, (Drifting, Reverting)):
        points = np.array([0.5])
    else:
        points = (np.arange(N_POINTS) + 0.5) / N_POINTS
    n_each = plan.n_years if driver.yearly else 1
    alone = plan._replace(drivers=(driver,), joint=plan.joint._replace(names=()))
    drawn = worlds_of(alone, {driver.name: np.repeat(points[:, None], n_each, axis=1)})
    found = {
        key: np.broadcast_to(np.mean(values, axis=0), (plan.n_years,))
        for key, values in drawn.values.items()
    }
    is_even = all(
        np.allclose(mean, plan.bases[key], rtol=SMALLEST, atol=1e-12) for key, mean in found.items()
    )
    return {} if is_even else found


def _mean_frac(plan: DrawPlan, driver: Driver, means: dict[str, np.ndarray]) -> float:
    base = plan.bases[driver.variables[0].into]
    return float(np.mean(means[driver.variables[0].into]) / base) if base else float("nan")


def _one_by_one(plan: DrawPlan, rows: list[dict[str, np.ndarray]]) -> Worlds:
    """One world for each row of means alone, then one with all of them but no refusal."""
    n = len(rows) + 1
    values: dict[str, np.ndarray] = {}
    refused: dict[str, np.ndarray] = {}
    for k, means in enumerate(rows):
        for key, mean in means.items():
            if key.startswith(REFUSED):
                refused.setdefault(key, np.zeros(n, dtype=bool))[k] = True
                continue
            base = plan.bases[key]
            found = values.setdefault(key, np.full((n, plan.n_years), base))
            found[k] = mean
            found[-1] = found[-1] * mean / base if base else mean  # two laws may scale one key
    constant = {
        key: found[:, 0] if np.ptp(found, axis=1).max() == 0.0 else found
        for key, found in values.items()
    }
    return Worlds(n, constant | refused)

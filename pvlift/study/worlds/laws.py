"""From laws and dice to worlds: what every uncertain number is in every draw."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Words
from pvlift.facts.laws import Drifting, Event, Reverting, WeatherYears
from pvlift.scenario.choices import Method
from pvlift.scenario.correlation import Joint, joint_of
from pvlift.scenario.draw_keys import REFUSED
from pvlift.scenario.quantiles import normal_score, quantile
from pvlift.scenario.records import Scenario
from pvlift.scenario.uncertain import Driver, drivers_of
from pvlift.scenario.variables import Variable, by_name, variables_of
from pvlift.scenario.worlds import Worlds
from pvlift.study.worlds.draws import latin_of, sobol_of, uniforms_of


class Dice(NamedTuple):
    """How uniform numbers come about."""

    seed: int
    method: Method
    n_draws: int  # of the whole batch: a Latin hypercube is cut for it


def seed_faults(seed: int | None) -> list[Fault]:
    """What is wrong with a seed; absent is fine: the scenario has one."""
    if seed is None or seed >= 0:
        return []
    return [Fault("seed", str(seed), Words("a whole number from 0", "不小于 0 的整数"))]


class DrawPlan(NamedTuple):
    """All laws of a scenario, ready to be drawn."""

    drivers: tuple[Driver, ...]
    joint: Joint
    n_years: int
    n_weather: int
    bases: dict[str, float]  # the scenario's own value of every key of `Worlds` that varies


def plan_of(scenario: Scenario, n_weather: int) -> DrawPlan:
    """The laws in force in a scenario."""
    variables = variables_of(scenario)
    known = by_name(variables)
    drivers = drivers_of(scenario)
    owner = {v.key: driver.name for driver in drivers for v in driver.variables}
    names_of_key = {
        key: owner[known[key].key] for row in scenario.correlation for key in row.between
    }
    bases = {v.into: v.base for v in variables.values() if not v.scales}
    return DrawPlan(
        drivers, joint_of(scenario.correlation, names_of_key), scenario.n_years, n_weather, bases
    )


def uniforms_block(plan: DrawPlan, dice: Dice, start: int, stop: int) -> dict[str, np.ndarray]:
    """Independent uniform numbers of every driver. {name: float[n, 1 or n_years]}

    Sobol points and Latin hypercubes serve the numbers drawn once; years come from plain streams.
    """
    found, once = {}, []
    for driver in plan.drivers:
        if driver.yearly or dice.method == "random":
            n_each = plan.n_years if driver.yearly else 1
            found[driver.name] = uniforms_of(dice.seed, driver.name, start, stop, n_each)
        elif dice.method == "lhs":
            column = latin_of(dice.seed, driver.name, start, stop, dice.n_draws)
            found[driver.name] = column[:, None]
        else:
            once.append(driver.name)
    if once:
        points = sobol_of(dice.seed, len(once), start, stop)
        found |= {name: points[:, [column]] for column, name in enumerate(once)}
    return found


def mixed(joint: Joint, uniform: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Gaussian copula: the same numbers with the correlations asked for; the first keeps its own.

    Each product stands alone, so a draw does not depend on the block it is computed in.
    """
    from scipy.special import ndtr

    if not joint.names:
        return uniform
    scores = [normal_score(uniform[name]) for name in joint.names]
    found = dict(uniform)
    for i, name in enumerate(joint.names):
        if not joint.lower[i, :i].any():
            continue
        score = joint.lower[i, i] * scores[i]
        for j in range(i):
            score = score + joint.lower[i, j] * scores[j]
        found[name] = ndtr(score)
    return found


def worlds_of(plan: DrawPlan, uniform: dict[str, np.ndarray]) -> Worlds:
    """Values of all keys at independent uniform numbers, one draw a row."""
    uniform = mixed(plan.joint, uniform)
    n_draws = len(next(iter(uniform.values()))) if uniform else 1
    values: dict[str, np.ndarray] = {}
    scales: list[tuple[str, np.ndarray]] = []
    for driver in plan.drivers:
        drawn = uniform[driver.name]
        for variable in driver.variables:
            value = _values(driver, variable, drawn, plan)
            if variable.scales:
                scales.append((variable.into, value))
            else:
                values[variable.into] = value
    for into, factor in scales:
        own = values.get(into, np.full((1, 1), plan.bases[into]))
        values[into] = own * factor
    return Worlds(n_draws, {key: _as_worlds(key, value) for key, value in values.items()})


def _as_worlds(key: str, value: np.ndarray) -> np.ndarray:
    if key.startswith(REFUSED):
        return value[:, 0] > 0.5
    return value[:, 0] if value.shape[1] == 1 else value


def _values(driver: Driver, variable: Variable, uniform: np.ndarray, plan: DrawPlan) -> np.ndarray:
    """Values of one key. float[n_draws, 1 or n_years]"""
    law = driver.law
    match law:
        case WeatherYears():
            return np.minimum((uniform * plan.n_weather).astype(np.int64), plan.n_weather - 1)
        case Drifting():
            steps = law.sd_per_year * normal_score(uniform) + math.log1p(law.growth_per_year)
            steps[:, 0] = 0.0
            value = variable.base * np.exp(np.cumsum(steps, axis=1))
        case Reverting():
            value = variable.base * np.exp(law.sd_log * _reverting(law, normal_score(uniform)))
        case Event():
            chance = law.chance_per_year + law.ageing_per_year * np.arange(uniform.shape[1])
            scale = variable.base if driver.relative else 1.0
            value = np.where(uniform < chance, scale * law.value, variable.base)
        case _:
            value = quantile(law, uniform) * (variable.base if driver.relative else 1.0)
    return np.clip(value, variable.low, variable.high)


def _reverting(law: Reverting, score: np.ndarray) -> np.ndarray:
    """A stationary autoregression of order 1 with unit spread. float[n_draws, n_years]"""
    state = np.empty_like(score)
    state[:, 0] = score[:, 0]
    fresh = math.sqrt(1.0 - law.persistence_frac**2)
    for year in range(1, score.shape[1]):
        state[:, year] = law.persistence_frac * state[:, year - 1] + fresh * score[:, year]
    return state

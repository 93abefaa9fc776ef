"""Where a plan tips: the value of one cause alone at which it starts, or stops, to meet an aim."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from scipy.optimize import brentq

from pvlift.facts.accounts import for_lifts
from pvlift.facts.read import grant_rules
from pvlift.money.subsidy import capital_cny, lift_cost_cny
from pvlift.scenario.worlds import certain
from pvlift.study.causes.levers import Lever, levers_of, moved, with_counts, with_extra_grant
from pvlift.study.plan.grant_check import as_planned
from pvlift.study.plan.outcome import Outcome
from pvlift.study.plan.resize import resized
from pvlift.study.plan.simulate import simulate
from pvlift.study.plan.targets import Aim, slack_cny
from pvlift.study.plant.assemble import Prepared

N_GRID = 65  # multiples of every lever tried first
N_FINER, N_ROUNDS = 9, 4  # then eight times finer, four times: to a 260,000th of the range
MOST_TIMES = 5  # roofs and lifts are tried up to so many times today's number

Tipping = Literal["always", "tips", "never"]
Aims = dict[str, tuple[Aim, ...]]


class Switch(NamedTuple):
    """What one cause alone does for one aim."""

    lever: str
    aim: str
    verdict: Tipping  # the aim is met at every value, from `value` on, or at none
    met_now: bool  # whether the plan meets the aim as it stands
    value: float  # last value that meets: a multiple of today's, CNY per lift, or a count
    lowest: float  # values tried
    highest: float


def aims_of(scenario) -> Aims:
    """What a scenario's target asks for: each alone, and what the parties need together."""
    target = scenario.target
    single = {
        "irr": Aim("irr", target.discount_per_year),
        "equity_irr": Aim("equity_irr", target.equity_per_year),
        "payback": Aim("payback", min(target.payback_years, scenario.n_years)),
        "promise": Aim("promise", 0.0),
    }
    together = (single["equity_irr"], single["payback"], single["promise"])
    return {name: (aim,) for name, aim in single.items()} | {"all": together}


def slacks(outcome: Outcome, aims: Aims) -> dict[str, np.ndarray]:
    """Money left over for each aim; of several together the one that lacks most. float[n_draws]"""
    scenario, books = outcome.prepared.loaded.scenario, outcome.books
    project = outcome.prepared.project
    return {
        name: np.min([slack_cny(aim, scenario, project, books) for aim in parts], axis=0)
        for name, parts in aims.items()
    }


def all_switches(prepared: Prepared) -> list[Switch]:
    """Every cause alone: further grant, roofs, lifts, and every lever of the plan."""
    scenario = prepared.loaded.scenario
    aims = aims_of(scenario)
    found = grant_switches(prepared, aims)
    if scenario.roof:
        found += count_switches(prepared, "roof", aims)
    found += count_switches(prepared, "stairwell", aims)
    return found + lever_switches(prepared, levers_of(scenario), aims)


def lever_switches(prepared: Prepared, levers: tuple[Lever, ...], aims: Aims) -> list[Switch]:
    """The multiples nearest to today's at which each aim tips, all levers in the same batches."""
    grids = {lever: _grid(lever) for lever in levers}
    met = _met(prepared, {(lever, name): grids[lever] for lever in levers for name in aims}, aims)
    brackets, found = {}, {}
    for (lever, name), meets in met.items():
        grid = grids[lever]
        here = int(np.searchsorted(grid, 1.0))
        at = _nearest_change(grid, meets, here)
        if at is None:
            verdict = "always" if meets[here] else "never"
            found[lever, name] = _switch(lever, name, verdict, bool(meets[here]), math.nan)
        else:
            found[lever, name] = _switch(lever, name, "tips", bool(meets[here]), math.nan)
            brackets[lever, name] = (float(grid[at]), float(grid[at + 1]))
    for _ in range(N_ROUNDS):
        finer = {pair: np.linspace(*bracket, N_FINER) for pair, bracket in brackets.items()}
        for pair, meets in _met(prepared, finer, aims).items():
            at = int(np.argmax(meets[1:] != meets[:-1]))
            brackets[pair] = (float(finer[pair][at]), float(finer[pair][at + 1]))
            value = brackets[pair][0 if meets[at] else 1]
            found[pair] = found[pair]._replace(value=value)
    return list(found.values())


def _switch(lever: Lever, aim: str, verdict: Tipping, met_now: bool, value: float) -> Switch:
    return Switch(lever.key, aim, verdict, met_now, value, 0.0, lever.highest)


def _grid(lever: Lever) -> np.ndarray:
    return np.unique(np.append(np.linspace(0.0, lever.highest, N_GRID), 1.0))


def _met(prepared: Prepared, tried: dict, aims: Aims) -> dict:
    """Whether each (lever, aim) is met at each of its multiples; equal multiples are run once."""
    if not tried:
        return {}
    moves = list(
        dict.fromkeys((lever, float(x)) for (lever, _), grid in tried.items() for x in grid)
    )
    row = {move: n for n, move in enumerate(moves)}
    slack = slacks(simulate(prepared, moved(moves)), aims)
    return {
        (lever, name): np.array([slack[name][row[lever, float(x)]] >= 0.0 for x in grid])
        for (lever, name), grid in tried.items()
    }


def _nearest_change(grid: np.ndarray, meets: np.ndarray, here: int) -> int | None:
    """Index before the change of answer that is nearest to today's value."""
    changes = np.flatnonzero(meets[1:] != meets[:-1])
    if not changes.size:
        return None
    return int(min(changes, key=lambda n: abs((grid[n] + grid[n + 1]) / 2.0 - grid[here])))


def grant_switches(prepared: Prepared, aims: Aims) -> list[Switch]:
    """The further grant for each lift with which each aim is met, up to the cost of the lift."""
    seen: dict[float, dict[str, np.ndarray]] = {}

    def slack_at(cny: float, name: str) -> float:
        if cny not in seen:
            plan = resized(prepared, with_extra_grant(prepared.loaded, cny)) if cny else prepared
            seen[cny] = slacks(simulate(plan, certain()), aims)
        return float(seen[cny][name][0])

    most_cny, found = math.floor(grant_room_cny(prepared)), []
    for name in aims:
        met_now = slack_at(0.0, name) >= 0.0
        verdict, value = "always" if met_now else "never", math.nan
        if not met_now and most_cny > 0 and slack_at(most_cny, name) >= 0.0:
            verdict = "tips"
            value = float(brentq(lambda cny, n=name: slack_at(cny, n), 0.0, most_cny, xtol=0.4))
            value = min(float(math.ceil(value)), most_cny)
            while slack_at(value, name) < 0.0 and value < most_cny:
                value += 1.0
        found.append(Switch("grant", name, verdict, met_now, value, 0.0, float(most_cny)))
    return found


def grant_room_cny(prepared: Prepared) -> float:
    """What grants for a lift may still grow by."""
    scenario = prepared.loaded.scenario
    seen = as_planned(prepared)
    granted_cny = sum(
        float(capital_cny(rule, seen)[0])
        for rule in grant_rules(scenario.subsidy)
        if for_lifts(rule)
    )
    room_cny = float(lift_cost_cny(seen)[0]) - granted_cny
    return max(room_cny / prepared.project.n_lifts, 0.0)


def count_switches(prepared: Prepared, table: str, aims: Aims) -> list[Switch]:
    """The number of roofs or of stairwells at which each aim tips, towards the better side."""
    now = sum(row.count for row in getattr(prepared.loaded.scenario, table))
    most = now * MOST_TIMES
    tried = sorted({*range(1, min(now, 40) + 1), now, *range(now, most + 1, max(1, now // 10))})
    seen: dict[int, dict[str, np.ndarray]] = {}

    def slack_at(count: int, name: str) -> float:
        if count not in seen:
            plan = resized(prepared, with_counts(prepared.loaded, table, count / now))
            seen[count] = slacks(simulate(plan, certain()), aims)
        return float(seen[count][name][0])

    return [_count_switch(table, name, now, tried, slack_at) for name in aims]


def _count_switch(
    table: str, name: str, now: int, tried: list[int], slack_at: Callable[[int, str], float]
) -> Switch:
    met_now = slack_at(now, name) >= 0.0
    ends = sorted((tried[0], tried[-1]), key=lambda count: slack_at(count, name))
    goal = ends[0] if met_now else ends[1]
    found = Switch(table, name, "tips", met_now, math.nan, float(tried[0]), float(tried[-1]))
    if (slack_at(goal, name) >= 0.0) == met_now:
        return found._replace(verdict="always" if met_now else "never")
    good, bad = (now, goal) if met_now else (goal, now)
    good, bad = tried.index(good), tried.index(bad)
    while abs(good - bad) > 1:
        middle = (good + bad) // 2
        if slack_at(tried[middle], name) >= 0.0:
            good = middle
        else:
            bad = middle
    return found._replace(value=float(tried[good]))

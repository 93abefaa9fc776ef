"""Who gets money from a limited budget: the best choice, an auditable one, and an auction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Option = tuple[float, float]  # cost [CNY], value in any unit: lifts, households


class Awards(NamedTuple):
    """What each building is given."""

    chosen: tuple[int, ...]  # option of every building
    cost_cny: float
    value: float


class Auction(NamedTuple):
    """Result of a reverse auction."""

    winners: tuple[str, ...]  # in the order of their rank
    paid_as_bid_cny: float
    clearing_cny_per_unit: float  # ask of the first bid that does not fit; nan if all win


def _solve(goal, cost, value, owner, budget_cny, least_value, whole):
    """One linear programme: one option for each building, within budget, above a value."""
    n_buildings = owner[-1] + 1
    one_each = (owner == np.arange(n_buildings)[:, None]).astype(float)
    rows = np.vstack([one_each, cost, value])
    low = np.r_[np.ones(n_buildings), -np.inf, least_value]
    high = np.r_[np.ones(n_buildings), budget_cny, np.inf]
    return milp(
        goal,
        integrality=np.full(len(cost), int(whole)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, low, high),
        options={"mip_rel_gap": 0.0},
    )


def _flat(options: Sequence[Sequence[Option]]):
    cost = np.array([cost for building in options for cost, _ in building], float)
    value = np.array([value for building in options for _, value in building], float)
    owner = np.repeat(np.arange(len(options)), [len(building) for building in options])
    if len(options) == 0 or not set(range(len(options))) <= set(owner.tolist()):
        raise ValueError("every building needs at least one option")
    return cost, value, owner


def best_awards(options: Sequence[Sequence[Option]], budget_cny: float) -> Awards | None:
    """One option for each building with the largest total value, at the smallest cost of those.

    None where even the cheapest options are above the budget.

    Parameters
    ----------
    options : for each building its (cost [CNY], value) pairs; give (0, 0) for "nothing"
    """
    cost, value, owner = _flat(options)
    most = _solve(-value, cost, value, owner, budget_cny, -np.inf, True)
    if most.x is None:
        return None
    reached = float(value @ np.round(most.x))
    slack = 1e-9 * max(1.0, abs(reached))
    least = _solve(cost, cost, value, owner, budget_cny, reached - slack, True)
    taken = np.round((most if least.x is None else least).x).astype(bool)
    first = np.searchsorted(owner, np.arange(len(options)))
    chosen = tuple(int(i) for i in np.flatnonzero(taken) - first[owner[taken]])
    return Awards(chosen, float(cost[taken].sum()), float(value[taken].sum()))


def value_bound(options: Sequence[Sequence[Option]], budget_cny: float) -> float:
    """The value that no choice can exceed: options may be taken in parts; nan where none fits."""
    cost, value, owner = _flat(options)
    found = _solve(-value, cost, value, owner, budget_cny, -np.inf, False)
    return float("nan") if found.x is None else float(-found.fun)


def greedy_awards(cost_cny: Sequence[float], value: Sequence[float], budget_cny: float) -> Awards:
    """Buildings in order of value for money, those that do not fit skipped: easy to audit.

    Equal ratios keep the order of the list; a building without cost comes first.

    Parameters
    ----------
    cost_cny, value : of each building
    """
    cost, worth = np.asarray(cost_cny, float), np.asarray(value, float)
    ratio = np.divide(worth, cost, out=np.full(cost.shape, np.inf), where=cost > 0.0)
    chosen, left = np.zeros(len(cost), int), budget_cny
    for i in np.argsort(-ratio, kind="stable"):
        if cost[i] <= left:
            chosen[i] = 1
            left -= cost[i]
    taken = chosen.astype(bool)
    return Awards(tuple(chosen.tolist()), float(cost[taken].sum()), float(worth[taken].sum()))


def reverse_auction(bids: Sequence[tuple[str, float, float]], budget_cny: float) -> Auction:
    """Bids in order of ask per unit, accepted until the first that does not fit.

    Parameters
    ----------
    bids : (id, ask [CNY], units) of each bidder; equal asks per unit are ordered by id
    """
    ranked = sorted(bids, key=lambda bid: (bid[1] / bid[2], bid[0]))
    winners, paid_cny = [], 0.0
    for name, ask_cny, units in ranked:
        if paid_cny + ask_cny > budget_cny:
            return Auction(tuple(winners), paid_cny, ask_cny / units)
        winners.append(name)
        paid_cny += ask_cny
    return Auction(tuple(winners), paid_cny, float("nan"))

"""What a budget buys: the best choice of projects, and beside it what officials can audit by hand.

Every project may be taken with one of its options and in one of the budget's years, or not at all;
its money falls due in the years after. What falls due after the last budget year is charged to
that year, so nothing is promised that no budget covers. Solved exactly as a mixed-integer
programme (HiGHS).
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

ROUNDING = 1e-9
TIME_LIMIT_S = 10.0  # then the best choice so far is told, with what could be better
SECOND_LIMIT_S = 2.0  # for the cheapest of several years' equal choices
GAP_FRAC = 1e-4  # of several years' choice: years are alike, and proving the last one takes long


class Option(NamedTuple):
    """One thing that may be chosen for a project."""

    project: int  # its number; of one project at most one option is taken
    street: str
    value: float  # in any unit: lifts, households, elderly, CNY
    n_lifts: float  # what fairness counts
    paid_cny: np.ndarray  # float[n_years] of public money, year 0 is the one in which it is chosen


class Fairness(NamedTuple):
    """Limits per street; None: none."""

    most_frac: float | None = None  # most share of all lifts for one street
    least_lifts: float | None = None  # fewest lifts for every street that has so many to give


class Chosen(NamedTuple):
    """One choice."""

    option: int
    start: int  # budget year in which it is chosen


class Award(NamedTuple):
    """What a budget buys."""

    chosen: tuple[Chosen, ...]
    value: float
    n_lifts: float
    cost_cny: float  # all money promised, undiscounted
    by_year_cny: np.ndarray  # float[n_budget_years] the last one with all that falls due later
    later_cny: float  # of that after the last budget year
    at_most: float  # no choice has a larger value; inf where nobody has looked


def best_award(
    options: Sequence[Option],
    budget_cny: Sequence[float],
    fairness: Fairness | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> Award:
    """The choice with the largest total value, at the least cost of those.

    Parameters
    ----------
    budget_cny : money of each budget year; what is not spent does not carry over
    """
    budget = np.asarray(budget_cny, float)
    if budget.ndim != 1 or budget.size == 0:
        raise ValueError("a budget has at least one year")
    fairness = Fairness() if fairness is None else fairness
    place = [(k, start) for k in range(len(options)) for start in range(budget.size)]
    greedy = greedy_award(options, budget_cny)
    if not place:
        return greedy
    value = np.array([options[k].value for k, _ in place])
    cost = np.array([options[k].paid_cny.sum() for k, _ in place])
    rows = _constraints(options, place, budget, fairness)
    gap_frac = 0.0 if budget.size == 1 else GAP_FRAC
    most = _solve(-value, rows, time_limit_s, gap_frac)
    if most.x is None:
        return _award(options, [], budget, 0.0 if most.status == 2 else math.inf)
    reached = float(value @ np.round(most.x))
    slack = ROUNDING * max(1.0, abs(reached))
    floor = LinearConstraint(csr_array(value[None, :]), reached - slack, math.inf)
    second_s = time_limit_s if budget.size == 1 else min(time_limit_s, SECOND_LIMIT_S)
    least = _solve(cost, [*rows, floor], second_s, gap_frac)
    taken = most.x if least.x is None else least.x
    found = [Chosen(*place[n]) for n in np.flatnonzero(np.round(taken))]
    bound = math.inf if most.mip_dual_bound is None else -most.mip_dual_bound
    best = _award(options, found, budget, max(bound, reached))
    free = fairness == Fairness()
    return greedy if free and greedy.value > best.value + slack else best


def _solve(goal, rows, time_limit_s: float, gap_frac: float):
    with _silent():
        return milp(
            goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(0, 1),
            constraints=rows,
            options={"mip_rel_gap": gap_frac, "time_limit": time_limit_s},
        )


@contextmanager
def _silent() -> Iterator[None]:
    """Keep the solver's own lines off stdout: it writes some to the file behind it, unasked."""
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError, AttributeError):
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def due_cny(option: Option, start: int, n_budget_years: int) -> np.ndarray:
    """Money of an option by budget year, when it is chosen in year `start`. float[n] [CNY]"""
    due = np.zeros(n_budget_years)
    n_within = min(n_budget_years - start, option.paid_cny.size)
    due[start : start + n_within] = option.paid_cny[:n_within]
    due[-1] += option.paid_cny[n_within:].sum()
    return due


def _constraints(options, place, budget: np.ndarray, fairness: Fairness) -> list:
    """One option a project, every year within its budget, streets within their limits."""
    n = len(place)
    names = {project: k for k, project in enumerate(dict.fromkeys(o.project for o in options))}
    owner = [names[options[k].project] for k, _ in place]
    once = coo_array((np.ones(n), (owner, np.arange(n))), shape=(len(names), n))
    found = [LinearConstraint(once.tocsr(), 0, 1)]
    year, column, paid = [], [], []
    for x, (k, start) in enumerate(place):
        for of_year, cny in enumerate(due_cny(options[k], start, budget.size)):
            if cny != 0.0:
                year.append(of_year)
                column.append(x)
                paid.append(cny)
    spent = coo_array((paid, (year, column)), shape=(budget.size, n)).tocsr()
    found.append(LinearConstraint(spent, -math.inf, budget * (1.0 + ROUNDING) + ROUNDING))
    lifts = np.array([options[k].n_lifts for k, _ in place])
    streets = sorted({option.street for option in options})
    inside = np.array([[options[k].street == s for k, _ in place] for s in streets], float)
    if fairness.most_frac is not None:
        share = inside * lifts - fairness.most_frac * lifts
        found.append(LinearConstraint(csr_array(share), -math.inf, ROUNDING))
    if fairness.least_lifts is not None:
        has = [most_lifts(options, s) for s in streets]
        least = np.minimum(fairness.least_lifts, has)
        found.append(LinearConstraint(csr_array(inside * lifts), least, math.inf))
    return found


def most_lifts(options: Sequence[Option], street: str) -> float:
    """Lifts that a street has to give when every project takes its largest option."""
    largest: dict[int, float] = {}
    for option in options:
        if option.street == street:
            largest[option.project] = max(largest.get(option.project, 0.0), option.n_lifts)
    return sum(largest.values())


def greedy_award(options: Sequence[Option], budget_cny: Sequence[float]) -> Award:
    """Options by value for money, each in the first year in which it fits: easy to audit.

    Equal ratios keep the order of the list; of a project the first option that fits is taken.
    """
    budget = np.asarray(budget_cny, float)
    left, taken, found = budget.copy(), set(), []
    cost = np.array([option.paid_cny.sum() for option in options])
    value = np.array([option.value for option in options])
    ratio = np.divide(value, cost, out=np.full(cost.shape, math.inf), where=cost > 0)
    for k in np.argsort(-ratio, kind="stable"):
        option = options[k]
        if option.project in taken or option.value <= 0:
            continue
        for start in range(budget.size):
            due = due_cny(option, start, budget.size)
            if np.all(due <= left * (1.0 + ROUNDING) + ROUNDING):
                left -= due
                taken.add(option.project)
                found.append(Chosen(int(k), start))
                break
    return _award(options, found, budget, math.inf)


def _award(options, chosen: list[Chosen], budget: np.ndarray, at_most: float) -> Award:
    by_year, later = np.zeros(budget.size), 0.0
    for pick in chosen:
        by_year += due_cny(options[pick.option], pick.start, budget.size)
        later += float(options[pick.option].paid_cny[budget.size - pick.start :].sum())
    cost = float(sum(options[pick.option].paid_cny.sum() for pick in chosen))
    return Award(
        chosen=tuple(chosen),
        value=float(sum(options[pick.option].value for pick in chosen)),
        n_lifts=float(sum(options[pick.option].n_lifts for pick in chosen)),
        cost_cny=cost,
        by_year_cny=by_year,
        later_cny=later,
        at_most=at_most,
    )


class CurvePoint(NamedTuple):
    """One point of the supply curve."""

    budget_cny: float
    n_lifts: float  # of the choice with the largest value
    value: float
    greedy_value: float


def supply_curve(
    options: Sequence[Option],
    n_points: int = 16,
    time_limit_s: float = 5.0,
    sums_cny: Sequence[float] = (),
) -> tuple[CurvePoint, ...]:
    """Value delivered against one-year budgets from nothing to everything, and at these sums.

    A larger budget is never told to buy less: what a smaller one buys, it can buy, too.
    """
    whole = sum(_dearest(options).values())
    within = [cny for cny in sums_cny if 0.0 < cny < whole]
    flat = [option._replace(paid_cny=np.array([option.paid_cny.sum()])) for option in options]
    points, best, lifts = [], 0.0, 0.0
    for budget in np.unique([*np.linspace(0.0, whole, n_points), *within]):
        award = best_award(flat, [float(budget)], time_limit_s=time_limit_s)
        if award.value >= best:
            best, lifts = award.value, award.n_lifts
        greedy = greedy_award(flat, [float(budget)]).value
        points.append(CurvePoint(float(budget), lifts, best, min(greedy, best)))
    return tuple(points)


def _dearest(options: Sequence[Option]) -> dict[int, float]:
    """The dearest option of every project. [CNY]"""
    found: dict[int, float] = {}
    for option in options:
        cost = float(option.paid_cny.sum())
        found[option.project] = max(found.get(option.project, 0.0), cost)
    return found


class FlatRate(NamedTuple):
    """A programme that pays every lift the same."""

    rate_cny: float  # per lift
    n_lifts: float
    value: float
    cost_cny: float
    beyond_need_cny: float  # paid above what the lifts need


def flat_rate(options: Sequence[Option], budget_cny: float) -> FlatRate:
    """The flat rate that delivers most value; projects ask in the order of the list.

    A project asks with the option of most lifts whose need per lift the rate covers.
    """
    need = [option.paid_cny.sum() / option.n_lifts for option in options]
    best = FlatRate(0.0, 0.0, 0.0, 0.0, 0.0)
    for rate in sorted(set(need)):
        found = _at_rate(options, need, rate, budget_cny)
        if found.value > best.value:
            best = found
    return best


def _at_rate(options, need, rate: float, budget_cny: float) -> FlatRate:
    asked: dict[int, int] = {}
    for k, option in enumerate(options):
        if need[k] <= rate * (1.0 + ROUNDING):
            before = asked.get(option.project)
            if before is None or option.n_lifts > options[before].n_lifts:
                asked[option.project] = k
    left, lifts, value, beyond = budget_cny, 0.0, 0.0, 0.0
    for k in asked.values():
        pay = rate * options[k].n_lifts
        if pay <= left * (1.0 + ROUNDING):
            left -= pay
            lifts += options[k].n_lifts
            value += options[k].value
            beyond += pay - float(options[k].paid_cny.sum())
    return FlatRate(float(rate), lifts, value, budget_cny - left, beyond)

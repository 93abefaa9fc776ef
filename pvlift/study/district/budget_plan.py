"""What a district's budget buys: the best choice, and beside it greedy, a flat rate, an auction."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, PvliftError, Words
from pvlift.facts.records import LARGEST
from pvlift.scenario.choices import GOALS
from pvlift.study.district.auction import Auction, reverse_auction
from pvlift.study.district.budget import (
    Award,
    CurvePoint,
    Fairness,
    FlatRate,
    Option,
    best_award,
    flat_rate,
    greedy_award,
    supply_curve,
)
from pvlift.study.district.projects import PoolProject

BEYOND = 1.6  # the supply curve is looked at closely to so many times the budget
N_NEAR = 17  # sums up to there at which it is worked out


class RatePoint(NamedTuple):
    """How many lifts stand at a rate of support per lift, money no object."""

    rate_cny: float
    n_lifts: int


class BudgetPlan(NamedTuple):
    """A budget and everything it is compared with."""

    goal: str
    budget_cny: tuple[float, ...]  # by year; one number is all years together
    usable_cny: float  # of it, what is left from the first year in which support can fall due
    projects: tuple[PoolProject, ...]  # those that can be chosen, in the order of the options
    options: tuple[Option, ...]
    best: Award
    greedy: Award
    curve: tuple[CurvePoint, ...]
    near_cny: float  # up to here it is worked out closely
    rates: tuple[RatePoint, ...]
    flat: FlatRate
    auction: Auction
    uniform_cny: float  # what the auction's winners cost at the clearing price; nan: all win
    marginal: PoolProject | None  # dearest per lift among the chosen
    too_small: Words | None  # why the budget buys nothing; None where it buys something


def plan_of(
    found: tuple[PoolProject, ...],
    budget_cny: tuple[float, ...],
    *,
    goal: str = "lifts",
    fairness: Fairness | None = None,
    value_cny_per_household: float | None = None,
) -> BudgetPlan:
    """Choose projects, and one option of each, for the most lifts, households, elderly or value.

    Parameters
    ----------
    found      : all projects; those that cannot reach their aim are left out
    budget_cny : one number for all years together, or the money of every year
    value_cny_per_household : worth of a lift to a household, for the goal "value"; what is chosen
        is then worth more than it costs the public
    """
    faults = budget_faults(budget_cny, goal, value_cny_per_household)
    if faults:
        raise PvliftError("budget", faults)
    projects = tuple(p for p in found if math.isfinite(p.found.level))
    one_pot = len(budget_cny) == 1
    names = {name: n for n, name in enumerate(dict.fromkeys(p.pool.name for p in projects))}
    options = tuple(
        _option(p, names[p.pool.name], goal, one_pot, value_cny_per_household) for p in projects
    )
    best = best_award(options, budget_cny, fairness)
    greedy = greedy_award(options, budget_cny)
    whole_cny = float(sum(budget_cny))
    pot_cny = _usable_cny(options, budget_cny)
    auction = reverse_auction(_bids(projects, options), pot_cny)
    flat = flat_rate(options, pot_cny)
    usable_cny, first_cny = _from_first_due(options, budget_cny), _first_cny(options)
    near_cny = BEYOND * max(usable_cny, first_cny)
    paid_cny = (best.cost_cny, greedy.cost_cny, flat.cost_cny, auction.paid_as_bid_cny)
    sums_cny = (first_cny, *paid_cny, *np.linspace(0.0, near_cny, N_NEAR))
    units = sum(p.n_lifts for p in projects if bid_name(p) in auction.winners)
    chosen = [projects[pick.option] for pick in best.chosen]
    return BudgetPlan(
        goal=goal,
        budget_cny=tuple(float(cny) for cny in budget_cny),
        usable_cny=usable_cny,
        projects=projects,
        options=options,
        best=best,
        greedy=greedy,
        curve=supply_curve(options, sums_cny=sums_cny) if options else (),
        near_cny=near_cny,
        rates=_rates(projects),
        flat=flat,
        auction=auction,
        uniform_cny=auction.clearing_cny_per_unit * units,
        marginal=max(chosen, key=lambda p: p.cost_cny / p.n_lifts, default=None),
        too_small=_too_small(projects, whole_cny) or _nothing(best, greedy, one_pot),
    )


def _usable_cny(options: tuple[Option, ...], budget_cny: tuple[float, ...]) -> float:
    """The pot a rule without a calendar can spend: no year is asked for more than it has.

    A flat rate and an auction pay in the years in which support falls due on the average of all
    projects; money of a year in which nothing falls due does not help them, nor the best choice.
    """
    if len(budget_cny) == 1 or not options:
        return float(sum(budget_cny))
    due_cny = sum(option.paid_cny for option in options)
    has_cny = np.zeros(due_cny.size)
    known = min(due_cny.size, len(budget_cny))
    has_cny[:known] = budget_cny[:known]
    due = due_cny > 0.0
    if not due.any():
        return float(sum(budget_cny))
    return float((has_cny[due] / due_cny[due]).min() * due_cny.sum())


def _first_cny(options: tuple[Option, ...]) -> float:
    """The least sum above nothing that buys anything. [CNY]"""
    costs_cny = [float(option.paid_cny.sum()) for option in options]
    return min((cny for cny in costs_cny if cny > 0.0), default=0.0)


def _from_first_due(options: tuple[Option, ...], budget_cny: tuple[float, ...]) -> float:
    """What of a budget by years can be spent at all: support comes some years after the start."""
    if len(budget_cny) == 1 or not options:
        return float(sum(budget_cny))
    due_cny = sum(option.paid_cny for option in options)
    return float(sum(budget_cny[int(np.argmax(due_cny > 0.0)) :]))


def budget_faults(budget_cny, goal: str, value: float | None) -> list[Fault]:
    """What is wrong with a budget and what it is for."""
    faults = []
    if not budget_cny or not all(0.0 <= cny <= LARGEST for cny in budget_cny):
        wanted = Words(
            f"sums from 0 to {LARGEST:,.0f}, one for each year",
            f"0 至 {LARGEST:,.0f} 之间的金额，每年一个",
        )
        faults.append(Fault("budget", str(list(budget_cny)), wanted))
    if goal not in GOALS:
        wanted = Words(f"one of {', '.join(GOALS)}", f"{'、'.join(GOALS)} 之一")
        faults.append(Fault("goal", f"'{goal}'", wanted))
    if goal == "value" and (value is None or not 0.0 < value <= LARGEST):
        wanted = Words(
            "value_per_household, what a lift is worth to a household in CNY",
            "value_per_household，即一部电梯对每户的价值（元）",
        )
        faults.append(Fault("household-value", "nothing", wanted))
    return faults


def _option(
    project: PoolProject, number: int, goal: str, one_pot: bool, worth: float | None
) -> Option:
    paid = project.found.paid_cny
    value = {
        "lifts": project.n_lifts,
        "households": project.n_households,
        "elderly": project.n_elderly,
        "value": (worth or 0.0) * project.n_households - project.found.public_npv_cny,
    }[goal]
    return Option(
        project=number,
        street=project.pool.street,
        value=max(float(value), 0.0),
        n_lifts=float(project.n_lifts),
        paid_cny=np.array([paid.sum()]) if one_pot else paid,
    )


def bid_name(project: PoolProject) -> str:
    """Under what a project bids in the auction."""
    return f"{project.pool.name} x {project.n_lifts} ({project.form})"


def _bids(projects: tuple[PoolProject, ...], options) -> list[tuple[str, float, float]]:
    """One bid a pool, for its cheapest option per lift: what it asks, else what it needs."""
    best: dict[str, tuple[float, PoolProject]] = {}
    for project in projects:
        asked = sum(row.ask_cny for row in project.pool.rows)
        cost = asked if math.isfinite(asked) else project.cost_cny
        per_lift = cost / project.n_lifts
        if project.pool.name not in best or per_lift < best[project.pool.name][0]:
            best[project.pool.name] = (per_lift, project)
    return [(bid_name(p), per_lift * p.n_lifts, float(p.n_lifts)) for per_lift, p in best.values()]


def _rates(projects: tuple[PoolProject, ...]) -> tuple[RatePoint, ...]:
    """Lifts that stand when every lift may have at most a rate: it only rises."""
    per_lift = [p.cost_cny / p.n_lifts for p in projects]
    points = []
    for rate in sorted(set(per_lift)):
        most: dict[str, int] = {}
        for project, need in zip(projects, per_lift, strict=True):
            if need <= rate * (1.0 + 1e-9):
                name = project.pool.name
                most[name] = max(most.get(name, 0), project.n_lifts)
        points.append(RatePoint(float(rate), sum(most.values())))
    return tuple(points)


def _too_small(projects: tuple[PoolProject, ...], whole_cny: float) -> Words | None:
    if not projects:
        return Words(
            "No project of the table can reach the target with this form of support.",
            "清单中没有项目能以这种补助方式达标。",
        )
    cheapest = min(projects, key=lambda p: p.cost_cny)
    if cheapest.cost_cny <= whole_cny:
        return None
    cost, name, n = cheapest.cost_cny, cheapest.pool.name, cheapest.n_lifts
    return Words(
        f"A budget of CNY {whole_cny:,.0f} buys nothing: the cheapest project, {name} with {n} "
        f"lift{'s' if n > 1 else ''}, needs CNY {cost:,.0f}.",
        f"预算 {whole_cny:,.0f} 元不足以建成任何项目：最便宜的是 {name}（{n} 台），"
        f"需 {cost:,.0f} 元。",
    )


def _nothing(best: Award, greedy: Award, one_pot: bool) -> Words | None:
    """Why nothing is chosen although the budget would pay for the cheapest project."""
    if best.chosen:
        return None
    if greedy.chosen:
        return Words(
            "The limits for streets leave no choice within the budget.",
            "在街道公平约束下，预算内没有可行的组合。",
        )
    if one_pot:
        return Words("No project fits the budget.", "没有项目能纳入预算。")
    return Words(
        "No project fits the budget year by year: what falls due after the last budget year is "
        "charged to that year. More years, or one sum for all of them, may do.",
        "逐年看没有项目能纳入预算：预算期之后的支出计入最后一年。可延长预算年数，或给出总额。",
    )

"""A district under one policy: its projects, ranked, and what a budget buys of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from pvlift.errors import Fault, PvliftError, Words
from pvlift.scenario.load import Loaded
from pvlift.study.district.budget import Fairness
from pvlift.study.district.budget_plan import BudgetPlan, budget_faults, plan_of
from pvlift.study.district.portfolio_rows import BuildingTable
from pvlift.study.district.projects import PoolProject, ranked
from pvlift.study.plan.targets import Aim, aim_faults, aim_of
from pvlift.study.support.drawn_plan import MOST_DRAWS
from pvlift.study.support.support_forms import FORMS, terms_of
from pvlift.study.worlds.laws import seed_faults

PORTFOLIO_FORMS = tuple(name for name in FORMS if name != "public_roofs")


class Portfolio(NamedTuple):
    """Every project of a table, the one that needs least per lift first, and a budget's choice."""

    policy: Loaded
    table: BuildingTable
    aim: Aim
    probability: float
    forms: tuple[str, ...]
    n_draws: int
    projects: tuple[PoolProject, ...]
    n_computed: int  # kinds of projects that were simulated
    faults: tuple[Fault, ...]  # rows left out
    plan: BudgetPlan | None  # None: no budget was given


def portfolio(
    table: BuildingTable,
    policy: Loaded,
    target: str | Aim = "payback=15",
    probability: float = 0.9,
    *,
    forms: tuple[str, ...] = ("gap",),
    draws: int = 1000,
    seed: int | None = None,
    years: int | None = None,
    lift_shares: tuple[float, ...] = (1.0,),
    budget_cny: tuple[float, ...] | None = None,
    goal: str = "lifts",
    street_most: float | None = None,
    street_least: float | None = None,
    value_cny_per_household: float | None = None,
    skip_bad: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Portfolio:
    """Payback, return, promise and least support of every pool of a table under one policy.

    Parameters
    ----------
    table       : of `read_portfolio`
    policy      : scenario whose prices, costs, taxes, module and lift hold for all rows
    forms       : forms of support; each makes a project of its own, one of which a budget may take
    lift_shares : shares of a pool's stairwells that may get a lift; each makes a project of its own
    budget_cny  : one number for all years together, or the money of every year; absent: no budget
    goal        : what the budget is spent for: lifts, households, elderly or value
    street_most, street_least : most share of the lifts, and fewest lifts, of one street
    value_cny_per_household : worth of a lift to a household, for the goal "value"
    progress    : told (done, all) after every pool
    """
    aim = aim_of(target)
    faults = aim_faults(aim, probability, policy.scenario.n_years) + seed_faults(seed)
    faults += _asked_faults(forms, draws, lift_shares, street_most, street_least)
    if budget_cny is not None:
        faults += budget_faults(budget_cny, goal, value_cny_per_household)
    if faults:
        raise PvliftError("portfolio", faults)
    terms = terms_of(policy.scenario, years)
    found = ranked(
        table.rows, policy, aim, probability, forms, draws, seed, terms, lift_shares, progress
    )
    left_out = tuple(dict.fromkeys((*table.faults, *found.faults)))
    if left_out and not (skip_bad and found.projects):
        raise PvliftError(table.name, left_out)
    plan = None
    if budget_cny is not None:
        plan = plan_of(
            found.projects,
            budget_cny,
            goal=goal,
            fairness=Fairness(street_most, street_least),
            value_cny_per_household=value_cny_per_household,
        )
    return Portfolio(
        policy=policy,
        table=table,
        aim=aim,
        probability=probability,
        forms=forms,
        n_draws=draws,
        projects=found.projects,
        n_computed=found.n_computed,
        faults=left_out,
        plan=plan,
    )


def _asked_faults(forms, draws: int, lift_shares, street_most, street_least) -> list[Fault]:
    faults = []
    if not forms or any(form not in PORTFOLIO_FORMS for form in forms):
        known = ", ".join(PORTFOLIO_FORMS)
        wanted = Words(f"forms out of {known}", f"从 {known} 中选取")
        faults.append(Fault("form", f"'{','.join(forms)}'", wanted))
    if not 1 <= draws <= MOST_DRAWS:
        wanted = Words(f"1 to {MOST_DRAWS:,}", f"1 至 {MOST_DRAWS:,}")
        faults.append(Fault("draws", str(draws), wanted))
    if not lift_shares or not all(0.0 < share <= 1.0 for share in lift_shares):
        wanted = Words("shares above 0 and at most 1", "大于 0 且不超过 1 的比例")
        faults.append(Fault("lift_shares", str(lift_shares), wanted))
    if street_most is not None and not 0.0 < street_most <= 1.0:
        wanted = Words("a share above 0 and at most 1", "大于 0 且不超过 1 的比例")
        faults.append(Fault("street-most", f"{street_most:g}", wanted))
    if street_least is not None and not 0.0 <= street_least < math.inf:
        faults.append(Fault("street-least", f"{street_least:g}", Words("0 or more", "不小于 0")))
    return faults
